package history

import (
	"context"
	"time"
)

const (
	// leap is how far the clock may move between two rounds of the upkeep, which
	// come each minute, without being suspected.
	leap = 6 * time.Hour
	// settled is how long a clock that leapt must go on before age counts again.
	settled = time.Hour
)

// pace watches how the clock moves.
type pace struct{ last, leapt time.Time }

// steady notes the time and tells whether the clock has moved on evenly for a
// while. At first it is taken for good.
func (p *pace) steady(now time.Time) bool {
	moved := now.Sub(p.last)
	if !p.last.IsZero() && (moved > leap || moved < -time.Minute) {
		p.leapt = now
	}
	p.last = now
	return p.leapt.IsZero() || now.Sub(p.leapt) >= settled
}

// expire lets the oldest slice of each tier go when it is older than the tier
// is kept, and one more when the database is larger than it may be. It is one
// slice at a time, and none for its age while the clock leaps, so that a clock
// that is wrong for a while does not cost the past.
func (h *History) expire(ctx context.Context) error {
	now := h.opt.Now()
	h.lock.Lock()
	keep := h.covered.keep
	h.lock.Unlock()
	if h.pace.steady(now) {
		for k := range tiers {
			if err := h.expireTier(ctx, k, keep.oldestKept(k, now.UnixMilli())); err != nil {
				return err
			}
		}
	}
	if err := h.db.DeleteFills(ctx, now.Add(-fillsKept).UnixMilli(), deletesPerStep); err != nil {
		return err
	}
	size, err := h.db.Size(ctx)
	if err != nil || size.Used() <= h.bytes.Load() {
		return err
	}
	return h.makeRoom(ctx)
}

// expireTier deletes the oldest slice of a tier if it began before a time.
func (h *History) expireTier(ctx context.Context, k int, before int64) error {
	oldest, _, found, err := h.db.ChunkSlices(ctx, k)
	if err != nil || !found || oldest >= before {
		return err
	}
	return h.forget(ctx, k, oldest)
}

// makeRoom deletes one slice: the oldest of the finest tier that has more than
// it is spared; when none has, the oldest of the finest at all.
func (h *History) makeRoom(ctx context.Context) error {
	for _, spare := range []bool{true, false} {
		for k, t := range tiers {
			oldest, newest, found, err := h.db.ChunkSlices(ctx, k)
			if err != nil {
				return err
			}
			if !found || spare && newest-oldest < t.spared.Milliseconds() {
				continue
			}
			return h.forget(ctx, k, oldest)
		}
	}
	return nil
}

// forget deletes a slice of a tier; charts do not look for it any more.
func (h *History) forget(ctx context.Context, k int, slice int64) error {
	h.lock.Lock()
	h.covered.begins[k] = max(h.covered.begins[k], slice+tiers[k].slice)
	h.lock.Unlock()
	for {
		deleted, err := h.db.DeleteChunks(ctx, k, slice, deletesPerStep)
		if err != nil {
			return err
		}
		if deleted == 0 {
			return h.survey(ctx)
		}
		if err := h.breathe(ctx); err != nil {
			return err
		}
	}
}
