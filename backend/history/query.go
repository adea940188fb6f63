package history

import (
	"context"
	"iter"
	"slices"
	"time"

	"pulse/backend/infra"
)

// Point is one sample of a series, or the mean of several.
type Point struct {
	At    int64 // milliseconds since 1970
	Value float64
}

// Time returns when the point is, in UTC.
func (p Point) Time() time.Time { return time.UnixMilli(p.At).UTC() }

// Query says what a chart shows.
type Query struct {
	Resources []infra.ID
	Metrics   []infra.Metric
	From, To  time.Time // both included
	MaxPoints int       // of each series, see Thin; 0 means every sample
}

// step returns how far apart the points may be, in milliseconds; 0 means that
// every sample is wanted.
func (q Query) step() int64 {
	if q.MaxPoints <= 0 {
		return 0
	}
	return q.To.Sub(q.From).Milliseconds() / int64(q.MaxPoints)
}

// Lines are the series of one resource.
type Lines struct {
	Resource infra.ID
	Points   [][]Point // for each metric of the query, oldest first; empty when nothing is known
}

// Series returns the samples of one series between two times, oldest first, and
// the finest means there are where samples are no longer kept.
func (h *History) Series(ctx context.Context, id infra.ID, metric infra.Metric, from, to time.Time) ([]Point, error) {
	q := Query{Resources: []infra.ID{id}, Metrics: []infra.Metric{metric}, From: from, To: to}
	for lines, err := range h.Chart(ctx, q) {
		if err != nil {
			return nil, err
		}
		return lines.Points[0], nil
	}
	return nil, nil
}

// Chart yields the series of each resource of the query once, in an order of
// its own. What it yields is valid until the next step, so that its memory
// does not grow with the number of resources. It ends with the first error.
func (h *History) Chart(ctx context.Context, q Query) iter.Seq2[Lines, error] {
	return func(yield func(Lines, error) bool) {
		c, err := h.newChart(q)
		if err != nil {
			yield(Lines{}, err)
			return
		}
		for batch := range slices.Chunk(c.asked, resourcesPerStep) {
			if !c.draw(ctx, batch, yield) {
				return
			}
		}
	}
}
