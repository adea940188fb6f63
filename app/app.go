// Package app is the desktop window. It shows the dashboard and provides it
// with a backend: one in this process or, where another process holds the data
// folder, that one. The dashboard itself is a client of the API like any other.
package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"

	"pulse/app/frame"
	"pulse/backend"
)

// Options are what the window is started with.
type Options struct {
	Backend backend.Options // of the backend to start, where none runs yet
	Page    fs.FS           // the built dashboard
	Icon    []byte          // PNG
	Alert   *string         // to show first, by its id; nil = none, empty = the list
}

// Run shows the window and returns when it has been closed and a backend of
// this process has shut down. It must be called from the main goroutine.
func Run(ctx context.Context, o Options) error {
	if err := mayShow(o.Page); err != nil {
		return err
	}
	o.Backend.Mode = "window"
	o.Backend.Page = o.Page

	if err := plainLanguage(); err != nil {
		return err
	}
	p, err := newProgram(o)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	signal.Notify(p.window.signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(p.window.signals)
	p.start(ctx)
	var eyes sync.WaitGroup
	eyes.Go(func() { p.standing.run(ctx) })
	eyes.Go(func() { p.insist(ctx) })
	shown := wails.Run(windowOptions(ctx, p))
	close(p.window.closed)
	err = errors.Join(shown, p.stop())
	cancel()
	eyes.Wait()
	return err
}

// mayShow refuses to open a window that could show nothing.
func mayShow(page fs.FS) error {
	if _, err := fs.Stat(page, "index.html"); err != nil {
		return errors.New("this program was built without its page: run make build")
	}
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errors.New("there is no display to open a window on: use pulse-server, which needs none")
	}
	return nil
}

// windowOptions describes the window to Wails.
func windowOptions(ctx context.Context, p *program) *options.App {
	o := p.options
	width, height := p.standing.size()
	return &options.App{
		Title:     "Pulse",
		Width:     width,
		Height:    height,
		MinWidth:  frame.LeastWidth,
		MinHeight: frame.LeastHeight,

		WindowStartState: p.standing.startState(),

		Menu: systemMenu(ctx, p),
		AssetServer: &assetserver.Options{
			Assets:     o.Page,
			Middleware: firstPage(o.Page, p.problem),
		},
		OnStartup: func(handle context.Context) {
			p.window.start(handle)
			p.standing.restore()
		},
		OnBeforeClose: func(context.Context) bool { return p.beforeClose(ctx) },
		SingleInstanceLock: &options.SingleInstanceLock{
			UniqueId:               instanceID(o.Backend.DataDir),
			OnSecondInstanceLaunch: func(d options.SecondInstanceData) { p.second(d.Args) },
		},
		Bind:  []any{&Shell{version: o.Backend.Version, closing: ctx, program: p}, &Elsewhere{closing: ctx, program: p}, &OSService{closing: ctx, program: p}},
		Linux: &linux.Options{Icon: o.Icon, ProgramName: "pulse", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
	}
}

// instanceID names the window of a data folder: a second start shows the window
// that is open on the same data, and only that.
func instanceID(dataDir string) string {
	if abs, err := filepath.Abs(dataDir); err == nil {
		dataDir = abs
	}
	sum := sha256.Sum256([]byte(dataDir))
	return fmt.Sprintf("pulse-%s", hex.EncodeToString(sum[:8]))
}
