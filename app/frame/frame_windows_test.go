package frame_test

import (
	"runtime"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"pulse/app/frame"
	"pulse/app/prefs"
)

// call calls a function of the system about windows.
//
//go:uintptrescapes
func call(name string, args ...uintptr) uintptr {
	answer, _, _ := windows.NewLazySystemDLL("user32.dll").NewProc(name).Call(args...)
	return answer
}

// windowClass is the structure WNDCLASSEXW.
type windowClass struct {
	size, style                        uint32
	procedure                          uintptr
	classExtra, windowExtra            int32
	instance, icon, cursor, background uintptr
	menu, name                         *uint16
	smallIcon                          uintptr
}

// message is the structure MSG.
type message struct {
	window        uintptr
	kind          uint32
	word, long    uintptr
	time          uint32
	point         [2]int32
	privateToThem uint32
}

const (
	framedAndShown = 0x10CF0000 // WS_OVERLAPPEDWINDOW, WS_VISIBLE
	quitMessage    = 0x0012     // WM_QUIT
)

// open opens a window as the library does, until the test ends.
func open(t *testing.T, width, height int) {
	t.Helper()
	opened, closed := make(chan uint32), make(chan struct{})
	go func() {
		defer close(closed)
		runtime.LockOSThread() // which owns the window
		defer runtime.UnlockOSThread()
		name, _ := windows.UTF16PtrFromString("wailsWindow") // holds no zero
		class := windowClass{procedure: windows.NewLazySystemDLL("user32.dll").NewProc("DefWindowProcW").Addr(), name: name}
		class.size = uint32(unsafe.Sizeof(class))
		call("RegisterClassExW", uintptr(unsafe.Pointer(&class))) // an earlier test may have done so
		window := call("CreateWindowExW", 0, uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(name)), framedAndShown,
			10, 20, uintptr(width), uintptr(height), 0, 0, 0, 0)
		if window == 0 {
			t.Error("there is no display to open a window on")
		}
		opened <- windows.GetCurrentThreadId()
		for m := (message{}); int32(call("GetMessageW", uintptr(unsafe.Pointer(&m)), 0, 0, 0)) > 0; {
			call("DispatchMessageW", uintptr(unsafe.Pointer(&m)))
		}
		call("DestroyWindow", window)
	}()
	thread := <-opened
	t.Cleanup(func() {
		call("PostThreadMessageW", uintptr(thread), quitMessage, 0, 0)
		<-closed
	})
}

func stands(t *testing.T) prefs.Window {
	t.Helper()
	w, ok := frame.Look()
	if !ok {
		t.Fatal("nothing is told of a window that is shown")
	}
	return w
}

func TestLook_TellsHowTheWindowStandsHoweverOftenItIsAsked(t *testing.T) {
	open(t, 640, 480)
	for range 2100 { // a process can make 2000 callbacks
		if got, want := stands(t), (prefs.Window{X: 10, Y: 20, Width: 640, Height: 480}); got != want {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	}
}

func TestPut_PlacesTheWindow(t *testing.T) {
	open(t, 640, 480)
	want := prefs.Window{X: 50, Y: 60, Width: 800, Height: 600}
	frame.Put(want)
	if got := stands(t); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestPut_MakesANewWindowFitItsScreen(t *testing.T) {
	open(t, 4000, 3000)
	frame.Put(prefs.Window{})
	width, height := int(call("GetSystemMetrics", 0)), int(call("GetSystemMetrics", 1))
	if got := stands(t); got.X < 0 || got.Y < 0 || got.X+got.Width > width || got.Y+got.Height > height {
		t.Errorf("got %+v on a screen of %d by %d", got, width, height)
	}
}

func TestDismiss_EndsADialog(t *testing.T) {
	text, _ := windows.UTF16PtrFromString("Somebody has to read this.") // holds no zero
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = windows.MessageBox(0, text, text, windows.MB_OK) // which button it was is not asked
	}()
	for deadline := time.After(30 * time.Second); ; {
		frame.Dismiss()
		select {
		case <-ended:
			return
		case <-deadline:
			t.Fatal("the dialog is still open")
		case <-time.After(50 * time.Millisecond):
		}
	}
}
