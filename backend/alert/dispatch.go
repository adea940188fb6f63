package alert

import "time"

// Holds reports whether a notice about an alert has to wait at the moment when
// it would be sent: what was decided when the alert changed may not hold any
// more after the grouping window or a night of retries. a is the alert as it is
// now, or as it ended.
func (r Rules) Holds(a Alert, now time.Time) bool {
	if a.Phase == Firing && (a.Snooze.holds(now) || a.Planned.At(now)) {
		return true
	}
	level := a.Level
	if a.Phase == Resolved {
		level = a.ToldLevel
	}
	return r.notices.quiet.silences(a.Type, level, now)
}
