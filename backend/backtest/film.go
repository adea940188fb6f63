package backtest

import (
	"math"

	"pulse/backend/history"
)

// leaf is how many frames are looked at together before each is looked at.
const leaf = 16

// film is what was recorded of one resource, in frames: moments at which
// something of it was recorded. A figure that a frame does not have is NaN.
type film struct {
	at     []int64 // the begin of each frame, milliseconds since 1970
	wide   []int64 // how long the means of a frame stand for; 0 = a sample
	values [][]float64
	low    [][]float64 // of every leaf; NaN where nothing is known
	high   [][]float64
	next   []int // while it is cut: where each series stands
}

// cut makes a film of series. The memory of the film is used again.
func (f *film) cut(series [][]history.Point, grains []history.Grain) {
	f.at, f.wide = f.at[:0], f.wide[:0]
	f.values = resized(f.values, len(series))
	f.next = append(f.next[:0], make([]int, len(series))...)
	for at := f.earliest(series); at != math.MaxInt64; at = f.earliest(series) {
		for len(grains) > 1 && at >= grains[0].To {
			grains = grains[1:]
		}
		step := int64(0)
		if len(grains) > 0 {
			step = grains[0].Step
		}
		f.at, f.wide = append(f.at, at-step/2), append(f.wide, step)
		for i, points := range series {
			value := math.NaN()
			if k := f.next[i]; k < len(points) && points[k].At == at {
				value = points[k].Value
				f.next[i]++
			}
			f.values[i] = append(f.values[i], value)
		}
	}
	f.index()
}

// earliest returns the time of the next frame.
func (f *film) earliest(series [][]history.Point) int64 {
	at := int64(math.MaxInt64)
	for i, points := range series {
		if k := f.next[i]; k < len(points) {
			at = min(at, points[k].At)
		}
	}
	return at
}

// hold lets a state last until it is told anew, for a while: it is told with
// every report, but not every frame is one.
func (f *film) hold(column int) {
	const patience = 3 * 60 * 1000
	known, value := int64(math.MinInt64/2), math.NaN()
	for i, v := range f.values[column] {
		switch {
		case !math.IsNaN(v):
			known, value = f.at[i], v
		case f.at[i]-known <= patience+2*f.wide[i]:
			f.values[column][i] = value
		}
	}
	f.extremes(column)
}

func (f *film) index() {
	f.low, f.high = resized(f.low, len(f.values)), resized(f.high, len(f.values))
	for i := range f.values {
		f.extremes(i)
	}
}

func (f *film) extremes(column int) {
	low, high := f.low[column][:0], f.high[column][:0]
	values := f.values[column]
	for len(values) > 0 {
		n := min(leaf, len(values))
		a, b := extremesOf(values[:n])
		low, high, values = append(low, a), append(high, b), values[n:]
	}
	f.low[column], f.high[column] = low, high
}

func extremesOf(values []float64) (low, high float64) {
	low, high = math.NaN(), math.NaN()
	for _, v := range values {
		if !(v >= low) && !math.IsNaN(v) { // low may be NaN
			low = v
		}
		if !(v <= high) && !math.IsNaN(v) {
			high = v
		}
	}
	return low, high
}

func resized(all [][]float64, n int) [][]float64 {
	for len(all) < n {
		all = append(all, nil)
	}
	all = all[:n]
	for i := range all {
		all[i] = all[i][:0]
	}
	return all
}
