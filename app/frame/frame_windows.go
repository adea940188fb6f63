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

// user32 calls a function of the system about windows. Pointers among args are
// kept alive and where they are until it returns.
//
//go:uintptrescapes
func user32(name string, args ...uintptr) (answer uintptr) {
	answer, _, _ = windows.NewLazySystemDLL("user32.dll").NewProc(name).Call(args...)
	return answer
}

// find finds the window of this process; 0 where there is none.
func find() windows.HWND {
	if all := findAll(windowClass); len(all) > 0 {
		return all[0]
	}
	return 0
}

// findAll finds the windows of a class in this process. It takes no callback of
// Go, of which a process can make only so many.
func findAll(class string) (found []windows.HWND) {
	name, err := windows.UTF16PtrFromString(class)
	if err != nil {
		return nil
	}
	var at uintptr
	for {
		at = user32("FindWindowExW", 0, at, uintptr(unsafe.Pointer(name)), 0)
		if at == 0 {
			return found
		}
		var owner uint32
		_, _ = windows.GetWindowThreadProcessId(windows.HWND(at), &owner)
		if owner == windows.GetCurrentProcessId() {
			found = append(found, windows.HWND(at))
		}
	}
}

func read(window windows.HWND) (p placement, ok bool) {
	p.length = uint32(unsafe.Sizeof(p))
	return p, window != 0 && user32("GetWindowPlacement", uintptr(window), uintptr(unsafe.Pointer(&p))) != 0
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

// Put places the window, shown or not yet; a new one stands where the library has
// put it. The system moves one that would be on no screen.
func Put(w prefs.Window) {
	window := find()
	if w.Width != 0 {
		place(window, w)
	}
	if !w.Maximised {
		fit(window)
	}
}

func place(window windows.HWND, w prefs.Window) {
	p, ok := read(window)
	if !ok {
		return
	}
	if !windows.IsWindowVisible(window) {
		p.show = showHidden
	}
	w = Within(w, nil, Border{})
	p.normal.left, p.normal.top = int32(w.X), int32(w.Y)
	p.normal.right, p.normal.bottom = int32(w.X+w.Width), int32(w.Y+w.Height)
	user32("SetWindowPlacement", uintptr(window), uintptr(unsafe.Pointer(&p)))
}

// Zoom does nothing: the web view has its own keys, see the options of the window.
func Zoom(int) {}
