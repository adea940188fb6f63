package monitor

import (
	"context"
	"time"

	"pulse/backend/alert"
)

// absence is the gap after which the program counts as having been away, in
// ticks of the loop.
const absence = 12

// watchClock notices that the machine slept, or that its clock was set forward:
// the clock on the wall has gone on while the loop has not. Then everything is
// read at once.
func (m *Monitor) watchClock(ctx context.Context, now time.Time) {
	now = now.Round(0) // without the monotonic reading, which stands still meanwhile
	last := m.awakeAt
	m.awakeAt = now
	if last.IsZero() || now.Sub(last) < absence*m.opt.Tick {
		return
	}
	m.opt.Log.Warn("this program was away", "from", last, "to", now)
	next, changes := alert.Slept(m.active, last, now)
	if err := m.adopt(ctx, next, changes, now); err != nil {
		m.opt.Log.Error("absence not saved", "err", err)
		m.active = next
	}
	m.polls.wake()
}
