#!/bin/sh
# After removal only the data is left, and the person who removes the program is
# told where. It is not deleted on purge either: it is theirs, and cannot be
# made again. dpkg says "remove" and "purge", rpm "0".
set -e

case ${1:-} in
remove | purge | 0) ;;
*) exit 0 ;;
esac
if [ -z "${DPKG_ROOT:-}" ] && [ -d /run/systemd/system ]; then
	systemctl daemon-reload || :
fi
if [ "$1" = remove ] || [ "$1" = 0 ]; then
	echo "Pulse is removed. Its data stays, until you delete it:"
	echo "  of the service: /var/lib/pulse, where that exists"
	echo "  of each account that used the window: ~/.local/share/pulse"
	echo "  and its choices and copies of pages: ~/.config/pulse/desktop.json, ~/.cache/pulse"
	echo "What a move between the two has kept is beside them, in folders that end in .moved."
fi
if [ "$1" = purge ]; then
	rm -f "${DPKG_ROOT:-}/var/log/pulse.log" "${DPKG_ROOT:-}/var/log/pulse.err"
fi
exit 0
