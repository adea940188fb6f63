package monitor

import (
	"context"
	"time"

	"pulse/backend/alert"
)

// command is something that a person does to alerts. It goes through the loop,
// because nothing else writes the state.
type command struct {
	act  func(alert.Active, time.Time) (alert.Active, []alert.Change, error)
	done chan error // capacity 1
}

// Acknowledge marks a firing alert as seen by somebody. It returns when that
// is on disk; an unknown id is a *fault.Error.
func (m *Monitor) Acknowledge(ctx context.Context, publicID, by string) error {
	return m.do(ctx, func(a alert.Active, now time.Time) (alert.Active, []alert.Change, error) {
		return alert.Acknowledge(a, publicID, by, now)
	})
}

// Unacknowledge takes an acknowledgement back.
func (m *Monitor) Unacknowledge(ctx context.Context, publicID string) error {
	return m.do(ctx, func(a alert.Active, now time.Time) (alert.Active, []alert.Change, error) {
		return alert.Unacknowledge(a, publicID, now)
	})
}

// Clear removes an alert. It comes back when its condition still holds.
func (m *Monitor) Clear(ctx context.Context, publicID string) error {
	return m.do(ctx, func(a alert.Active, now time.Time) (alert.Active, []alert.Change, error) {
		return alert.Clear(a, publicID, now)
	})
}

// Snooze keeps an alert from being told for a while. What it held back is told
// afterwards if the alert lasts.
func (m *Monitor) Snooze(ctx context.Context, publicID string, s alert.Snooze) error {
	return m.do(ctx, func(a alert.Active, now time.Time) (alert.Active, []alert.Change, error) {
		return alert.PutToSleep(a, publicID, s, now)
	})
}

// Unsnooze ends a snooze.
func (m *Monitor) Unsnooze(ctx context.Context, publicID string) error {
	return m.do(ctx, func(a alert.Active, now time.Time) (alert.Active, []alert.Change, error) {
		return alert.Wake(a, publicID, now)
	})
}

func (m *Monitor) do(ctx context.Context, act func(alert.Active, time.Time) (alert.Active, []alert.Change, error)) error {
	c := command{act: act, done: make(chan error, 1)}
	select {
	case m.commands <- c:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-c.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (m *Monitor) obey(ctx context.Context, c command) error {
	now := time.Now()
	next, changes, err := c.act(m.active, now)
	if err != nil {
		return err
	}
	if err := m.commit(ctx, next, changes, now); err != nil {
		return err
	}
	m.publish(changes, now, true)
	return nil
}
