readonly PULSE_USER='pulse-monitor@pam'
readonly ROLE='PulseMonitor'
readonly BACKUP_ROLE='PulseMonitorBackups'
readonly KEY_MARK='# pulse-managed-key'
readonly KEYS='/root/.ssh/authorized_keys'
token_name=$TOKEN_NAME token=''

old_tokens() {
	pveum user token list "$PULSE_USER" --output-format json 2>/dev/null | members tokenid | grep -E "$1" || true
}

have_user() {
	pveum user list --output-format json | members userid | grep -xF "$PULSE_USER" >/dev/null
}

# put_role makes a role, or gives it exactly these privileges.
put_role() {
	if pveum role list --output-format json | members roleid | grep -xF "$1" >/dev/null; then
		pveum role modify "$1" -privs "$2"
	else
		pveum role add "$1" -privs "$2"
	fi
}

# agent_privilege is what reading guest agents takes; it was renamed in 9.
agent_privilege() {
	if pveum role list --output-format json | grep -F VM.GuestAgent.Audit >/dev/null; then
		echo VM.GuestAgent.Audit
	else
		echo VM.Monitor
	fi
}

# grant gives a role to the user and to its token, which has no more rights
# than both.
grant() {
	pveum aclmod "$1" -user "$PULSE_USER" -role "$2"
	pveum aclmod "$1" -token "$PULSE_USER!$token_name" -role "$2"
}

# make_token makes a token that nobody has yet: the same script may run twice.
make_token() {
	local printed
	[ -z "$(old_tokens "^$token_name\$")" ] || token_name=$TOKEN_FAMILY-$(date +%s)
	printed=$(pveum user token add "$PULSE_USER" "$token_name" --privsep 1 --output-format json) ||
		fail "the token $token_name could not be made. Wait a moment and copy a new command"
	token=$(printf '%s' "$printed" | members value)
	[ -n "$token" ] || fail 'pveum did not print the value of the token'
}

grant_roles() {
	grant / PVEAuditor
	put_role "$ROLE" "Sys.Audit,$(agent_privilege)"
	grant / "$ROLE"
	if [ "$BACKUPS" = yes ]; then
		put_role "$BACKUP_ROLE" Datastore.Audit,Datastore.Allocate
		grant /storage "$BACKUP_ROLE"
	fi
}

install_access() {
	local old one drop=no
	take_code
	keep_copy /etc/pve/user.cfg
	old=$(old_tokens "^$TOKEN_FAMILY-[0-9]+\$")
	if [ -n "$old" ] && confirm 'Remove older tokens of this Pulse when the new one works?'; then
		drop=yes
	fi
	if ! have_user; then
		pveum user add "$PULSE_USER" --comment 'Pulse monitoring, reads only'
	fi
	make_token
	grant_roles
	if register "\"tokenId\":$(json "$PULSE_USER!$token_name"),\"tokenValue\":$(json "$token")"; then
		if [ "$drop" = yes ]; then
			for one in $old; do
				pveum user token remove "$PULSE_USER" "$one"
			done
		fi
	else
		say "The user $PULSE_USER and its token $token_name stay; running a command of Pulse again goes on with that user."
		say 'Or, in Pulse, choose "Paste a token":'
		say "  Address   ${SERVER_URL:-https://YOUR_PROXMOX_HOST:8006}"
		say "  Token ID  $PULSE_USER!$token_name"
		say "  Secret    $token"
		give_up
	fi
	offer_temperatures
}

# offer_temperatures lets Pulse read the sensors of this node over SSH, and do
# nothing else with its key.
offer_temperatures() {
	[ -n "$SSH_KEY" ] || return 0
	confirm 'Let Pulse read temperatures over SSH? It may run "sensors -j" and nothing else.' || return 0
	mkdir -p "$ROOT/root/.ssh"
	chmod 700 "$ROOT/root/.ssh"
	drop_key
	printf 'command="sensors -j",no-port-forwarding,no-X11-forwarding,no-agent-forwarding,no-pty %s %s\n' "$SSH_KEY" "$KEY_MARK" >>"$ROOT$KEYS"
	chmod 600 "$ROOT$KEYS"
	command -v sensors >/dev/null || say 'The program sensors is missing; install it with: apt install lm-sensors'
	[ -z "$code" ] || printf '{"nodes":%s}' "$(json "$(hostname)")" |
		curl -sS --max-time 60 -X POST -H 'Content-Type: application/json' -H "X-Setup-Token: $code" --data-binary @- "$PULSE_URL/api/system/verify-temperature-ssh" || true
}

# drop_key removes the key of Pulse and no other.
drop_key() {
	[ -f "$ROOT$KEYS" ] && grep -qF "$KEY_MARK" "$ROOT$KEYS" || return 0
	keep_copy "$KEYS"
	grep -vF "$KEY_MARK" "$ROOT$KEYS" >"$ROOT$KEYS.pulse" || true
	cat "$ROOT$KEYS.pulse" >"$ROOT$KEYS" # it may be a link into the cluster's folder
	rm -f "$ROOT$KEYS.pulse"
}

remove_access() {
	local one role
	keep_copy /etc/pve/user.cfg
	drop_key
	if have_user; then
		for one in $(old_tokens .); do
			pveum user token remove "$PULSE_USER" "$one"
		done
		pveum user delete "$PULSE_USER"
	fi
	for role in "$ROLE" "$BACKUP_ROLE"; do
		if pveum role list --output-format json | members roleid | grep -xF "$role" >/dev/null; then
			pveum role delete "$role"
		fi
	done
	say 'The user of Pulse, its tokens and its roles are gone. Remove the connection in Pulse, too.'
}

main() {
	need_root
	refuse_container
	need_command pveum 'this is not a Proxmox VE server'
	choose "$@"
	case $action in
		install) install_access ;;
		remove) remove_access ;;
		*) say 'Nothing was changed.' ;;
	esac
}
