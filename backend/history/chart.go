package history

import (
	"cmp"
	"context"
	"slices"

	"pulse/backend/history/block"
	"pulse/backend/infra"
)

// chart is a query that is being answered.
type chart struct {
	history  *History
	query    Query
	from, to int64
	plan     plan
	since    int64 // everything from here on is in memory
	asked    []asked
	columns  map[uint32]int // number of a metric to its place in the query
	memory   cursors
	decoder  block.Decoder
	parts    []block.Part
	ends     []int64 // of what the tiers have of each metric
	take     func(column int, l block.Line, step int64)
	points   [][]Point
}

// asked is a resource of the query; target and number are 0 when nothing was
// ever recorded of it.
type asked struct {
	id             infra.ID
	target, number uint32
}

// newChart notes what is known at this moment; what comes later is not shown.
func (h *History) newChart(q Query) (*chart, error) {
	c := &chart{
		history: h, query: q, from: q.From.UnixMilli(), to: q.To.UnixMilli(),
		columns: make(map[uint32]int, len(q.Metrics)),
		ends:    make([]int64, len(q.Metrics)),
		points:  make([][]Point, len(q.Metrics)),
	}
	c.take, c.decoder.MeansOnly = c.takePoints, true
	h.lock.Lock()
	c.plan = h.covered.plan(h.opt.Now().UnixMilli(), c.from, c.to, q.step())
	c.since = h.recent.since
	slabs := slices.Clone(h.recent.slabs)
	for i, m := range q.Metrics {
		if known := h.names.metrics[m]; known != nil {
			c.columns[known.number] = i
		}
	}
	wanted := make(map[*resource]struct{}, len(q.Resources))
	for _, id := range q.Resources {
		a := asked{id: id}
		if r := h.names.resources[id]; r != nil {
			a.target, a.number = r.target, r.number
			wanted[r] = struct{}{}
		}
		c.asked = append(c.asked, a)
	}
	pending := h.unsealed(func(s sample) bool {
		_, asked := wanted[s.resource]
		return asked && c.wants(s.metric.number)
	})
	h.lock.Unlock()
	slices.SortFunc(c.asked, func(a, b asked) int { return cmp.Compare(a.number, b.number) })
	slabs = append(slabs, slabsOf(pending)...)
	slabs = slices.DeleteFunc(slabs, func(s *slab) bool { return s.last < c.plan.rawFrom || s.first > c.to })
	var err error
	c.memory, err = openCursors(slabs)
	return c, err
}

// unsealed returns the samples that are in no slab yet, as far as they are
// wanted. The caller holds the lock.
func (h *History) unsealed(wanted func(sample) bool) []sample {
	var found []sample
	for _, samples := range [][]sample{h.sealing, h.pending} {
		for _, s := range samples {
			if wanted(s) {
				found = append(found, s)
			}
		}
	}
	return found
}

// draw yields the lines of some resources and reports whether to go on.
func (c *chart) draw(ctx context.Context, batch []asked, yield func(Lines, error) bool) bool {
	stored, err := c.storedSlabs(ctx, batch)
	if err != nil {
		yield(Lines{}, err)
		return false
	}
	for _, a := range batch {
		for i := range c.points {
			c.points[i] = c.points[i][:0]
		}
		if err := c.collect(ctx, a, stored[a.number]); err != nil {
			yield(Lines{}, err)
			return false
		}
		for i := range c.points {
			c.points[i] = Thin(inOrder(c.points[i]), c.query.To.Sub(c.query.From), c.query.MaxPoints)
		}
		if !yield(Lines{a.id, c.points}, nil) {
			return false
		}
	}
	return true
}

// storedSlabs returns what slabs on disk hold of some resources beside what is
// in memory. They are read before the chunks: a slab that becomes a chunk in
// between is seen twice, which does no harm, instead of not at all.
func (c *chart) storedSlabs(ctx context.Context, batch []asked) (map[uint32][]block.Part, error) {
	if c.plan.rawFrom >= c.since {
		return nil, nil
	}
	wanted := make([]uint32, 0, len(batch))
	for _, a := range batch {
		if a.number != 0 {
			wanted = append(wanted, a.number)
		}
	}
	found := newGathering(c.history.codec, slices.Compact(wanted))
	err := c.history.db.EachSlab(ctx, c.plan.rawFrom, min(c.to, c.since-1), found.take)
	if found.damaged > 0 {
		c.history.opt.Log.Warn("unreadable samples are passed over", "slabs", found.damaged)
	}
	return found.parts, err
}
