package notify_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"pulse/backend/alert"
	"pulse/backend/notify"
)

// TestDispatcher_NothingIsLostAndOrderIsKept lets disk and service fail and
// the program crash at random. In the end every change was taken by the
// service, those of one alert in order, and what it took more than once had the
// same id.
func TestDispatcher_NothingIsLostAndOrderIsKept(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		faults := rapid.SliceOfN(rapid.Bool(), 0, 30).Draw(rt, "faults")
		crashes := rapid.SliceOfN(rapid.IntRange(0, 20), 0, 5).Draw(rt, "seconds between crashes")
		changes := rapid.IntRange(1, 8).Draw(rt, "changes")
		var failure string
		synctest.Test(t, func(t *testing.T) { failure = survive(t, faults, crashes, changes) })
		if failure != "" {
			rt.Fatal(failure)
		}
	})
}

func survive(t *testing.T, faults []bool, crashes []int, changes int) (failure string) {
	next := func() (fails bool) {
		if len(faults) > 0 {
			fails, faults = faults[0], faults[1:]
		}
		return fails
	}
	b := newBench(channel("ops"))
	b.options.GroupingWindow = -1
	b.options.PerMinute = -1
	b.disk.broken = func(string) bool { return next() }
	var taken []sent
	b.services.answer = func(_ context.Context, channel string, n notify.Notice) error {
		b.disk.mu.Lock() // the faults are drawn one at a time
		defer b.disk.mu.Unlock()
		if next() {
			return &notify.Error{Reason: "busy", Retry: true}
		}
		taken = append(taken, sent{time.Now(), channel, n})
		return nil
	}
	for i := range changes {
		b.disk.put(change(alert.Raised, fmt.Sprintf("a%d", i%3), i+1))
	}
	for _, seconds := range crashes {
		stop := b.start(t)
		time.Sleep(time.Duration(seconds) * time.Second)
		stop()
	}
	stop := b.start(t)
	time.Sleep(time.Hour)
	stop()
	ids := map[int]string{}
	last := map[string]int{}
	for _, one := range taken {
		name, number := one.ids()[0], one.Alerts[0].Told
		known, again := ids[number]
		switch {
		case again && known != one.ID:
			return fmt.Sprintf("change %d was told with two ids", number)
		case !again && number < last[name]:
			return fmt.Sprintf("change %d of %s was told after %d", number, name, last[name])
		}
		ids[number], last[name] = one.ID, max(last[name], number)
	}
	if len(ids) != changes {
		return fmt.Sprintf("%d of %d changes were told", len(ids), changes)
	}
	return ""
}
