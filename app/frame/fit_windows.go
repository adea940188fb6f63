package frame

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// What the system's functions about screens and windows take.
const (
	nearestScreen = 2      // MONITOR_DEFAULTTONEAREST
	orderKept     = 0x0004 // SWP_NOZORDER
	notActivated  = 0x0010 // SWP_NOACTIVATE
)

// rect is the structure RECT.
type rect struct{ left, top, right, bottom int32 }

// screen is the structure MONITORINFO.
type screen struct {
	length    uint32
	all, work rect
	flags     uint32
}

// fit makes a window that is larger than the room on its screen as large as
// that: the bar of tasks takes a part of the screen.
func fit(window windows.HWND) {
	var is rect
	on := screen{length: uint32(unsafe.Sizeof(screen{}))}
	monitor := user32("MonitorFromWindow", uintptr(window), nearestScreen)
	if user32("GetWindowRect", uintptr(window), uintptr(unsafe.Pointer(&is))) == 0 ||
		user32("GetMonitorInfoW", monitor, uintptr(unsafe.Pointer(&on))) == 0 {
		return
	}
	to, room := is, on.work
	if is.right-is.left > room.right-room.left {
		to.left, to.right = room.left, room.right
	}
	if is.bottom-is.top > room.bottom-room.top {
		to.top, to.bottom = room.top, room.bottom
	}
	if to == is {
		return
	}
	user32("SetWindowPos", uintptr(window), 0, uintptr(to.left), uintptr(to.top),
		uintptr(to.right-to.left), uintptr(to.bottom-to.top), orderKept|notActivated)
}
