#!/usr/bin/env bash
# Installs, updates or removes pulse-docker-agent, which reports a Docker host
# to one or more Pulse servers.
set -euo pipefail

BINARY=/usr/local/bin/pulse-docker-agent
SETTINGS=/etc/pulse-docker-agent.env
UNIT=/etc/systemd/system/pulse-docker-agent.service
LOG=/var/log/pulse-docker-agent.log
UNRAID=/boot/config/go.d/pulse-docker-agent.sh
UNRAID_KEEP=/boot/config/plugins/pulse-docker-agent

url="" token="" interval="" uninstall=no insecure=no
targets=()

usage() {
	cat <<'TEXT'
Usage: install-docker-agent.sh --url <server> --token <API token>
       install-docker-agent.sh --target '<url>|<token>[|insecure]' [--target ...]
       install-docker-agent.sh --uninstall

  --url <server>      address of the Pulse server, such as http://192.168.1.5:7655
  --token <token>     API token of that server; "disabled" when it needs none
  --target <target>   another server to report to; may be repeated
  --interval <time>   time between two reports (30s)
  --insecure          accept any certificate
  --uninstall         stop the agent and remove everything that belongs to it

Run again with another server, it is added to those that the agent reports to.
TEXT
}

fail() {
	echo "install-docker-agent: $*" >&2
	exit 1
}

say() { echo "$*"; }

need_value() {
	[ "$2" -ge 2 ] || fail "$1 needs a value"
}

while [ $# -gt 0 ]; do
	case "$1" in
	--url) need_value "$1" $#; url="${2%/}"; shift 2 ;;
	--token) need_value "$1" $#; token="$2"; shift 2 ;;
	--target) need_value "$1" $#; targets+=("$2"); shift 2 ;;
	--interval) need_value "$1" $#; interval="$2"; shift 2 ;;
	--insecure) insecure=yes; shift ;;
	--uninstall) uninstall=yes; shift ;;
	--purge) shift ;; # older install commands have it; --uninstall leaves nothing behind
	-h | --help) usage; exit 0 ;;
	*) usage >&2; fail "unknown argument $1" ;;
	esac
done

[ "$(id -u)" -eq 0 ] || fail "run this as root, for example with sudo"

has_systemd() { command -v systemctl >/dev/null 2>&1 && [ -d /run/systemd/system ]; }
on_unraid() { [ -f /etc/unraid-version ] || [ -d /boot/config/plugins ]; }

stop_agent() {
	if has_systemd && [ -f "$UNIT" ]; then
		systemctl stop pulse-docker-agent.service 2>/dev/null || true
	fi
	pkill -x pulse-docker-ag 2>/dev/null || true # the kernel keeps 15 characters of a name
}

if [ "$uninstall" = yes ]; then
	if has_systemd && [ -f "$UNIT" ]; then
		systemctl disable --now pulse-docker-agent.service 2>/dev/null || true
	fi
	stop_agent
	rm -f "$UNIT" "$UNRAID" "$LOG" "$SETTINGS" "$BINARY"
	rm -rf "$UNRAID_KEEP"
	if has_systemd; then
		systemctl daemon-reload || true
	fi
	say "pulse-docker-agent is removed."
	exit 0
fi

# Those servers that an earlier installation reports to stay.
known_targets() {
	if [ -r "$SETTINGS" ]; then
		sed -n "s/^PULSE_TARGETS=//p" "$SETTINGS" | sed "s/^[\"']//; s/[\"']\$//"
	elif [ -r "$UNIT" ]; then
		sed -n 's/^Environment="\{0,1\}PULSE_TARGETS=\([^"]*\)"\{0,1\}$/\1/p' "$UNIT"
	fi | tr ';' '\n'
}

known_interval() {
	if [ -r "$SETTINGS" ]; then
		sed -n "s/^PULSE_INTERVAL=//p" "$SETTINGS" | sed "s/^[\"']//; s/[\"']\$//"
	fi
}

if [ -n "$url" ] || [ -n "$token" ]; then
	[ -n "$url" ] || fail "--token needs --url"
	[ -n "$token" ] || fail "--url needs --token; make an API token in Pulse under Settings"
	own="$url|$token"
	if [ "$insecure" = yes ]; then
		own="$own|true"
	fi
	targets=("$own" ${targets[@]+"${targets[@]}"})
fi
[ ${#targets[@]} -gt 0 ] || { usage >&2; fail "no server given"; }

for target in "${targets[@]}"; do
	case "$target" in
	*[\'\"\\\$\;]* | *$'\n'*) fail "a server's address and token must not contain quotes, \\, \$ or ;" ;;
	http://*\|?* | https://*\|?*) ;;
	*) fail "a target is written 'http://server:7655|token'" ;;
	esac
done
case "$interval" in
"" | [0-9]*[smh]) ;;
*) fail "--interval is written like 30s or 1m" ;;
esac
interval="${interval:-$(known_interval)}"
interval="${interval:-30s}"

