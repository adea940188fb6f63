package alert

import (
	"slices"
	"time"

	"pulse/backend/settings"
)

// quiet is the weekly window in which most notices are held back. It is
// compared with the clock on the wall, so that it begins and ends at the same
// hour all year.
type quiet struct {
	start, end int // minutes of the day
	zone       *time.Location
	days       [7]bool // by time.Weekday
	suppress   settings.Categories
}

// compileQuiet returns nil when there is no quiet time. An unknown zone is the
// machine's own.
func compileQuiet(q settings.QuietHours) *quiet {
	start, okStart := settings.Minutes(q.Start)
	end, okEnd := settings.Minutes(q.End)
	if !q.Enabled || !okStart || !okEnd || start == end {
		return nil
	}
	zone, err := time.LoadLocation(q.Timezone)
	if err != nil || q.Timezone == "" {
		zone = time.Local
	}
	c := &quiet{start: start, end: end, zone: zone, suppress: q.Suppress}
	for day := range c.days {
		c.days[day] = q.Days[settings.DayName(time.Weekday(day))]
	}
	return c
}

// silences reports whether an alert of this type and level is held back now.
func (q *quiet) silences(t Type, level Level, now time.Time) bool {
	if q == nil || !q.covers(now) {
		return false
	}
	return level != Critical || q.category(t)
}

// covers reports whether the window is open. The part after midnight belongs
// to the day on which the window began.
func (q *quiet) covers(now time.Time) bool {
	local := now.In(q.zone)
	minute := local.Hour()*60 + local.Minute()
	today := local.Weekday()
	if q.start < q.end {
		return minute >= q.start && minute < q.end && q.days[today]
	}
	yesterday := (today + 6) % 7
	return minute >= q.start && q.days[today] || minute < q.end && q.days[yesterday]
}

// closes returns when the window that is open now closes; zero when it does not
// within a week.
func (q *quiet) closes(now time.Time) time.Time {
	at := now.Truncate(time.Minute)
	for range 7 * 24 * 60 {
		if at = at.Add(time.Minute); !q.covers(at) {
			return at
		}
	}
	return time.Time{}
}

// category reports whether critical alerts of the type's category are held
// back too.
func (q *quiet) category(t Type) bool {
	switch {
	case slices.Contains(hardware, t):
		return q.suppress.Storage
	case isAvailability(t):
		return q.suppress.Offline
	default:
		return q.suppress.Performance
	}
}
