package alert

import (
	"strconv"
	"time"

	"pulse/backend/infra"
)

// This program can be the one that is away: its machine slept, or its network
// is gone. Then every target fails at the same moment, which is one thing to
// tell and not one for each of them.

// verdict is whose fault it is that a target does not answer.
type verdict int

const (
	theirs    verdict = iota // something else answered since, or it is the only target
	ours                     // all fell silent at the same moment
	undecided                // nothing else was asked since
)

const (
	// sameMoment is how far apart the first failures of targets may lie that fail
	// together: each is asked at its own rhythm, a minute at most.
	sameMoment = 90 * time.Second
	// patience is how long a failure may wait for another target to be asked.
	patience = 70 * time.Second
)

// mute reports whether a target is silent in a way that could be our fault.
// One that refuses the connection is heard.
func mute(t *infra.Estate) bool {
	f := t.Parts[infra.PartPulse].Failure
	return f != nil && !f.Refused && (f.Kind == infra.FailUnreachable || f.Kind == infra.FailTimeout)
}

// verdictOn says whose fault the silence of a target is.
func verdictOn(s *infra.Snapshot, t *infra.Estate, now time.Time) verdict {
	if !mute(t) || len(s.Targets) < 2 {
		return theirs
	}
	since := t.Parts[infra.PartPulse].FailingSince
	together := 0
	for _, other := range s.Targets {
		pulse := other.Parts[infra.PartPulse]
		switch {
		case other == t:
		case !mute(other) && !pulse.LastRun.IsZero() && !pulse.LastRun.Before(since):
			return theirs
		case mute(other) && pulse.FailingSince.Sub(since).Abs() <= sameMoment:
			together++
		case mute(other):
			return theirs // they are silent for reasons of their own
		}
	}
	switch {
	case together == len(s.Targets)-1:
		return ours
	case now.Sub(since) >= patience:
		return theirs
	default:
		return undecided
	}
}

// away watches whether it is this program that is cut off.
func (e *evaluation) away() {
	if len(e.snap.Targets) < 2 {
		return
	}
	row := self()
	c := condition{
		subject: subject{row: &row, label: "Pulse", busy: e.see(sighting{row: &row})},
		typ:     TypeAway, known: true, bad: true, polls: offlinePolls, level: Warning,
		text: "None of the " + strconv.Itoa(len(e.snap.Targets)) + " connections answers since the same moment: this machine may have lost its network",
	}
	for _, t := range e.snap.Targets {
		c.bad = c.bad && verdictOn(e.snap, t, e.now) == ours
		if run := t.Parts[infra.PartPulse].LastRun; run.After(c.at) {
			c.at = run
		}
	}
	e.state(&c)
}

// self is this program as a resource.
func self() infra.Resource {
	return infra.Resource{ID: "pulse:", Kind: "pulse", PublicID: "pulse", Name: "Pulse"}
}

// Slept returns what is to be done after this machine slept from one time to
// another: an entry in the history, and states begin to be counted anew, so
// that what was cut off meanwhile has time to come back.
func Slept(active Active, from, to time.Time) (Active, []Change) {
	row := self()
	entry := Alert{
		Key: Key{Resource: row.ID, Type: TypeAway}, PublicID: string(TypeAway), Subject: row,
		Phase: Resolved, Level: Warning, Since: from, FiredAt: from, SeenAt: to, EndedAt: to,
		Message:  "Pulse was away for " + to.Sub(from).Round(time.Second).String() + ": nothing was watched",
		Metadata: map[string]any{"resourceType": "Pulse"},
	}
	next := make(Active, len(active))
	for key, a := range active {
		if a.Phase == Pending {
			b := *a
			b.Seen, b.CountedAt = 0, time.Time{}
			a = &b
		}
		next[key] = a
	}
	return next, []Change{{Kind: Noted, Alert: entry, At: to}}
}
