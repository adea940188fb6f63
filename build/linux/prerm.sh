#!/bin/sh
# Before removal the service is ended, however it was set up. An upgrade leaves
# it running. dpkg says "remove", rpm "0".
set -e

case ${1:-} in
remove | 0) ;;
*) exit 0 ;;
esac
[ -z "${DPKG_ROOT:-}" ] || exit 0
program=/usr/lib/pulse/pulse-server
if grep -qs "$program" /etc/systemd/system/pulse.service /etc/init.d/pulse; then
	"$program" uninstall || :
fi
if [ -d /run/systemd/system ]; then
	systemctl --quiet disable --now pulse.service || :
fi
exit 0
