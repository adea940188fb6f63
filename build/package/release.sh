#!/bin/sh
# Makes a release: from a clean checkout of a tag, and only if all tests pass.
#   release.sh <version>
set -eu
# shellcheck source=build/package/common.sh
. "$(dirname "$0")/common.sh"

refuse() {
	echo "release: $1" >&2
	exit 1
}

echo "$tag" | grep -Eqx 'v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?' ||
	refuse "$1 is not the version of a release: tag this commit, for instance with git tag v1.2.0"
[ -z "$(git status --porcelain)" ] || refuse "the checkout has changes that are not committed"
[ "$(git rev-list -n 1 "$1" 2>/dev/null)" = "$(git rev-parse HEAD)" ] || refuse "$1 is no tag of this commit"
make --silent test
make --silent package VERSION="$1"
say "done: upload everything in $dist"
