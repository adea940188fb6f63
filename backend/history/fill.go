package history

import (
	"context"
	"slices"
	"time"

	"pulse/backend/infra"
	"pulse/backend/store"
)

const (
	// shortestBreak is how long nothing must have been recorded of a resource for
	// the server's own records to be of use.
	shortestBreak = 5 * minute

	// fillsKept is how long it is known what was filled: no server is asked for
	// an older past.
	fillsKept = 400 * 24 * time.Hour
)

// Span is a stretch of time, both ends included, in milliseconds since 1970.
type Span struct{ From, To int64 }

// Filled is what a server recorded itself of a resource while nothing was
// recorded here.
type Filled struct {
	Target   infra.TargetID
	Resource infra.ID
	From, To time.Time // readings outside are left out
	Step     time.Duration
	Readings []infra.Reading
}

// pivot is the metric by which it is told whether a resource was being
// recorded; empty for kinds of which no server keeps records.
func pivot(k infra.Kind) infra.Metric {
	switch k {
	case infra.KindNode, infra.KindGuest, infra.KindServer:
		return infra.MetricCPU
	case infra.KindStorage, infra.KindDatastore:
		return infra.MetricDisk
	}
	return ""
}

// noteBreak notes the end of a time in which nothing was recorded of a
// resource; the first reading since the start is one.
func (h *History) noteBreak(r infra.Reading) {
	if pivot(r.Resource.Kind()) == r.Metric {
		h.breaks[r.Resource] = struct{}{}
	}
}

// Breaks returns, once, the resources that are recorded again after a while in
// which they were not, in order.
func (h *History) Breaks() []infra.ID {
	h.lock.Lock()
	defer h.lock.Unlock()
	ids := make([]infra.ID, 0, len(h.breaks))
	for id := range h.breaks {
		ids = append(ids, id)
	}
	clear(h.breaks)
	slices.Sort(ids)
	return ids
}

// Missing returns the stretches, at least that long, in which nothing was
// recorded of a resource and its server was not asked. It looks as closely as
// a cell is wide.
func (h *History) Missing(ctx context.Context, id infra.ID, from, to time.Time, cell, shortest time.Duration) ([]Span, error) {
	t, err := h.Table(ctx, TableQuery{
		Resource: id, Metrics: []infra.Metric{pivot(id.Kind())}, From: from, To: to, Points: int(ceilDiv(int64(to.Sub(from)), int64(cell))),
	})
	if err != nil {
		return nil, err
	}
	asked, err := h.fills(ctx, h.numberOf(id), from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return nil, err
	}
	for _, f := range asked {
		t.mark(f)
	}
	var missing []Span
	for i, cells := 0, t.Columns[0]; i < len(cells); i++ {
		begin := i
		for i < len(cells) && !cells[i].Known {
			i++
		}
		s := Span{max(t.From+int64(begin)*t.Step, from.UnixMilli()), min(t.From+int64(i)*t.Step-1, to.UnixMilli())}
		if s.To-s.From >= shortest.Milliseconds()-1 {
			missing = append(missing, s)
		}
	}
	return missing, nil
}

// mark makes the cells of a stretch known, whatever they hold.
func (t *Table) mark(f store.Fill) {
	first, last := t.cells(f)
	for i := first; i <= last; i++ {
		t.Columns[0][i].Known = true
	}
}

func (h *History) numberOf(id infra.ID) uint32 {
	h.lock.Lock()
	defer h.lock.Unlock()
	if r := h.names.resources[id]; r != nil {
		return r.number
	}
	return 0
}

func (h *History) fills(ctx context.Context, number uint32, from, to int64) ([]store.Fill, error) {
	if number == 0 {
		return nil, nil
	}
	return h.db.Fills(ctx, number, from, to)
}

// Backfill writes what a server recorded and notes that it was asked, in one
// transaction, and returns how many samples that were. What was recorded here
// stays as it is.
func (h *History) Backfill(ctx context.Context, f Filled) (int, error) {
	readings, err := h.unrecorded(ctx, f)
	if err != nil {
		return 0, err
	}
	h.extending.Lock()
	defer h.extending.Unlock()
	h.writer.Lock()
	defer h.writer.Unlock()
	h.lock.Lock()
	resource := h.names.resource(f.Resource, h.names.target(f.Target))
	samples := make([]sample, 0, len(readings))
	for _, r := range readings {
		samples = append(samples, sample{resource, h.names.metric(r.Metric), r.At.UnixMilli(), r.Value})
	}
	old, newer := h.recent.split(samples)
	h.lock.Unlock()
	p, err := h.keepPast(ctx, resource.number, old)
	if err != nil {
		return 0, err
	}
	return len(samples), h.writeFill(ctx, p, slabsOf(newer), store.Fill{
		Resource: resource.number, From: f.From.UnixMilli(), To: f.To.UnixMilli(), Step: f.Step.Milliseconds(), Samples: len(samples),
	})
}

