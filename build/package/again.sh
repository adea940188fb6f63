#!/bin/sh
# Makes all packages a second time, elsewhere and without what was compiled
# before, and fails when they are not the same, byte for byte.
set -eu
# shellcheck source=build/package/common.sh
. "$(dirname "$0")/common.sh"

make --silent package VERSION="$VERSION"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/source" "$work/cache"
git ls-files -z | xargs -0 cp --parents --no-dereference --preserve=mode --target-directory "$work/source"
cp -r .tools "$work/source"
GOCACHE=$work/cache make --silent --directory "$work/source" package VERSION="$VERSION"
if ! diff "$dist/SHA256SUMS" "$work/source/$dist/SHA256SUMS"; then
	echo "again: the same source made different packages" >&2
	exit 1
fi
say "the same again"
