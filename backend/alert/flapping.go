package alert

import (
	"slices"
	"time"

	"pulse/backend/settings"
)

// flapping says when an alert that begins and ends again and again is kept
// active and silent.
type flapping struct {
	on     bool
	turns  int           // beginnings and ends ...
	window time.Duration // ... within this time
	quiet  time.Duration // for how long it is kept
}

func compileFlapping(f settings.Flapping) flapping {
	return flapping{
		on: f.Enabled, turns: f.Threshold,
		window: time.Duration(f.Window) * time.Minute, quiet: time.Duration(f.SuppressionTime) * time.Minute,
	}
}

// turn notes that the alert begins or ends, and whether it does so too often.
func (e *evaluation) turn(a *Alert) {
	f := e.rules.flapping
	if !f.on {
		a.Past.Turns, a.Past.Flapping = nil, time.Time{}
		return
	}
	turns := slices.DeleteFunc(slices.Clone(a.Past.Turns), func(at time.Time) bool { return e.now.Sub(at) >= f.window })
	turns = append(turns, e.now)
	a.Past.Turns = turns
	if len(a.Past.Turns) >= f.turns {
		a.Past.Flapping, a.Past.Turns = e.now.Add(f.quiet), nil
	}
}

// turnsMatter reports whether earlier beginnings and ends still count.
func (e *evaluation) turnsMatter(a *Alert) bool {
	f := e.rules.flapping
	return f.on && slices.ContainsFunc(a.Past.Turns, func(at time.Time) bool { return e.now.Sub(at) < f.window })
}

// mark writes into the metadata whether the alert flaps at this time.
func (a *Alert) mark(now time.Time) {
	if flaps := now.Before(a.Past.Flapping); flaps != (a.Metadata["flapping"] == true) {
		a.Metadata = with(a.Metadata, "flapping", flaps)
	}
}

// with returns the metadata with one member set, or without it when it is false.
func with(m map[string]any, name string, value bool) map[string]any {
	next := make(map[string]any, len(m)+1)
	for key, v := range m {
		next[key] = v
	}
	delete(next, name)
	if value {
		next[name] = true
	}
	return next
}
