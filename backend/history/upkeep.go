package history

import "context"

const (
	deletesPerStep = 500 // chunks
	pagesPerStep   = 256 // given back to the file system

	// Free pages are given back only when they are many: a few are always
	// needed for the slabs to come, and giving back means writing.
	freePagesKept = 1024
)

// upkeep rewrites finished slices, rolls them up and lets old ones go, in small
// steps between which writing goes on.
func (h *History) upkeep(ctx context.Context) error {
	for _, job := range []func(context.Context) error{
		h.rewriteFinished, h.rollUpFinished, h.survey, h.expire, h.shrink,
	} {
		if err := job(ctx); err != nil {
			return err
		}
	}
	return nil
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
