package notify

import (
	"cmp"
	"slices"
	"time"
)

// MailsPerMinute is the usual limit of a mail server.
const MailsPerMinute = 60

// allowance is what may be sent to one place in any minute.
type allowance struct {
	place     string
	perMinute int // negative = no limit
}

// allowance returns the one that a channel shares with others to the same place.
func (o *Options) allowance(c Channel) allowance {
	switch {
	case o.PerMinute < 0:
		return allowance{perMinute: -1}
	case c.Mail != nil:
		return allowance{"mail " + c.Mail.Server, cmp.Or(c.Mail.PerMinute, MailsPerMinute)}
	default:
		return allowance{c.URL, o.PerMinute}
	}
}

// limiter bounds the requests to one place in any minute. It belongs to one
// goroutine.
type limiter struct{ used map[string][]time.Time }

// free returns when the next request may be made.
func (l *limiter) free(a allowance, now time.Time) time.Time {
	if a.perMinute < 0 {
		return now
	}
	recent := slices.DeleteFunc(l.used[a.place], func(at time.Time) bool { return now.Sub(at) >= time.Minute })
	if len(recent) == 0 {
		delete(l.used, a.place)
		return now
	}
	l.used[a.place] = recent
	if len(recent) < a.perMinute {
		return now
	}
	return recent[len(recent)-a.perMinute].Add(time.Minute)
}

// use notes a request.
func (l *limiter) use(a allowance, now time.Time) {
	if a.perMinute < 0 {
		return
	}
	if l.used == nil {
		l.used = map[string][]time.Time{}
	}
	l.used[a.place] = append(l.used[a.place], now)
}
