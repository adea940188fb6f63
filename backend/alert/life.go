package alert

import (
	"math"
	"slices"
	"time"

	"pulse/backend/infra"
)

// forgetful is the gap between two sightings after which a pending condition
// counts as a new one. It is longer than any rhythm at which a part is read.
const forgetful = 5 * time.Minute

// subject is the resource that a condition is about.
type subject struct {
	row    *infra.Resource
	label  string // what people call its kind
	busy   bool   // it has alerts already
	silent bool   // its alerts are never sent
	rule   string // the custom rule that it matches
	// planned is the work under way that explains what happens to it.
	planned Planned
}

// identify fills in who the alert is about.
func (a *Alert) identify(row *infra.Resource) {
	a.Subject = *row
	a.Subject.Stale = nil
	if row.Kind == infra.KindNode {
		a.Subject.Node = row.Name
	}
	a.PublicID = PublicID(a.Key, row)
}

func sameSubject(a, b *infra.Resource) bool {
	return a.PublicID == b.PublicID && a.Name == b.Name && a.Instance == b.Instance &&
		(a.Node == b.Node || b.Kind == infra.KindNode)
}

// follow keeps an alert at its resource when that was moved or renamed.
func (e *evaluation) follow(a Alert, row *infra.Resource) {
	a.identify(row)
	e.put(a)
}

// reborn returns a new occurrence of the alert; of the earlier ones only the
// past is kept.
func reborn(key Key, old *Alert) Alert {
	a := Alert{Key: key, Phase: Pending}
	if old != nil {
		a.Past = old.Past
	}
	return a
}

// fire makes a pending alert a firing one.
func (e *evaluation) fire(a Alert) {
	a.Phase = Firing
	a.FiredAt = e.now
	a.Past.RaisedAt, a.Past.RaisedValue = e.now, a.Value
	a.Past.MutedUntil, a.Past.Cleared = time.Time{}, false
	e.turn(&a)
	a.mark(e.now)
	e.tell(Raised, &a)
	e.put(a)
}

// end resolves a firing alert and gives up a pending one.
// One that does not stop beginning and ending is kept for a while.
func (e *evaluation) end(a *Alert) {
	b := *a
	if a.Phase == Firing && e.rules.flapping.on && !e.now.Before(a.Past.Flapping) {
		e.turn(&b)
	}
	if b.Phase == Firing && e.now.Before(b.Past.Flapping) {
		if !b.Past.Flapping.Equal(a.Past.Flapping) {
			b.mark(e.now)
			e.put(b)
		}
		return
	}
	e.close(b, Ended)
}

// reset ends an alert because its rule changed: the next time it is raised is
// no repetition.
func (e *evaluation) reset(a *Alert) {
	b := *a
	b.Past = Past{Notices: a.Past.Notices, Samples: a.Past.Samples, Owed: a.Past.Owed}
	e.close(b, Ended)
}

// Why an alert ended although its condition may still hold.
const (
	ruleOff   = "its rule was switched off"
	unwatched = "it is no longer there to be watched"
	disabled  = "it was disabled"
	dismissed = "a person cleared it"
)

// because adds the reason of its end to what an alert says.
func (a *Alert) because(reason string) { a.Message += " (" + reason + ")" }

// drop ends an alert whose rule was switched off.
func (e *evaluation) drop(a *Alert) { e.dismiss(a, Dropped, ruleOff) }

// vanish ends an alert whose resource does not exist any more.
func (e *evaluation) vanish(a *Alert) { e.dismiss(a, Ended, unwatched) }

// dismiss ends an alert for good. It is forgotten as soon as everybody who
// heard of it has heard of its end.
func (e *evaluation) dismiss(a *Alert, kind ChangeKind, reason string) {
	b := *a
	if a.Phase != Resolved {
		b.because(reason)
		b.Past = Past{Owed: a.Past.Owed}
	}
	e.close(b, kind)
	e.settleDebt(a.Key)
	if left := e.next[a.Key]; left != nil && left.Past.Owed == "" {
		e.forget(a.Key)
	}
}

// close takes an alert out of the pending and firing ones. What it leaves
// behind is its past, as long as that matters.
func (e *evaluation) close(a Alert, kind ChangeKind) {
	if a.Phase == Resolved {
		return
	}
	if a.Phase == Firing {
		a.Phase, a.EndedAt = Resolved, e.now
		told := e.mayTellEnd(&a)
		if !told {
			a.owe()
		}
		a.Snooze, a.Held = Snooze{}, false
		e.changes = append(e.changes, Change{Kind: kind, Alert: a, At: e.now, Notify: told})
	}
	a.Phase = Resolved
	e.shelve(a)
}

// owe notes that the end of what was told is still to be told. Of an alert that
// is never sent nothing is.
func (a *Alert) owe() {
	switch {
	case a.Silent:
		a.Past.Owed = ""
	case a.Told > 0:
		a.Past.Owed = a.ToldLevel
	}
}

// shelve keeps an ended alert as long as its past matters.
func (e *evaluation) shelve(a Alert) {
	if e.remembers(&a) {
		e.put(a)
	} else {
		e.forget(a.Key)
	}
}

// calm notes that the condition of an alert does not hold.
func (e *evaluation) calm(a *Alert, at time.Time) {
	if a.Phase != Resolved {
		e.end(a)
		return
	}
	if a.Past.Cleared && at.After(a.EndedAt) {
		b := *a
		b.Past.Cleared = false
		e.put(b)
	}
}

// remembers reports whether the past of an ended alert still matters.
func (e *evaluation) remembers(a *Alert) bool {
	d := e.rules.damping
	recent := func(t time.Time) bool { return e.now.Sub(t) < time.Hour }
	return a.Past.Cleared || a.Past.Owed != "" || len(a.Past.Samples) > 0 || e.turnsMatter(a) ||
		d.on() && e.now.Sub(a.Past.RaisedAt) < d.window ||
		d.on() && e.now.Before(a.Past.MutedUntil) ||
		slices.ContainsFunc(a.Past.Notices, recent)
}

func (d damping) on() bool { return d.window > 0 && d.delta > 0 }

// muted reports whether the alert is being ignored because it was raised again
// too soon with too little difference.
func (e *evaluation) muted(a *Alert) bool {
	return e.rules.damping.on() && e.now.Before(a.Past.MutedUntil)
}

// repeats reports whether raising the alert now would only repeat what was
// raised a short while ago.
func (e *evaluation) repeats(a *Alert) bool {
	d, ago := e.rules.damping, e.now.Sub(a.Past.RaisedAt)
	return d.on() && !a.Past.RaisedAt.IsZero() && ago >= 0 && ago < d.window &&
		math.Abs(a.Value-a.Past.RaisedValue) < d.delta
}
