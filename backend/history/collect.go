package history

import (
	"cmp"
	"context"
	"slices"
	"sort"

	"pulse/backend/history/block"
)

// collect takes what is known of a resource: first from the tiers, then the
// samples that they do not have.
func (c *chart) collect(ctx context.Context, a asked, stored []block.Part) error {
	if a.number == 0 {
		return ctx.Err()
	}
	for i := range c.ends {
		c.ends[i] = longAgo
	}
	for _, part := range c.plan.segments {
		if err := c.collectTier(ctx, a, part); err != nil {
			return err
		}
	}
	c.parts = c.parts[:0]
	if c.plan.rawFrom < c.since {
		chunks, err := c.history.chunkParts(ctx, a.number, tierRaw, sliceOf(c.plan.rawFrom), min(c.to, c.since-1))
		if err != nil {
			return err
		}
		c.parts = append(append(c.parts, chunks...), stored...)
	}
	var err error
	if c.parts, err = c.memory.parts(c.parts, a.target, a.number); err != nil {
		return err
	}
	c.decode(a, func(l block.Line) {
		i := c.columns[l.Metric]
		c.take(i, within(l, max(c.plan.rawFrom, c.ends[i]), c.to), 0)
	})
	return ctx.Err()
}

// collectTier takes aggregates of a resource. Each belongs to where its middle is.
func (c *chart) collectTier(ctx context.Context, a asked, s segment) error {
	t := tiers[s.tier]
	var err error
	if c.parts, err = c.history.chunkParts(ctx, a.number, s.tier, t.floor(s.from), min(c.to, s.to-1)); err != nil {
		return err
	}
	c.decode(a, func(l block.Line) {
		i := c.columns[l.Metric]
		l = within(l, max(c.from, s.from)-t.step/2, min(c.to, s.to-1)-t.step/2)
		if n := len(l.Times); n > 0 {
			c.ends[i] = max(c.ends[i], l.Times[n-1]+t.step)
			c.take(i, l, t.step)
		}
	})
	return nil
}

// decode shows the wanted lines of the parts.
func (c *chart) decode(a asked, visit func(block.Line)) {
	for _, p := range c.parts {
		if err := c.decoder.Decode(p, c.wants, visit); err != nil {
			c.history.opt.Log.Warn("unreadable samples are passed over", "resource", a.id, "err", err)
		}
	}
}

func (c *chart) wants(metric uint32) bool {
	_, wanted := c.columns[metric]
	return wanted
}

// within returns what of a line lies between two times, both included.
func within(l block.Line, from, to int64) block.Line {
	begin := sort.Search(len(l.Times), func(i int) bool { return l.Times[i] >= from })
	end := begin + sort.Search(len(l.Times)-begin, func(i int) bool { return l.Times[begin+i] > to })
	l.Times, l.Values = l.Times[begin:end], l.Values[begin:end]
	if l.Low != nil {
		l.Low, l.High = l.Low[begin:end], l.High[begin:end]
	}
	return l
}

// takePoints adds samples, or means in the middle of their steps.
func (c *chart) takePoints(column int, l block.Line, step int64) {
	points := c.points[column]
	for k, at := range l.Times {
		points = append(points, Point{at + step/2, l.Values[k]})
	}
	c.points[column] = points
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
