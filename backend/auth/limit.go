package auth

import (
	"sync"
	"time"
)

const (
	slots       = 60    // parts of a window; a call counts for at most the window, at least 59/60 of it
	maxCounters = 10000 // callers remembered at once
	roomMade    = maxCounters / 10
)

// limiter counts calls in a sliding window per key. It forgets keys when there
// are too many, the idle ones first.
type limiter struct {
	mu       sync.Mutex
	counters map[limitKey]*counter
}

type limitKey struct {
	client string
	bucket string
}

type counter struct {
	counts [slots]uint16
	width  time.Duration // of a slot
	slot   int64         // absolute number of the newest slot
	total  int
}

func newLimiter() *limiter { return &limiter{counters: map[limitKey]*counter{}} }

// take counts one call and reports whether it was within the limit; a refused
// call is not counted.
func (l *limiter) take(key limitKey, limit limit, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.counter(key, limit.span/slots, now)
	if c.total >= limit.calls {
		return false
	}
	c.counts[c.slot%slots]++
	c.total++
	return true
}

// full reports whether a key has used up its limit, without counting.
func (l *limiter) full(key limitKey, limit limit, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	c, known := l.counters[key]
	if !known {
		return false
	}
	c.advance(c.slotOf(now))
	return c.total >= limit.calls
}

// forget lets a client begin anew.
func (l *limiter) forget(client string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key := range l.counters {
		if key.client == client {
			delete(l.counters, key)
		}
	}
}

func (l *limiter) counter(key limitKey, width time.Duration, now time.Time) *counter {
	c, known := l.counters[key]
	if !known {
		if len(l.counters) >= maxCounters {
			l.makeRoom(now)
		}
		c = &counter{width: width}
		c.slot = c.slotOf(now)
		l.counters[key] = c
	}
	c.advance(c.slotOf(now))
	return c
}

// makeRoom forgets several keys at once, so that a flood of addresses does not
// look through all of them for each.
func (l *limiter) makeRoom(now time.Time) {
	l.drop(now)
	for key := range l.counters {
		if len(l.counters) <= maxCounters-roomMade {
			return
		}
		delete(l.counters, key)
	}
}

// prune forgets keys that have not called for a window.
func (l *limiter) prune(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drop(now)
}

func (l *limiter) drop(now time.Time) {
	for key, c := range l.counters {
		if c.slotOf(now)-c.slot >= slots {
			delete(l.counters, key)
		}
	}
}

// advance moves the window on; a clock that stepped back stays where it was.
func (c *counter) advance(slot int64) {
	for ; c.slot < slot && c.total > 0; c.slot++ {
		next := (c.slot + 1) % slots
		c.total -= int(c.counts[next])
		c.counts[next] = 0
	}
	c.slot = max(c.slot, slot)
}

func (c *counter) slotOf(t time.Time) int64 { return t.UnixNano() / int64(c.width) }
