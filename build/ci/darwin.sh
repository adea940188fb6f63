#!/bin/sh
# Checks that everything compiles for the Mac, apart from what includes its
# frameworks: the window itself and the icon in the menu bar. The C of SQLite is
# left out: a driver with the same names and nothing behind them takes its place.
set -eu
cd "$(dirname "$0")/../.."
export CGO_ENABLED=0 GOOS=darwin

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
driver=$(go list -m -f '{{.Dir}}' github.com/mattn/go-sqlite3)
mkdir "$work/driver"
cp "$driver/go.mod" "$driver/doc.go" "$driver/static_mock.go" "$work/driver"
cp build/darwin/sqlite.go.txt "$work/driver/names.go"
cp go.mod go.sum "$work"
go mod edit -replace "github.com/mattn/go-sqlite3=$work/driver" "$work/go.mod"

# framed tells whether a package needs Apple's frameworks.
framed() { go list -deps "$1" 2>/dev/null | grep -Eq '/(wails/v2|systray)$'; }

packages=
for package in $(go list ./app/... ./backend/... ./service/... ./frontend); do
	if framed "$package"; then
		echo "needs a Mac: $package"
	else
		packages="$packages $package"
	fi
done
# shellcheck disable=SC2086 # a list of names
go vet -modfile "$work/go.mod" $packages
for architecture in amd64 arm64; do
	GOARCH=$architecture go build -modfile "$work/go.mod" -o "$work/pulse-server" ./service
done
