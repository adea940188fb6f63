package alert

import (
	"maps"
	"time"

	"pulse/backend/fault"
)

// Acknowledge notes that a person has taken a firing alert on: it is not told
// again unless it rises. publicID is its id in the published API; an unknown
// one is a fault.NotFound. Who acknowledged first stays.
func Acknowledge(active Active, publicID, by string, now time.Time) (Active, []Change, error) {
	a, err := find(active, publicID)
	if err != nil || a.Acknowledged {
		return active, nil, err
	}
	b := *a
	b.Acknowledged, b.AckAt, b.AckBy = true, now, by
	b.Held = false // what a snooze or planned work held back is known by now
	next, changes := replace(active, b, Acknowledged, now)
	return next, changes, nil
}

// Unacknowledge takes an acknowledgement back.
func Unacknowledge(active Active, publicID string, now time.Time) (Active, []Change, error) {
	a, err := find(active, publicID)
	if err != nil || !a.Acknowledged {
		return active, nil, err
	}
	b := *a
	b.Acknowledged, b.AckAt, b.AckBy = false, time.Time{}, ""
	next, changes := replace(active, b, Unacknowledged, now)
	return next, changes, nil
}

// Clear removes a firing alert. The next report that shows its condition
// raises it again at once; one that does not is when its end is told.
func Clear(active Active, publicID string, now time.Time) (Active, []Change, error) {
	a, err := find(active, publicID)
	if err != nil {
		return active, nil, err
	}
	b := *a
	b.Phase, b.EndedAt = Resolved, now
	b.Past = Past{Notices: a.Past.Notices, Samples: a.Past.Samples, Cleared: true, Owed: a.Past.Owed}
	b.owe()
	b.because(dismissed)
	next, changes := replace(active, b, Dropped, now)
	return next, changes, nil
}

// PutToSleep keeps a firing alert from being told until the time that the snooze names
// or until it is resolved. What it held back is told afterwards if the alert
// lasts.
func PutToSleep(active Active, publicID string, snooze Snooze, now time.Time) (Active, []Change, error) {
	a, err := find(active, publicID)
	if err != nil {
		return active, nil, err
	}
	b := *a
	b.Snooze = snooze
	next, changes := replace(active, b, Snoozed, now)
	return next, changes, nil
}

// Wake ends the snooze of a firing alert.
func Wake(active Active, publicID string, now time.Time) (Active, []Change, error) {
	a, err := find(active, publicID)
	if err != nil || a.Snooze == (Snooze{}) {
		return active, nil, err
	}
	b := *a
	b.Snooze = Snooze{}
	next, changes := replace(active, b, Woken, now)
	return next, changes, nil
}

func find(active Active, publicID string) (*Alert, error) {
	for a := range active.Firing() {
		if a.PublicID == publicID {
			return a, nil
		}
	}
	return nil, fault.New(fault.NotFound, "alert not found: %s", publicID)
}

func replace(active Active, a Alert, kind ChangeKind, now time.Time) (Active, []Change) {
	next := maps.Clone(active)
	next[a.Key] = &a
	return next, []Change{{Kind: kind, Alert: a, At: now}}
}
