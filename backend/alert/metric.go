package alert

import (
	"time"

	"pulse/backend/infra"
)

// observation is one figure of one resource, held against its limit.
type observation struct {
	subject
	typ   Type
	part  string
	name  string             // what people call the figure
	value infra.Opt[float64] // in published units
	at    time.Time          // of the report that last confirmed the figure
	limit limit
	disk  *disk // nil = not about one file system
	// describe adds to the metadata; nil = nothing.
	describe func(map[string]any)
}

func (o *observation) key() Key { return Key{Resource: o.row.ID, Type: o.typ, Part: o.part} }

func (o *observation) over() bool { return o.limit.exceeded(o.value) }

// metric brings the alert of one figure forward.
func (e *evaluation) metric(o *observation) {
	if e.probe != nil {
		e.probe.figure(o)
	}
	if !o.busy && !o.over() {
		return
	}
	a := e.next[o.key()]
	switch {
	case a == nil:
		if o.over() {
			e.begin(o, nil)
		}
	case o.limit.trigger <= 0:
		e.drop(a)
	case a.Phase == Firing:
		e.keep(o, a)
	case !o.value.Known:
		// unknown changes nothing
	case !o.over():
		e.calm(a, o.at)
	case a.Phase == Pending:
		e.ripen(o, a)
	case !e.muted(a):
		e.begin(o, a)
	}
}

// begin starts a pending alert. One that a person cleared while its condition
// held is raised again by the next report that shows it.
func (e *evaluation) begin(o *observation, past *Alert) {
	a := reborn(o.key(), past)
	a.Since = o.at
	a.observe(o, e.now)
	switch {
	case !a.Past.Cleared:
		e.mature(a, o)
	case o.at.After(past.EndedAt):
		e.fire(a)
	}
}

// ripen brings a pending alert forward whose condition still holds.
func (e *evaluation) ripen(o *observation, old *Alert) {
	if old.shows(o) && o.at.Sub(old.Since) < o.limit.delay {
		return
	}
	a := *old
	if gap := o.at.Sub(a.SeenAt); gap < 0 || gap > forgetful {
		a.Since = o.at
	}
	a.observe(o, e.now)
	e.mature(a, o)
}

// mature fires a pending alert when its condition has held long enough.
func (e *evaluation) mature(a Alert, o *observation) {
	switch {
	case o.at.Sub(a.Since) < o.limit.delay:
		e.put(a)
	case e.repeats(&a):
		a.Phase = Resolved
		a.Past.MutedUntil = e.now.Add(e.rules.damping.window)
		e.put(a)
	default:
		e.fire(a)
	}
}

// keep brings a firing alert forward.
func (e *evaluation) keep(o *observation, old *Alert) {
	retuned := old.Threshold != o.limit.trigger
	if !o.value.Known {
		if !retuned {
			return
		}
		o.value, o.at = infra.Some(old.Value), old.SeenAt
	}
	switch {
	case retuned && !o.over():
		e.reset(old)
	case o.value.Value <= o.limit.clear:
		e.end(old)
	default:
		e.refresh(o, old)
	}
}

// refresh takes over the newest figure and tells of the alert when that is due.
func (e *evaluation) refresh(o *observation, old *Alert) {
	due := e.due(old, o.at)
	if old.shows(o) && old.explainedBy(o.planned, e.now) && (!due || !e.mayTell(old) && !e.overLimit(old)) {
		return
	}
	a := *old
	a.observe(o, e.now)
	a.mark(e.now)
	switch {
	case a.Level == Critical && old.Level == Warning:
		e.tell(Rose, &a)
	case due && (e.mayTell(&a) || e.overLimit(&a)):
		e.tell(Repeated, &a)
	}
	e.put(a)
}

// shows reports whether the alert already says what the observation says.
func (a *Alert) shows(o *observation) bool {
	return a.SeenAt.Equal(o.at) && a.Value == o.value.Value && a.Silent == o.silent && a.Rule == o.rule &&
		a.Threshold == o.limit.trigger && a.Clear == o.limit.clear && sameSubject(&a.Subject, o.row)
}

// critical is how far above its threshold a figure is critical.
const critical = 10

// observe takes over what the observation says.
func (a *Alert) observe(o *observation, now time.Time) {
	a.identify(o.row)
	a.Value = o.value.Value
	a.Threshold, a.Clear = o.limit.trigger, o.limit.clear
	a.SeenAt = o.at
	a.Silent, a.Rule = o.silent, o.rule
	a.explain(o.planned, o.typ, o.at, now)
	a.Level = Warning
	if a.Value >= a.Threshold+critical {
		a.Level = Critical
	}
	a.Message = figureMessage(o)
	a.Metadata = figureMetadata(o)
}
