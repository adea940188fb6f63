package history

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"pulse/backend/store"
)

// lastFlush is how long the end of the program waits for the disk.
const lastFlush = 5 * time.Second

// tellAgain is after how many failed writes in a row the log is told again.
const tellAgain = 60

// Run flushes on time and looks after the database until ctx is done. Then it
// flushes once more and returns. What is recorded later needs a Flush.
func (h *History) Run(ctx context.Context) error {
	var keeper sync.WaitGroup
	keeper.Go(func() { h.keep(ctx) })
	ticker := time.NewTicker(h.opt.Flush)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			keeper.Wait()
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastFlush)
			defer cancel()
			return h.Flush(last)
		case <-ticker.C:
			h.seal()
			h.tidy()
			select {
			case h.seals <- struct{}{}:
			default: // the disk is slower than the clock; what waits is bounded
			}
		}
	}
}

// Flush writes everything recorded so far; it is on disk when Flush returns nil.
func (h *History) Flush(ctx context.Context) error {
	h.seal()
	if err := h.write(ctx); err != nil {
		return fmt.Errorf("flush history: %w", err)
	}
	return nil
}

// keep writes what was sealed and uses the time between for upkeep.
func (h *History) keep(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.seals:
			h.writeOrTell(ctx)
			if err := h.upkeep(ctx); err != nil && ctx.Err() == nil {
				h.opt.Log.Warn("upkeep of the history failed and will be tried again", "err", err)
			}
		}
	}
}

// breathe is called between the steps of the upkeep: writing goes first.
func (h *History) breathe(ctx context.Context) error {
	select {
	case <-h.seals:
		h.writeOrTell(ctx)
	default:
	}
	return ctx.Err()
}

// write puts the slabs that wait into the database, in one transaction.
func (h *History) write(ctx context.Context) error {
	h.writer.Lock()
	defer h.writer.Unlock()
	h.lock.Lock()
	waiting, names, counts := h.recent.unwritten(), h.names.unstored(), h.names.counts()
	h.lock.Unlock()
	if len(waiting) == 0 {
		return nil
	}
	slabs := make([]store.Slab, 0, len(waiting))
	for _, s := range waiting {
		slabs = append(slabs, s.stored(h.codec))
	}
	err := h.db.AppendSlabs(ctx, names, slabs)
	h.lock.Lock()
	defer h.lock.Unlock()
	if err != nil {
		// The database may have been damaged and exchanged for an empty one, so
		// the next write brings all names again.
		h.names.stored = nameCounts{}
		return err
	}
	h.names.stored = counts
	for _, s := range waiting {
		s.written = true
	}
	return nil
}

// writeOrTell writes and tells the log when that begins or ceases to fail.
func (h *History) writeOrTell(ctx context.Context) {
	err := h.write(ctx)
	h.writer.Lock()
	defer h.writer.Unlock()
	h.lock.Lock()
	lost := h.recent.lost
	h.recent.lost = 0
	h.lock.Unlock()
	if lost > 0 {
		h.opt.Log.Warn("the oldest samples are lost because they could not be written", "samples", lost)
	}
	if err == nil {
		if h.failures > 0 {
			h.opt.Log.Info("the history is written again", "failures", h.failures)
		}
		h.failures = 0
		return
	}
	if errors.Is(err, context.Canceled) {
		return
	}
	if h.failures%tellAgain == 0 {
		h.opt.Log.Warn("the history cannot be written; it waits in memory", "err", err)
	}
	h.failures++
}
