# PULSE_SETUP_ROOT stands before all paths, for trying the script in a folder.
readonly ROOT=${PULSE_SETUP_ROOT:-}
answer='' code='' action=''

say() { printf '%s\n' "$*"; }

fail() {
	printf 'Pulse: %s\n' "$*" >&2
	exit 1
}

# interactive tells whether somebody can be asked. The script itself usually
# comes on the standard input.
interactive() {
	[ "${PULSE_NONINTERACTIVE:-}" != 1 ] && { : </dev/tty; } 2>/dev/null
}

# ask puts a question; without somebody to ask the default is the answer.
ask() {
	answer=$2
	if interactive; then
		printf '%s ' "$1" >/dev/tty
		read -r answer </dev/tty || answer=''
		answer=${answer:-$2}
	fi
}

confirm() {
	ask "$1 [y/N]" n
	case $answer in
		y | Y | yes | Yes) return 0 ;;
	esac
	return 1
}

need_root() {
	[ "$(id -u)" -eq 0 ] || fail 'run this as root'
}

need_command() {
	command -v "$1" >/dev/null || fail "$1 is missing: $2"
}

refuse_container() {
	if [ -e "$ROOT/run/systemd/container" ] || [ -e "$ROOT/.dockerenv" ] || [ -n "${container:-}" ]; then
		fail 'this is a container: run it on the Proxmox VE host itself'
	fi
}

# choose sets the action, from the arguments or by asking.
choose() {
	case ${1:-} in
		--install) action=install ;;
		--remove) action=remove ;;
		'')
			ask '1 let Pulse watch this server, 2 remove everything of Pulse, 3 cancel [1]' 1
			case $answer in
				1) action=install ;;
				2) action=remove ;;
				*) action=cancel ;;
			esac
			if [ "$action" = remove ] && ! confirm 'Remove the user of Pulse with all its tokens?'; then
				action=cancel
			fi
			;;
		*) fail "unknown argument $1: there are --install and --remove" ;;
	esac
}

# take_code finds the one-time code, before anything is changed.
take_code() {
	[ -n "$SERVER_URL" ] || return 0
	code=${PULSE_SETUP_CODE:-$DEFAULT_CODE}
	if [ -z "$code" ]; then
		ask 'Setup code, as Pulse shows it:' ''
		code=$answer
	fi
	[ -n "$code" ] || fail 'the setup code is missing: set PULSE_SETUP_CODE to what Pulse shows'
}

# keep_copy saves a file before it is changed.
keep_copy() {
	local kept=$ROOT/var/backups/pulse-setup
	[ -f "$ROOT$1" ] || return 0
	mkdir -p "$kept"
	chmod 700 "$kept"
	cp "$ROOT$1" "$kept/$(basename "$1").$(date +%Y%m%d-%H%M%S)"
	chmod 600 "$kept"/*
}

# json writes a text as a JSON string, without control characters.
json() {
	printf '"'
	printf '%s' "$1" | tr -d '\000-\037\177' | sed 's/[\\"]/\\&/g'
	printf '"'
}

# members prints all values of a text member in JSON, a line each.
members() {
	grep -o "\"$1\"[[:space:]]*:[[:space:]]*\"[^\"]*\"" | sed 's/.*"\([^"]*\)"$/\1/' || true
}

# refusal prints why Pulse did not take the access, from its answer in $1.
refusal() {
	printf '%s' "$1" | tr -d '\000-\037\177' |
		grep -oE '"(error|message)"[[:space:]]*:[[:space:]]*"(\\.|[^"\\])*"' | head -n 1 |
		sed -e 's/^"[a-z]*"[[:space:]]*:[[:space:]]*"//' -e 's/"$//' -e 's/\\u003c/</g' -e 's/\\u003e/>/g' -e 's/\\u0026/\&/g' -e 's/\\n/ /g' -e 's/\\\(.\)/\1/g' || true
}

# register tells Pulse the access in $1, which is members of JSON. Secrets go
# through a pipe, where nobody sees them in the list of processes.
register() {
	local told why
	if [ -z "$SERVER_URL" ]; then
		say 'This command does not say at which address Pulse reaches this server, so nothing was registered.'
		return 1
	fi
	told=$(
		{
			printf '{"type":%s,"host":%s,' "$(json "$KIND")" "$(json "$SERVER_URL")"
			printf '"serverName":%s,"setupCode":%s,%s}' "$(json "$(hostname)")" "$(json "$code")" "$1"
		} | curl -sS --max-time 60 -X POST -H 'Content-Type: application/json' --data-binary @- "$PULSE_URL/api/auto-register" 2>&1
	) || true
	why=$(refusal "$told")
	case $told in
		*'"success"'*)
			say 'Pulse has tried the access and watches this server now.'
			return 0
			;;
		*'invalid or expired setup code'*) say 'Pulse refused the setup code: it is wrong, used up or older than 5 minutes. Copy a new command from Pulse and run it.' ;;
		'') say "Pulse gave no answer at $PULSE_URL. Look whether this server may reach that address, then run the command again." ;;
		'curl: '*) say "Pulse was not reached at $PULSE_URL (${told#curl: }). Look whether this server may reach that address, then run the command again." ;;
		*)
			say "Pulse did not take the access: ${why:-what answers at $PULSE_URL is no Pulse}."
			say "Pulse has to reach this server at $SERVER_URL. When what it says is settled, copy a new command from Pulse and run it."
			;;
	esac
	return 1
}

# give_up ends a run whose access Pulse did not take. Where no address was
# given nothing was to be registered, and nothing went wrong.
give_up() {
	[ -z "$SERVER_URL" ] || fail 'this server is not watched yet'
}
