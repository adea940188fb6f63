package history

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// samplesEvery10s generates a series with gaps over some hours.
func samplesEvery10s() *rapid.Generator[[]Point] {
	return rapid.Custom(func(t *rapid.T) []Point {
		var points []Point
		moment := rapid.Int64Range(0, 1e12).Draw(t, "first")
		for range rapid.IntRange(0, 400).Draw(t, "count") {
			points = append(points, Point{moment, float64(rapid.IntRange(0, 100).Draw(t, "value"))})
			moment += rapid.SampledFrom([]int64{9_990, 10_000, 10_010, 600_000}).Draw(t, "spacing")
		}
		return points
	})
}

func reach(points []Point) time.Duration {
	if len(points) == 0 {
		return 0
	}
	return time.Duration(points[len(points)-1].At-points[0].At) * time.Millisecond
}

func TestThin_KeepsOrderLimitsAndBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := samplesEvery10s().Draw(t, "points")
		limit := rapid.IntRange(1, 500).Draw(t, "limit")
		thin := Thin(slices.Clone(points), reach(points), limit)
		if len(thin) > limit {
			t.Fatalf("%d points, limit %d", len(thin), limit)
		}
		if len(points) <= limit && !slices.Equal(thin, points) {
			t.Fatalf("few enough points were changed")
		}
		for i, p := range thin {
			if i > 0 && p.At <= thin[i-1].At {
				t.Fatalf("point %d is not after the one before", i)
			}
			if p.At < points[0].At || p.At > points[len(points)-1].At {
				t.Fatalf("point %d is outside of the range", i)
			}
		}
	})
}

func TestThin_KeepsTheMeanOfEachInterval(t *testing.T) {
	var points []Point
	for s := range 600 { // the 600 values of each 6 intervals of 100 s are around their number
		points = append(points, Point{int64(s) * 1000, float64(s/100) + float64(s%2*2-1)})
	}
	want := []Point{{49_500, 0}, {149_500, 1}, {249_500, 2}, {349_500, 3}, {449_500, 4}, {549_500, 5}}
	if diff := cmp.Diff(want, Thin(points, 600*time.Second, 7)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestThin_KeepsTheMeanOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := samplesEvery10s().Filter(func(p []Point) bool { return len(p) > 0 }).Draw(t, "points")
		sum := 0.0
		for _, p := range points {
			sum += p.Value
		}
		thin := Thin(slices.Clone(points), reach(points), 1)
		if want := sum / float64(len(points)); len(thin) != 1 || math.Abs(thin[0].Value-want) > 1e-9 {
			t.Fatalf("got %v, want one point of %g", thin, want)
		}
	})
}

func TestThin_GapsStayGaps(t *testing.T) {
	var points []Point
	for s := 0; s < 3600; s += 10 {
		if s < 1200 || s >= 2400 {
			points = append(points, Point{int64(s) * 1000, 1})
		}
	}
	for _, p := range Thin(points, time.Hour, 60) {
		if p.At >= 1_200_000 && p.At < 2_400_000 {
			t.Errorf("a point at %d ms, where nothing is known", p.At)
		}
	}
}

func TestThin_IntervalsStayWhenTheRangeMovesOn(t *testing.T) {
	var points []Point
	for s := 0; s < 4000; s += 10 {
		points = append(points, Point{int64(s) * 1000, float64(s)})
	}
	first := Thin(slices.Clone(points[:360]), time.Hour, 60)
	later := Thin(slices.Clone(points[10:370]), time.Hour, 60)
	if !slices.Equal(first[5:50], later[slices.Index(later, first[5]):][:45]) {
		t.Errorf("the means changed:\n%v\n%v", first, later)
	}
}

func TestPointLimit_IsTheContracts(t *testing.T) {
	for _, c := range []struct{ series, want int }{
		{0, 500}, {1, 500}, {500, 500}, {1000, 250}, {3500, 71}, {8333, 30}, {50_000, 30},
	} {
		if got := PointLimit(c.series); got != c.want {
			t.Errorf("%d series: %d points, want %d", c.series, got, c.want)
		}
	}
}
