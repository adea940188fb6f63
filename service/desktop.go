package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"pulse/app/background"
	"pulse/app/companion"
	"pulse/app/elsewhere"
	"pulse/app/host"
	"pulse/app/prefs"
	"pulse/backend"
	"pulse/frontend"
)

// serveDesktop watches on behalf of a person who has no window open, with the
// tray beside it. Where another process watches already, or a Pulse elsewhere is
// chosen, only the tray is kept; where a window does that, or another process
// like this, there is nothing to do.
func serveDesktop(ctx context.Context, stdout io.Writer) error {
	outlive()
	options, err := backend.FromEnv(ctx)
	if err != nil {
		return err
	}
	options.Mode = "desktop"
	options.Version = version
	options.Page = frontend.Dist()
	options.Stdout = nil // whoever started this reads one word and goes away
	if other, err := host.Find(ctx, options.DataDir); err == nil && (other.Mode == "window" || other.Mode == "desktop") {
		fmt.Fprintln(stdout, background.Ready)
		return nil
	}
	choices, err := prefs.UserFile()
	if err != nil {
		return err
	}
	d := &desktop{hellos: make(chan companion.Hello), stdout: stdout, dataDir: options.DataDir}
	d.tray = companion.Tray{Program: background.Sibling("pulse-tray"), Log: options.Log}
	d.keeper = host.New(host.Options{Backend: options, Connected: d.connected, GiveUp: true, Book: elsewhere.Open(choices, options.DataDir)})
	return runUntilDone(ctx, d)
}

// outlive keeps the process alive when whoever started it ends before it has
// read the one word: by default a write to nobody ends a program. What this one
// starts is not concerned, as it would be if the signal were ignored.
func outlive() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }

// desktop is a backend, or the way to one, with a tray beside it.
type desktop struct {
	keeper  *host.Keeper
	tray    companion.Tray
	hellos  chan companion.Hello
	stdout  io.Writer
	dataDir string

	ready sync.Once
	ended context.Context //nolint:containedctx // ends with Run; the keeper's calls have none
}

// Run keeps backend and tray until ctx ends or a person ends Pulse.
func (d *desktop) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d.ended = ctx
	var tray sync.WaitGroup
	tray.Go(func() {
		if d.tray.Run(ctx, d.hellos) {
			cancel()
		}
	})
	err := d.keeper.Run(ctx)
	cancel()
	tray.Wait()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// connected tells the tray where the backend is, and the first time whoever
// started this that it watches.
func (d *desktop) connected(c host.Connection) {
	d.ready.Do(func() { fmt.Fprintln(d.stdout, background.Ready) })
	hello := companion.Hello{
		URL: c.URL, Token: c.Token, Elsewhere: c.Elsewhere, DataDir: d.dataDir,
		Open: background.Sibling("pulse"), Server: program(),
		Crashes: companion.Split(os.Getenv(background.CrashesEnv)),
	}
	select {
	case d.hellos <- hello:
	case <-d.ended.Done():
	}
}

// program is the path of this program.
func program() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	return path
}
