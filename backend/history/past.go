package history

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"pulse/backend/history/block"
	"pulse/backend/store"
)

// past is what a server recorded of one resource before the memory begins. It
// goes straight into the chunks: as slabs it would be read and rewritten again
// and again, for each of the many slices and each of the many resources.
type past struct {
	roller   roller
	resource uint32
	chunks   []store.Chunk
	rolledUp []int64
}

// keepPast makes the chunks of samples of one resource in every tier that still
// keeps their time. The caller holds extending until they are written.
func (h *History) keepPast(ctx context.Context, resource uint32, samples []sample) (*past, error) {
	now := h.opt.Now().UnixMilli()
	h.lock.Lock()
	keep := h.covered.keep
	p := &past{roller: roller{history: h, schemes: h.names.aggregateSchemes()}, resource: resource}
	h.lock.Unlock()
	samples, err := p.keepSamples(ctx, samples, keep.oldestKept(tierRaw, now))
	for k := tierRaw + 1; k < len(tiers) && err == nil; k++ {
		err = p.keepMeans(ctx, k, samples, keep.oldestKept(k, now))
	}
	return p, err
}

// keepSamples makes the chunks of samples, and returns the samples that the
// other tiers still have to get. A chunk that was there is rolled up anew by
// the upkeep, which has to see all of it.
func (p *past) keepSamples(ctx context.Context, samples []sample, oldest int64) (rest []sample, err error) {
	before, err := p.before(ctx, tierRaw, samples)
	if err != nil {
		return nil, err
	}
	for slice, some := range bySlice(samples, tiers[tierRaw]) {
		known := before[slice]
		if len(known) == 0 {
			rest = append(rest, some...)
		}
		if slice < oldest && len(known) == 0 {
			continue
		}
		if err := p.join(tierRaw, slice, linesOf(some), known); err != nil {
			return nil, err
		}
		if len(known) == 0 {
			p.rolledUp = append(p.rolledUp, slice)
		}
	}
	return rest, nil
}

// keepMeans adds the samples to the chunks of a coarser tier.
func (p *past) keepMeans(ctx context.Context, k int, samples []sample, oldest int64) error {
	before, err := p.before(ctx, k, samples)
	if err != nil {
		return err
	}
	for slice, some := range bySlice(samples, tiers[k]) {
		if slice < oldest {
			continue
		}
		if err := p.join(k, slice, p.roller.aggregates(linesOf(some), tiers[k].step), before[slice]); err != nil {
			return err
		}
	}
	return nil
}

func (p *past) join(k int, slice int64, fresh []block.Line, before []block.Part) error {
	chunk, err := p.roller.join(store.Chunk{Resource: p.resource, Tier: k, SliceAt: slice}, fresh, before, false)
	p.chunks = append(p.chunks, chunk)
	return err
}

// before returns what a tier has already of the time of the samples, by slice.
func (p *past) before(ctx context.Context, k int, samples []sample) (map[int64][]block.Part, error) {
	known := map[int64][]block.Part{}
	if len(samples) == 0 {
		return known, nil
	}
	byTime := func(a, b sample) int { return cmp.Compare(a.at, b.at) }
	first, last := slices.MinFunc(samples, byTime).at, slices.MaxFunc(samples, byTime).at
	err := p.roller.history.eachPart(ctx, p.resource, k, tiers[k].floor(first), last, func(slice int64, part block.Part) {
		known[slice] = append(known[slice], part)
	})
	return known, err
}

// bySlice yields the samples of each slice of a tier, sorted by metric and time.
func bySlice(samples []sample, t tier) iter.Seq2[int64, []sample] {
	slices.SortFunc(samples, func(a, b sample) int {
		return cmp.Or(
			cmp.Compare(t.floor(a.at), t.floor(b.at)),
			cmp.Compare(a.metric.number, b.metric.number),
			cmp.Compare(a.at, b.at))
	})
	return func(yield func(int64, []sample) bool) {
		for rest := samples; len(rest) > 0; {
			slice := t.floor(rest[0].at)
			n := prefix(rest, func(s sample) bool { return t.floor(s.at) == slice })
			if !yield(slice, rest[:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

// reaches makes charts look for what a tier has got of the past.
func (c *coverage) reaches(chunks []store.Chunk) {
	for _, chunk := range chunks {
		c.begins[chunk.Tier] = min(c.begins[chunk.Tier], chunk.SliceAt)
	}
}
