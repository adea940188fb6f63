package notify

import (
	"slices"
	"time"
)

// limiter bounds the requests to one address in any minute. It belongs to one
// goroutine.
type limiter struct {
	perMinute int // negative = no limit
	used      map[string][]time.Time
}

// free returns when the next request to an address may be made. An empty
// address has no limit.
func (l *limiter) free(address string, now time.Time) time.Time {
	if address == "" || l.perMinute < 0 {
		return now
	}
	recent := slices.DeleteFunc(l.used[address], func(at time.Time) bool { return now.Sub(at) >= time.Minute })
	if len(recent) == 0 {
		delete(l.used, address)
		return now
	}
	l.used[address] = recent
	if len(recent) < l.perMinute {
		return now
	}
	return recent[len(recent)-l.perMinute].Add(time.Minute)
}

// use notes a request.
func (l *limiter) use(address string, now time.Time) {
	if address == "" || l.perMinute < 0 {
		return
	}
	if l.used == nil {
		l.used = map[string][]time.Time{}
	}
	l.used[address] = append(l.used[address], now)
}
