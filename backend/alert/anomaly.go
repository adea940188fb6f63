package alert

import (
	"slices"
	"time"

	"pulse/backend/infra"
)

// More spam or viruses than usual: the last two whole hours are each compared
// with the hours before them.
const (
	leastHours  = 12 // fewer say nothing
	usualHours  = 24 // that make what is usual
	trimmed     = 2  // outliers left out on either side of so many
	disagree    = 0.4
	longestGap  = 90 * time.Minute
	quietHourly = 40 // below, only the absolute difference counts
)

// surge says from which factor and difference an hour is unusual.
type surge struct{ factor, more, moreWhenQuiet float64 }

var (
	surgeWarn = surge{1.8, 150, 60}
	surgeCrit = surge{2.5, 300, 120}
)

func (s surge) has(value, usual float64) bool {
	if usual < quietHourly {
		return value >= usual+s.moreWhenQuiet
	}
	return value >= usual*s.factor && value >= usual+s.more
}

func (e *evaluation) anomalies(s *site, sub subject, g *infra.Gateway) {
	part := s.Parts[infra.PartMail]
	hours := wholeHours(g, lastGood(part))
	for _, m := range [...]struct {
		typ   Type
		name  string
		value func(*infra.MailHour) float64
	}{
		{TypeAnomalySpamIn, "Incoming spam", func(h *infra.MailHour) float64 { return h.SpamIn }},
		{TypeAnomalySpamOut, "Outgoing spam", func(h *infra.MailHour) float64 { return h.SpamOut }},
		{TypeAnomalyVirusIn, "Incoming viruses", func(h *infra.MailHour) float64 { return h.VirusIn }},
		{TypeAnomalyVirusOut, "Outgoing viruses", func(h *infra.MailHour) float64 { return h.VirusOut }},
	} {
		values := make([]float64, len(hours))
		for i := range hours {
			values[i] = m.value(&hours[i])
		}
		level, usual, known := surgeOf(values)
		c := condition{
			subject: sub, typ: m.typ, known: known && part.Failure == nil && !s.down(), bad: level != "",
			at: lastGood(part), polls: 1, level: level, graded: true, threshold: usual,
			words: func() string {
				return m.name + " of " + sub.row.Name + " at " + whole(values[len(values)-1]) + " an hour, usual are " + decimal(usual)
			},
			describe: func(m map[string]any) { m["baseline"] = usual },
		}
		if known {
			c.value = values[len(values)-1]
		}
		e.state(&c)
	}
}

// wholeHours are the newest hours without a gap, without the one that has not ended.
func wholeHours(g *infra.Gateway, now time.Time) []infra.MailHour {
	hours := slices.Clone(g.Hours)
	slices.SortFunc(hours, func(a, b infra.MailHour) int { return a.Start.Compare(b.Start) })
	hours = slices.DeleteFunc(hours, func(h infra.MailHour) bool { return h.End.After(now) })
	for i := len(hours) - 1; i > 0; i-- {
		if hours[i].Start.Sub(hours[i-1].Start) > longestGap {
			return hours[i:]
		}
	}
	return hours
}

// surgeOf judges the newest of hourly values by those before it. known is
// false while there are too few. Both the newest and the one before it must be
// unusual; the milder level counts.
func surgeOf(values []float64) (level Level, usual float64, known bool) {
	n := len(values)
	if n < leastHours+2 {
		return "", 0, false
	}
	before := levelOf(values[n-2], usualOf(values[:n-2]))
	usual = usualOf(values[:n-1])
	level = levelOf(values[n-1], usual)
	if before == "" || level == "" {
		return "", usual, true
	}
	if before == Warning {
		level = Warning
	}
	return level, usual, true
}

func levelOf(value, usual float64) Level {
	switch {
	case surgeCrit.has(value, usual):
		return Critical
	case surgeWarn.has(value, usual):
		return Warning
	default:
		return ""
	}
}

// usualOf is what is usual: the mean, without outliers where there are enough
// values, and the median where those still pull the mean away.
func usualOf(values []float64) float64 {
	values = values[max(0, len(values)-usualHours):]
	if len(values) < usualHours {
		return mean(values)
	}
	sorted := slices.Sorted(slices.Values(values))
	m, middle := mean(sorted[trimmed:len(sorted)-trimmed]), median(sorted)
	if middle > 0 && (m > middle*(1+disagree) || m < middle*(1-disagree)) {
		return middle
	}
	return m
}

func mean(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
