package alert

import "time"

// The reports that must confirm a state before it is an alert.
const (
	offlinePolls    = 3
	poweredOffPolls = 2
	storagePolls    = 2
	containerPolls  = 2
	cephPolls       = 2
)

// condition is a state of one resource that is good or bad.
type condition struct {
	subject
	typ    Type
	part   string
	off    bool // its rule is switched off
	known  bool
	bad    bool
	wait   bool      // it is counted, but not yet clear whose fault it is
	at     time.Time // of the report that tells the state
	polls  int       // reports that must confirm it
	level  Level
	reason string // why, when that is known
	text   string // what it is; empty = made from the type
	// words makes the text where that is costly.
	words    func() string
	describe func(map[string]any) // adds to the metadata

	// A graded condition follows a number: its level changes with it, and it does
	// not end while the number is in between (hold).
	graded           bool
	hold             bool
	value            float64
	threshold, clear float64
	growing          bool // telling again when the number grows
}

func (c *condition) key() Key { return Key{Resource: c.row.ID, Type: c.typ, Part: c.part} }

// state brings the alert of one state forward.
func (e *evaluation) state(c *condition) {
	if e.probe != nil {
		e.probe.state(c)
	}
	if !c.busy && (c.off || !c.known || !c.bad) {
		return
	}
	key := c.key()
	a := e.next[key]
	e.touch(key)
	switch {
	case a == nil:
		if c.known && c.bad && !c.off {
			e.count(c, reborn(key, nil))
		}
	case c.off:
		e.drop(a)
	case !c.known:
		// unknown changes nothing
	case !c.bad && c.hold && a.Phase == Firing:
		// in between: it lasts
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
		b.stand(c, e.now)
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
	a.stand(c, e.now)
	if a.Seen >= c.polls && !c.wait {
		e.fire(a)
		return
	}
	e.put(a)
}

// confirm notes that the state of a firing alert still lasts. Its level stays
// what it was when it was raised, unless it follows a number.
func (e *evaluation) confirm(c *condition, old *Alert) {
	rises := c.graded && old.Level == Warning && c.level == Critical
	grows := c.growing && c.value > old.Value
	tells := e.due(old, c.at) && (e.mayTell(old) || e.overLimit(old))
	if !rises && !grows && !tells && old.confirms(c, e.now) {
		return
	}
	a := *old
	level := a.Level
	since := a.Since
	a.stand(c, e.now)
	a.Since = since
	if !c.graded {
		a.Level = level
	}
	a.mark(e.now)
	switch {
	case rises || grows && !a.Acknowledged:
		e.tell(Rose, &a)
	case tells:
		e.tell(Repeated, &a)
	}
	e.put(a)
}

// confirms reports whether the alert already says what the condition says.
func (a *Alert) confirms(c *condition, now time.Time) bool {
	return a.SeenAt.Equal(c.at) && a.Silent == c.silent && a.explainedBy(c.planned, now) && sameSubject(&a.Subject, c.row) &&
		(!c.graded || a.Value == c.value && a.Threshold == c.threshold)
}

// confirmGap is the shortest time between two reports that both count. Reports
// of the same time are the same report.
func (e *evaluation) confirmGap() time.Duration { return max(e.rules.Confirm, 1) }

// stand takes over what the condition says.
func (a *Alert) stand(c *condition, now time.Time) {
	a.identify(c.row)
	if a.Since.IsZero() {
		a.Since = c.at
	}
	a.SeenAt = c.at
	a.Silent = c.silent
	a.Level = c.level
	a.Value, a.Threshold, a.Clear = c.value, c.threshold, c.clear
	a.Message = stateMessage(c)
	a.Metadata = stateMetadata(c)
	a.explain(c.planned, c.typ, c.at, now)
}
