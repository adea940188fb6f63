package main

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kardianos/service"
)

// The templates of the units. Their language is that of kardianos/service:
// keys without a dot, and an unknown key is an error at installation.
var (
	//go:embed units/pulse.service
	systemdUnit string
	//go:embed units/pulse-user.service
	systemdUserUnit string
	//go:embed units/pulse.init
	sysvScript string
)

// The service managers of Linux that a registration is known to work with, by
// the names that kardianos/service gives them.
const (
	systemd = "linux-systemd"
	sysv    = "unix-systemv"
	openRC  = "linux-openrc"
)

// privateFolder is where systemd keeps what a service with a dynamic account
// sees as dataFolder, which is a link then.
const privateFolder = "/var/lib/private/pulse"

// serviceFolder is where the data of the service of the whole system really is.
func serviceFolder(system string) string {
	if dir, err := filepath.EvalSymlinks(dataFolder()); err == nil {
		return dir
	}
	if system == systemd {
		return privateFolder
	}
	return dataFolder()
}

// removeAlias removes the link to a folder that is not there any more.
func removeAlias() error {
	info, err := os.Lstat(dataFolder())
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		return nil //nolint:nilerr // there is no link
	}
	if _, err := os.Stat(dataFolder()); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Remove(dataFolder())
}

// describe completes the definition for the service manager called system.
func describe(c *service.Config, system string, user bool) error {
	switch {
	case system == systemd && user:
		c.Option["SystemdScript"] = systemdUserUnit
	case system == systemd:
		c.Option["SystemdScript"] = systemdUnit
	case user:
		return fmt.Errorf("a service of one account needs systemd, this system has %s: leave out --user", system)
	case system == sysv:
		c.Option["SysvScript"] = sysvScript
	case system != openRC:
		return fmt.Errorf("registration with %s is not supported: let it run %q in the foreground", system, "pulse-server")
	}
	return nil
}

// traces lists the files that a registration leaves in the system.
func traces(system string, user bool) []string {
	switch {
	case system == systemd && user:
		home, err := os.UserHomeDir()
		if err != nil {
			return nil
		}
		return []string{filepath.Join(home, ".config/systemd/user", serviceName+".service")}
	case system == systemd:
		return []string{"/etc/systemd/system/" + serviceName + ".service"}
	case system == sysv:
		links, _ := filepath.Glob("/etc/rc?.d/[SK][0-9][0-9]" + serviceName) // the pattern is well formed
		return append([]string{"/etc/init.d/" + serviceName}, links...)
	}
	return []string{"/etc/init.d/" + serviceName}
}

// logHint says where the service manager keeps what the service wrote.
func logHint(system string, user bool) string {
	switch {
	case system == systemd && user:
		return "journalctl --user -u " + serviceName
	case system == systemd:
		return "journalctl -u " + serviceName
	}
	return "/var/log/" + serviceName + ".log"
}
