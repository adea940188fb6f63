package history

import "slices"

// Gap is a stretch of time of which nothing is known.
type Gap struct {
	From, To int64 // milliseconds since 1970
	Reason   GapReason
}

// GapReason says where in the past of a resource a gap lies.
type GapReason string

// The reasons of gaps, in words for people.
const (
	GapBefore  GapReason = "nothing was recorded before"
	GapBetween GapReason = "nothing was recorded in between"
	GapAfter   GapReason = "nothing has been recorded since"
	GapAll     GapReason = "nothing was recorded in this time"
)

// shortestGap is how long nothing must be known at least: an answer or two may
// be late.
const shortestGap = 90 * second

// gapsOf finds the gaps of a table within a range. What is recorded seldom
// leaves cells empty without a gap.
func gapsOf(t Table, from, to int64) []Gap {
	known := knownCells(t)
	if len(known) == 0 {
		return []Gap{{from, to, GapAll}}
	}
	usual := usualDistance(known)
	var gaps []Gap
	add := func(first, last int, reason GapReason) { // cells between two
		g := Gap{max(from, t.From+int64(first)*t.Step), min(to, t.From+int64(last)*t.Step), reason}
		if last-first >= 2*usual-1 && g.To-g.From >= shortestGap {
			gaps = append(gaps, g)
		}
	}
	add(0, known[0], GapBefore)
	for i := 1; i < len(known); i++ {
		add(known[i-1]+1, known[i], GapBetween)
	}
	add(known[len(known)-1]+1, int(ceilDiv(to-t.From, t.Step)), GapAfter)
	return gaps
}

// without cuts gaps out of spans: a server that was asked for a whole stretch may
// have had records of a part of it. Both are in order and apart.
func without(spans []Span, gaps []Gap) []Span {
	var left []Span
	for _, s := range spans {
		for _, g := range gaps {
			if g.To <= s.From || g.From >= s.To {
				continue
			}
			if g.From > s.From {
				left = append(left, Span{s.From, g.From})
			}
			s.From = g.To
		}
		if s.From < s.To {
			left = append(left, s)
		}
	}
	return left
}

// knownCells returns the numbers of the cells in which some metric is known.
func knownCells(t Table) []int {
	var known []int
	for i := range t.Columns[0] {
		if slices.ContainsFunc(t.Columns, func(cells []Cell) bool { return cells[i].Known }) {
			known = append(known, i)
		}
	}
	return known
}

// usualDistance is the median of the distances between known cells.
func usualDistance(known []int) int {
	distances := make([]int, 0, len(known))
	for i := 1; i < len(known); i++ {
		distances = append(distances, known[i]-known[i-1])
	}
	if len(distances) == 0 {
		return 1
	}
	slices.Sort(distances)
	return distances[(len(distances)-1)/2]
}
