// Package autostart starts Pulse with the session of a person, and tells
// truthfully whether that is so.
package autostart

// Entry is the program that is to be started at login.
type Entry struct {
	Program string   // its absolute path
	Args    []string // without characters that a shell would change
}

// Enabled reports whether the system starts this very program at login.
func (e Entry) Enabled() (bool, error) { return e.enabled() }

// Set switches the start at login on or off.
func (e Entry) Set(on bool) error {
	if on {
		return e.enable()
	}
	return e.disable()
}
