package alert

import "time"

// mayTell reports whether a notice about a firing alert may be sent now.
func (e *evaluation) mayTell(a *Alert) bool {
	return !a.Silent &&
		!e.rules.notices.quiet.silences(a.Type, a.Level, e.now) &&
		e.withinHour(a)
}

// mayTellEnd reports whether the end of an alert is to be told: only where its
// beginning was, and at the hours at which that could have been told.
func (e *evaluation) mayTellEnd(a *Alert) bool {
	return a.Told > 0 && !a.Silent &&
		!e.rules.notices.quiet.silences(a.Type, a.ToldLevel, e.now)
}

// withinHour reports whether the hourly limit leaves room for one more notice.
func (e *evaluation) withinHour(a *Alert) bool {
	limit := e.rules.notices.perHour
	if limit == 0 {
		return true
	}
	sent := 0
	for _, at := range a.Past.Notices {
		if e.now.Sub(at) < time.Hour {
			sent++
		}
	}
	return sent < limit
}

// due reports whether it is time to tell of a firing alert (again), given the
// time of the report that last confirmed it. An alert that was held back at
// first is due, too, after the cooldown.
func (e *evaluation) due(a *Alert, confirmed time.Time) bool {
	cooldown := e.rules.notices.cooldown
	switch {
	case a.Acknowledged:
		return false
	case a.Told == 0:
		return confirmed.Sub(a.FiredAt) >= cooldown
	default:
		return cooldown > 0 && confirmed.Sub(a.NotifiedAt) >= cooldown
	}
}

// record notes a change of a firing alert and, when it is told, that it was.
func (e *evaluation) record(kind ChangeKind, a *Alert, notify bool) {
	if notify {
		a.NotifiedAt = e.now
		a.Told++
		if a.ToldLevel != Critical {
			a.ToldLevel = a.Level
		}
		a.Past.Notices = e.noted(a.Past.Notices)
	}
	e.changes = append(e.changes, Change{Kind: kind, Alert: *a, At: e.now, Notify: notify})
}

// noted returns the times of the notices of the last hour with now.
func (e *evaluation) noted(before []time.Time) []time.Time {
	if e.rules.notices.perHour == 0 {
		return nil
	}
	var kept []time.Time
	for _, at := range before {
		if e.now.Sub(at) < time.Hour {
			kept = append(kept, at)
		}
	}
	return append(kept, e.now)
}
