package frame

import (
	"unsafe"

	"golang.org/x/sys/windows"

	"pulse/app/prefs"
)

// windowClass is the name that the library gives its windows.
const windowClass = "wailsWindow"

// What the system's functions about windows take and say.
const (
	showHidden    = 0
	showMinimised = 2
	showMaximised = 3
)

// placement is the structure WINDOWPLACEMENT.
type placement struct {
	length, flags, show uint32
	minimised           [2]int32
	maximised           [2]int32
	normal              struct{ left, top, right, bottom int32 }
}

func user32(name string, args ...uintptr) bool {
	done, _, _ := windows.NewLazySystemDLL("user32.dll").NewProc(name).Call(args...)
	return done != 0
}

// find finds the window of this process.
func find() (found windows.HWND) {
	visit := windows.NewCallback(func(w windows.HWND, _ uintptr) uintptr {
		var owner uint32
		var class [64]uint16
		_, _ = windows.GetWindowThreadProcessId(w, &owner)
		n, _ := windows.GetClassName(w, &class[0], int32(len(class)))
		if owner != windows.GetCurrentProcessId() || windows.UTF16ToString(class[:n]) != windowClass {
			return 1
		}
		found = w
		return 0
	})
	_ = windows.EnumWindows(visit, nil) // it fails when a visit ends it
	return found
}

func read(window windows.HWND) (p placement, ok bool) {
	p.length = uint32(unsafe.Sizeof(p))
	return p, window != 0 && user32("GetWindowPlacement", uintptr(window), uintptr(unsafe.Pointer(&p)))
}

// Look tells how the window stands, in the system's own units. There is nothing
// to tell of one that is hidden or minimised.
func Look() (w prefs.Window, ok bool) {
	window := find()
	p, ok := read(window)
	if !ok || p.show == showMinimised || !windows.IsWindowVisible(window) {
		return w, false
	}
	n := p.normal
	return prefs.Window{
		X: int(n.left), Y: int(n.top), Width: int(n.right - n.left), Height: int(n.bottom - n.top), Maximised: p.show == showMaximised,
	}, true
}

// Put places the window, shown or not yet. The system moves one that would be
// on no screen.
func Put(w prefs.Window) {
	window := find()
	p, ok := read(window)
	if !ok {
		return
	}
	if !windows.IsWindowVisible(window) {
		p.show = showHidden
	}
	w = Within(w, nil)
	p.normal.left, p.normal.top = int32(w.X), int32(w.Y)
	p.normal.right, p.normal.bottom = int32(w.X+w.Width), int32(w.Y+w.Height)
	user32("SetWindowPlacement", uintptr(window), uintptr(unsafe.Pointer(&p)))
}

// Zoom does nothing: the web view has its own keys, see the options of the window.
func Zoom(int) {}
