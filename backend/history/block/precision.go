package block

import (
	"math"
	"math/bits"
	"slices"
	"strings"

	"pulse/backend/infra"
)

// Scheme is how exactly a column of values is kept. It is stored with every
// column, so a change of the table below never changes what was written.
type Scheme uint8

const (
	whole      Scheme = iota // to 1
	tenths                   // to 0.1
	hundredths               // to 0.01
	fourDigits               // to 0.0001
	relative                 // to 0.5 %, zero exactly
	share                    // to 0.01 % of the largest value of the column
	exact                    // every bit
	schemes                  // how many there are

	aggregated Scheme = 1<<schemeBits - 1 // in a tag: the scheme follows
)

// precisions states what the numbers of a metric are rounded to, by its name
// or by the unit at the end of its name. The first line that matches counts; a
// metric that none matches is kept exactly.
var precisions = []struct {
	name   string
	scheme Scheme
}{
	{string(infra.MetricUp), whole},
	{string(infra.MetricRunning), whole},
	{string(infra.MetricLoad1), hundredths},
	{string(infra.MetricLoad5), hundredths},
	{string(infra.MetricLoad15), hundredths},
	{"_active", whole},
	{"_ratio", fourDigits},
	{"_per_second", relative},
	{"_total_bytes", whole},
	{"_bytes", share}, // a part of a total is at most the total
	{"_seconds", whole},
	{"_celsius", tenths},
}

// SchemeOf returns how exactly the samples of a metric are kept.
func SchemeOf(m infra.Metric) Scheme {
	for _, p := range precisions {
		isUnit := p.name[0] == '_' && strings.HasSuffix(string(m), p.name)
		if isUnit || p.name == string(m) {
			return p.scheme
		}
	}
	return exact
}

// AggregateSchemeOf returns how exactly the minimum, mean and maximum of a
// metric are kept. The mean of something counted is no whole number.
func AggregateSchemeOf(m infra.Metric) Scheme {
	switch {
	case IsState(m):
		return fourDigits
	case strings.HasSuffix(string(m), "_count"):
		return hundredths
	default:
		return SchemeOf(m)
	}
}

// IsState tells whether a metric is 0 or 1 and nothing between. A change of a
// state is recorded however soon it comes.
func IsState(m infra.Metric) bool {
	return m == infra.MetricUp || m == infra.MetricRunning || strings.HasSuffix(string(m), "_active")
}

// Relative values lie on a logarithmic grid whose steps are 1 % wide, so that
// the nearest point is at most 0.5 % away.
const (
	gridStep    = 1.01
	gridLowest  = 0.001 // what is nearer to zero than to this is zero
	gridHighest = 1e18
)

var (
	gridStepLog = math.Log(gridStep)
	grid        = relativeGrid()
)

func relativeGrid() []float64 {
	points := []float64{0}
	for i := 0; points[len(points)-1] < gridHighest; i++ {
		points = append(points, gridLowest*math.Exp(float64(i)*gridStepLog))
	}
	return points
}

func gridIndex(v float64) int64 {
	if v < gridLowest/2 {
		return 0
	}
	return max(1, 1+int64(math.Round(math.Log(v/gridLowest)/gridStepLog)))
}

// fewestSteps is how many steps the largest value of a column of shares has at
// least: just more than its precision asks for.
const fewestSteps = 10_001

var decimals = [...]float64{whole: 1, tenths: 10, hundredths: 100, fourDigits: 10_000}

// fitting returns s, or exact where a value is out of the range of s.
func (s Scheme) fitting(values []float64) Scheme {
	lowest, highest := -float64(1<<53), float64(1<<53) // integers beyond are not exact
	switch s {
	case relative:
		lowest, highest = 0, gridHighest
	case tenths, hundredths, fourDigits:
		lowest, highest = lowest/decimals[s], highest/decimals[s]
	}
	if slices.Min(values) < lowest || slices.Max(values) > highest {
		return exact
	}
	return s
}

// shift returns by how many bits the integers of a column can be shortened:
// whole values by the zeros that all of them end with, shares by what is below
// their precision.
func (s Scheme) shift(values []float64) int {
	switch s {
	case whole:
		var all uint64
		for _, v := range values {
			all |= uint64(int64(math.Round(v)))
		}
		return bits.TrailingZeros64(all) % 64 // only zeros: no shift
	case share:
		largest := max(-slices.Min(values), slices.Max(values))
		_, exponent := math.Frexp(largest / fewestSteps) // of the power of two above it
		shift := max(0, exponent-1)
		if math.Round(math.Ldexp(largest, -shift)) >= 2*fewestSteps {
			shift++ // it is rounded up to where the next power begins
		}
		return shift
	default:
		return 0
	}
}

// hasShift tells whether columns of the scheme are stored with a shift.
func (s Scheme) hasShift() bool { return s == whole || s == share }

// quantise turns values into integers, appended to dst.
func (s Scheme) quantise(dst []int64, values []float64, shift int) []int64 {
	for _, v := range values {
		var q int64
		switch s {
		case relative:
			q = gridIndex(v)
		case share:
			q = int64(math.Round(math.Ldexp(v, -shift)))
		case exact:
			q = int64(math.Float64bits(v))
		default:
			q = int64(math.Round(v*decimals[s])) >> shift
		}
		dst = append(dst, q)
	}
	return dst
}

// restore is the opposite of quantise.
func (s Scheme) restore(dst []float64, integers []int64, shift int) []float64 {
	for _, q := range integers {
		var v float64
		switch s {
		case relative:
			v = grid[min(max(q, 0), int64(len(grid)-1))]
		case share:
			v = math.Ldexp(float64(q), shift)
		case exact:
			v = math.Float64frombits(uint64(q))
		default:
			v = float64(q<<shift) / decimals[s]
		}
		dst = append(dst, v)
	}
	return dst
}
