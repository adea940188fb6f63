package notify

import (
	"errors"
	"math/rand/v2"
	"time"

	"pulse/backend/fault"
)

// The usual delays between attempts.
const (
	firstDelay   = time.Second
	longestDelay = 5 * time.Minute
	giveUpAfter  = 24 * time.Hour
)

// kept is how much is stored of a request and of an answer.
const kept = 16 << 10

// delay returns how long to wait after the given number of failed attempts:
// doubling from first to longest, give or take a fifth, so that channels that
// failed together do not come back together.
func delay(attempts int, first, longest time.Duration) time.Duration {
	wait := first
	for range attempts - 1 {
		if wait *= 2; wait >= longest {
			break
		}
	}
	wait = min(wait, longest)
	return wait + time.Duration((rand.Float64()-0.5)*0.4*float64(wait))
}

// outcome returns the delivery after an attempt.
func (o *Options) outcome(d Delivery, r Result, err error, now time.Time) Delivery {
	d.Attempts++
	d.UpdatedAt = now
	d.StatusCode = r.Status
	d.Request, d.Response = clip(r.Request), clip(r.Response)
	d.Error = ""
	if err == nil {
		d.State = StateSent
		return d
	}
	failure := asError(err)
	d.Error = failure.Reason
	switch {
	case !failure.Retry:
		d.State = StateFailed
	case now.Sub(d.Since) >= o.GiveUp:
		d.State = StateDead
	default:
		asked := min(failure.RetryAfter, d.Since.Add(o.GiveUp).Sub(now)) // one more attempt at the end is better than none
		d.State = StatePending
		d.Next = now.Add(max(delay(d.Attempts, o.FirstDelay, o.LongestDelay), asked))
	}
	return d
}

// asError puts any error into words that hold no secret. What a channel did
// not sort may be temporary.
func asError(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return &Error{Reason: f.Message, Err: err}
	}
	return &Error{Reason: "the notice could not be sent", Retry: true, Err: err}
}

func clip(text string) string {
	if len(text) <= kept {
		return text
	}
	return text[:kept]
}
