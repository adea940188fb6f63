package alert

import (
	"fmt"
	"time"
)

// traceNotice tells whether and when people hear of a firing alert.
func (e *evaluation) traceNotice(t *Trace, a *Alert) Outcome {
	outcome := OutcomeFiring
	if a.Acknowledged {
		t.add("schedule", Stop, a.AckBy+" has acknowledged it: it is not told again unless it becomes critical.", nil)
		outcome = OutcomeSilenced
	}
	switch by := e.heldBy(a); by {
	case "":
		if outcome == OutcomeFiring {
			t.add("schedule", Pass, "Nothing holds notices back.", nil)
		}
	case heldByWork:
		t.add("schedule", Stop, "Planned work explains it ("+a.Planned.Kind+"). It is told if it outlasts the work.", map[string]any{"kind": a.Planned.Kind, "task": a.Planned.Task})
		outcome = OutcomePlanned
	default:
		t.add("schedule", Stop, e.words(by, a), map[string]any{"heldBy": string(by)})
		t.Steps[len(t.Steps)-1].At = e.until(by, a)
		outcome = OutcomeSilenced
	}
	g := e.rules.notices.grouping
	if g.Enabled && outcome == OutcomeFiring {
		t.add("grouping", Info, fmt.Sprintf("Alerts within %d s are told together.", g.Window), map[string]any{"window": g.Window, "byNode": g.ByNode, "byGuest": g.ByGuest})
	}
	t.add("notices", Info, timesTold(a.Told), map[string]any{"told": a.Told, "escalation": len(a.EscalatedAt)})
	t.Steps[len(t.Steps)-1].At = a.NotifiedAt
	return outcome
}

func timesTold(n int) string {
	switch n {
	case 0:
		return "It was not told yet."
	case 1:
		return "It was told once."
	default:
		return fmt.Sprintf("It was told %d times.", n)
	}
}

func (e *evaluation) words(by held, a *Alert) string {
	switch by {
	case heldBySilence:
		return "The guest has the tag pulse-monitor-only: its alerts are shown and never sent."
	case heldByQuiet:
		return "Quiet hours hold it back."
	case heldBySnooze:
		if a.Snooze.ToEnd {
			return "It is snoozed until it is resolved."
		}
		return "It is snoozed."
	case heldByFlapping:
		return "It begins and ends too often and is kept silent for a while."
	default:
		return fmt.Sprintf("The limit of notices in an hour is reached (%d).", e.rules.notices.perHour)
	}
}

// until returns when something ceases to hold an alert back; zero = nobody
// knows.
func (e *evaluation) until(by held, a *Alert) time.Time {
	switch by {
	case heldByQuiet:
		return e.rules.notices.quiet.closes(e.now)
	case heldBySnooze:
		return a.Snooze.Until
	case heldByFlapping:
		return a.Past.Flapping
	case heldByLimit:
		return a.Past.Notices[max(len(a.Past.Notices)-e.rules.notices.perHour, 0)].Add(time.Hour)
	default:
		return time.Time{}
	}
}
