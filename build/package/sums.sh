#!/bin/sh
# Ends a set of packages: the bill of materials beside them, their sums, and the
# signature of the sums by the command in SIGN_SUMS.
set -eu
# shellcheck source=build/package/common.sh
. "$(dirname "$0")/common.sh"

cp "$stage/bom/pulse.cdx.json" "$dist/pulse-$tag.cdx.json"
(cd $dist && rm -f SHA256SUMS && sha256sum -- * >../SHA256SUMS && mv ../SHA256SUMS .)
say "$dist/SHA256SUMS"
if [ -n "${SIGN_SUMS:-}" ]; then
	say "signing SHA256SUMS"
	sh -c "$SIGN_SUMS \"\$1\"" sign "$dist/SHA256SUMS"
fi
