package alert

import (
	"strings"
	"time"

	"pulse/backend/settings"
)

// delay returns for how long a metric of a kind must exceed its threshold. A
// kind has one or more names; the most specific entry wins. The common one
// ("all") counts only where the kind has no entry of its own.
func delay(a *settings.Alerts, names []string, t Type) time.Duration {
	metric := strings.ToLower(string(t))
	for _, name := range names {
		if s, ok := metricDelay(a.MetricTimeThresholds[name], metric); ok {
			return seconds(s)
		}
	}
	for _, name := range names {
		if s, ok := a.TimeThresholds[name]; ok {
			return seconds(s)
		}
	}
	if s, ok := metricDelay(a.MetricTimeThresholds["all"], metric); ok {
		return seconds(s)
	}
	if s, ok := a.TimeThresholds["all"]; ok {
		return seconds(s)
	}
	return seconds(a.TimeThreshold)
}

func metricDelay(of map[string]int, name string) (int, bool) {
	for _, key := range [...]string{name, "default", "_default", "*"} {
		if s, ok := of[key]; ok {
			return s, true
		}
	}
	return 0, false
}

func seconds(n int) time.Duration { return time.Duration(max(n, 0)) * time.Second }
