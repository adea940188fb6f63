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
		m.lines[i].Times, m.lines[i].Values = m.lines[i].Times[:0], m.lines[i].Values[:0]
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
			lines = append(lines, m.lines[i])
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
	times, values := make([]int64, 0, len(order)), make([]float64, 0, len(order))
	for _, i := range order {
		if n := len(times); n > 0 && times[n-1] == l.Times[i] {
			values[n-1] = l.Values[i]
			continue
		}
		times, values = append(times, l.Times[i]), append(values, l.Values[i])
	}
	l.Times, l.Values = times, values
}

func strictlyAscending(times []int64) bool {
	for i := 1; i < len(times); i++ {
		if times[i] <= times[i-1] {
			return false
		}
	}
	return true
}
