package history

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pulse/backend/history/block"
	"pulse/backend/infra"
	"pulse/backend/store"
)

// aggregatesIn returns the processor's aggregates of the guest in a tier.
func (b *bench) aggregatesIn(k int) block.Line {
	b.t.Helper()
	parts, err := b.chunkParts(b.t.Context(), b.names.resource(guest, 1).number, k, math.MinInt64, math.MaxInt64)
	if err != nil {
		b.t.Fatal(err)
	}
	var m block.Merger
	lines, damaged := m.Merge(parts)
	if damaged > 0 || len(lines) != 1 {
		b.t.Fatalf("tier %d: %d lines, %d damaged", k, len(lines), damaged)
	}
	return lines[0]
}

func millis(at time.Time) int64 { return at.UnixMilli() }

func TestRollUp_KeepsMinimumMeanAndMaximumOfEachStep(t *testing.T) {
	b := newBench(t)
	for i, v := range []float64{0.1, 0.2, 0.6, 0.5} {
		b.cpu(at(i*20), v) // three in the first minute, one in the second
	}
	b.cpu(at(1800), 0.9)
	b.rest()
	start := millis(at(0))
	for k, want := range map[int]block.Line{
		1: {Times: []int64{start, start + minute, start + 30*minute}, Values: []float64{0.3, 0.5, 0.9}, Low: []float64{0.1, 0.5, 0.9}, High: []float64{0.6, 0.5, 0.9}},
		2: {Times: []int64{start, start + 30*minute}, Values: []float64{0.35, 0.9}, Low: []float64{0.1, 0.9}, High: []float64{0.6, 0.9}},
		3: {Times: []int64{start}, Values: []float64{0.46}, Low: []float64{0.1}, High: []float64{0.9}},
	} {
		got := b.aggregatesIn(k)
		want.Metric, want.Scheme = got.Metric, got.Scheme
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("tier %d: want -, got +:\n%s", k, diff)
		}
	}
}

func TestAggregate_BoundsAndMeansAreThoseOfTheSamples(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var samples block.Line
		points := samplesEvery10s().Filter(func(p []Point) bool { return len(p) > 0 }).Draw(t, "points")
		sums, counts := map[int64]float64{}, map[int64]float64{}
		for _, p := range points {
			samples.Times, samples.Values = append(samples.Times, p.At), append(samples.Values, p.Value)
			sums[p.At/minute] += p.Value
			counts[p.At/minute]++
		}
		got := aggregate(samples, 0, minute)
		if len(got.Times) != len(sums) {
			t.Fatalf("%d steps, want %d", len(got.Times), len(sums))
		}
		for i, at := range got.Times {
			want := sums[at/minute] / counts[at/minute]
			if math.Abs(got.Values[i]-want) > 1e-9 || got.Low[i] > got.Values[i] || got.High[i] < got.Values[i] {
				t.Fatalf("step %d: %g (%g to %g), want %g", at, got.Values[i], got.Low[i], got.High[i], want)
			}
		}
	})
}

func TestRollUp_InterruptedAnywhereLosesAndDoublesNothing(t *testing.T) {
	prepare := func() (*bench, *walk) {
		b := newBench(t)
		w := newWalk("pve-0", 1, 2*rollsPerStep+10, 0)
		for s := 0; s < 120; s += 10 {
			b.Record(w.step(at(s)))
		}
		b.flush()
		b.now = at(0).Add(2*sliceLength + time.Minute)
		return b, w
	}
	hours := func(b *bench) map[infra.ID]map[infra.Metric][]Point {
		b.upkeepOnce()
		b.now = b.now.Add(400 * 24 * time.Hour) // only the coarsest tier is asked
		return b.everything()
	}
	whole, _ := prepare()
	want := hours(whole)
	for steps := range 4 {
		b, _ := prepare()
		if err := b.rewriteFinished(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range steps {
			b.rollUpStep()
		}
		b.restart()
		if diff := cmp.Diff(want, hours(b), sharesRounded); diff != "" {
			t.Errorf("after %d steps: want -, got +:\n%s", steps, diff)
		}
	}
}

func (b *bench) rollUpStep() {
	b.t.Helper()
	raw, err := b.db.ChunksToRollUp(b.t.Context(), rollsPerStep)
	if err != nil {
		b.t.Fatal(err)
	}
	r := roller{history: b.History, schemes: b.names.aggregateSchemes()}
	if err := r.rollUp(b.t.Context(), raw); err != nil {
		b.t.Fatal(err)
	}
}

func TestRollUp_LateSamplesCount(t *testing.T) {
	b := newBench(t)
	b.cpu(at(0), 0.1)
	b.rest()
	b.restart()
	b.cpu(at(20), 0.5)
	b.rest()
	if got := b.aggregatesIn(1); got.Values[0] != 0.3 || got.Low[0] != 0.1 || got.High[0] != 0.5 {
		t.Errorf("got %v (%v to %v), want 0.3 (0.1 to 0.5)", got.Values, got.Low, got.High)
	}
}

func TestRollUp_AClockSetBackDoesNotReplaceThePast(t *testing.T) {
	b := newBench(t)
	b.cpu(at(0), 0.1)
	b.rest()
	if err := b.forget(t.Context(), tierRaw, millis(start)); err != nil { // as after a day
		t.Fatal(err)
	}
	b.restart()
	b.cpu(at(10), 0.9)
	b.cpu(at(70), 0.7)
	b.rest()
	if diff := cmp.Diff([]float64{0.1, 0.7}, b.aggregatesIn(1).Values); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestRollUp_PassesOverWhatIsUnreadable(t *testing.T) {
	b := newBench(t)
	b.cpu(at(0), 0.1)
	b.flush()
	damaged := store.Chunk{Resource: 1, SliceAt: millis(start.Add(-sliceLength)), Data: []byte("\x02 no block")}
	if err := b.db.SaveChunks(t.Context(), []store.Chunk{damaged}); err != nil {
		t.Fatal(err)
	}
	b.rest()
	if got := b.aggregatesIn(3); len(got.Times) != 1 || got.Values[0] != 0.1 {
		t.Errorf("got %v at %v, want what is readable", got.Values, got.Times)
	}
	if waiting, err := b.db.ChunksToRollUp(t.Context(), 1); err != nil || len(waiting) > 0 {
		t.Errorf("%d chunks wait for ever: %v", len(waiting), err)
	}
}
