//go:build e2e && linux

package desktoptest

/*
#cgo LDFLAGS: -lX11
#include <stdbool.h>
#include <X11/Xlib.h>

// outermost follows a window to the frame that the window manager has put
// around it, and tells where that stands.
static bool outermost(unsigned long id, int *x, int *y, unsigned *width, unsigned *height) {
	Display *display = XOpenDisplay(NULL);
	if (display == NULL) return false;
	Window window = id, root, parent, *children;
	unsigned count, border, depth;
	bool known = false;
	while (XQueryTree(display, window, &root, &parent, &children, &count)) {
		if (children != NULL) XFree(children);
		if (parent == root) {
			known = XGetGeometry(display, window, &root, x, y, width, height, &border, &depth);
			*width += 2 * border;
			*height += 2 * border;
			break;
		}
		window = parent;
	}
	XCloseDisplay(display);
	return known;
}
*/
import "C"

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Panel is how high the panel at the lower edge of a Screen is.
const Panel = 48

// Screen makes a screen with a panel and a manager of windows, on which
// programs of this test run from now on.
func Screen(t *testing.T, width, height int) {
	t.Helper()
	read, write, err := os.Pipe()
	must(t, err)
	defer read.Close()
	display := exec.Command("Xvfb", "-displayfd", "3", "-noreset", "-nolisten", "tcp", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height))
	display.ExtraFiles = []*os.File{write}
	run(t, display)
	write.Close()
	number, err := bufio.NewReader(read).ReadString('\n')
	must(t, err)
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(number))

	config := filepath.Join(t.TempDir(), "rc.xml")
	margins := fmt.Sprintf(`<openbox_config xmlns="http://openbox.org/3.4/rc"><margins><bottom>%d</bottom></margins></openbox_config>`, Panel)
	must(t, os.WriteFile(config, []byte(margins), 0o600))
	run(t, exec.Command("openbox", "--sm-disable", "--config-file", config))
}

// run runs a program until the test ends.
func run(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// Outer tells where a window stands with its frame; false while it is unknown.
func Outer(window uint64) (x, y, width, height int, ok bool) {
	var left, top C.int
	var across, down C.uint
	ok = bool(C.outermost(C.ulong(window), &left, &top, &across, &down))
	return int(left), int(top), int(across), int(down), ok
}
