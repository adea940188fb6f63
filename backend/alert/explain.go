package alert

import (
	"fmt"
	"time"

	"pulse/backend/infra"
)

// Outcome is what became of a rule of a resource.
type Outcome string

// The outcomes.
const (
	OutcomeFiring   Outcome = "firing"
	OutcomePending  Outcome = "pending"  // the condition holds, but not yet long or often enough
	OutcomeQuiet    Outcome = "quiet"    // the condition does not hold
	OutcomeOff      Outcome = "off"      // the rule is switched off
	OutcomeSilenced Outcome = "silenced" // it fires, and something keeps it from being told
	OutcomeUnknown  Outcome = "unknown"  // what it is about is not known now
	OutcomePlanned  Outcome = "planned"  // it fires, and planned work explains it
)

// Result says whether a step let the decision go on.
type Result string

// The results of a step.
const (
	Pass Result = "pass"
	Stop Result = "stop"
	Info Result = "info"
)

// Step is one step of a decision in words and as data.
type Step struct {
	Name   string // value, rule, delay, damping, schedule, grouping
	Result Result
	Text   string
	At     time.Time // what it waits for, or when it happened; zero = nothing
	Data   map[string]any
}

// Trace is how the engine decides about one rule of one resource.
type Trace struct {
	ResourceID string
	Type       Type
	Outcome    Outcome
	AlertID    string // published id that the alert has, or would have; empty while nothing is known
	Steps      []Step
}

func (t *Trace) add(name string, r Result, text string, data map[string]any) {
	t.Steps = append(t.Steps, Step{Name: name, Result: r, Text: text, Data: data})
}

// Explain tells how the engine decides about a rule of a resource, given by
// their published id and type. It evaluates as Evaluate does and keeps nothing.
// found is false when there is no such resource.
func Explain(rules Rules, active Active, s *infra.Snapshot, resourceID string, t Type, now time.Time) (trace Trace, found bool) {
	p := probe{id: resourceID, typ: t}
	e := evaluation{rules: &rules, now: now, snap: s, before: active, next: active, probe: &p}
	e.run()
	trace = Trace{ResourceID: resourceID, Type: t}
	switch {
	case p.met != nil:
		e.trace(&trace, p.met)
	case !p.exists:
		return trace, false
	case p.off || !rules.enabled:
		trace.Outcome = OutcomeOff
		trace.add("rule", Stop, "Alerts of this resource are switched off: "+rules.whyOff(p.kind, resourceID)+".", nil)
	case !rules.applies(t):
		trace.Outcome = OutcomeOff
		trace.add("rule", Stop, "The rule is switched off (defaults).", nil)
	default:
		trace.Outcome = OutcomeUnknown
		trace.add("value", Stop, p.nothing(t), nil)
	}
	return trace, true
}

// probe listens to an evaluation for one rule of one resource.
type probe struct {
	id     string
	typ    Type
	exists bool
	off    bool
	kind   infra.Kind
	idle   bool // a guest that does not run
	met    *meeting
}

// nothing says why there is nothing to hold the rule against.
func (p *probe) nothing(t Type) string {
	if _, isFigure := metricOf(t); isFigure && p.idle {
		return "The guest does not run. Figures are known of running guests only."
	}
	return "Nothing of this type is known of this resource now."
}

// meeting is a rule and what it was held against.
type meeting struct {
	figure bool
	o      observation
	c      condition
}

func (p *probe) see(s sighting) {
	if s.row.PublicID == p.id {
		p.exists, p.off, p.kind = true, s.off, s.row.Kind
		p.idle = s.guest != nil && s.guest.Status != infra.GuestRunning
	}
}

func (p *probe) figure(o *observation) {
	if p.met == nil && o.typ == p.typ && resourceID(o.key(), o.row) == p.id {
		p.exists, p.met = true, &meeting{figure: true, o: *o}
	}
}

func (p *probe) state(c *condition) {
	if p.met == nil && c.typ == p.typ && resourceID(c.key(), c.row) == p.id {
		p.exists, p.met = true, &meeting{c: *c}
	}
}

