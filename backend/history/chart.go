package history

import (
	"cmp"
	"context"
	"slices"
	"sort"

	"pulse/backend/history/block"
	"pulse/backend/infra"
)

// chart is a query that is being answered.
type chart struct {
	history  *History
	query    Query
	from, to int64
	since    int64 // everything from here on is in memory
	asked    []asked
	columns  map[uint32]int // number of a metric to its place in the query
	memory   cursors
	decoder  block.Decoder
	parts    []block.Part
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
		points:  make([][]Point, len(q.Metrics)),
	}
	h.lock.Lock()
	c.since = h.recent.since
	slabs := slices.Clone(h.recent.slabs)
	pending := slices.Concat(h.sealing, h.pending)
	for i, m := range q.Metrics {
		if known := h.names.metrics[m]; known != nil {
			c.columns[known.number] = i
		}
	}
	for _, id := range q.Resources {
		a := asked{id: id}
		if r := h.names.resources[id]; r != nil {
			a.target, a.number = r.target, r.number
		}
		c.asked = append(c.asked, a)
	}
	h.lock.Unlock()
	slices.SortFunc(c.asked, func(a, b asked) int { return cmp.Compare(a.number, b.number) })
	slabs = append(slabs, slabsOf(pending)...)
	slabs = slices.DeleteFunc(slabs, func(s *slab) bool { return s.last < c.from || s.first > c.to })
	var err error
	c.memory, err = openCursors(slabs)
	return c, err
}

// draw yields the lines of some resources and reports whether to go on.
func (c *chart) draw(ctx context.Context, batch []asked, yield func(Lines, error) bool) bool {
	stored, err := c.storedSlabs(ctx, batch)
	if err != nil {
		yield(Lines{}, err)
		return false
	}
	for _, a := range batch {
		if err := c.collect(ctx, a, stored[a.number]); err != nil {
			yield(Lines{}, err)
			return false
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
	if c.from >= c.since {
		return nil, nil
	}
	wanted := make([]uint32, 0, len(batch))
	for _, a := range batch {
		if a.number != 0 {
			wanted = append(wanted, a.number)
		}
	}
	found := newGathering(c.history.codec, slices.Compact(wanted))
	err := c.history.db.EachSlab(ctx, c.from, min(c.to, c.since-1), found.take)
	if found.damaged > 0 {
		c.history.opt.Log.Warn("unreadable samples are passed over", "slabs", found.damaged)
	}
	return found.parts, err
}

// collect fills points with what is known of a resource.
func (c *chart) collect(ctx context.Context, a asked, stored []block.Part) error {
	for i := range c.points {
		c.points[i] = c.points[i][:0]
	}
	if a.number == 0 {
		return ctx.Err()
	}
	c.parts = c.parts[:0]
	if c.from < c.since {
		chunks, err := c.history.chunkParts(ctx, a.number, sliceOf(c.from), min(c.to, c.since-1))
		if err != nil {
			return err
		}
		c.parts = append(append(c.parts, chunks...), stored...)
	}
	var err error
	if c.parts, err = c.memory.parts(c.parts, a.target, a.number); err != nil {
		return err
	}
	for _, p := range c.parts {
		if err := c.decoder.Decode(p, c.wants, c.take); err != nil {
			c.history.opt.Log.Warn("unreadable samples are passed over", "resource", a.id, "err", err)
		}
	}
	for i := range c.points {
		c.points[i] = Thin(inOrder(c.points[i]), c.query.To.Sub(c.query.From), c.query.MaxPoints)
	}
	return ctx.Err()
}

func (c *chart) wants(metric uint32) bool {
	_, wanted := c.columns[metric]
	return wanted
}

// take adds the samples of a line that are within the range of the chart.
func (c *chart) take(l block.Line) {
	begin := sort.Search(len(l.Times), func(i int) bool { return l.Times[i] >= c.from })
	i := c.columns[l.Metric]
	points := c.points[i]
	for k := begin; k < len(l.Times) && l.Times[k] <= c.to; k++ {
		points = append(points, Point{l.Times[k], l.Values[k]})
	}
	c.points[i] = points
}

// inOrder brings points in order of time. Of two of one moment the later one
// stays; there are such only where a slab is being rewritten or the clock was
// set back.
func inOrder(points []Point) []Point {
	ascending := true
	for i := 1; ascending && i < len(points); i++ {
		ascending = points[i].At > points[i-1].At
	}
	if ascending {
		return points
	}
	slices.SortStableFunc(points, func(a, b Point) int { return cmp.Compare(a.At, b.At) })
	kept := points[:0]
	for _, p := range points {
		if n := len(kept); n > 0 && kept[n-1].At == p.At {
			kept[n-1] = p
			continue
		}
		kept = append(kept, p)
	}
	return kept
}
