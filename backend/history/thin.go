package history

import (
	"math"
	"time"
)

// The limits of a bulk answer: about this many points in all, and what one
// series has at least and at most.
const (
	pointsInAll  = 250_000
	fewestPoints = 30
	mostPoints   = 500
)

const second = 1000 // milliseconds

// PointLimit is how many points each series of a bulk answer may have.
func PointLimit(series int) int {
	return min(max(pointsInAll/max(series, 1), fewestPoints), mostPoints)
}

// Thin returns at most limit points that stand for points, which lie within a
// range of that length, oldest first. The range is divided evenly, and each
// interval in which there is something keeps its mean value at its mean time.
// The intervals begin at round times, so that they stay where they are when
// the range moves on. Few enough points are returned as they are, as with a
// limit of 0. It works in the memory of points.
func Thin(points []Point, length time.Duration, limit int) []Point {
	if limit <= 0 || len(points) <= limit {
		return points
	}
	step := stepFor(points, length, limit)
	thin := points[:0]
	for i := 0; i < len(points); {
		interval := floorDiv(points[i].At, step)
		var values, offsets float64
		first, n := points[i].At, 0
		for ; i < len(points) && floorDiv(points[i].At, step) == interval; i++ {
			values += points[i].Value
			offsets += float64(points[i].At - first)
			n++
		}
		thin = append(thin, Point{first + int64(offsets/float64(n)), values / float64(n)})
	}
	return thin
}

// stepFor returns the width of the intervals in milliseconds. Where they begin
// at round times, a range touches one more than fit in it.
func stepFor(points []Point, length time.Duration, limit int) int64 {
	if limit == 1 {
		return math.MaxInt64 // all times since 1970 are in one interval
	}
	reach := max(length.Milliseconds(), points[len(points)-1].At-points[0].At)
	step := ceilDiv(reach, int64(limit-1))
	if step <= second {
		return max(step, 1)
	}
	return ceilDiv(step, second) * second
}

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
