//go:build desktop

package frame

/*
#cgo LDFLAGS: -lX11
#include <stdbool.h>
#include <stdio.h>
#include <X11/Xlib.h>

// owned tells whether somebody on the display takes icons of the older kind.
static bool owned(void) {
	Display *display = XOpenDisplay(NULL);
	if (display == NULL) return false;
	char name[32];
	snprintf(name, sizeof name, "_NET_SYSTEM_TRAY_S%d", DefaultScreen(display));
	bool taken = XGetSelectionOwner(display, XInternAtom(display, name, False)) != None;
	XCloseDisplay(display);
	return taken;
}
*/
import "C"

import "os"

// HasTray reports whether a panel on this display takes icons in the older way,
// by X alone, as small panels do. The icon of Pulse falls back to that, except
// under Wayland.
func HasTray() bool { return os.Getenv("WAYLAND_DISPLAY") == "" && bool(C.owned()) }
