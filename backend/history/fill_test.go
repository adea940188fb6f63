package history

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
)

// records are what a server kept of the processor of the guest.
func records(from, to time.Time, step time.Duration, value float64) Filled {
	f := Filled{Target: "pve-0", Resource: guest, From: from, To: to, Step: step}
	for at := from; !at.After(to); at = at.Add(step) {
		f.Readings = append(f.Readings, infra.Reading{Resource: guest, Metric: infra.MetricCPU, Value: value, At: at})
	}
	return f
}

func (b *bench) backfill(f Filled) int {
	b.t.Helper()
	n, err := b.Backfill(b.t.Context(), f)
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

func (b *bench) cpuTable(from, to time.Time, points int) Table {
	b.t.Helper()
	t, err := b.Table(b.t.Context(), TableQuery{Resource: guest, Metrics: []infra.Metric{infra.MetricCPU}, From: from, To: to, Points: points})
	if err != nil {
		b.t.Fatal(err)
	}
	return t
}

func (b *bench) missing(from, to time.Time) []Span {
	b.t.Helper()
	spans, err := b.Missing(b.t.Context(), guest, from, to, time.Minute, 5*time.Minute)
	if err != nil {
		b.t.Fatal(err)
	}
	return spans
}

// sleeper has a guest that was recorded for the first and the last ten minutes
// of an hour.
func sleeper(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	for i := range 360 {
		if i < 60 || i >= 300 {
			b.cpu(at(10*i), 0.25)
		}
	}
	b.now = at(3600)
	return b
}

func TestBackfill_IsSeenAtOnceAndAfterEveryStepOfTheUpkeep(t *testing.T) {
	b := sleeper(t)
	gap := []Span{{millis(at(600)), millis(at(3000)) - 1}}
	if diff := cmp.Diff(gap, b.missing(at(0), at(3599))); diff != "" {
		t.Fatalf("missing: want -, got +:\n%s", diff)
	}
	if n := b.backfill(records(at(600), at(2999), time.Minute, 0.75)); n != 40 {
		t.Errorf("%d samples were taken, want 40", n)
	}
	look := func(when string) {
		t.Helper()
		table := b.cpuTable(at(0), at(3599), 60)
		if len(table.Gaps) > 0 || !cmp.Equal(table.Filled, []Span{{millis(at(600)), millis(at(2999))}}) {
			t.Errorf("%s: gaps %v, filled %v", when, table.Gaps, table.Filled)
		}
		for minute, want := range map[int]float64{5: 0.25, 20: 0.75, 49: 0.75, 55: 0.25} {
			if got := table.Columns[0][minute].Mean; got != want {
				t.Errorf("%s: minute %d is %v, want %v", when, minute, got, want)
			}
		}
		if left := b.missing(at(0), at(3599)); len(left) > 0 {
			t.Errorf("%s: %v is still missing", when, left)
		}
	}
	look("from memory")
	b.flush()
	b.restart()
	look("after a restart")
	b.rest()
	look("from the tiers")
}

func TestBackfill_NeverOverwritesWhatWasRecorded(t *testing.T) {
	b := sleeper(t)
	b.backfill(records(at(0), at(3599), time.Minute, 0.75))
	table := b.cpuTable(at(0), at(3599), 60)
	for minute, cell := range table.Columns[0] {
		want := 0.25
		if minute >= 10 && minute < 50 {
			want = 0.75
		}
		if cell.Mean != want || cell.Low != want || cell.High != want {
			t.Errorf("minute %d is %+v, want %v", minute, cell, want)
		}
	}
}

func TestBackfill_RecordsThatAreFarApartStandForTheirTime(t *testing.T) {
	b := sleeper(t)
	b.backfill(records(at(600), at(2999), 20*time.Minute, 0.75))
	if table := b.cpuTable(at(0), at(3599), 60); len(table.Gaps) > 0 {
		t.Errorf("gaps between the records: %v", table.Gaps)
	}
}

// A server that was asked for hours may have records of the last minutes alone,
// the first of which stands for the minute before it, too.
func TestBackfill_WhereTheServerHadNothingIsAGapAndNotFilled(t *testing.T) {
	b := sleeper(t)
	young := records(at(2400), at(2999), time.Minute, 0.75)
	young.From = at(600)
	b.backfill(young)
	table := b.cpuTable(at(0), at(3599), 60)
	if want := []Gap{{millis(at(600)), millis(at(2340)), GapBetween}}; !cmp.Equal(table.Gaps, want) {
		t.Errorf("gaps %v, want %v", table.Gaps, want)
	}
	if want := []Span{{millis(at(2340)), millis(at(2999))}}; !cmp.Equal(table.Filled, want) {
		t.Errorf("filled %v, want %v", table.Filled, want)
	}
}

func TestWithout_CutsGapsOutOfSpans(t *testing.T) {
	gaps := []Gap{{0, 10, GapBefore}, {20, 30, GapBetween}, {40, 50, GapAfter}}
	for _, c := range []struct{ spans, want []Span }{
		{nil, nil},
		{[]Span{{0, 50}}, []Span{{10, 20}, {30, 40}}},
		{[]Span{{2, 8}, {12, 18}}, []Span{{12, 18}}},
		{[]Span{{5, 25}, {35, 60}}, []Span{{10, 20}, {35, 40}, {50, 60}}},
	} {
		if diff := cmp.Diff(c.want, without(c.spans, gaps)); diff != "" {
			t.Errorf("%v: want -, got +:\n%s", c.spans, diff)
		}
	}
}

func TestBackfill_AServerThatHadNothingIsNotAskedAgain(t *testing.T) {
	b := sleeper(t)
	b.backfill(Filled{Target: "pve-0", Resource: guest, From: at(600), To: at(2999)})
	if left := b.missing(at(0), at(3599)); len(left) > 0 {
		t.Errorf("%v would be asked again", left)
	}
	table := b.cpuTable(at(0), at(3599), 60)
	if len(table.Filled) > 0 || len(table.Gaps) != 1 {
		t.Errorf("filled %v, gaps %v; want the gap to stay one", table.Filled, table.Gaps)
	}
}

func TestBackfill_OfAnOldPastGoesIntoTheTiers(t *testing.T) {
	b := newBench(t)
	b.now = start.Add(10 * 24 * time.Hour)
	b.cpu(b.now, 0.25)
	b.backfill(records(start, start.Add(24*time.Hour), 30*time.Minute, 0.75))
	b.rest()
	for range 20 { // samples that are too old go, a slice at a time
		b.now = b.now.Add(time.Minute)
		b.upkeepOnce()
	}
	table := b.cpuTable(start, start.Add(24*time.Hour), 24)
	for i, c := range table.Columns[0][:24] {
		if !c.Known || c.Mean != 0.75 {
			t.Errorf("hour %d is %+v, want 0.75", i, c)
		}
	}
	if _, err := b.Series(t.Context(), guest, infra.MetricCPU, start, b.now); err != nil {
		t.Error(err)
	}
}

func TestBreaks_TellsOnceWhatIsRecordedAgain(t *testing.T) {
	b := newBench(t)
	b.cpu(at(0), 0.1)
	if got := b.Breaks(); !cmp.Equal(got, []infra.ID{guest}) {
		t.Errorf("at the start: %v, want the guest", got)
	}
	b.cpu(at(10), 0.1)
	b.cpu(at(290), 0.1)
	if got := b.Breaks(); len(got) > 0 {
		t.Errorf("after less than five minutes: %v, want nothing", got)
	}
	b.cpu(at(600), 0.1)
	if got := b.Breaks(); !cmp.Equal(got, []infra.ID{guest}) {
		t.Errorf("after more: %v, want the guest", got)
	}
}

func TestBackfill_KeepsThePastAsIfItHadBeenRecorded(t *testing.T) {
	const length = 40 * time.Hour // the older part of it is kept as means only
	value := func(i int) float64 { return float64(i%97) / 100 }
	recorded, filled := newBench(t), newBench(t)
	f := Filled{Target: "pve-0", Resource: guest, From: start, To: start.Add(length), Step: time.Minute}
	for i := range int(length / time.Minute) {
		at := start.Add(time.Duration(i) * time.Minute)
		recorded.now = at
		recorded.cpu(at, value(i))
		f.Readings = append(f.Readings, infra.Reading{Resource: guest, Metric: infra.MetricCPU, Value: value(i), At: at})
	}
	recorded.rest()
	filled.now = recorded.now
	filled.restart() // the memory begins now
	filled.backfill(f)
	for _, b := range []*bench{recorded, filled} {
		for range 20 { // samples that are too old go, a slice at a time
			b.now = b.now.Add(time.Minute)
			b.upkeepOnce()
		}
	}
	for name, points := range map[string]int{"samples": 40 * 240, "minutes": 40 * 60, "10 minutes": 40 * 6, "hours": 40} {
		want, got := recorded.cpuTable(start, start.Add(length), points), filled.cpuTable(start, start.Add(length), points)
		if diff := cmp.Diff(want.Columns, got.Columns); diff != "" {
			t.Errorf("%s: recorded -, filled +:\n%s", name, diff)
		}
	}
	if got, want := filled.series(infra.MetricCPU, start, filled.now), recorded.series(infra.MetricCPU, start, recorded.now); !cmp.Equal(got, want) {
		t.Errorf("%d points, want the same %d", len(got), len(want))
	}
}

func TestBackfill_OfAnOldPastIsSeenAtOnceAndLeavesNothingToDo(t *testing.T) {
	b := newBench(t)
	b.now = start.Add(10 * 24 * time.Hour)
	b.restart()
	b.backfill(records(start, start.Add(24*time.Hour), 30*time.Minute, 0.75))
	for i, c := range b.cpuTable(start, start.Add(24*time.Hour), 24).Columns[0][:24] {
		if c.Mean != 0.75 {
			t.Errorf("hour %d is %+v, want 0.75", i, c)
		}
	}
	if waiting, err := b.db.ChunksToRollUp(t.Context(), 1); err != nil || len(waiting) > 0 {
		t.Errorf("%d chunks wait, %v; want that all is in the tiers", len(waiting), err)
	}
	if _, _, found, err := b.db.OldestSlabs(t.Context(), b.now.UnixMilli()); err != nil || found {
		t.Errorf("slabs wait: %t, %v", found, err)
	}
}

func TestBackfill_JoinsWhatWasRecordedInTheSameSliceInEveryTier(t *testing.T) {
	b := sleeper(t)
	b.rest() // the ends of the hour are in chunks
	b.backfill(records(at(600), at(2999), time.Minute, 0.75))
	b.upkeepOnce()
	for minute, c := range b.cpuTable(at(0), at(3599), 60).Columns[0] {
		if want := minute >= 10 && minute < 50; !c.Known || c.Mean == 0.75 != want {
			t.Errorf("minute %d is %+v", minute, c)
		}
	}
	for i, c := range b.cpuTable(at(0), at(3599), 6).Columns[0] {
		if want := i > 0 && i < 5; !c.Known || c.Mean == 0.75 != want {
			t.Errorf("10 minutes %d are %+v", i, c)
		}
	}
}
