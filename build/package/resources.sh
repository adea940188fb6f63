#!/bin/sh
# Writes icon, manifest and version of the programs for Windows, each as a file
# beside the package main, where the linker finds it.
set -eu
# shellcheck source=build/package/common.sh
. "$(dirname "$0")/common.sh"

folder=$stage/resources
fresh "$folder"
cp $stage/icons/pulse.ico "$folder"
sed "s/version=\"1\.0\.0\.0\"/version=\"$number\"/" build/windows/pulse.manifest >"$folder/pulse.manifest"

# resources writes those of the program $1 into the folder of its package $2.
resources() {
	sed -e "s/@NAME@/$1/; s/@DESCRIPTION@/$3/; s/@VERSION@/$version/" \
		-e "s/@COMMAS@/$(echo "$number" | tr . ,)/" build/windows/program.rc >"$folder/$1.rc"
	(cd "$folder" && x86_64-w64-mingw32-windres --output-format coff "$1.rc" "$1.syso")
	cp "$folder/$1.syso" "$2/resources_windows_amd64.syso"
}

resources pulse . Pulse
resources pulse-server service 'Pulse without a window'
resources pulse-tray app/tray 'Pulse in the notification area'
