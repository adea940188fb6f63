//go:build !windows && !(desktop && cgo)

package frame

import "pulse/app/prefs"

// Look tells nothing, because this program was built without a window.
func Look() (w prefs.Window, ok bool) { return w, false }

// Put does nothing.
func Put(prefs.Window) {}

// HasTray knows of no panel.
func HasTray() bool { return false }

// Dismiss does nothing.
func Dismiss() {}

// Zoom does nothing.
func Zoom(int) {}
