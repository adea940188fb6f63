package main

import (
	"errors"

	"github.com/kardianos/service"
)

// serviceFolder is where the data of the service really is.
func serviceFolder(string) string { return dataFolder() }

// removeAlias has nothing to do: the folder has one name.
func removeAlias() error { return nil }

// describe completes the definition for the service control manager.
func describe(c *service.Config, _ string, user bool) error {
	if user {
		return errors.New("Windows has no services of one account: leave out --user")
	}
	c.Option["OnFailure"] = "restart"
	c.Option["OnFailureDelayDuration"] = "5s"
	c.Option["DelayedAutoStart"] = true
	return nil
}

// traces is empty: the registry entry is written last, so that a failed
// registration leaves nothing.
func traces(string, bool) []string { return nil }

// logHint says where to look when the service does not run.
func logHint(string, bool) string { return "the Windows event log" }
