package main

import (
	"os"
	"path/filepath"

	"github.com/kardianos/service"
)

// serviceFolder is where the data of the service really is.
func serviceFolder(string) string { return dataFolder() }

// removeAlias has nothing to do: the folder has one name.
func removeAlias() error { return nil }

// describe completes the definition for launchd, which otherwise would not
// start the service with the system.
func describe(c *service.Config, _ string, _ bool) error {
	c.Option["RunAtLoad"] = true
	c.Option["KeepAlive"] = true
	c.Option["LogOutput"] = true
	return nil
}

// traces lists the files that a registration leaves in the system.
func traces(_ string, user bool) []string {
	if !user {
		return []string{"/Library/LaunchDaemons/" + serviceName + ".plist"}
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return nil
	}
	return []string{filepath.Join(home, "Library/LaunchAgents", serviceName+".plist")}
}

// logHint says where launchd keeps what the service wrote.
func logHint(_ string, user bool) string {
	if user {
		return "~/" + serviceName + ".err.log"
	}
	return "/var/log/" + serviceName + ".err.log"
}
