package history

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
)

func (b *bench) table(from, to time.Time, points int) Table {
	b.t.Helper()
	table, err := b.Table(b.t.Context(), TableQuery{
		Resource: guest, Metrics: []infra.Metric{infra.MetricCPU}, From: from, To: to, Points: points,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return table
}

// hours records a value that grows with each hour, each minute.
func (b *bench) hours(n int) {
	b.t.Helper()
	for range n * 60 {
		b.cpu(b.now, float64(int(b.now.Sub(start).Hours()))/100)
		b.minute()
		b.upkeepOnce()
	}
}

func TestTable_IsTheSameFromEveryTierAndFromMemory(t *testing.T) {
	b := newBench(t)
	b.hours(36)
	check := func(where string, from int) {
		t.Helper()
		table := b.table(start.Add(time.Duration(from)*time.Hour), start.Add(36*time.Hour-time.Millisecond), 36-from)
		if table.Step != hour || len(table.Columns[0]) != 36-from || len(table.Gaps) > 0 {
			t.Fatalf("%s: steps of %d ms, %d cells, gaps %v", where, table.Step, len(table.Columns[0]), table.Gaps)
		}
		for i, c := range table.Columns[0] {
			want := float64(from+i) / 100
			if !c.Known || math.Abs(c.Mean-want) > 1e-4 || math.Abs(c.Low-want) > 1e-4 || math.Abs(c.High-want) > 1e-4 {
				t.Errorf("%s, hour %d: got %+v, want %g", where, from+i, c, want)
			}
		}
	}
	check("36 hours", 0)
	check("3 hours", 33)
	b.restart()
	check("36 hours after a restart", 0)
}

func TestTable_StepsAreAsWideAsTheTierThatReachesBack(t *testing.T) {
	b := newBench(t)
	b.cpu(b.now, 0.25)
	b.flush()
	for range 27 {
		b.now = b.now.Add(time.Hour)
		b.upkeepOnce()
	}
	table := b.table(start, start.Add(30*time.Minute), 120)
	if table.Step != minute || !table.Columns[0][0].Known {
		t.Errorf("got steps of %d ms with %+v, want the minutes that are left", table.Step, table.Columns[0][0])
	}
}

func TestChart_LongRangesTakeTheirRecentPartFromMemory(t *testing.T) {
	b := newBench(t)
	b.hours(30)
	q := Query{
		Resources: []infra.ID{guest}, Metrics: []infra.Metric{infra.MetricCPU},
		From: b.now.Add(-24 * time.Hour), To: b.now, MaxPoints: 30,
	}
	for lines, err := range b.Chart(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		points := lines.Points[0]
		if n := len(points); n < 24 || n > 30 {
			t.Errorf("%d points, want 24 to 30", n)
		}
		for i := 1; i < len(points); i++ {
			if d := points[i].At - points[i-1].At; d <= 0 || d > 2*hour {
				t.Errorf("%d ms between points %d and %d", d, i-1, i)
			}
		}
		if last := points[len(points)-1]; b.now.UnixMilli()-last.At > hour {
			t.Errorf("the last point is %v ago", b.now.Sub(last.Time()))
		}
	}
}

func TestTable_TellsWhereNothingIsKnown(t *testing.T) {
	b := newBench(t)
	for s := 3600; s < 4*3600; s += 60 {
		if s < 2*3600 || s >= 3*3600 {
			b.now = at(s)
			b.cpu(b.now, 0.5)
			b.minute()
		}
	}
	b.now = at(5 * 3600)
	ms := func(hours int64) int64 { return millis(start) + hours*hour }
	for _, when := range []string{"in memory and slabs", "in chunks"} {
		want := []Gap{{ms(0), ms(1), GapBefore}, {ms(2), ms(3), GapBetween}, {ms(4), ms(5), GapAfter}}
		if diff := cmp.Diff(want, b.table(start, at(5*3600), 100).Gaps); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", when, diff)
		}
		b.rest()
	}
}

func TestTable_WhatComesSeldomHasNoGaps(t *testing.T) {
	b := newBench(t)
	for s := 0; s < 3600; s += 300 {
		b.cpu(at(s), 0.5)
	}
	if gaps := b.table(start, at(3600), 60).Gaps; len(gaps) > 0 {
		t.Errorf("got %v, want none", gaps)
	}
}

func TestPlan_ChoosesTheTierByRangeAndAge(t *testing.T) {
	now := millis(start.Add(400 * 24 * time.Hour))
	ago := func(days int64) int64 { return now - days*day }
	c := coverage{begins: [len(tiers)]int64{sliceOf(ago(1)), sliceOf(ago(30)), tiers[2].floor(ago(365)), tiers[3].floor(ago(400))}, rolledUp: now - 3*hour, keep: usualRetention()}
	for _, k := range []struct {
		name string
		from int64
		step int64
		want []int // tiers, oldest first
	}{
		{"every sample of an hour", now - hour, 0, nil},
		{"a day in fine steps", now - day + 2*hour, 30 * second, nil},
		{"a day in steps of 20 minutes", ago(1), 20 * minute, []int{2}},
		{"a week in steps of two hours", ago(7), 2 * hour, []int{3}},
		{"two days of samples", ago(2), 0, []int{1}},
		{"two months of minutes", ago(60), minute, []int{2, 1}},
		{"everything of everything", ago(400), 0, []int{3, 2, 1}},
	} {
		t.Run(k.name, func(t *testing.T) {
			var got []int
			for _, s := range c.plan(now, k.from, now, k.step).segments {
				got = append(got, s.tier)
			}
			if diff := cmp.Diff(k.want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}
