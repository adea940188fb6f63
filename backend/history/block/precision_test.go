package block

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pulse/backend/infra"
)

// kept returns what becomes of values of a metric when they are stored.
func kept(m infra.Metric, values []float64) []float64 {
	s := SchemeOf(m).fitting(values)
	shift := s.shift(values)
	return s.restore(nil, s.quantise(nil, values, shift), shift)
}

var precisionCases = []struct {
	metric    infra.Metric
	values    *rapid.Generator[float64]
	tolerance func(value, largest float64) float64
}{
	{infra.MetricUp, rapid.SampledFrom([]float64{0, 1}), absolute(0)},
	{infra.MetricRunning, rapid.SampledFrom([]float64{0, 1}), absolute(0)},
	{infra.MetricStorageState, rapid.SampledFrom([]float64{0, 1}), absolute(0)},
	{infra.MetricCPU, rapid.Float64Range(0, 1), absolute(0.00005)},
	{infra.MetricMemory, rapid.Float64Range(0, 1), absolute(0.00005)},
	{infra.MetricLoad1, rapid.Float64Range(0, 1e4), absolute(0.005)},
	{infra.MetricUptime, wholeNumbers(1e10), absolute(0)},
	{infra.MetricMemoryTotal, wholeNumbers(1 << 53), absolute(0)},
	{infra.MetricDiskTotal, wholeNumbers(1 << 53), absolute(0)},
	{infra.MetricDiskFree, wholeNumbers(1 << 53), func(_, largest float64) float64 { return max(0.5, largest*0.0001/2) }},
	{infra.MetricNetworkIn, rapid.Float64Range(1, 1e15), func(v, _ float64) float64 { return v * 0.005 }},
	{infra.MetricDiskWrite, rapid.SampledFrom([]float64{0}), absolute(0)},
	{"cpu_temperature_celsius", rapid.Float64Range(-50, 200), absolute(0.05)},
	{"something_without_a_known_unit", rapid.Float64(), absolute(0)},
	{infra.MetricCPU, rapid.Float64Range(-1e300, 1e300), absolute(0.00005)},
	{infra.MetricNetworkIn, rapid.Float64Range(-1e300, 0), absolute(0.0005)},
}

func absolute(tolerance float64) func(_, _ float64) float64 {
	return func(_, _ float64) float64 { return tolerance * (1 + 1e-9) }
}

func wholeNumbers(limit int64) *rapid.Generator[float64] {
	return rapid.Map(rapid.Int64Range(0, limit), func(v int64) float64 { return float64(v) })
}

func TestPrecision_IsAsStated(t *testing.T) {
	for _, c := range precisionCases {
		t.Run(string(c.metric), rapid.MakeCheck(func(t *rapid.T) {
			values := rapid.SliceOfN(c.values, 1, 50).Draw(t, "values")
			got, largest := kept(c.metric, values), slices.Max(values)
			for i, v := range values {
				allowed := c.tolerance(v, largest) + math.Abs(v)*1e-15
				if off := math.Abs(got[i] - v); off > allowed {
					t.Errorf("%g is kept as %g: off by %g, allowed %g", v, got[i], off, allowed)
				}
			}
		}))
	}
}

func TestPrecision_IsLostOnlyOnce(t *testing.T) {
	for _, c := range precisionCases {
		t.Run(string(c.metric), rapid.MakeCheck(func(t *rapid.T) {
			once := kept(c.metric, rapid.SliceOfN(c.values, 1, 50).Draw(t, "values"))
			if twice := kept(c.metric, once); !slices.Equal(twice, once) {
				t.Errorf("stored again %v becomes %v", once, twice)
			}
		}))
	}
}

// A slab and a chunk see different largest values of a share; both together
// must still be as exact as is stated.
func TestPrecision_OfSharesHoldsOverSlabAndChunk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(1<<20, 1<<50).Draw(t, "total")
		shares := rapid.SliceOfN(wholeNumbers(total), 2, 60).Draw(t, "shares")
		half := len(shares) / 2
		slabs := slices.Concat(kept(infra.MetricDiskFree, shares[:half]), kept(infra.MetricDiskFree, shares[half:]))
		for i, got := range kept(infra.MetricDiskFree, slabs) {
			if off := math.Abs(got - shares[i]); off > 0.0001*float64(total) {
				t.Errorf("%g of %d is kept as %g", shares[i], total, got)
			}
		}
	})
}

func TestPrecision_EveryMetricHasOne(t *testing.T) {
	report := infra.Report{
		Nodes: []infra.Node{{
			Status: infra.NodeOnline, CPU: infra.Some(0.5), Memory: someUsage, Swap: someUsage, RootFS: someUsage,
			Load: []float64{1, 1, 1}, Uptime: infra.Some(time.Hour),
		}},
		Guests: []infra.Guest{{
			Status: infra.GuestRunning, CPU: infra.Some(0.5), Memory: someUsage, Disk: someUsage, Uptime: infra.Some(time.Hour),
			DiskRead: infra.Some(1.0), DiskWrite: infra.Some(1.0), NetworkIn: infra.Some(1.0), NetworkOut: infra.Some(1.0),
		}},
		Storages: []infra.Storage{{Space: someUsage}},
	}
	for r := range report.Readings() {
		if SchemeOf(r.Metric) == exact {
			t.Errorf("%s has no stated precision", r.Metric)
		}
	}
}

var someUsage = infra.Some(infra.Usage{Total: 2, Used: 1, Free: 1})
