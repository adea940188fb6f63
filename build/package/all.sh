#!/bin/sh
# Makes all packages, from nothing: build/dist has them and their sums in the end.
set -eu
# shellcheck source=build/package/common.sh
. "$(dirname "$0")/common.sh"

say "version $version"
fresh "$stage"
fresh "$dist"
sh build/package/icons.sh
sh build/package/programs.sh agents desktop amd64 arm64 windows
node build/package/bom.mjs "$version" "$stage/bom" \
	"$stage"/programs/desktop/* "$stage"/programs/windows/*.exe "$stage"/programs/agents/pulse-docker-agent-*
sh build/package/linux.sh & # packing takes one core each
linux=$!
sh build/package/windows.sh
wait $linux
sh build/package/macos.sh
sh build/package/sums.sh
