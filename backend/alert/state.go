package alert

import "time"

// The reports that must confirm a state before it is an alert.
const (
	offlinePolls    = 3
	poweredOffPolls = 2
	storagePolls    = 2
)

// condition is a state of one resource that is good or bad.
type condition struct {
	subject
	typ    Type
	off    bool // its rule is switched off
	known  bool
	bad    bool
	at     time.Time // of the report that tells the state
	polls  int       // reports that must confirm it
	level  Level
	reason string // why, when that is known
}

// state brings the alert of one state forward.
func (e *evaluation) state(c *condition) {
	if !c.busy && (c.off || !c.known || !c.bad) {
		return
	}
	key := Key{Resource: c.row.ID, Type: c.typ}
	a := e.next[key]
	switch {
	case a == nil:
		if c.known && c.bad && !c.off {
			e.count(c, reborn(key, nil))
		}
	case c.off:
		e.drop(a)
	case !c.known:
		// unknown changes nothing
	case !c.bad:
		e.calm(a, c.at)
	case a.Phase == Firing:
		e.confirm(c, a)
	case a.Phase == Pending:
		e.count(c, *a)
	case !a.Past.Cleared:
		e.count(c, reborn(key, a))
	case c.at.After(a.EndedAt):
		b := reborn(key, a)
		b.stand(c)
		e.fire(b)
	}
}

// count counts a report that confirms a pending state. Reports that follow
// each other too closely count once.
func (e *evaluation) count(c *condition, a Alert) {
	if c.at.Sub(a.SeenAt) > forgetful {
		a.Seen = 0
	}
	if gap := c.at.Sub(a.CountedAt); a.Seen > 0 && gap >= 0 && gap < e.confirmGap() {
		return
	}
	if a.Seen == 0 {
		a.Since = c.at
	}
	a.Seen++
	a.CountedAt = c.at
	a.stand(c)
	if a.Seen >= c.polls {
		e.fire(a)
		return
	}
	e.put(a)
}

// confirm notes that the state of a firing alert still lasts. Its level stays
// what it was when it was raised.
func (e *evaluation) confirm(c *condition, old *Alert) {
	repeat := e.due(old, c.at) && e.mayTell(old)
	if !repeat && old.SeenAt.Equal(c.at) && old.Silent == c.silent && sameSubject(&old.Subject, c.row) {
		return
	}
	a := *old
	a.identify(c.row)
	a.SeenAt = c.at
	a.Silent = c.silent
	if repeat && !a.Silent {
		e.record(Repeated, &a, true)
	}
	e.put(a)
}

// confirmGap is the shortest time between two reports that both count. Reports
// of the same time are the same report.
func (e *evaluation) confirmGap() time.Duration { return max(e.rules.Confirm, 1) }

// stand takes over what the condition says.
func (a *Alert) stand(c *condition) {
	a.identify(c.row)
	if a.Since.IsZero() {
		a.Since = c.at
	}
	a.SeenAt = c.at
	a.Silent = c.silent
	a.Level = c.level
	a.Message = stateMessage(c)
	a.Metadata = map[string]any{"resourceType": c.label}
}
