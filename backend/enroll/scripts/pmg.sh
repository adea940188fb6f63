readonly PULSE_USER='pulse-monitor@pmg'
password=''

have_user() {
	pmgsh get "/access/users/$PULSE_USER" >/dev/null 2>&1
}

# A mail gateway has no tokens: Pulse gets a user of its own that may only read.
put_user() {
	password=$(head -c 512 /dev/urandom | LC_ALL=C tr -dc 'A-Za-z0-9' | cut -c 1-24)
	if have_user; then
		pmgsh set "/access/users/$PULSE_USER" --role audit --enable 1 --password "$password" >/dev/null
	else
		pmgsh create /access/users --userid "$PULSE_USER" --role audit --enable 1 --password "$password" >/dev/null
	fi
}

install_access() {
	take_code
	keep_copy /etc/pmg/user.conf
	put_user
	if ! register "\"username\":$(json "$PULSE_USER"),\"password\":$(json "$password"),\"requestToken\":true"; then
		say "The user $PULSE_USER stays; running a command of Pulse again gives it a new password."
		say 'Or, in Pulse, enter:'
		say "  Address   ${SERVER_URL:-https://YOUR_PMG_HOST:8006}"
		say "  User      $PULSE_USER"
		say "  Password  $password"
		give_up
	fi
}

remove_access() {
	keep_copy /etc/pmg/user.conf
	if have_user; then
		pmgsh delete "/access/users/$PULSE_USER"
	fi
	say 'The user of Pulse is gone. Remove the connection in Pulse, too.'
}

main() {
	need_root
	need_command pmgsh 'this is not a Proxmox Mail Gateway'
	choose "$@"
	case $action in
		install) install_access ;;
		remove) remove_access ;;
		*) say 'Nothing was changed.' ;;
	esac
}
