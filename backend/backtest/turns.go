package backtest

import (
	"context"
	"errors"
	"sync"
)

// ErrReplaced is why a trial ended whose caller asked for another one.
var ErrReplaced = errors.New("a newer back-test took the place of this one")

// Turns lets one trial run at a time, and one of each caller wait: a newer one
// ends the one before. Its zero value is ready. Its methods may be called
// concurrently.
type Turns struct {
	lock   sync.Mutex
	latest map[string]*turn
	free   chan struct{} // holds one token; capacity 1
}

type turn struct{ end context.CancelCauseFunc }

// Take waits for the turn of a caller. The context that it returns ends with
// the given one, and with the cause ErrReplaced when the caller asks anew. leave
// must be called when the trial is over; it may not be called when err is not nil.
func (t *Turns) Take(ctx context.Context, caller string) (trial context.Context, leave func(), err error) {
	trial, end := context.WithCancelCause(ctx)
	own := &turn{end}
	free := t.enter(caller, own)
	select {
	case <-free:
		return trial, func() { t.exit(caller, own); free <- struct{}{} }, nil
	case <-trial.Done():
		err := context.Cause(trial)
		t.exit(caller, own)
		return nil, nil, err
	}
}

func (t *Turns) enter(caller string, own *turn) (free chan struct{}) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.free == nil {
		t.latest, t.free = map[string]*turn{}, make(chan struct{}, 1)
		t.free <- struct{}{}
	}
	if before := t.latest[caller]; before != nil {
		before.end(ErrReplaced)
	}
	t.latest[caller] = own
	return t.free
}

func (t *Turns) exit(caller string, own *turn) {
	t.lock.Lock()
	defer t.lock.Unlock()
	own.end(context.Canceled)
	if t.latest[caller] == own {
		delete(t.latest, caller)
	}
}
