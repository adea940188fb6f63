package history

import (
	"context"
	"time"

	"pulse/backend/history/block"
	"pulse/backend/store"
)

// rollsPerStep is how many chunks of samples are rolled up together.
const rollsPerStep = 64

// rollUpFinished brings what new chunks of samples hold into the coarser
// tiers. Each step is one transaction that also notes that it was done, so
// that an interruption neither loses nor repeats anything.
func (h *History) rollUpFinished(ctx context.Context) error {
	h.lock.Lock()
	roller := roller{history: h, schemes: h.names.aggregateSchemes()}
	h.lock.Unlock()
	for {
		done, err := roller.rollUpSome(ctx)
		if err != nil || done {
			return err
		}
		if err := h.breathe(ctx); err != nil {
			return err
		}
	}
}

// roller makes aggregates of samples.
type roller struct {
	history *History
	schemes map[uint32]block.Scheme
	samples block.Merger
	joiner  block.Merger
}

// rollUpSome rolls up some of the chunks that wait for it and reports whether
// there were none.
func (r *roller) rollUpSome(ctx context.Context) (done bool, err error) {
	h := r.history
	h.extending.Lock()
	defer h.extending.Unlock()
	raw, err := h.db.ChunksToRollUp(ctx, rollsPerStep)
	if err != nil || len(raw) == 0 {
		return true, err
	}
	return false, r.rollUp(ctx, raw)
}

// rollUp adds chunks of samples of one slice to the coarser tiers.
func (r *roller) rollUp(ctx context.Context, raw []store.RawChunk) error {
	var rolled []store.Chunk
	for _, c := range raw {
		part, found, err := r.history.chunkPart(c.Chunk)
		if err != nil || !found {
			r.history.opt.Log.Warn("an unreadable chunk is not rolled up", "resource", c.Resource, "slice", time.UnixMilli(c.SliceAt).UTC())
			continue
		}
		lines, _ := r.samples.Merge([]block.Part{part})
		for k := tierRaw + 1; k < len(tiers); k++ {
			chunk, err := r.extended(ctx, c, k, lines)
			if err != nil {
				return err
			}
			rolled = append(rolled, chunk)
		}
	}
	return r.history.db.SaveRolledUp(ctx, raw, rolled)
}

// extended returns the chunk of a tier with the aggregates of samples added.
// What the tier already has of the same time stays when the samples are not
// those that it was made of: they came while the clock was wrong.
func (r *roller) extended(ctx context.Context, raw store.RawChunk, k int, lines []block.Line) (store.Chunk, error) {
	slice := tiers[k].floor(raw.SliceAt)
	before, err := r.history.chunkParts(ctx, raw.Resource, k, slice, slice)
	if err != nil {
		return store.Chunk{}, err
	}
	return r.join(store.Chunk{Resource: raw.Resource, Tier: k, SliceAt: slice}, r.aggregates(lines, tiers[k].step), before, raw.Grown)
}

// join fills a chunk with fresh lines and what it held before. Where both have
// something of one moment, replace decides.
func (r *roller) join(c store.Chunk, fresh []block.Line, before []block.Part, replace bool) (store.Chunk, error) {
	plain := blockOf(c.SliceAt, c.Resource, fresh)
	if len(before) > 0 {
		parts, err := partsOf(plain, c.Resource)
		if err != nil {
			return store.Chunk{}, err
		}
		if replace {
			parts = append(before, parts...)
		} else {
			parts = append(parts, before...)
		}
		joined, _ := r.joiner.Merge(parts)
		plain = blockOf(c.SliceAt, c.Resource, joined)
	}
	c.Data = r.history.codec.Pack(plain)
	return c, nil
}

// aggregates returns the minimum, mean and maximum of each step of lines.
func (r *roller) aggregates(lines []block.Line, step int64) []block.Line {
	rolled := make([]block.Line, 0, len(lines))
	for _, l := range lines {
		scheme, known := r.schemes[l.Metric]
		if !known {
			scheme = l.Scheme
		}
		rolled = append(rolled, aggregate(l, scheme, step))
	}
	return rolled
}

// aggregate rolls a line of samples up. A step without samples has no entry.
func aggregate(samples block.Line, scheme block.Scheme, step int64) block.Line {
	rolled := block.Line{Metric: samples.Metric, Scheme: scheme}
	for i := 0; i < len(samples.Times); {
		begin := floorDiv(samples.Times[i], step) * step
		low, high, sum, n := samples.Values[i], samples.Values[i], 0.0, 0
		for ; i < len(samples.Times) && samples.Times[i] < begin+step; i++ {
			v := samples.Values[i]
			low, high, sum = min(low, v), max(high, v), sum+v
			n++
		}
		mean := min(max(sum/float64(n), low), high) // a sum is rounded
		rolled.Times = append(rolled.Times, begin)
		rolled.Values = append(rolled.Values, mean)
		rolled.Low, rolled.High = append(rolled.Low, low), append(rolled.High, high)
	}
	return rolled
}

// blockOf makes a plain block of the lines of one resource.
func blockOf(base int64, resource uint32, lines []block.Line) []byte {
	w := block.NewWriter(base)
	w.Add(resource, lines)
	return w.Bytes()
}

// partsOf returns what a plain block holds of a resource.
func partsOf(plain []byte, resource uint32) ([]block.Part, error) {
	r, err := block.NewReader(plain)
	if err != nil {
		return nil, err
	}
	part, found, err := r.Seek(resource)
	if err != nil || !found {
		return nil, err
	}
	return []block.Part{part}, nil
}
