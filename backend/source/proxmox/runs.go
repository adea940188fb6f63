package proxmox

import (
	"context"
	"errors"
	"sync"
)

// ErrClosed is why runs end when their source is closed.
var ErrClosed = errors.New("the source was closed")

// Runs are the runs of jobs of one source, so that closing it can end them and
// wait for them. Its zero value is ready; its methods may be called concurrently.
type Runs struct {
	mu      sync.Mutex
	closed  bool
	running map[*run]struct{}
	ended   sync.WaitGroup
}

type run struct{ cancel context.CancelCauseFunc }

// Begin registers a run and returns the context that it must keep to. Whoever
// began it calls done at its end. It fails with ErrClosed after Close.
func (r *Runs) Begin(ctx context.Context) (within context.Context, done func(), err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, nil, ErrClosed
	}
	if r.running == nil {
		r.running = map[*run]struct{}{}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	one := &run{cancel}
	r.running[one] = struct{}{}
	r.ended.Add(1)
	return ctx, func() {
		cancel(nil)
		r.mu.Lock()
		delete(r.running, one)
		r.mu.Unlock()
		r.ended.Done()
	}, nil
}

// Close ends the runs with the cause ErrClosed and waits for them.
func (r *Runs) Close() {
	r.mu.Lock()
	r.closed = true
	for one := range r.running {
		one.cancel(ErrClosed)
	}
	r.mu.Unlock()
	r.ended.Wait()
}

// Cause is the error of a run: that the source was closed where that ended it.
func Cause(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, ErrClosed) {
		return cause
	}
	return err
}