// split parts the samples of slices that ended before the memory begins from
// the newer ones.
func (r *recent) split(samples []sample) (old, newer []sample) {
	for _, s := range samples {
		if sliceOf(s.at)+sliceMillis <= r.since {
			old = append(old, s)
		} else {
			newer = append(newer, s)
		}
	}
	return old, newer
}

// writeFill writes chunks and slabs of a fill and makes them visible.
func (h *History) writeFill(ctx context.Context, p *past, slabs []*slab, f store.Fill) error {
	h.lock.Lock()
	names, counts := h.names.unstored(), h.names.counts()
	h.lock.Unlock()
	stored := make([]store.Slab, 0, len(slabs))
	for _, s := range slabs {
		stored = append(stored, s.stored(h.codec))
		s.written = true
	}
	err := h.db.AppendFill(ctx, store.Filling{Names: names, Slabs: stored, Chunks: p.chunks, RolledUp: p.rolledUp, Fill: f})
	h.lock.Lock()
	defer h.lock.Unlock()
	if err != nil {
		h.names.stored = nameCounts{} // see write
		return err
	}
	h.names.stored = counts
	h.covered.reaches(p.chunks)
	for _, s := range slabs {
		if s.last >= h.recent.since {
			h.recent.add(s)
		}
	}
	return nil
}

// finer is how much finer than a server's records is looked whether something
// was recorded here, too.
const finer = 4

// unrecorded leaves out the readings of times at which something was recorded
// here of the same metric.
func (h *History) unrecorded(ctx context.Context, f Filled) ([]infra.Reading, error) {
	q := TableQuery{Resource: f.Resource, From: f.From, To: f.To, Points: int(f.To.Sub(f.From)/max(f.Step/finer, time.Minute)) + 1}
	for _, r := range f.Readings {
		if !slices.Contains(q.Metrics, r.Metric) {
			q.Metrics = append(q.Metrics, r.Metric)
		}
	}
	if len(q.Metrics) == 0 {
		return nil, nil
	}
	t, err := h.Table(ctx, q)
	if err != nil {
		return nil, err
	}
	var fresh []infra.Reading
	for _, r := range f.Readings {
		cell := (r.At.UnixMilli() - t.From) / t.Step
		if r.At.Before(f.From) || r.At.After(f.To) || t.Columns[slices.Index(q.Metrics, r.Metric)][cell].Known {
			continue
		}
		fresh = append(fresh, r)
	}
	return fresh, nil
}

// cells returns the first and the last cell that a stretch touches; the first
// is behind the last where it touches none.
func (t *Table) cells(f store.Fill) (first, last int) {
	first = int(max(f.From-t.From, 0) / t.Step)
	if f.To < t.From {
		return 1, 0
	}
	return first, min(int((f.To-t.From)/t.Step), len(t.Columns[0])-1)
}

// fill notes where the table holds what servers recorded. Their records are
// farther apart than ours, and each stands for its time, so that it is seen in
// the cells around it.
func (t *Table) fill(fills []store.Fill, from, to int64) {
	for _, f := range fills {
		if f.Samples == 0 {
			continue
		}
		s := Span{max(f.From, from), min(f.To, to)}
		if n := len(t.Filled); n > 0 && t.Filled[n-1].To+t.Step+2*minute >= s.From {
			t.Filled[n-1].To = max(t.Filled[n-1].To, s.To)
		} else {
			t.Filled = append(t.Filled, s)
		}
		first, last := t.cells(f)
		reach := int(ceilDiv(f.Step, t.Step))
		for _, column := range t.Columns {
			spread(column[min(first, len(column)):max(last+1, min(first, len(column)))], reach)
		}
	}
}

// spread gives empty cells the value of the known one before them or, where
// there is none, behind them, if it is within reach.
func spread(cells []Cell, reach int) {
	known := -1
	for i := range cells {
		switch {
		case cells[i].Known:
			if known < 0 {
				for k := max(i-reach, 0); k < i; k++ {
					cells[k] = cells[i]
				}
			}
			known = i
		case known >= 0 && i-known < reach:
			cells[i] = cells[known]
		}
	}
}
