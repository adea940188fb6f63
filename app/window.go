package app

import (
	"context"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// window is the running window. Its methods may be called concurrently, and
// before it is there or after it is gone.
type window struct {
	started chan struct{}
	closed  chan struct{}
	handle  context.Context // by this context Wails' functions know the window
}

func newWindow() *window {
	return &window{started: make(chan struct{}), closed: make(chan struct{})}
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

// quit closes the window and thereby ends the program.
func (w *window) quit() { w.do(runtime.Quit) }

// show brings the window to the front.
func (w *window) show() {
	w.do(runtime.WindowUnminimise)
	w.do(runtime.WindowShow)
}
