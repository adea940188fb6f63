package notify

import (
	"context"
	"slices"
	"time"

	"pulse/backend/alert"
)

// holdCheck is how often what has to wait is looked at again.
const holdCheck = time.Minute

// verdict is what is to be done now about a change that was to be told.
type verdict int

const (
	tell verdict = iota
	wait         // quiet hours have begun, or the like
	gone         // the alert ended, and nothing will be told of that
)

// judge compares an alert as it was when it changed with what holds now. What
// ended is judged as it was then. active is nil where the alerts are not known.
func (o *Options) judge(a alert.Alert, ended bool, active alert.Active, now time.Time) verdict {
	if active != nil && !ended {
		current := active[a.Key]
		if current != nil && current.Phase == alert.Resolved && current.Past.Owed != "" {
			return wait // its end is told after the quiet hours, and both are forgotten then
		}
		if current == nil || current.Phase != alert.Firing || !current.FiredAt.Equal(a.FiredAt) {
			return gone
		}
		a = *current
	}
	if o.Holds(a, now) {
		return wait
	}
	return tell
}

// sift returns the entries that may be told now, and the numbers of those that
// will never be. The newest change of an alert decides for all of them, so that
// they stay together: an alert that ends while its beginning waits is not told
// at all.
func (o *Options) sift(ctx context.Context, entries []Entry, now time.Time) (ready []Entry, over []int64, err error) {
	active, err := o.active(ctx)
	if err != nil {
		return nil, nil, err
	}
	verdicts := map[alert.Key]verdict{}
	for _, e := range entries {
		a := e.Change.Alert
		v := o.judge(a, e.Change.Over() || a.Phase == alert.Resolved, active, now)
		if v == gone && o.Holds(a, now) {
			v = wait // its end may still be told, and then both are forgotten
		}
		verdicts[a.Key] = v
	}
	for _, e := range entries {
		switch verdicts[e.Change.Alert.Key] {
		case tell:
			ready = append(ready, e)
		case gone:
			over = append(over, e.Seq)
		}
	}
	return ready, over, nil
}

// active is the set of alerts that is at least as new as what the outbox said.
func (o *Options) active(ctx context.Context) (alert.Active, error) {
	if o.Active == nil {
		return nil, nil
	}
	return o.Active(ctx)
}

// current returns the delivery with only the alerts that are still to be told:
// a rule may have been switched off since it was planned.
func (o *Options) current(d Delivery) Delivery {
	if d.AskedFor || d.Event == EventResolved {
		return d
	}
	d.Alerts = slices.DeleteFunc(slices.Clone(d.Alerts), func(a alert.Alert) bool { return !o.Applies(a) })
	return d
}

// judgeAll judges a delivery that was planned already. It waits when none of
// its alerts may be told now, and is over when they ended meanwhile. What ended
// while only the service was away is told all the same.
func (o *Options) judgeAll(d Delivery, active alert.Active, now time.Time) verdict {
	if d.AskedFor {
		return tell
	}
	all := gone
	for _, a := range d.Alerts {
		v := o.judge(a, d.Event == EventResolved, active, now)
		if v == tell || v == gone && !o.Holds(a, now) {
			return tell
		}
		if v == wait {
			all = wait
		}
	}
	return all
}

// earlier returns the earlier of two times; zero means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
