package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"pulse/backend"
	"pulse/backend/fault"
)

// How long another process that holds the data folder may take to start or to
// end, the time between two attempts to join it, and between two looks whether
// it is still there.
const (
	joinLimit  = 5 * time.Second
	joinPause  = 250 * time.Millisecond
	watchPause = 2 * time.Second
)

// host is a backend in this process.
type host interface {
	Run(ctx context.Context) error
	Ready() <-chan struct{}
	URL() string
	LaunchToken() string
}

// keeper provides the window with a backend for as long as it is open: one of
// its own or, while another process holds the data folder, that of the other.
type keeper struct {
	options backend.Options
	line    *line
	log     *slog.Logger
	moved   func()   // makes the page ask for its connection again
	retry   chan int // a person wants another attempt; a port above 0 replaces the configured one

	open func(backend.Options) (host, error)
	join func(ctx context.Context, dataDir string) (remote, error)

	told bool // the page may know an answer of the line that is no longer true
}

// run keeps the line up. It returns when ctx has ended and a backend of its own
// has shut down, or when that was asked by another process to end.
func (k *keeper) run(ctx context.Context) error {
	for {
		ended, err := k.provide(ctx)
		if ended || ctx.Err() != nil {
			return err
		}
		if err != nil {
			k.log.Error("no backend for the window", "err", err)
			k.line.fail(err)
			k.tell()
			k.await(ctx)
		}
		k.line.reset()
	}
}

// provide finds a backend and stays with it until it is gone. It reports
// whether it was a backend of this process that ended as it was told to.
func (k *keeper) provide(ctx context.Context) (ended bool, err error) {
	deadline := time.Now().Add(joinLimit)
	for {
		if err := k.serve(ctx); !errors.Is(err, backend.ErrTaken) {
			return err == nil, err
		}
		r, err := k.join(ctx, k.options.DataDir)
		if err == nil {
			k.follow(ctx, r)
			return false, nil
		}
		if time.Now().After(deadline) {
			return false, fault.Wrap(fault.Unavailable, err, "Another Pulse holds the data in %s but does not answer. "+
				"End that program, or wait until it has started, and try again.", k.options.DataDir)
		}
		if !pause(ctx, joinPause) {
			return false, nil
		}
	}
}

// serve runs a backend in this process until ctx ends.
func (k *keeper) serve(ctx context.Context) error {
	b, err := k.open(k.options)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	select {
	case err := <-done:
		return err
	case <-b.Ready():
		k.line.connect(Connection{URL: b.URL(), Token: b.LaunchToken()})
		k.tell()
		return <-done
	}
}

// follow is a client of r until that is gone or ctx ends.
func (k *keeper) follow(ctx context.Context, r remote) {
	k.line.connect(r.connection())
	k.tell()
	for r.alive(ctx) && pause(ctx, watchPause) {
		continue
	}
	if ctx.Err() == nil {
		k.log.Info("the backend of the other process is gone")
	}
}

// tell makes the page ask again, unless it has not yet been told anything.
func (k *keeper) tell() {
	if k.told {
		k.moved()
	}
	k.told = true
}

// await blocks until a person wants another attempt.
func (k *keeper) await(ctx context.Context) {
	select {
	case <-ctx.Done():
	case port := <-k.retry:
		if port > 0 {
			k.options.Port = port
		}
	}
}

// pause waits for d and reports whether ctx still lives.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
