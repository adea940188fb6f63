package main

import (
	"fmt"
	"os/user"
	"strconv"
)

// giveToService makes a folder with all in it belong to the account that the
// service runs as. systemd makes up an account and gives it the folder at each
// start, but only looks into a folder that does not belong to it yet.
func giveToService(system, dir string) error {
	account, err := user.Lookup(serviceName)
	if system == systemd || err != nil {
		return chownAll(dir, 0, 0)
	}
	uid, err := strconv.Atoi(account.Uid)
	if err != nil {
		return fmt.Errorf("account %s: %w", serviceName, err)
	}
	gid, err := strconv.Atoi(account.Gid)
	if err != nil {
		return fmt.Errorf("account %s: %w", serviceName, err)
	}
	return chownAll(dir, uid, gid)
}