// trace goes through the steps of a decision until one stops it.
func (e *evaluation) trace(t *Trace, m *meeting) {
	key, row, steps := m.c.key, m.c.row, e.traceState
	if m.figure {
		key, row, steps = m.o.key, m.o.row, e.traceFigure
	}
	a := e.before[key()]
	t.AlertID = PublicID(key(), row)
	if t.Outcome = steps(t, m, a); t.Outcome == OutcomeFiring {
		t.Outcome = e.traceNotice(t, a)
	}
}

func (e *evaluation) traceFigure(t *Trace, m *meeting, a *Alert) Outcome {
	o := &m.o
	unit := suffix(o.typ)
	source := e.rules.source(o.row, o.typ, o.rule)
	limit := map[string]any{"trigger": o.limit.trigger, "clear": o.limit.clear, "source": source}
	switch {
	case o.limit.trigger <= 0:
		t.add("rule", Stop, "The rule is switched off ("+source+").", limit)
		return OutcomeOff
	case !o.value.Known:
		t.add("value", Stop, "The value is not known now"+because(o.row)+". Unknown changes nothing.", nil)
		return OutcomeUnknown
	}
	t.add("value", Info, fmt.Sprintf("%s %s is at %s%s.", o.label, o.name, decimal(o.value.Value), unit), map[string]any{"value": o.value.Value})
	firing := a != nil && a.Phase == Firing
	if !o.over() && (!firing || o.value.Value <= o.limit.clear) {
		t.add("rule", Stop, fmt.Sprintf("That is below %g%s (%s).", o.limit.trigger, unit, source), limit)
		return OutcomeQuiet
	}
	t.add("rule", Pass, fmt.Sprintf("The threshold is %g%s, and the alert ends at %g%s (%s).", o.limit.trigger, unit, o.limit.clear, unit, source), limit)
	if firing {
		return OutcomeFiring
	}
	wait := map[string]any{"seconds": o.limit.delay.Seconds()}
	if e.stops(t, a) {
		return OutcomeSilenced
	}
	t.add("delay", Stop, fmt.Sprintf("It must last for %s before it is an alert.", o.limit.delay), wait)
	if a != nil && a.Phase == Pending {
		t.Steps[len(t.Steps)-1].At = a.Since.Add(o.limit.delay)
	}
	return OutcomePending
}

// stops adds what keeps an earlier alert from being raised again.
func (e *evaluation) stops(t *Trace, a *Alert) bool {
	if a == nil || !e.muted(a) {
		return false
	}
	t.add("damping", Stop, "It was raised a short while ago at almost the same value and is left alone for now.", nil)
	t.Steps[len(t.Steps)-1].At = a.Past.MutedUntil
	return true
}

func (e *evaluation) traceState(t *Trace, m *meeting, a *Alert) Outcome {
	c := &m.c
	switch {
	case c.off:
		t.add("rule", Stop, "The rule is switched off ("+e.rules.source(c.row, c.typ, c.rule)+").", nil)
		return OutcomeOff
	case !c.known:
		t.add("value", Stop, "The state is not known now"+because(c.row)+". Unknown changes nothing.", nil)
		return OutcomeUnknown
	}
	firing := a != nil && a.Phase == Firing
	if !c.bad && (!firing || !c.hold) {
		t.add("value", Stop, "All is well.", nil)
		return OutcomeQuiet
	}
	t.add("value", Info, stateMessage(c)+".", map[string]any{"value": c.value, "threshold": c.threshold})
	seen := 0
	if a != nil {
		seen = a.Seen
	}
	if !firing {
		t.add("delay", Stop, fmt.Sprintf("%d of %d reports have confirmed it.", seen, c.polls), map[string]any{"seen": seen, "needed": c.polls})
		return OutcomePending
	}
	t.add("delay", Pass, fmt.Sprintf("Confirmed by %d reports.", c.polls), map[string]any{"needed": c.polls})
	return OutcomeFiring
}

// because says why a row is not up to date.
func because(row *infra.Resource) string {
	if row.Stale == nil || row.Stale.Reason == "" {
		return ""
	}
	return ": " + row.Stale.Reason
}
