package host

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend"
	"pulse/backend/fault"
)

// fakeHost is a backend that is ready at once and runs until ctx ends or it is
// told to end.
type fakeHost struct {
	url   string
	ended chan error
	shut  *atomic.Bool
}

func (h fakeHost) Run(ctx context.Context) error {
	select {
	case err := <-h.ended:
		return err
	case <-ctx.Done():
		h.shut.Store(true)
		return nil
	}
}

func (h fakeHost) Ready() <-chan struct{} {
	ready := make(chan struct{})
	close(ready)
	return ready
}

func (h fakeHost) URL() string         { return h.url }
func (h fakeHost) LaunchToken() string { return "own" }

// fakeRemote is a backend in another process that lives until gone is set.
type fakeRemote struct{ gone *atomic.Bool }

func (r fakeRemote) connection() Connection         { return Connection{URL: "http://other", Token: "foreign"} }
func (r fakeRemote) alive(ctx context.Context) bool { return ctx.Err() == nil && !r.gone.Load() }

// bench is a keeper between fakes. A test sets what it meets before run.
type bench struct {
	*Keeper
	taken    atomic.Bool // another process holds the folder
	silent   atomic.Bool // and does not answer
	gone     atomic.Bool // and has ended
	busyPort atomic.Int64
	shut     atomic.Bool // our backend has shut down cleanly
	ended    chan error
	moves    atomic.Int64
	result   chan error
}

func newBench() *bench {
	b := &bench{ended: make(chan error), result: make(chan error, 1)}
	b.Keeper = &Keeper{
		options: backend.Options{DataDir: "/data", Port: 7655},
		line:    newLine(),
		log:     slog.New(slog.DiscardHandler),
		moved:   func() { b.moves.Add(1) },
		retry:   make(chan int),

		connected: func(Connection) {},
	}
	b.open = func(o backend.Options) (own, error) {
		if b.taken.Load() {
			return nil, backend.ErrTaken
		}
		if int(b.busyPort.Load()) == o.Port {
			return nil, fault.New(fault.Taken, "port %d is in use", o.Port)
		}
		return fakeHost{url: "http://own", ended: b.ended, shut: &b.shut}, nil
	}
	b.join = func(context.Context, string) (remote, error) {
		if b.silent.Load() {
			return nil, errors.New("connection refused")
		}
		return fakeRemote{&b.gone}, nil
	}
	return b
}

// start runs the keeper until the test ends.
func (b *bench) start(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	go func() { b.result <- b.Run(ctx) }()
	t.Cleanup(cancel)
}

// wantURL fails the test unless the page would be told to go to url.
func (b *bench) wantURL(t *testing.T, url string) {
	t.Helper()
	if got, err := b.line.wait(t.Context()); got.URL != url || err != nil {
		t.Fatalf("connection = %v, %v, want %s", got, err, url)
	}
}

func TestKeeper_ShutsItsOwnBackendDownWithTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		ctx, cancel := context.WithCancel(t.Context())
		go func() { b.result <- b.Run(ctx) }()
		b.wantURL(t, "http://own")
		cancel()
		if err := <-b.result; err != nil || !b.shut.Load() {
			t.Errorf("run = %v, clean shutdown = %v", err, b.shut.Load())
		}
	})
}

func TestKeeper_TakesOverWhenTheOtherProcessIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		b.taken.Store(true)
		b.start(t)
		b.wantURL(t, "http://other")
		time.Sleep(time.Hour)
		if n := b.moves.Load(); n != 0 {
			t.Fatalf("the page was reloaded %d times while nothing changed", n)
		}
		b.taken.Store(false)
		b.gone.Store(true)
		time.Sleep(watchPause + time.Second)
		b.wantURL(t, "http://own")
		if n := b.moves.Load(); n != 1 {
			t.Errorf("the page was reloaded %d times, want once", n)
		}
	})
}

func TestKeeper_WaitsForAnotherProcessThatIsEnding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		b.taken.Store(true)
		b.silent.Store(true)
		b.start(t)
		time.Sleep(joinLimit - time.Second)
		b.taken.Store(false)
		b.wantURL(t, "http://own")
	})
}

func TestKeeper_SaysWhenTheOtherProcessDoesNotAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		b.taken.Store(true)
		b.silent.Store(true)
		b.start(t)
		_, err := b.line.wait(t.Context())
		if err == nil || !strings.Contains(err.Error(), "/data") {
			t.Errorf("failure = %v, want one that names the data folder", err)
		}
		b.silent.Store(false)
		b.retry <- 0
		synctest.Wait()
		b.wantURL(t, "http://other")
	})
}

func TestKeeper_StartsOnAnotherPortWhenAPersonSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		b.busyPort.Store(7655)
		b.start(t)
		if _, err := b.line.wait(t.Context()); !fault.Is(err, fault.Taken) {
			t.Fatalf("failure = %v, want that the port is taken", err)
		}
		b.retry <- 0
		synctest.Wait()
		if err := b.line.failure(); !fault.Is(err, fault.Taken) {
			t.Fatalf("failure after trying again = %v, want that the port is taken", err)
		}
		b.retry <- 7656
		synctest.Wait()
		b.wantURL(t, "http://own")
	})
}

func TestKeeper_EndsWithABackendThatWasToldToEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		b.start(t)
		b.wantURL(t, "http://own")
		b.ended <- nil
		if err := <-b.result; err != nil {
			t.Errorf("run = %v, want nil", err)
		}
	})
}

func TestKeeper_SaysWhenItsOwnBackendBreaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		b.start(t)
		b.wantURL(t, "http://own")
		b.ended <- errors.New("disk is full")
		synctest.Wait()
		if err := b.line.failure(); err == nil || b.moves.Load() != 1 {
			t.Errorf("failure = %v after %d reloads, want one of each", err, b.moves.Load())
		}
	})
}
