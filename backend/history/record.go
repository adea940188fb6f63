package history

import (
	"math"
	"time"

	"pulse/backend/infra"
)

const (
	// clockStep is how far the clock must go back to count as set back. What
	// comes with an older time otherwise is a repetition.
	clockStep = int64(time.Minute / time.Millisecond)

	// maxPending bounds what waits to be sealed should nobody seal.
	maxPending = 1 << 20
)

// sample is one recorded reading.
type sample struct {
	resource *resource
	metric   *metric
	at       int64
	value    float64
}

// Record takes the readings of a report. It does not wait for the disk. A
// reading that repeats the time of the one before, or follows it too soon, is
// left out; a changed state never is.
func (h *History) Record(r *infra.Report) {
	spacing := h.opt.MinSpacing.Milliseconds()
	h.lock.Lock()
	defer h.lock.Unlock()
	h.noteClock(r.At.UnixMilli())
	target := h.names.target(r.Target)
	var last infra.ID
	var res *resource
	for reading := range r.Readings() {
		if math.IsNaN(reading.Value) || math.IsInf(reading.Value, 0) {
			continue // unknown, by a division that meant nothing
		}
		if res == nil || reading.Resource != last {
			last, res = reading.Resource, h.names.resource(reading.Resource, target)
		}
		m := h.names.metric(reading.Metric)
		at := reading.At.UnixMilli()
		if reading.At.IsZero() {
			at = r.At.UnixMilli()
		}
		end := res.track(m)
		before := end.at
		if end.accept(at, reading.Value, spacing) {
			if at-before >= shortestBreak {
				h.noteBreak(reading)
			}
			h.pending = append(h.pending, sample{res, m, at, reading.Value})
		}
	}
	h.boundPending()
}

// accept tells whether a sample belongs to the series and makes it its end.
func (t *track) accept(at int64, value float64, spacing int64) bool {
	changed := t.metric.state && value != t.value
	if at <= t.at || at-t.at < spacing && !changed {
		return false
	}
	t.at, t.value = at, value
	return true
}

// noteClock notices when the clock was set back: then series go on from there,
// and only what is recorded from now on is known to be in memory.
func (h *History) noteClock(now int64) {
	if now >= h.clock-clockStep {
		h.clock = max(h.clock, now)
		return
	}
	h.clock = now
	h.recent.since = now
	for _, r := range h.names.resources {
		for i := range r.tracks {
			r.tracks[i].at = min(r.tracks[i].at, now-h.opt.MinSpacing.Milliseconds())
		}
	}
}

func (h *History) boundPending() {
	if over := len(h.pending) - maxPending; over > 0 {
		h.recent.lost += over
		h.pending = append(h.pending[:0:0], h.pending[over:]...)
	}
}
