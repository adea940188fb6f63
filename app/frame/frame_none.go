//go:build !windows && !(desktop && cgo)

package frame

import "pulse/app/prefs"

// Look tells nothing, because this program was built without a window.
func Look() (w prefs.Window, ok bool) { return w, false }

// Put does nothing.
func Put(prefs.Window) {}

// Zoom does nothing.
func Zoom(int) {}
