#!/bin/sh
# After installation or upgrade: the service manager learns of the unit, and a
# service that runs goes on with the new program. Nothing is switched on: the
# window needs no service, and a server says "pulse-server install".
set -e

[ -z "${DPKG_ROOT:-}" ] || exit 0 # installed into another system's folder
if [ -d /run/systemd/system ]; then
	systemctl daemon-reload || :
	systemctl try-restart pulse.service || :
fi
exit 0
