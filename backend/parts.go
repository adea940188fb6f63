package backend

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

// part is something long-lived. Its run returns when its context ends, after
// it has left everything in order.
type part struct {
	name string
	run  func(context.Context) error
}

// runParts runs all parts until ctx ends or one of them fails, and then ends
// them one after the other, the last one first: doors close before the engines
// behind them stop, and engines before the store.
func runParts(ctx context.Context, log *slog.Logger, parts []part) error {
	running := make([]runningPart, 0, len(parts))
	failed := make(chan struct{}, len(parts))
	for _, p := range parts {
		running = append(running, start(ctx, p, failed))
	}
	select {
	case <-ctx.Done():
	case <-failed:
	}
	var errs []error
	for i := len(running) - 1; i >= 0; i-- {
		log.Debug("ending", "part", running[i].name)
		errs = append(errs, running[i].stop())
	}
	return errors.Join(errs...)
}

type runningPart struct {
	name   string
	cancel context.CancelFunc
	done   chan error // capacity 1
}

func start(ctx context.Context, p part, failed chan<- struct{}) runningPart {
	// The parts end in their order, not all at once with ctx.
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r := runningPart{p.name, cancel, make(chan error, 1)}
	go func() {
		err := p.run(own)
		r.done <- err
		if err != nil {
			failed <- struct{}{}
		}
	}()
	return r
}

func (r runningPart) stop() error {
	r.cancel()
	if err := <-r.done; err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("%s: %w", r.name, err)
	}
	return nil
}
