#!/bin/sh
# Makes all packages, from nothing: build/dist has them and their sums in the end.
set -eu
# shellcheck source=build/package/common.sh
. "$(dirname "$0")/common.sh"

# both runs two commands at once, since each keeps only one core busy: compiling
# SQLite for another system, or compressing. It fails when one of them does.
both() {
	sh -c "$1" &
	first=$!
	second=0
	sh -c "$2" || second=$?
	wait $first
	return $second
}

say "version $version"
fresh "$stage"
fresh "$dist"
sh build/package/icons.sh
both 'sh build/package/programs.sh desktop amd64 agents' 'sh build/package/programs.sh windows arm64'
node build/package/bom.mjs "$version" "$stage/bom" \
	"$stage"/programs/desktop/* "$stage"/programs/windows/*.exe "$stage"/programs/agents/pulse-docker-agent-*
both 'sh build/package/linux.sh' 'sh build/package/windows.sh'
sh build/package/macos.sh
sh build/package/sums.sh
