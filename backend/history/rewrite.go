package history

import (
	"context"
	"math"
	"slices"
	"time"

	"pulse/backend/history/block"
	"pulse/backend/store"
)

// resourcesPerStep is how many resources are read or rewritten together.
const resourcesPerStep = 128

// rewriteFinished turns the slabs of slices that ended a while ago into chunks.
// What comes later joins its chunk.
func (h *History) rewriteFinished(ctx context.Context) error {
	for {
		ended := h.opt.Now().Add(-sliceLength - settles).UnixMilli()
		target, slice, found, err := h.db.OldestSlabs(ctx, ended)
		if err != nil || !found {
			return err
		}
		if err := h.rewrite(ctx, target, slice); err != nil {
			return err
		}
	}
}

// rewrite makes chunks of the slabs of one target in one slice. When it is
// interrupted, it can begin again: what is in a chunk and in a slab counts once.
func (h *History) rewrite(ctx context.Context, target uint32, slice int64) error {
	h.lock.Lock()
	resources := h.names.resourcesOf(target)
	h.lock.Unlock()
	done := int64(math.MaxInt64)
	for some := range slices.Chunk(resources, resourcesPerStep) {
		newest, err := h.rewriteSome(ctx, target, slice, some)
		if err != nil {
			return err
		}
		done = min(done, newest) // a slab that came meanwhile is for the next time
		if err := h.breathe(ctx); err != nil {
			return err
		}
	}
	return h.db.DeleteSlabs(ctx, target, slice, done)
}

// rewriteSome makes the chunks of some resources and returns the newest slab
// that is in them.
func (h *History) rewriteSome(ctx context.Context, target uint32, slice int64, resources []uint32) (int64, error) {
	h.extending.Lock()
	defer h.extending.Unlock()
	found := newGathering(h.codec, resources)
	if err := h.db.EachSlabOfSlice(ctx, target, slice, found.take); err != nil {
		return 0, err
	}
	if found.damaged > 0 {
		h.opt.Log.Warn("unreadable samples are given up", "slabs", found.damaged, "slice", time.UnixMilli(slice).UTC())
	}
	var chunks []store.Chunk
	var m block.Merger
	for _, resource := range resources {
		parts := found.parts[resource]
		if len(parts) == 0 {
			continue
		}
		before, err := h.chunkParts(ctx, resource, tierRaw, slice, slice)
		if err != nil {
			return 0, err
		}
		lines, _ := m.Merge(append(before, parts...))
		chunks = append(chunks, store.Chunk{
			Resource: resource, Tier: tierRaw, SliceAt: slice, Data: h.codec.Pack(blockOf(slice, resource, lines)),
		})
	}
	return found.newest, h.db.SaveChunks(ctx, chunks)
}

// chunkParts reads the chunks of a resource in a tier whose slices begin
// between two times.
func (h *History) chunkParts(ctx context.Context, resource uint32, tier int, from, to int64) ([]block.Part, error) {
	var parts []block.Part
	err := h.eachPart(ctx, resource, tier, from, to, func(_ int64, p block.Part) { parts = append(parts, p) })
	return parts, err
}

// eachPart calls take with each of them and the slice that it is of.
func (h *History) eachPart(ctx context.Context, resource uint32, tier int, from, to int64, take func(int64, block.Part)) error {
	chunks, err := h.db.Chunks(ctx, resource, tier, from, to)
	if err != nil {
		return err
	}
	for _, c := range chunks {
		part, found, err := h.chunkPart(c)
		if err != nil {
			h.opt.Log.Warn("an unreadable chunk is passed over",
				"resource", resource, "tier", tier, "slice", time.UnixMilli(c.SliceAt).UTC(), "err", err)
		}
		if found {
			take(c.SliceAt, part)
		}
	}
	return nil
}

func (h *History) chunkPart(c store.Chunk) (part block.Part, found bool, err error) {
	plain, err := h.codec.Unpack(nil, c.Data)
	if err != nil {
		return block.Part{}, false, err
	}
	r, err := block.NewReader(plain)
	if err != nil {
		return block.Part{}, false, err
	}
	return r.Seek(c.Resource)
}
