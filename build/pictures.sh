#!/bin/sh
# Takes the pictures of the desktop program that README.md shows, on a display
# of its own with a panel and a server of notices:
#   apt-get install xvfb dbus openbox xfce4-panel dunst x11-xserver-utils xdotool imagemagick pngquant
#   make build && sh build/pictures.sh
# The estate is the made-up one of mock mode.
set -eu
cd "$(dirname "$0")/.."

if [ "${1:-}" != inside ]; then
	home=$(mktemp -d)
	export HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" XDG_CACHE_HOME="$home/cache"
	exec xvfb-run -a -s "-noreset -screen 0 1440x900x24" dbus-run-session -- sh build/pictures.sh inside
fi

images=docs/images
home=$HOME

# end_all ends what this script started, and nothing else.
end_all() {
	build/bin/pulse --quit || true
	for process in $started; do
		kill "$process" 2>/dev/null || true
	done
	rm -rf "$home"
}
started=
trap end_all EXIT
trap 'exit 1' INT TERM

begin() {
	"$@" >>"$home/log" 2>&1 &
	started="$started $!"
}

# shot name WIDTHxHEIGHT+X+Y: a part of the screen, with few enough colours to be small.
shot() {
	import -window root -crop "$2" +repage "$home/$1.png"
	pngquant --force --speed 1 --quality 60-95 --output "$images/$1.png" "$home/$1.png"
}

mkdir -p "$XDG_CONFIG_HOME/xfce4/xfconf/xfce-perchannel-xml" "$XDG_CONFIG_HOME/dunst" "$XDG_CONFIG_HOME/pulse"
cp build/pictures/panel.xml "$XDG_CONFIG_HOME/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"
cp build/pictures/dunstrc "$XDG_CONFIG_HOME/dunst/dunstrc"
printf '{"notices":{"critical":true,"warning":true,"resolved":true},"window":{"x":60,"y":30,"width":1280,"height":790}}' >"$XDG_CONFIG_HOME/pulse/desktop.json"

xsetroot -solid '#2f4756'
begin openbox
begin xfce4-panel --disable-wm-check
begin dunst
sleep 3
export PULSE_DATA_DIR="$home/pulse" PULSE_MOCK_MODE=true BACKEND_HOST=127.0.0.1 FRONTEND_PORT="${FRONTEND_PORT:-22480}"
export LANG=C.UTF-8 LC_TIME=C.UTF-8 TZ=UTC
begin build/bin/pulse
sleep 25 # the estate is known and its first alerts were told
dunstctl close-all
sleep 1
shot window 1282x814+60+30

dunstctl history-pop && dunstctl history-pop && dunstctl history-pop && dunstctl history-pop
sleep 1
shot notice 420x263+1020+0

xdotool mousemove 1385 884 click 1
sleep 2
shot tray 440x330+1000+570
