package block

import (
	"cmp"
	"slices"
)

// Merger joins what several blocks hold of one resource. It keeps its memory
// from one resource to the next. The zero value is ready.
type Merger struct {
	decoder Decoder
	lines   []Line // in order of first sight
}

// Merge returns the lines of a resource from its parts, in order of metrics
// and of time. Of two samples of one moment the later part's stays. Damaged
// parts are counted; what could be read of them is used. The lines are valid
// until the next call.
func (m *Merger) Merge(parts []Part) (lines []Line, damaged int) {
	for i := range m.lines {
		l := &m.lines[i]
		l.Times, l.Values, l.Low, l.High = l.Times[:0], l.Values[:0], l.Low[:0], l.High[:0]
	}
	for _, p := range parts {
		if err := m.decoder.Decode(p, nil, m.take); err != nil {
			damaged++
		}
	}
	lines = make([]Line, 0, len(m.lines))
	for i := range m.lines {
		if len(m.lines[i].Times) > 0 {
			m.lines[i].sort()
			lines = append(lines, m.lines[i].whole())
		}
	}
	slices.SortFunc(lines, func(a, b Line) int { return cmp.Compare(a.Metric, b.Metric) })
	return lines, damaged
}

func (m *Merger) take(l Line) {
	i := slices.IndexFunc(m.lines, func(known Line) bool { return known.Metric == l.Metric })
	if i < 0 {
		i = len(m.lines)
		m.lines = append(m.lines, Line{Metric: l.Metric})
	}
	into := &m.lines[i]
	into.Scheme = l.Scheme
	into.Times = append(into.Times, l.Times...)
	into.Values = append(into.Values, l.Values...)
	into.Low = append(into.Low, l.Low...)
	into.High = append(into.High, l.High...)
}

// sort brings the samples in order of time and leaves out repetitions.
func (l *Line) sort() {
	if strictlyAscending(l.Times) {
		return
	}
	order := make([]int, len(l.Times))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(l.Times[a], l.Times[b]) })
	sorted := Line{Metric: l.Metric, Scheme: l.Scheme}
	for _, i := range order {
		if n := len(sorted.Times); n > 0 && sorted.Times[n-1] == l.Times[i] {
			sorted.cut(n - 1)
		}
		sorted.add(l, i)
	}
	*l = sorted
}

// whole returns the line with extremes for all of its entries or for none.
func (l Line) whole() Line {
	if len(l.Low) != len(l.Times) || len(l.High) != len(l.Times) {
		l.Low, l.High = nil, nil
	}
	return l
}

// cut keeps the first n entries.
func (l *Line) cut(n int) {
	l.Times, l.Values = l.Times[:n], l.Values[:n]
	if l.Low != nil {
		l.Low, l.High = l.Low[:n], l.High[:n]
	}
}

// add appends an entry of another line.
func (l *Line) add(from *Line, i int) {
	l.Times, l.Values = append(l.Times, from.Times[i]), append(l.Values, from.Values[i])
	if len(from.Low) > 0 {
		l.Low, l.High = append(l.Low, from.Low[i]), append(l.High, from.High[i])
	}
}

func strictlyAscending(times []int64) bool {
	for i := 1; i < len(times); i++ {
		if times[i] <= times[i-1] {
			return false
		}
	}
	return true
}
