package notify

import (
	"slices"
	"time"

	"pulse/backend/alert"
)

// holdCheck is how often what has to wait is looked at again.
const holdCheck = time.Minute

// ready returns the entries that may be told now. The newest change of an alert
// decides for all of them, so that they stay together: an alert that ends while
// its beginning waits is not told at all.
func (o *Options) ready(entries []Entry, now time.Time) []Entry {
	held := map[alert.Key]bool{}
	for _, e := range entries {
		held[e.Change.Alert.Key] = o.Holds(e.Change.Alert, now)
	}
	return slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return held[e.Change.Alert.Key] })
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

// held reports whether every alert of a delivery has to wait.
func (o *Options) held(d Delivery, now time.Time) bool {
	return !d.AskedFor && !slices.ContainsFunc(d.Alerts, func(a alert.Alert) bool { return !o.Holds(a, now) })
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
