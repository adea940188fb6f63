#!/bin/sh
# After installation or upgrade: the service manager learns of the unit, and a
# service that runs goes on with the new program. Nothing is switched on: the
# window needs no service, and a server says "pulse-server install".
set -e

[ -z "${DPKG_ROOT:-}" ] || exit 0 # installed into another system's folder
program=/usr/lib/pulse/pulse-server
if [ -d /run/systemd/system ]; then
	systemctl daemon-reload || :
	systemctl try-restart pulse.service || :
elif grep -qs "$program" /etc/init.d/pulse && /etc/init.d/pulse status >/dev/null 2>&1; then
	"$program" restart || :
fi
exit 0
