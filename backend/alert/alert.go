// Package alert decides what deserves attention: rules, alerts, and the pure
// engine that evaluates them. Nothing in it reads a clock, a disk or a network.
package alert

import (
	"iter"
	"time"

	"pulse/backend/infra"
)

// Level is how bad an alert is.
type Level string

// The levels.
const (
	Warning  Level = "warning"
	Critical Level = "critical"
)

// Type is the published type of an alert.
type Type string

// Key identifies an alert: one rule of one resource, or of a part of it (a
// file system). It stays the same while a guest moves.
type Key struct {
	Resource infra.ID
	Type     Type
	Part     string // "" or the part it is about: a file system, a node of a gateway, a job
}

// Phase is where an alert is in its life.
type Phase string

// The phases.
const (
	Pending  Phase = "pending" // the condition holds, but not yet long or often enough
	Firing   Phase = "firing"
	Resolved Phase = "resolved"
)

// Alert is a rule that holds for a resource. It is a value: a changed alert is
// a new one, and its maps and slices are never written to.
type Alert struct {
	Key
	PublicID     string         // its id in the published API; follows a moved guest
	Subject      infra.Resource // the resource as last identified
	Phase        Phase
	Level        Level
	Message      string
	Value        float64 // in published units: percent, MB/s; 0 for a state
	Threshold    float64
	Clear        float64
	Since        time.Time // when the condition began: start of the pending phase
	FiredAt      time.Time // when it became firing
	SeenAt       time.Time // when the condition was last seen to hold
	EndedAt      time.Time // when it was resolved
	Seen         int       // reports that confirmed the condition (states only)
	CountedAt    time.Time // time of the report that was counted last
	Acknowledged bool
	AckAt        time.Time
	AckBy        string
	NotifiedAt   time.Time // when a notice was last put into the outbox
	Told         int       // notices of this occurrence
	ToldLevel    Level     // the worst level that one of them told
	Silent       bool      // shown and recorded, but never sent
	Held         bool      // something that was to be told waits for the end of a snooze or of planned work
	Rule         string    // the custom rule whose thresholds hold; empty = none
	Metadata     map[string]any
	Planned      Planned     // work that explains the alert; its zero value = none
	Snooze       Snooze      // a person's wish not to hear of it for a while
	EscalatedAt  []time.Time // when each level of escalation was reached
	Past         Past
}

// Snooze keeps an alert from being told. The zero value does not.
type Snooze struct {
	Until   time.Time // zero = not by time
	ToEnd   bool      // until the alert is resolved
	AskedBy string
}

func (s Snooze) holds(now time.Time) bool { return s.ToEnd || now.Before(s.Until) }

// Past is what is remembered of earlier occurrences of the same alert, so that
// a value that swings around its threshold does not raise it again and again.
type Past struct {
	RaisedAt    time.Time // when it was last raised; zero = forgotten
	RaisedValue float64   // the value at that moment
	MutedUntil  time.Time // it is not raised again before
	Notices     []time.Time
	Cleared     bool // a person cleared it: the next report that shows it raises it at once
	// Turns are its beginnings and ends of late, and Flapping is until when it
	// counts as one that does not stop beginning and ending.
	Turns     []time.Time
	Flapping  time.Time
	LimitedAt time.Time // when the hourly limit was last said to hold it back
	Owed      Level     // the level whose end is still to be told: after the quiet hours, or when what a person cleared is seen not to be back
	Samples   []Sample  // earlier figures that its rule compares with, oldest first
}

// Sample is a figure at a time.
type Sample struct {
	At    time.Time
	Value float64
}

// Active is the set of pending and firing alerts. Beside them it holds, with
// phase Resolved, alerts that ended a short while ago and whose Past still
// matters. It is never modified; the engine makes the next one.
type Active map[Key]*Alert

// Firing yields the alerts that people see, in no order.
func (a Active) Firing() iter.Seq[*Alert] {
	return func(yield func(*Alert) bool) {
		for _, one := range a {
			if one.Phase == Firing && !yield(one) {
				return
			}
		}
	}
}

// Same reports whether two sets hold the very same alerts, so that there is
// nothing to write.
func (a Active) Same(b Active) bool {
	if len(a) != len(b) {
		return false
	}
	for key, one := range a {
		if b[key] != one {
			return false
		}
	}
	return true
}

// ChangeKind says what happened to an alert.
type ChangeKind string

// The kinds of changes.
const (
	Raised         ChangeKind = "firing"         // became firing
	Rose           ChangeKind = "rose"           // rose from warning to critical, or grew worse
	Escalated      ChangeKind = "escalated"      // lasts too long: one more channel is told
	Repeated       ChangeKind = "repeat"         // still firing, time to tell (again)
	Ended          ChangeKind = "resolved"       // the condition ended or the resource is gone
	EndTold        ChangeKind = "end told"       // resolved a while ago, told only now
	Dropped        ChangeKind = "dropped"        // cleared by a person, or its rule was switched off: the condition may still hold
	Noted          ChangeKind = "noted"          // an entry of the history that was never an active alert
	Acknowledged   ChangeKind = "acknowledged"   // a person took it on
	Unacknowledged ChangeKind = "unacknowledged" // a person gave it back
	Snoozed        ChangeKind = "snoozed"        // a person wants to hear of it later
	Woken          ChangeKind = "woken"          // a person ended the snooze
)

// Change is something that happened to an alert at a time. It is what history
// and notices are made of.
type Change struct {
	Kind   ChangeKind
	Alert  Alert // after the change
	At     time.Time
	Notify bool // a notice is due
	// Channel is the sort of channel that is told, "email" or "webhook"; empty
	// and "all" mean every one.
	Channel string
}

// Over reports whether the change says that an alert is over.
func (c *Change) Over() bool { return c.Kind == Ended || c.Kind == Dropped || c.Kind == EndTold }
