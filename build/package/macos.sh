#!/bin/sh
# Puts Pulse.app together. On a Mac it builds and signs the programs in it and
# makes a disk image; elsewhere, where they cannot be built, the layout without
# them is packed, and a text in it says what is missing.
set -eu
# shellcheck source=build/package/common.sh
. "$(dirname "$0")/common.sh"

folder=$stage/macos/Pulse
app=$folder/Pulse.app/Contents
helper="$app/Helpers/Pulse Tray.app/Contents"

# describe writes what the system reads of a bundle: $1 its Info.plist, $2 where to.
describe() {
	mkdir -p "$2/MacOS" "$2/Resources"
	sed "s/>1\.0\.0</>${number%.0}</" "$1" >"$2/Info.plist"
	cp $stage/icons/pulse.icns "$2/Resources/iconfile.icns"
}

layout() {
	fresh "$folder"
	describe build/darwin/Info.plist "$app"
	describe build/darwin/Tray.plist "$helper"
	ln -s /Applications "$folder/Applications"
}

# universal builds a program for both processors: $1 where to, then tags and package.
universal() {
	to=$1
	shift
	for processor in amd64 arm64; do
		CGO_ENABLED=1 GOARCH=$processor go build -ldflags "$link" -o "$to-$processor" "$@"
	done
	lipo -create -output "$to" "$to-amd64" "$to-arm64"
	rm "$to-amd64" "$to-arm64"
}

programs() {
	tags=$(go env GOFLAGS | sed 's/.*-tags=\([^ ]*\).*/\1/')
	universal "$app/MacOS/pulse" -tags="desktop,production,$tags" .
	universal "$app/MacOS/pulse-server" ./service
	universal "$helper/MacOS/pulse-tray" ./app/tray
	cp -R $stage/programs/agents "$app/MacOS/agents"
}

# sign signs from the inside out. Without a name in SIGN_MACOS the signature is
# one without a name, with which programs run on this Mac only.
sign() {
	for part in "$app/MacOS/pulse-server" "$app/Helpers/Pulse Tray.app" "$folder/Pulse.app"; do
		codesign --force --options runtime --timestamp=none --sign "${SIGN_MACOS:--}" "$part"
	done
}

layout
if [ "$(uname)" = Darwin ]; then
	programs
	sign
	hdiutil create -quiet -ov -volname Pulse -srcfolder "$folder" -format UDZO "$dist/pulse-$tag-macos.dmg"
	say "$dist/pulse-$tag-macos.dmg"
else
	cp build/darwin/README.txt "$folder"
	tarball $stage/macos Pulse "$dist/pulse-$tag-macos-layout.tar.gz"
fi
