package history

import "context"

const (
	deletesPerStep = 500 // chunks
	pagesPerStep   = 256 // given back to the file system

	// Free pages are given back only when they are many: a few are always
	// needed for the slabs to come, and giving back means writing.
	freePagesKept = 1024
)

// upkeep rewrites finished slices and lets old samples go, in small steps
// between which writing goes on.
func (h *History) upkeep(ctx context.Context) error {
	if err := h.rewriteFinished(ctx); err != nil {
		return err
	}
	if err := h.expire(ctx); err != nil {
		return err
	}
	return h.shrink(ctx)
}

// expire deletes the oldest slice when it is older than samples are kept, or
// the database larger than it may be. It is one slice at a time, so that a
// clock that is wrong for a moment does not cost the whole past.
func (h *History) expire(ctx context.Context) error {
	oldest, _, found, err := h.db.ChunkSlices(ctx)
	if err != nil || !found {
		return err
	}
	size, err := h.db.Size(ctx)
	if err != nil {
		return err
	}
	kept := h.opt.Now().Add(-rawRetention).UnixMilli()
	if oldest+sliceMillis > kept && size.Used() <= h.bytes.Load() {
		return nil
	}
	for {
		deleted, err := h.db.DeleteChunks(ctx, oldest, deletesPerStep)
		if err != nil || deleted == 0 {
			return err
		}
		if err := h.breathe(ctx); err != nil {
			return err
		}
	}
}

// shrink gives free pages back while they are more than a quarter of the file.
func (h *History) shrink(ctx context.Context) error {
	for {
		size, err := h.db.Size(ctx)
		if err != nil || size.Free < freePagesKept || size.Free < size.Pages/4 {
			return err
		}
		if err := h.db.Shrink(ctx, pagesPerStep); err != nil {
			return err
		}
		if err := h.breathe(ctx); err != nil {
			return err
		}
	}
}
