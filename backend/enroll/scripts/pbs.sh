readonly PULSE_USER='pulse-monitor@pbs'
token_name=$TOKEN_NAME token=''

have_user() {
	proxmox-backup-manager user list --output-format json | members userid | grep -xF "$PULSE_USER" >/dev/null
}

# old_tokens prints the names of the user's tokens that match.
old_tokens() {
	proxmox-backup-manager user list-tokens "$PULSE_USER" --output-format json 2>/dev/null |
		members tokenid | sed 's/^.*!//' | grep -E "$1" || true
}

# make_token makes a token that nobody has yet: the same script may run twice.
make_token() {
	local printed
	[ -z "$(old_tokens "^$token_name\$")" ] || token_name=$TOKEN_FAMILY-$(date +%s)
	printed=$(proxmox-backup-manager user generate-token "$PULSE_USER" "$token_name") ||
		fail "the token $token_name could not be made. Wait a moment and copy a new command"
	token=$(printf '%s' "$printed" | members value)
	[ -n "$token" ] || fail 'proxmox-backup-manager did not print the value of the token'
}

# grant_role gives the role to the user and to the token, which needs its own.
grant_role() {
	proxmox-backup-manager acl update / Audit --auth-id "$PULSE_USER"
	proxmox-backup-manager acl update / Audit --auth-id "$PULSE_USER!$token_name"
}

install_access() {
	local old one drop=no
	take_code
	keep_copy /etc/proxmox-backup/user.cfg
	keep_copy /etc/proxmox-backup/acl.cfg
	if have_user; then
		old=$(old_tokens "^$TOKEN_FAMILY-[0-9]+\$")
		if [ -n "$old" ] && confirm 'Remove older tokens of this Pulse when the new one works?'; then
			drop=yes
		fi
	else
		proxmox-backup-manager user create "$PULSE_USER" --comment 'Pulse monitoring, reads only'
	fi
	make_token
	grant_role
	if register "\"tokenId\":$(json "$PULSE_USER!$token_name"),\"tokenValue\":$(json "$token")"; then
		if [ "$drop" = yes ]; then
			for one in $old; do
				proxmox-backup-manager user delete-token "$PULSE_USER" "$one"
			done
		fi
	else
		say "The user $PULSE_USER and its token $token_name stay; running a command of Pulse again goes on with that user."
		say 'Or, in Pulse, choose "Paste a token":'
		say "  Address   ${SERVER_URL:-https://YOUR_PBS_HOST:8007}"
		say "  Token ID  $PULSE_USER!$token_name"
		say "  Secret    $token"
		give_up
	fi
}

remove_access() {
	local one
	keep_copy /etc/proxmox-backup/user.cfg
	keep_copy /etc/proxmox-backup/acl.cfg
	if have_user; then
		for one in $(old_tokens .); do
			proxmox-backup-manager acl update / Audit --auth-id "$PULSE_USER!$one" --delete true || true
			proxmox-backup-manager user delete-token "$PULSE_USER" "$one"
		done
		proxmox-backup-manager acl update / Audit --auth-id "$PULSE_USER" --delete true || true
		proxmox-backup-manager user remove "$PULSE_USER"
	fi
	say 'The user of Pulse and its tokens are gone. Remove the connection in Pulse, too.'
}

main() {
	need_root
	need_command proxmox-backup-manager 'this is not a Proxmox Backup Server'
	choose "$@"
	case $action in
		install) install_access ;;
		remove) remove_access ;;
		*) say 'Nothing was changed.' ;;
	esac
}
