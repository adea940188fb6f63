// Package host provides a program with a backend: one in its own process or,
// where another process holds the data folder, that of the other.
package host

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

// own is a backend in this process.
type own interface {
	Run(ctx context.Context) error
	Ready() <-chan struct{}
	URL() string
	LaunchToken() string
}

// Options are what a keeper is made with.
type Options struct {
	Backend backend.Options // of the backend to start, where none runs yet
	// Connected is told where the backend is, whenever that changes; nil = nobody is.
	Connected func(Connection)
	// Moved makes a page that knows an earlier connection ask again; nil = there is none.
	Moved func()
	// GiveUp makes Run fail where there is no backend, instead of waiting for
	// somebody who acts.
	GiveUp bool
}

// Keeper provides a program with a backend for as long as it runs: one of its
// own or, while another process holds the data folder, that of the other.
type Keeper struct {
	options   backend.Options
	line      *line
	log       *slog.Logger
	moved     func()
	connected func(Connection)
	giveUp    bool
	retry     chan int // a person wants another attempt; a port above 0 replaces the configured one

	open func(backend.Options) (own, error)
	join func(ctx context.Context, dataDir string) (remote, error)

	told bool // the page may know an answer of the line that is no longer true
}

// New makes a keeper of real backends. Call Run.
func New(o Options) *Keeper {
	k := &Keeper{
		options: o.Backend, line: newLine(), log: o.Backend.Log, moved: o.Moved, connected: o.Connected, giveUp: o.GiveUp, retry: make(chan int),
		open: func(o backend.Options) (own, error) { return backend.New(o) },
		join: join,
	}
	if k.moved == nil {
		k.moved = func() {}
	}
	if k.connected == nil {
		k.connected = func(Connection) {}
	}
	return k
}

// Connection returns where the backend is. It blocks while that starts, and
// fails where there is none until somebody acts.
func (k *Keeper) Connection(ctx context.Context) (Connection, error) { return k.line.wait(ctx) }

// Now returns where the backend is at this moment; the zero value where there is none.
func (k *Keeper) Now() Connection { return k.line.now() }

// Failure is why there is no backend; nil while it starts or is there.
func (k *Keeper) Failure() error { return k.line.failure() }

// Retry looks for a backend again after a failure. A port above 0 is used for
// this run instead of the configured one.
func (k *Keeper) Retry(port int) {
	select {
	case k.retry <- port:
	default: // an attempt is under way
	}
}

// Port is the port that a backend of this process is told to use.
func (k *Keeper) Port() int { return k.options.Port }

// Run keeps the line up. It may be called again when it has returned. It returns when ctx has ended and a backend of its own
// has shut down, or when that was asked by another process to end.
func (k *Keeper) Run(ctx context.Context) error {
	k.line.reset()
	for {
		ended, err := k.provide(ctx)
		if ended || ctx.Err() != nil {
			return err
		}
		if err != nil && k.giveUp {
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
func (k *Keeper) provide(ctx context.Context) (ended bool, err error) {
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
func (k *Keeper) serve(ctx context.Context) error {
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
		k.connect(Connection{URL: b.URL(), Token: b.LaunchToken(), Mode: k.options.Mode, Own: true})
		return <-done
	}
}

// follow is a client of r until that is gone or ctx ends.
func (k *Keeper) follow(ctx context.Context, r remote) {
	k.connect(r.connection())
	for r.alive(ctx) && pause(ctx, watchPause) {
		continue
	}
	if ctx.Err() == nil {
		k.log.Info("the backend of the other process is gone")
	}
}

func (k *Keeper) connect(c Connection) {
	k.line.connect(c)
	k.connected(c)
	k.tell()
}

// tell makes the page ask again, unless it has not yet been told anything.
func (k *Keeper) tell() {
	if k.told {
		k.moved()
	}
	k.told = true
}

// await blocks until a person wants another attempt.
func (k *Keeper) await(ctx context.Context) {
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