# An address that is given again replaces the token that was kept for it.
all=""
given=";"
for target in "${targets[@]}"; do
	case "$given" in *";${target%%|*};"*) continue ;; esac
	given="$given${target%%|*};"
	all="${all:+$all;}$target"
done
while IFS= read -r target; do
	[ -n "$target" ] || continue
	case "$given" in *";${target%%|*};"*) continue ;; esac
	given="$given${target%%|*};"
	all="$all;$target"
done < <(known_targets)

case "$(uname -m)" in
x86_64 | amd64) arch=amd64 ;;
aarch64 | arm64) arch=arm64 ;;
armv7* | armv8l | armhf) arch=armv7 ;;
*) fail "there is no agent for the processor $(uname -m)" ;;
esac

fetch() {
	local options=(-fsSL --retry 2 --connect-timeout 10)
	if [ "$3" = yes ]; then
		options+=(-k)
	fi
	if command -v curl >/dev/null 2>&1; then
		curl "${options[@]}" -o "$2" "$1"
	elif command -v wget >/dev/null 2>&1; then
		if [ "$3" = yes ]; then
			wget -q --no-check-certificate -O "$2" "$1"
		else
			wget -q -O "$2" "$1"
		fi
	else
		fail "neither curl nor wget is installed"
	fi
}

first="${targets[0]}"
server="${first%%|*}"
server="${server%/}"
rest="${first#*|}"
trust_any=no
case "$rest" in
*\|true | *\|1 | *\|yes | *\|y | *\|on) trust_any=yes ;;
esac

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
say "Downloading the agent for $arch from $server"
fetch "$server/download/pulse-docker-agent?arch=$arch" "$work/agent" "$trust_any" ||
	fail "$server does not hand out an agent for $arch; check the address, or install the agent by hand"
if fetch "$server/download/pulse-docker-agent.sha256?arch=$arch" "$work/sum" "$trust_any" 2>/dev/null &&
	command -v sha256sum >/dev/null 2>&1; then
	echo "$(tr -d '[:space:]' <"$work/sum")  $work/agent" | sha256sum -c - >/dev/null ||
		fail "the download is damaged; try again"
fi
chmod 0755 "$work/agent"
"$work/agent" --version >/dev/null 2>&1 || fail "the downloaded agent does not run on this machine"

stop_agent
install -m 0755 "$work/agent" "$BINARY"
(
	umask 077
	printf "PULSE_TARGETS='%s'\nPULSE_INTERVAL='%s'\n" "$all" "$interval" >"$SETTINGS"
)
chmod 0600 "$SETTINGS"

if has_systemd; then
	cat >"$UNIT" <<TEXT
[Unit]
Description=Pulse agent for Docker
After=network-online.target docker.service
Wants=network-online.target

[Service]
EnvironmentFile=$SETTINGS
ExecStart=$BINARY
Restart=on-failure
RestartSec=5
NoNewPrivileges=yes
PrivateTmp=yes
ProtectHome=yes

[Install]
WantedBy=multi-user.target
TEXT
	systemctl daemon-reload
	systemctl enable pulse-docker-agent.service >/dev/null 2>&1 || fail "the service could not be enabled"
	systemctl restart pulse-docker-agent.service
	say "pulse-docker-agent runs. Its log: journalctl -u pulse-docker-agent"
elif on_unraid; then
	mkdir -p "$(dirname "$UNRAID")"
	# Unraid keeps /boot only, so that the script brings binary and settings back.
	mkdir -p "$UNRAID_KEEP"
	cp "$BINARY" "$UNRAID_KEEP/pulse-docker-agent"
	cp "$SETTINGS" "$UNRAID_KEEP/pulse-docker-agent.env"
	cat >"$UNRAID" <<TEXT
#!/bin/bash
install -m 0755 $UNRAID_KEEP/pulse-docker-agent $BINARY
install -m 0600 $UNRAID_KEEP/pulse-docker-agent.env $SETTINGS
set -a
. $SETTINGS
set +a
nohup $BINARY >>$LOG 2>&1 &
TEXT
	chmod 0755 "$UNRAID"
	bash "$UNRAID"
	say "pulse-docker-agent runs. Its log: $LOG"
else
	say "The agent is installed, but this system has no systemd to start it. Start it with:"
	say "  set -a; . $SETTINGS; set +a; nohup $BINARY >>$LOG 2>&1 &"
fi
