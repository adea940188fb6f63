package history

import (
	"context"
	"math"
)

// coverage is from when on each tier has what there is.
type coverage struct {
	begins   [len(tiers)]int64 // the oldest slice of each tier; math.MaxInt64 without any
	rolledUp int64             // what is older is in all coarser tiers
	keep     retention
}

// segment is a stretch of time that a chart takes from one tier.
type segment struct {
	tier     int
	from, to int64 // without to
}

// plan is where a chart takes what from. Samples are used from rawFrom on,
// where the tiers do not reach.
type plan struct {
	segments []segment // oldest first
	rawFrom  int64
}

// survey notes what is in the database.
func (h *History) survey(ctx context.Context) error {
	var c coverage
	for k := range tiers {
		oldest, _, found, err := h.db.ChunkSlices(ctx, k)
		if err != nil {
			return err
		}
		if c.begins[k] = oldest; !found {
			c.begins[k] = math.MaxInt64
		}
	}
	c.rolledUp = sliceOf(h.opt.Now().Add(-settles).UnixMilli())
	_, slab, found, err := h.db.OldestSlabs(ctx, math.MaxInt64)
	if err != nil {
		return err
	}
	if found {
		c.rolledUp = min(c.rolledUp, slab)
	}
	waiting, err := h.db.ChunksToRollUp(ctx, 1)
	if err != nil {
		return err
	}
	if len(waiting) > 0 {
		c.rolledUp = min(c.rolledUp, waiting[0].SliceAt)
	}
	h.lock.Lock()
	c.keep = h.covered.keep
	h.covered = c
	h.lock.Unlock()
	return nil
}

// plan chooses, for points that far apart, the coarsest tier that is fine
// enough, and still coarser ones for what is no longer in it.
func (c coverage) plan(now, from, to, step int64) plan {
	k, end := coarsest(step), to+1
	p := plan{rawFrom: max(from, c.rolledUp)}
	if k == tierRaw {
		end = min(c.begin(tierRaw, now), c.rolledUp)
		p.rawFrom = from
		k++
	}
	for ; k < len(tiers) && from < end; k++ {
		begin := max(from, c.begin(k, now))
		if begin < end {
			p.segments = append([]segment{{k, begin, end}}, p.segments...)
			end = begin
		}
	}
	return p
}

// begin returns from when on a tier is complete.
func (c coverage) begin(k int, now int64) int64 {
	return max(c.begins[k], c.keep.oldestKept(k, now))
}

// coarsestStep returns the widest step of the tiers in the plan.
func (p plan) coarsestStep() int64 {
	if len(p.segments) == 0 {
		return 0
	}
	return tiers[p.segments[0].tier].step
}
