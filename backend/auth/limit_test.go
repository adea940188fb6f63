package auth

import (
	"net/netip"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func TestLimiter_WindowSlides(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, key := newLimiter(), limitKey{"1.2.3.4", "general"}
		calls := func(n int) (passed int) {
			for range n {
				if l.take(key, perMinute(10), time.Now()) {
					passed++
				}
			}
			return passed
		}
		if got := calls(6); got != 6 {
			t.Errorf("at the beginning: %d of 6 passed", got)
		}
		time.Sleep(30 * time.Second)
		if got := calls(6); got != 4 {
			t.Errorf("after half a minute: %d of 6 passed, want the 4 that are left", got)
		}
		time.Sleep(30 * time.Second)
		if got := calls(12); got != 6 {
			t.Errorf("after a minute: %d of 12 passed, want the 6 that became free", got)
		}
		time.Sleep(time.Hour)
		if got := calls(12); got != 10 {
			t.Errorf("much later: %d of 12 passed, want 10", got)
		}
	})
}

func TestLimiter_ClockSetBackFreesNothing(t *testing.T) {
	l, key, now := newLimiter(), limitKey{"1.2.3.4", "general"}, time.Now()
	if !l.take(key, perMinute(1), now) {
		t.Fatal("first call refused")
	}
	if l.take(key, perMinute(1), now.Add(-time.Hour)) {
		t.Error("a call passed because the clock was set back")
	}
}

func TestLimiter_MemoryIsBounded(t *testing.T) {
	l, now := newLimiter(), time.Now()
	for i := range 2 * maxCounters {
		l.take(limitKey{strconv.Itoa(i), "general"}, perMinute(10), now)
	}
	if got := len(l.counters); got > maxCounters {
		t.Errorf("%d counters are kept", got)
	}
	l.prune(now.Add(2 * time.Minute))
	if got := len(l.counters); got != 0 {
		t.Errorf("%d idle counters are kept", got)
	}
}

func TestKeyOf_IPv6CallersShareTheirNetwork(t *testing.T) {
	a, b := netip.MustParseAddr("2001:db8:1:2::1"), netip.MustParseAddr("2001:db8:1:2:ffff::9")
	if keyOf(a) != keyOf(b) || keyOf(a) == keyOf(netip.MustParseAddr("2001:db8:1:3::1")) {
		t.Errorf("keys: %s, %s", keyOf(a), keyOf(b))
	}
}

func TestLockout_CountsPerNameAndAddress(t *testing.T) {
	l, now := newLockout(), time.Now()
	here := pair{"ann", "1.1.1.1"}
	there := pair{"ann", "2.2.2.2"}
	for want := 1; want <= MaxAttempts; want++ {
		if got := l.fail(here, now); got != want {
			t.Errorf("failure %d counted as %d", want, got)
		}
	}
	if got := l.until(here, now); !got.Equal(now.Add(LockTime)) {
		t.Errorf("locked until %v", got)
	}
	if got := l.until(there, now); !got.IsZero() {
		t.Error("another address is locked too")
	}
	later := now.Add(LockTime)
	if got := l.until(here, later); !got.IsZero() {
		t.Error("still locked after the time")
	}
	if got := l.fail(here, later); got != 1 {
		t.Errorf("after the time a failure counts as %d", got)
	}
	l.succeed(here)
	if got := l.fail(here, later); got != 1 {
		t.Errorf("after a success a failure counts as %d", got)
	}
}

func TestLockout_SlowsDownWhenManyAddressesTryOneName(t *testing.T) {
	l, now := newLockout(), time.Now()
	for i := range patientUntil + 20 {
		l.fail(pair{"ann", strconv.Itoa(i)}, now)
	}
	if got := l.delay("ann", now); got != slowest {
		t.Errorf("delay %v, want %v", got, slowest)
	}
	if got := l.delay("bob", now); got != 0 {
		t.Errorf("delay of another name: %v", got)
	}
}
