#!/bin/sh
# Builds the programs that are packaged, each target in a folder below
# build/stage/programs.
#   programs.sh <desktop|amd64|arm64|windows|agents>...
set -eu
# shellcheck source=build/package/common.sh
. "$(dirname "$0")/common.sh"

out=$stage/programs

# compiler names the C compiler for an architecture of Linux.
compiler() {
	case $1 in
	"$host") echo gcc ;;
	amd64) echo x86_64-linux-gnu-gcc ;;
	arm64) echo aarch64-linux-gnu-gcc ;;
	esac
}

# desktop builds window, tray and server for this machine.
desktop() {
	go build -tags="$desktop_tags,$tags" -ldflags "$link" -o "$out/desktop/pulse" .
	go build -ldflags "$link" -o "$out/desktop/pulse-tray" ./app/tray
	go build -ldflags "$link" -o "$out/desktop/pulse-server" ./service
}

# static builds a server that needs no library of the system. It looks up names
# by itself, because the C library cannot do so in a static program.
static() {
	CGO_ENABLED=1 GOOS=linux GOARCH=$1 CC=$(compiler "$1") go build -tags="$tags,netgo,osusergo" \
		-ldflags "$link -linkmode external -extldflags -static" -o "$out/$1/pulse-server" ./service
}

# windows builds the three programs with their icon, manifest and version.
windows() {
	sh build/package/resources.sh
	export CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc
	go build -tags="$desktop_tags,$tags" -ldflags "$link -H windowsgui" -o "$out/windows/pulse.exe" .
	go build -ldflags "$link" -o "$out/windows/pulse-server.exe" ./service
	CGO_ENABLED=0 go build -ldflags "$link -H windowsgui" -o "$out/windows/pulse-tray.exe" ./app/tray
	for program in "$out"/windows/*.exe; do
		signed SIGN_WINDOWS "$program"
	done
}

# agent builds the agent for one architecture under one name.
agent() {
	name=$1
	shift
	env CGO_ENABLED=0 GOOS=linux "$@" go build -ldflags "$link" -o "$out/agents/pulse-docker-agent-linux-$name" ./backend/agent
}

# agents builds what a server hands out to Docker hosts.
agents() {
	agent amd64 GOARCH=amd64
	agent arm64 GOARCH=arm64
	agent armv7 GOARCH=arm GOARM=7
	echo "$version" >"$out/agents/version"
}

tags=$(go env GOFLAGS | sed 's/.*-tags=\([^ ]*\).*/\1/')
for target; do
	say "building $target"
	fresh "$out/$target"
	case $target in
	amd64 | arm64) static "$target" ;;
	*) ("$target") ;; # in a shell of its own: it sets variables
	esac
done
