// Package host provides a program with a backend: one in its own process or,
// where another process holds the data folder, that of the other.
package host

import (
	"context"
	"errors"
	"log/slog"
	"sync"
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
	// Book tells whether a Pulse elsewhere is chosen; nil = never.
	Book Book
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
	book      Book
	look      chan struct{} // the book may have changed
	last      choice
	then      Connection // to it

	open func(backend.Options) (own, error)
	lead func(ctx context.Context) (gateway, error)
	join func(ctx context.Context, dataDir string) (remote, error)

	told bool // the page may know an answer of the line that is no longer true
}

// New makes a keeper of real backends. Call Run.
func New(o Options) *Keeper {
	k := &Keeper{
		options: o.Backend, line: newLine(), log: o.Backend.Log, moved: o.Moved, connected: o.Connected, giveUp: o.GiveUp, retry: make(chan int),
		book: o.Book, look: make(chan struct{}, 1),
		open: func(o backend.Options) (own, error) { return backend.New(o) },
		join: join,
	}
	k.lead = k.openGate
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
	for {
		k.line.reset()
		if again, err := k.turn(ctx); !again {
			return err
		}
	}
}

// turn keeps the line up for as long as the same Pulse is chosen, or until a
// person has to act. It reports whether there is to be another turn.
func (k *Keeper) turn(ctx context.Context) (again bool, err error) {
	turn, over := context.WithCancel(ctx)
	s := k.side()
	var watching sync.WaitGroup
	watching.Go(func() { k.watch(turn, s, over) })
	defer watching.Wait()
	defer over()
	ended, err := k.provide(turn, s)
	switch {
	case ctx.Err() != nil:
		return false, err
	case turn.Err() != nil: // another one was chosen
		return true, nil
	case ended, err != nil && k.giveUp:
		return false, err
	case err != nil:
		k.log.Error("no backend for the window", "err", err)
		k.line.fail(err)
		k.tell()
		k.await(turn)
	}
	return true, nil
}

// provide finds a backend and stays with it until it is gone. It reports
// whether it was a backend of this process that ended as it was told to.
func (k *Keeper) provide(ctx context.Context, s side) (ended bool, err error) {
	deadline := time.Now().Add(joinLimit)
	for waits := s.waits; ; {
		if !waits {
			if err := k.serve(ctx, s); !errors.Is(err, backend.ErrTaken) {
				return err == nil, err
			}
		}
		r, err := k.join(ctx, s.dir)
		late := time.Now().After(deadline)
		switch {
		case err == nil:
			k.follow(ctx, r, s)
			return false, nil
		case late && waits:
			waits, deadline = false, time.Now().Add(joinLimit)
		case late:
			return false, fault.Wrap(fault.Unavailable, err, "Another Pulse holds the data in %s but does not answer. "+
				"End that program, or wait until it has started, and try again.", s.dir)
		case !pause(ctx, joinPause):
			return false, nil
		}
	}
}

// serve runs a backend in this process until ctx ends.
func (k *Keeper) serve(ctx context.Context, s side) error {
	b, err := s.open(ctx)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	select {
	case err := <-done:
		return err
	case <-b.Ready():
		k.connect(Connection{URL: b.URL(), Token: b.LaunchToken(), Mode: k.options.Mode, Own: true, Elsewhere: s.choice.name()})
		return <-done
	}
}

// follow is a client of r until that is gone or ctx ends.
func (k *Keeper) follow(ctx context.Context, r remote, s side) {
	c := r.connection()
	c.Elsewhere = s.choice.name()
	k.connect(c)
	for r.alive(ctx) && pause(ctx, watchPause) {
		continue
	}
	if ctx.Err() == nil {
		k.log.Info("the backend of the other process is gone")
	}
}

func (k *Keeper) connect(c Connection) {
	k.then = c
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
