#!/bin/sh
# Makes all packages, from nothing: build/dist has them and their sums in the end.
set -eu
# shellcheck source=build/package/common.sh
. "$(dirname "$0")/common.sh"

say "version $version"
fresh "$stage"
fresh "$dist"
sh build/package/icons.sh
sh build/package/programs.sh desktop amd64 agents & # SQLite takes one core for each system
linux=$!
sh build/package/programs.sh windows arm64
wait $linux
node build/package/bom.mjs "$version" "$stage/bom" \
	"$stage"/programs/desktop/* "$stage"/programs/windows/*.exe "$stage"/programs/agents/pulse-docker-agent-*
sh build/package/linux.sh & # so does packing
linux=$!
sh build/package/windows.sh
wait $linux
sh build/package/macos.sh
sh build/package/sums.sh
