package history

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
)

// held tells how many slices each tier has of the guest.
func (b *bench) held() (slices [len(tiers)]int) {
	b.t.Helper()
	for k := range tiers {
		chunks, err := b.db.Chunks(b.t.Context(), b.names.resource(guest, 1).number, k, 0, 1<<62)
		if err != nil {
			b.t.Fatal(err)
		}
		slices[k] = len(chunks)
	}
	return slices
}

// advance lets that much time pass with an upkeep in each hour.
func (b *bench) advance(length time.Duration) {
	b.t.Helper()
	for end := b.now.Add(length); b.now.Before(end); {
		b.now = b.now.Add(min(time.Hour, end.Sub(b.now)))
		b.upkeepOnce()
	}
}

func TestExpire_EachTierKeepsAsLongAsItIsMeantTo(t *testing.T) {
	b := newBench(t)
	b.cpu(at(0), 0.1)
	b.flush()
	b.advance(24 * time.Hour)
	want := [len(tiers)]int{1, 1, 1, 1}
	check := func(when string) {
		t.Helper()
		if diff := cmp.Diff(want, b.held()); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", when, diff)
		}
	}
	check("after 24 hours")
	b.advance(3 * time.Hour)
	want[0] = 0
	check("after 27 hours")
	b.advance(29*24*time.Hour - 3*time.Hour)
	check("after 30 days")
	b.advance(3 * time.Hour)
	want[1] = 0
	check("after 30 days and 3 hours")
	b.advance(335 * 24 * time.Hour)
	b.advance(24 * time.Hour)
	want[2] = 0
	check("after 366 days")
	if got := b.series(infra.MetricCPU, start, b.now); len(got) != 1 || got[0].Value != 0.1 {
		t.Errorf("got %v after a year, want the hour", got)
	}
}

func TestExpire_AClockThatLeapsAheadForAWhileCostsNothing(t *testing.T) {
	b := newBench(t)
	for slice := range 3 {
		b.now = at(slice * 7200)
		b.cpu(b.now, 0.1)
	}
	b.rest()
	right, before := b.now, b.held()
	b.now = b.now.Add(5 * 365 * 24 * time.Hour)
	for range 59 {
		b.now = b.now.Add(time.Minute)
		b.upkeepOnce()
	}
	b.now = right.Add(time.Hour)
	b.upkeepOnce()
	b.advance(3 * time.Hour)
	if diff := cmp.Diff(before, b.held()); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestExpire_OneSliceOfATierAtATime(t *testing.T) {
	b := newBench(t)
	for slice := range 3 {
		b.now = at(slice * 7200)
		b.cpu(b.now, 0.1)
	}
	b.rest()
	b.now = b.now.Add(48 * time.Hour)
	b.upkeepOnce() // notices the leap
	b.now = b.now.Add(2 * time.Hour)
	for _, want := range []int{2, 1, 0, 0} {
		b.upkeepOnce()
		if got := b.held()[tierRaw]; got != want {
			t.Errorf("%d slices of samples are left, want %d", got, want)
		}
	}
}

func TestSetRetention_IsFollowed(t *testing.T) {
	b := newBench(t)
	b.cpu(at(0), 0.1)
	b.flush()
	b.SetRetention([]time.Duration{6 * time.Hour, 12 * time.Hour})
	b.advance(9 * time.Hour)
	if diff := cmp.Diff([len(tiers)]int{0, 1, 1, 1}, b.held()); diff != "" {
		t.Errorf("after 9 hours: want -, got +:\n%s", diff)
	}
	b.advance(6 * time.Hour)
	if diff := cmp.Diff([len(tiers)]int{0, 0, 1, 1}, b.held()); diff != "" {
		t.Errorf("after 15 hours: want -, got +:\n%s", diff)
	}
}
