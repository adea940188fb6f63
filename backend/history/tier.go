package history

import (
	"math"
	"time"
)

const (
	sliceLength = 2 * time.Hour
	sliceMillis = int64(sliceLength / time.Millisecond)

	// settles is how long after its end a slice is expected to get samples.
	settles = 5 * time.Minute

	tierRaw = 0
	hour    = int64(time.Hour / time.Millisecond)
	day     = 24 * hour
)

// tier is one way in which the past is kept.
type tier struct {
	step   int64         // of its aggregates in milliseconds; 0 for samples
	slice  int64         // what one chunk spans; a multiple of the steps of all
	keep   time.Duration // how long at most, if nothing else is set
	spared time.Duration // how much of it goes last when space is short
}

// tiers are the tiers from the finest to the coarsest, by the numbers that the
// database has for them.
var tiers = [...]tier{
	{0, sliceMillis, 24 * time.Hour, 6 * time.Hour},
	{minute, sliceMillis, 30 * 24 * time.Hour, 48 * time.Hour},
	{10 * minute, day, 365 * 24 * time.Hour, 30 * 24 * time.Hour},
	{hour, 8 * day, forever, 0},
}

const (
	minute  = 60 * second
	forever = time.Duration(math.MaxInt64)
)

// floor returns the start of the slice of the tier that a moment belongs to.
func (t tier) floor(at int64) int64 { return floorDiv(at, t.slice) * t.slice }

// oldestKept returns the start of the oldest slice of a tier that is not too
// old now.
func (r retention) oldestKept(k int, now int64) int64 {
	if r[k] == forever {
		return math.MinInt64
	}
	return tiers[k].floor(now - r[k].Milliseconds())
}

// retention is how long each tier is kept.
type retention [len(tiers)]time.Duration

func usualRetention() (r retention) {
	for k, t := range tiers {
		r[k] = t.keep
	}
	return r
}

// coarsest returns the coarsest tier whose steps are not wider than that.
func coarsest(step int64) int {
	k := len(tiers) - 1
	for tiers[k].step > step {
		k--
	}
	return k
}

// sliceOf returns the start of the slice of samples that a moment belongs to.
func sliceOf(at int64) int64 { return tiers[tierRaw].floor(at) }
