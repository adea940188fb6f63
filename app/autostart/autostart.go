// Package autostart starts Pulse with the session of a person, and tells
// truthfully whether that is so.
package autostart

import (
	"errors"
	"io/fs"
	"os"
)

// Entry is the program that is to be started at login.
type Entry struct {
	Program string   // its absolute path
	Args    []string // without characters that a shell would change
}

// Enabled reports whether the system starts this very program at login. Where an
// entry names a program that was moved or removed, it does not.
func (e Entry) Enabled() (bool, error) {
	on, err := e.enabled()
	if !on || err != nil {
		return false, err
	}
	_, err = os.Stat(e.Program)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Set switches the start at login on or off.
func (e Entry) Set(on bool) error {
	if on {
		return e.enable()
	}
	return e.disable()
}
