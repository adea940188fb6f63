#!/bin/sh
# Sees to it that this machine has what the Makefile needs.
#   setup.sh commands   Go and Node alone
#   setup.sh run        to build and run the server
#   setup.sh window     to build the window as well
#   setup.sh package    to make the packages for all systems
#   setup.sh test       to run all tests and checks
# Missing Debian packages are installed where this may be done; else they are named.
set -eu

golangci_lint=v2.15.0
govulncheck=v1.8.0
nfpm=v2.43.4

root=$(cd "$(dirname "$0")/../.." && pwd)
level=${1:-run}

# need_commands ends with a message unless Go and Node are there and new enough:
# they are not installed here, because Debian's own are too old.
need_commands() {
	for command in go node npm; do
		command -v "$command" >/dev/null || refuse "$command is missing"
	done
	minor=$(go env GOVERSION | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
	[ "${minor:-26}" -ge 21 ] || refuse "$(go version) is too old" # newer ones fetch what go.mod names
	node --eval 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 2019 ? 1 : 0)' ||
		refuse "node $(node --version) is too old"
}

refuse() {
	echo "setup: $1; Pulse needs Go 1.26 and Node 20.19 or newer" >&2
	exit 1
}

# packages lists the Debian packages of the level.
packages() {
	echo gcc libc6-dev
	case $level in
		window | package | test) echo pkg-config libgtk-3-dev libwebkit2gtk-4.1-dev libayatana-appindicator3-dev ;;
	esac
	case $level in
		package | test)
			echo gcc-mingw-w64-x86-64-win32 "$(cross_compiler)"
			echo nsis librsvg2-bin icoutils icnsutils zip unzip
			;;
	esac
	if [ "$level" = test ]; then
		echo chromium fonts-liberation xvfb xauth xdotool openbox dbus dbus-daemon procps shellcheck
		echo curl podman binutils file rpm desktop-file-utils mandoc systemd
	fi
}

# cross_compiler lists the packages with the C compiler for the architecture of
# Linux that this machine does not have.
cross_compiler() {
	case $(dpkg --print-architecture) in
		amd64) echo gcc-aarch64-linux-gnu libc6-dev-arm64-cross ;;
		arm64) echo gcc-x86-64-linux-gnu libc6-dev-amd64-cross ;;
	esac
}

# wine_packages lists what runs programs for Windows; not every system has it.
wine_packages() {
	if [ "$level" = test ] && apt-cache show wine64 >/dev/null 2>&1; then
		echo wine wine64
	fi
}

# missing lists the packages that are not installed.
missing() {
	for package in $(packages) $(wine_packages); do
		state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || state=
		[ "$state" = installed ] || echo "$package"
	done
}

install_packages() {
	if ! command -v dpkg-query >/dev/null; then
		echo "setup: this is not Debian; if something is missing below, install what corresponds to: $(packages | xargs)"
		return
	fi
	wanted=$(missing | tr '\n' ' ')
	[ -n "$wanted" ] || return 0
	if [ "$(id -u)" -ne 0 ]; then
		echo "setup: Debian packages are missing; install them with: sudo apt-get install $wanted" >&2
		exit 1
	fi
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq
	wanted=$(missing | tr '\n' ' ') # now that the lists tell of Wine, too
	echo "setup: installing Debian packages: $wanted"
	# shellcheck disable=SC2086 # a list of names
	apt-get install -y -qq --no-install-recommends $wanted >/dev/null
}

# tool builds a Go program of the given version into .tools/bin, unless it is there.
tool() {
	module=$1 version=$2 package=$3
	name=$(basename "$package")
	if go version -m "$root/.tools/bin/$name" 2>/dev/null | grep -q "mod.*$module.*$version"; then
		return
	fi
	echo "setup: building $name $version"
	GOFLAGS='' GOBIN=$root/.tools/bin go install "$package@$version"
}

need_commands
[ "$level" = commands ] || install_packages
case $level in
	package | test) tool github.com/goreleaser/nfpm/v2 "$nfpm" github.com/goreleaser/nfpm/v2/cmd/nfpm ;;
esac
if [ "$level" = test ]; then
	cd "$root"
	go mod download
	tool github.com/golangci/golangci-lint/v2 "$golangci_lint" github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	tool golang.org/x/vuln "$govulncheck" golang.org/x/vuln/cmd/govulncheck
	make --silent frontend/node_modules/.package-lock.json
fi
