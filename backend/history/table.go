package history

import (
	"context"
	"time"

	"pulse/backend/history/block"
	"pulse/backend/infra"
)

// TableQuery asks for the past of one resource in even steps.
type TableQuery struct {
	Resource infra.ID
	Metrics  []infra.Metric
	From, To time.Time // both included
	Points   int       // about how many steps at most; 1 or more
}

// Table is the past of one resource in even steps.
type Table struct {
	From    int64    // start of the first step, milliseconds since 1970
	Step    int64    // in milliseconds
	Columns [][]Cell // for each metric of the query; all of one length
	Gaps    []Gap    // in which nothing is known of any metric, oldest first
	Filled  []Span   // which came from the server's own records, oldest first
}

// Cell is what is known of one metric in one step.
type Cell struct {
	Mean, Low, High float64
	Known           bool
}

// narrowest is the shortest step of a table: samples come each 10 s, more or less.
const narrowest = 15 * second

// Table answers a query from the coarsest tier that is fine enough. The steps
// are wider than asked for where only a coarser tier reaches back so far.
func (h *History) Table(ctx context.Context, q TableQuery) (Table, error) {
	c, err := h.newChart(Query{
		Resources: []infra.ID{q.Resource}, Metrics: q.Metrics, From: q.From, To: q.To, MaxPoints: max(q.Points, 1),
	})
	if err != nil {
		return Table{}, err
	}
	g := newGrid(c, max(q.Points, 1))
	c.take, c.decoder.MeansOnly = g.take, false
	stored, err := c.storedSlabs(ctx, c.asked)
	if err != nil {
		return Table{}, err
	}
	if err := c.collect(ctx, c.asked[0], stored[c.asked[0].number]); err != nil {
		return Table{}, err
	}
	table := g.table()
	fills, err := h.fills(ctx, c.asked[0].number, c.from, c.to)
	if err != nil {
		return Table{}, err
	}
	table.fill(fills, c.from, c.to)
	table.Gaps = gapsOf(table, c.from, c.to)
	table.Filled = without(table.Filled, table.Gaps)
	return table, nil
}

// grid gathers a table.
type grid struct {
	from, step int64
	columns    [][]sum
}

// sum is a cell that is being filled.
type sum struct {
	values, weight float64
	low, high      float64
}

func newGrid(c *chart, points int) *grid {
	unit := max(c.plan.coarsestStep(), second)
	step := max(ceilDiv(c.to-c.from, int64(points)), narrowest)
	g := &grid{step: ceilDiv(step, unit) * unit}
	g.from = floorDiv(c.from, g.step) * g.step
	for range c.points {
		g.columns = append(g.columns, make([]sum, (c.to-g.from)/g.step+1))
	}
	return g
}

// take adds samples, or aggregates of steps that lie within one of the grid's.
func (g *grid) take(column int, l block.Line, step int64) {
	low, high := l.Low, l.High
	if low == nil {
		low, high = l.Values, l.Values
	}
	weight := float64(max(step, 10*second))
	for i, at := range l.Times {
		k := (at + step/2 - g.from) / g.step
		g.columns[column][k].add(l.Values[i], low[i], high[i], weight)
	}
}

func (s *sum) add(mean, low, high, weight float64) {
	if s.weight == 0 {
		s.low, s.high = low, high
	}
	s.values, s.weight = s.values+mean*weight, s.weight+weight
	s.low, s.high = min(s.low, low), max(s.high, high)
}

func (s *sum) cell() Cell {
	if s.weight == 0 {
		return Cell{}
	}
	return Cell{Mean: min(max(s.values/s.weight, s.low), s.high), Low: s.low, High: s.high, Known: true}
}

func (g *grid) table() Table {
	t := Table{From: g.from, Step: g.step}
	for _, sums := range g.columns {
		cells := make([]Cell, len(sums))
		for i := range sums {
			cells[i] = sums[i].cell()
		}
		t.Columns = append(t.Columns, cells)
	}
	return t
}
