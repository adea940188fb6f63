#!/bin/sh
# Draws the icons of all systems from build/appicon.svg into build/stage/icons.
set -eu
# shellcheck source=build/package/common.sh
. "$(dirname "$0")/common.sh"

icons=$stage/icons
fresh "$icons"
for size in 16 24 32 48 64 128 256 512; do
	rsvg-convert --width "$size" --height "$size" --output "$icons/$size.png" build/appicon.svg
done
icotool --create --output "$icons/pulse.ico" "$icons"/16.png "$icons"/24.png "$icons"/32.png \
	"$icons"/48.png "$icons"/64.png --raw "$icons"/256.png
png2icns "$icons/pulse.icns" "$icons"/16.png "$icons"/32.png "$icons"/48.png "$icons"/128.png \
	"$icons"/256.png "$icons"/512.png >/dev/null
