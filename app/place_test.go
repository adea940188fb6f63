//go:build e2e

package app

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pulse/app/desktoptest"
	"pulse/app/prefs"
)

// geometry is where a window stands, as the display knows it.
type geometry struct{ X, Y, Width, Height int }

// xdotool does something to a display as a person with mouse and keys does.
func xdotool(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("xdotool", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("xdotool %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// shownWindow waits for the window of a process and returns its number.
func (p *process) shownWindow(t *testing.T, title string) (id string) {
	t.Helper()
	desktoptest.Until(t, "a window "+title, func() bool {
		out, err := exec.Command("xdotool", "search", "--all", "--onlyvisible", "--pid", strconv.Itoa(p.cmd.Process.Pid), "--name", "^"+regexp.QuoteMeta(title)+"$").Output()
		id, _, _ = strings.Cut(strings.TrimSpace(string(out)), "\n")
		return err == nil && id != ""
	})
	return id
}

// place tells where a window stands.
func place(t *testing.T, id string) (g geometry) {
	t.Helper()
	for line := range strings.Lines(xdotool(t, "getwindowgeometry", "--shell", id)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		n, _ := strconv.Atoi(value)
		switch key {
		case "X":
			g.X = n
		case "Y":
			g.Y = n
		case "WIDTH":
			g.Width = n
		case "HEIGHT":
			g.Height = n
		}
	}
	return g
}

func waitForPlace(t *testing.T, id string, want geometry) {
	t.Helper()
	var got geometry
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the window stood at %+v", got)
		}
	})
	desktoptest.Until(t, fmt.Sprintf("the window stands at %+v", want), func() bool {
		got = place(t, id)
		return got == want
	})
}

// choose writes the choices that programs on a data folder find.
func choose(t *testing.T, data string, w prefs.Window) {
	t.Helper()
	file := prefs.File(filepath.Join(data, "home", "pulse", "desktop.json"))
	if err := file.Update(func(p *prefs.Prefs) { p.Window = w }); err != nil {
		t.Fatal(err)
	}
}

func TestWindow_ComesBackWhereItStoodAndAsLarge(t *testing.T) {
	data := t.TempDir()
	first := openWindow(t, data)
	id := first.shownWindow(t, "Pulse")
	want := geometry{X: 137, Y: 91, Width: 900, Height: 650}
	xdotool(t, "windowsize", id, "900", "650", "windowmove", id, "137", "91")
	waitForPlace(t, id, want)
	first.waitFor(t, `typeof window.go?.app?.Shell?.Zoom`, "function")
	first.waitFor(t, `innerWidth`, 900.0)
	first.waitFor(t, `document.querySelector("nav") !== null`, true)
	press(t, first, "=", "ctrlKey")
	first.waitFor(t, `innerWidth`, 818.0) // at 110 %
	first.end(t)

	next := openWindow(t, data)
	waitForPlace(t, next.shownWindow(t, "Pulse"), want)
	next.waitFor(t, `innerWidth`, 818.0)
}

func TestWindow_IsWithinReachWhenItsScreenIsGone(t *testing.T) {
	data := t.TempDir()
	choose(t, data, prefs.Window{X: 5000, Y: 300, Width: 1000, Height: 700})
	w := openWindow(t, data)
	screen := strings.Fields(xdotool(t, "getdisplaygeometry"))
	width, _ := strconv.Atoi(screen[0])
	height, _ := strconv.Atoi(screen[1])
	waitForPlace(t, w.shownWindow(t, "Pulse"), geometry{X: (width - 1000) / 2, Y: (height - 700) / 2, Width: 1000, Height: 700})
}

func TestWindow_TheFirstOneFitsAboveThePanel(t *testing.T) {
	for _, c := range []struct {
		name string
		w, h int
	}{
		{"1024x600", 1024, 600},
		{"1366x768", 1366, 768},
		{"1920x1080", 1920, 1080},
	} {
		t.Run(c.name, func(t *testing.T) {
			desktoptest.Screen(t, c.w, c.h)
			w := openWindow(t, t.TempDir())
			id := windowNumber(t, w.shownWindow(t, "Pulse"))
			var got geometry
			t.Cleanup(func() { t.Logf("with its frame the window stood at %+v", got) })
			desktoptest.Until(t, "the window is in the middle of the room there is", func() bool {
				var ok bool
				got.X, got.Y, got.Width, got.Height, ok = desktoptest.Outer(id)
				left, below := c.w-got.X-got.Width, c.h-desktoptest.Panel-got.Y-got.Height
				return ok && got.X >= 0 && got.Y >= 0 && near(got.X, left) && near(got.Y, below) && got.Width <= c.w && got.Height <= c.h-desktoptest.Panel
			})
		})
	}
}

// near reports whether two lengths are the same, but for half a dot.
func near(a, b int) bool { return a-b <= 1 && b-a <= 1 }

func windowNumber(t *testing.T, id string) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWindow_ComesBackMaximised(t *testing.T) {
	manageWindows(t)
	data := t.TempDir()
	choose(t, data, prefs.Window{X: 100, Y: 80, Width: 800, Height: 600, Maximised: true})
	w := openWindow(t, data)
	id := w.shownWindow(t, "Pulse")
	desktoptest.Until(t, "the window fills the screen", func() bool { return place(t, id).Width > 1000 })
	w.end(t)
	if got := savedWindow(t, data); !got.Maximised || got.Width != 800 || got.X != 100 {
		t.Errorf("remembered %+v, want the place before and that it is maximised", got)
	}
}

// savedWindow is what is remembered of the windows on a data folder.
func savedWindow(t *testing.T, data string) prefs.Window {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(data, "home", "pulse", "desktop.json"))
	if err != nil {
		t.Fatal(err)
	}
	var p prefs.Prefs
	if err := json.Unmarshal(content, &p); err != nil {
		t.Fatal(err)
	}
	return p.Window
}

// manageWindows runs the program that lets windows fill the screen and have the
// keys, which a bare display lacks.
func manageWindows(t *testing.T) {
	t.Helper()
	manager := exec.Command("openbox")
	if err := manager.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = manager.Process.Kill()
		_ = manager.Wait()
	})
}

func TestWindow_FillsTheScreenWithItsKey(t *testing.T) {
	manageWindows(t)
	w := openWindow(t, t.TempDir())
	id := w.shownWindow(t, "Pulse")
	w.waitFor(t, `document.querySelector("nav") !== null`, true)
	before := place(t, id)
	press(t, w, "F11")
	w.waitFor(t, `innerWidth === screen.width && innerHeight === screen.height`, true)
	press(t, w, "F11")
	w.waitFor(t, `innerWidth`, float64(before.Width))
}

// press presses a key in the page.
func press(t *testing.T, p *process, key string, held ...string) {
	t.Helper()
	with := ""
	for _, h := range held {
		with += ", " + h + ": true"
	}
	p.evaluate(t, fmt.Sprintf(`document.body.dispatchEvent(new KeyboardEvent("keydown", {key: %q, bubbles: true, cancelable: true%s}))`, key, with))
}
