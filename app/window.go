package app

import (
	"context"
	"os"
	"sync"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// window is the running window. Its methods may be called concurrently, and
// before it is there or after it is gone.
type window struct {
	started chan struct{}
	closed  chan struct{}
	handle  context.Context // by this context Wails' functions know the window
	signals chan os.Signal  // to end, which Wails takes for a closed window
	parting chan struct{}   // closed when the program is to end with the window
	once    sync.Once       // of parting
}

func newWindow() *window {
	return &window{
		started: make(chan struct{}), closed: make(chan struct{}), signals: make(chan os.Signal, 1), parting: make(chan struct{}),
	}
}

// start is called by Wails once, with the context that addresses the window.
func (w *window) start(handle context.Context) {
	w.handle = handle
	close(w.started)
}

// do calls one of Wails' functions on the window as soon as it is there.
func (w *window) do(call func(context.Context)) {
	select {
	case <-w.closed:
		return
	case <-w.started:
	}
	select {
	case <-w.closed:
	default:
		call(w.handle)
	}
}

// reload shows the first page again, which asks for its connection anew.
func (w *window) reload() { w.do(runtime.WindowReloadApp) }

// leave closes the window and thereby ends the program.
func (w *window) leave() {
	w.part()
	w.do(runtime.Quit)
}

// part says that the program ends with the window. From then on no question is
// asked.
func (w *window) part() { w.once.Do(func() { close(w.parting) }) }

// leaving reports whether the program ends with the window, because a person or
// the system wants that.
func (w *window) leaving() bool {
	select {
	case <-w.parting:
		return true
	default:
		return len(w.signals) > 0
	}
}

// close closes the window, as its own button does.
func (w *window) close() { w.do(runtime.Quit) }

// fullScreen lets the window fill the screen, or ends that.
func (w *window) fullScreen() {
	w.do(func(handle context.Context) {
		if runtime.WindowIsFullscreen(handle) {
			runtime.WindowUnfullscreen(handle)
		} else {
			runtime.WindowFullscreen(handle)
		}
	})
}

// show brings the window to the front.
func (w *window) show() {
	w.do(runtime.WindowUnminimise)
	w.do(runtime.WindowShow)
}

// hide takes the window from the screen.
func (w *window) hide() { w.do(runtime.WindowHide) }

// tell tells the page that something happened in the program.
func (w *window) tell(event string, data ...any) {
	w.do(func(handle context.Context) { runtime.EventsEmit(handle, event, data...) })
}

// visit shows a page of the dashboard.
func (w *window) visit(path string) { w.tell("pulse:go", path) }
