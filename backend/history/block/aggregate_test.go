package block

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// aggregates generates lines with extremes around their values, some of them flat.
func aggregates() *rapid.Generator[[]Line] {
	return rapid.Custom(func(t *rapid.T) []Line {
		var lines []Line
		for metric := range rapid.Uint32Range(1, 6).Draw(t, "lines") {
			l := Line{Metric: metric + 1, Scheme: exact, Times: timeLists().Draw(t, "times")}
			flat := rapid.Bool().Draw(t, "flat")
			for range l.Times {
				mean, spread := rapid.Float64Range(0, 1).Draw(t, "mean"), rapid.Float64Range(0, 1).Draw(t, "spread")
				if flat {
					spread = 0
				}
				l.Values, l.Low, l.High = append(l.Values, mean), append(l.Low, mean-spread), append(l.High, mean+spread)
			}
			lines = append(lines, l)
		}
		return lines
	})
}

func read(t interface{ Fatalf(string, ...any) }, d *Decoder, lines []Line, wanted func(uint32) bool) (got []Line) {
	r, err := NewReader(blockOf([]group{{1, lines}}))
	if err != nil {
		t.Fatalf("read block: %v", err)
	}
	_, part, _, err := r.Next()
	if err != nil {
		t.Fatalf("next resource: %v", err)
	}
	err = d.Decode(part, wanted, func(l Line) {
		l.Times, l.Values = slices.Clone(l.Times), slices.Clone(l.Values)
		l.Low, l.High = slices.Clone(l.Low), slices.Clone(l.High)
		got = append(got, l)
	})
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	return got
}

func TestAggregates_ComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := aggregates().Draw(t, "lines")
		if diff := cmp.Diff(want, read(t, &Decoder{}, want, nil)); diff != "" {
			t.Errorf("want -, got +:\n%s", diff)
		}
	})
}

func TestAggregates_MeansAndSingleMetricsAreReadAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := aggregates().Draw(t, "lines")
		only := rapid.SampledFrom(lines).Draw(t, "wanted")
		got := read(t, &Decoder{MeansOnly: true}, lines, func(m uint32) bool { return m == only.Metric })
		if len(got) != 1 || !slices.Equal(got[0].Values, only.Values) || !slices.Equal(got[0].Times, only.Times) {
			t.Errorf("got %v, want the means of %v", got, only)
		}
	})
}

func TestAggregates_ExtremesStayAroundTheMeanWhenRounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := aggregates().Draw(t, "lines")
		kept := rapid.SampledFrom([]Scheme{whole, hundredths, fourDigits, relative, share}).Draw(t, "scheme")
		for i := range lines {
			lines[i].Scheme = kept
		}
		for _, l := range read(t, &Decoder{}, lines, nil) {
			for i, mean := range l.Values {
				if l.Low[i] > mean || l.High[i] < mean {
					t.Fatalf("%g to %g does not hold %g", l.Low[i], l.High[i], mean)
				}
			}
		}
	})
}

func TestMerge_JoinsAggregatesAndTheLaterStays(t *testing.T) {
	part := func(l Line) Part {
		r, err := NewReader(blockOf([]group{{1, []Line{l}}}))
		if err != nil {
			t.Fatal(err)
		}
		_, p, _, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	var m Merger
	got, damaged := m.Merge([]Part{
		part(Line{Metric: 1, Scheme: exact, Times: []int64{20, 30}, Values: []float64{2, 3}, Low: []float64{1, 2}, High: []float64{3, 4}}),
		part(Line{Metric: 1, Scheme: exact, Times: []int64{10, 20}, Values: []float64{5, 6}, Low: []float64{4, 5}, High: []float64{6, 7}}),
	})
	want := []Line{{
		Metric: 1, Scheme: exact, Times: []int64{10, 20, 30},
		Values: []float64{5, 6, 3}, Low: []float64{4, 5, 2}, High: []float64{6, 7, 4},
	}}
	if diff := cmp.Diff(want, got); damaged > 0 || diff != "" {
		t.Errorf("%d damaged; want -, got +:\n%s", damaged, diff)
	}
}
