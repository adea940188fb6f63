#!/bin/sh
# Packs the programs for Windows: a setup, an archive with the same files, and one
# with the server alone, by which a server updates itself.
set -eu
# shellcheck source=build/package/common.sh
. "$(dirname "$0")/common.sh"

name=pulse-$tag-windows-amd64
folder=$stage/windows/$name
setup=$dist/$name-setup.exe

# files lays out what is installed.
files() {
	fresh "$folder"
	cp "$stage"/programs/windows/*.exe "$folder"
	cp -r $stage/programs/agents "$folder/agents"
	sed 's/$/\r/' build/windows/README.txt >"$folder/README.txt"
	sed 's/$/\r/' $stage/bom/notices.txt >"$folder/NOTICES.txt"
	chmod -R u=rwX,go=rX "$folder"
	same_time "$folder"
}

archive() {
	rm -f "$dist/$name.zip"
	(cd $stage/windows && find "$name" -type f | sort | zip -q -X -9 -@ "$OLDPWD/$dist/$name.zip")
	say "$dist/$name.zip"
}

server_archive() {
	server=$stage/windows/server
	fresh "$server"
	cp "$folder/pulse-server.exe" "$folder/NOTICES.txt" "$server"
	cp -r "$folder/agents" "$server"
	tarball "$server" . "$dist/$name.tar.gz"
}

# removal writes the lines by which the setup's uninstaller deletes exactly what
# was installed.
# shellcheck disable=SC2016 # $INSTDIR is a variable of the setup
removal() {
	(cd "$folder" && find . -type f | sort | sed 's|^\./||; s|/|\\|g; s|.*|Delete "$INSTDIR\\&"|')
	(cd "$folder" && find . -mindepth 1 -type d | sort -r | sed 's|^\./||; s|/|\\|g; s|.*|RMDir "$INSTDIR\\&"|')
}

pack_setup() {
	removal >$stage/windows/remove.nsh
	webview=$(go list -m -f '{{.Dir}}' github.com/wailsapp/wails/v2)/internal/webview2runtime/MicrosoftEdgeWebview2Setup.exe
	set -- -DVERSION="$version" -DNUMBER="$number" -DFILES="$PWD/$folder" -DICON="$PWD/$stage/icons/pulse.ico" \
		-DWEBVIEW="$webview" -DREMOVE="$PWD/$stage/windows/remove.nsh" -DOUT="$PWD/$setup" \
		-DKILOBYTES="$(du -sk --apparent-size "$folder" | cut -f1)"
	[ -z "${SIGN_WINDOWS:-}" ] || set -- "$@" -DSIGN="$SIGN_WINDOWS"
	makensis -V2 "$@" build/windows/pulse.nsi
	signed SIGN_WINDOWS "$setup"
	say "$setup"
}

files
archive
server_archive
pack_setup
