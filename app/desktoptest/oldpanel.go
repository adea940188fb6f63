//go:build e2e && linux

package desktoptest

/*
#cgo LDFLAGS: -lX11
#include <stddef.h>
#include <stdio.h>
#include <X11/Xlib.h>

// take opens the display as the panel that icons of the older kind go to.
static Display *take(void) {
	Display *display = XOpenDisplay(NULL);
	if (display == NULL) return NULL;
	char name[32];
	snprintf(name, sizeof name, "_NET_SYSTEM_TRAY_S%d", DefaultScreen(display));
	Window window = XCreateSimpleWindow(display, DefaultRootWindow(display), 0, 0, 1, 1, 0, 0, 0);
	XSetSelectionOwner(display, XInternAtom(display, name, False), window, CurrentTime);
	XSync(display, False);
	return display;
}
*/
import "C"

import "testing"

// OldPanel is a panel on the display that takes icons by X alone, until the
// test ends.
func OldPanel(t *testing.T) {
	t.Helper()
	display := C.take()
	if display == nil {
		t.Fatal("there is no display")
	}
	t.Cleanup(func() { C.XCloseDisplay(display) })
}
