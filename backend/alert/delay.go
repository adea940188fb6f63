package alert

import (
	"strings"
	"time"

	"pulse/backend/settings"
)

// delay returns for how long a metric of a kind must exceed its threshold. The
// most specific entry wins; the common one ("all") counts only where the kind
// has no entry of its own.
func delay(a *settings.Alerts, kind string, t Type) time.Duration {
	name := strings.ToLower(string(t))
	if s, ok := metricDelay(a.MetricTimeThresholds[kind], name); ok {
		return seconds(s)
	}
	if s, ok := a.TimeThresholds[kind]; ok {
		return seconds(s)
	}
	if s, ok := metricDelay(a.MetricTimeThresholds["all"], name); ok {
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
