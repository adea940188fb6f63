package alert

import "time"

// held says why an alert is not told now.
type held string

const (
	heldBySilence  held = "silent" // a tag of the guest
	heldByQuiet    held = "quiet hours"
	heldBySnooze   held = "snooze"
	heldByWork     held = "planned work"
	heldByFlapping held = "flapping"
	heldByLimit    held = "hourly limit"
)

// heldBy returns what holds a notice about a firing alert back now; empty when
// it may be sent. The hourly limit comes last.
func (e *evaluation) heldBy(a *Alert) held {
	switch {
	case a.Silent:
		return heldBySilence
	case a.Snooze.holds(e.now):
		return heldBySnooze
	case a.Planned.At(e.now):
		return heldByWork
	case e.now.Before(a.Past.Flapping):
		return heldByFlapping
	case e.rules.notices.quiet.silences(a.Type, a.Level, e.now):
		return heldByQuiet
	case !e.withinHour(a):
		return heldByLimit
	default:
		return ""
	}
}

// mayTell reports whether a notice about a firing alert may be sent now.
func (e *evaluation) mayTell(a *Alert) bool { return e.heldBy(a) == "" }

// overLimit reports whether the hourly limit alone holds a notice back and that
// was not said within the hour.
func (e *evaluation) overLimit(a *Alert) bool {
	return e.now.Sub(a.Past.LimitedAt) >= time.Hour && e.heldBy(a) == heldByLimit
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
		return a.Held && a.Level == Critical // it rose meanwhile
	case a.Held:
		return true
	case a.Told == 0:
		return confirmed.Sub(a.FiredAt) >= cooldown
	default:
		return cooldown > 0 && confirmed.Sub(a.NotifiedAt) >= cooldown
	}
}

// tell records a change of a firing alert and tells of it unless something
// holds that back. What a snooze or planned work holds back is told afterwards.
func (e *evaluation) tell(kind ChangeKind, a *Alert) {
	by := e.heldBy(a)
	if by == heldByLimit && e.overLimit(a) {
		e.noteLimit(a)
	}
	if by == "" {
		a.Held = false
		e.notice(a)
		a.Past.Notices = e.noted(a.Past.Notices)
	} else if kind != Repeated && !a.Acknowledged || kind == Rose {
		a.Held = a.Held || by == heldBySnooze || by == heldByWork
	}
	if kind == Repeated && by != "" {
		return // nothing happened
	}
	e.changes = append(e.changes, Change{Kind: kind, Alert: *a, At: e.now, Notify: by == ""})
}

// notice notes that an alert is told now. Whoever hears of it need not hear any
// more of how it ended before.
func (e *evaluation) notice(a *Alert) {
	a.Past.Owed = ""
	a.NotifiedAt = e.now
	a.Told++
	if a.ToldLevel != Critical {
		a.ToldLevel = a.Level
	}
}

// noted returns the times of the notices of the last hour with now. They are
// kept without a limit, too: one that is set later counts them.
func (e *evaluation) noted(before []time.Time) []time.Time {
	var kept []time.Time
	for _, at := range before {
		if e.now.Sub(at) < time.Hour {
			kept = append(kept, at)
		}
	}
	return append(kept, e.now)
}

// noteLimit leaves a word in the history that the hourly limit holds notices
// back, so that their absence is not taken for calm.
func (e *evaluation) noteLimit(a *Alert) {
	a.Past.LimitedAt = e.now
	entry := Alert{
		Key:     Key{Resource: a.Resource, Type: TypeLimited, Part: a.PublicID},
		Subject: a.Subject, PublicID: a.PublicID + "-" + string(TypeLimited),
		Phase: Resolved, Level: Warning, Since: e.now, FiredAt: e.now, SeenAt: e.now, EndedAt: e.now,
		Message:  "No more notices about \"" + a.Message + "\" within this hour: the limit is reached",
		Value:    float64(e.rules.notices.perHour),
		Metadata: map[string]any{"alertId": a.PublicID},
	}
	e.changes = append(e.changes, Change{Kind: Noted, Alert: entry, At: e.now})
}

// escalate tells the next channel of an alert that lasts and that nobody takes
// on, level by level.
func (e *evaluation) escalate(a *Alert) {
	if a.Acknowledged || len(a.EscalatedAt) >= len(e.rules.notices.levels) {
		return
	}
	level := e.rules.notices.levels[len(a.EscalatedAt)]
	if a.SeenAt.Sub(a.Since) < level.after {
		return
	}
	if by := e.heldBy(a); by != "" && by != heldByLimit {
		return
	}
	b := *a
	b.EscalatedAt = append(append([]time.Time(nil), a.EscalatedAt...), e.now)
	b.Held = false
	e.notice(&b)
	e.changes = append(e.changes, Change{Kind: Escalated, Alert: b, At: e.now, Notify: true, Channel: level.channel})
	e.put(b)
	e.escalate(&b)
}

// settleDebt tells the end of an alert that could not be told when it ended, if
// there is one.
func (e *evaluation) settleDebt(key Key) {
	a := e.next[key]
	if a == nil || a.Past.Owed == "" || e.rules.notices.quiet.silences(a.Type, a.Past.Owed, e.now) {
		return
	}
	b := *a
	b.Level, b.Past.Owed, b.Silent = a.Past.Owed, "", false // what began again meanwhile was never told
	if b.EndedAt.IsZero() {
		b.EndedAt = e.now
	}
	e.changes = append(e.changes, Change{Kind: EndTold, Alert: b, At: e.now, Notify: true})
	e.shelve(b)
}
