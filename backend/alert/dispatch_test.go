package alert_test

import (
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/settings"
)

func TestRules_HoldBackWhatBecameQuietBeforeItWasSent(t *testing.T) {
	config := settings.DefaultAlerts("UTC")
	night := &config.Schedule.QuietHours
	night.Enabled, night.Start, night.End = true, "11:00", "13:00"
	rules := alert.Compile(config)
	for _, c := range []struct {
		name  string
		alert alert.Alert
		at    time.Time
		holds bool
	}{
		{"a warning at night", alert.Alert{Phase: alert.Firing, Level: alert.Warning}, noon, true},
		{"a warning by day", alert.Alert{Phase: alert.Firing, Level: alert.Warning}, noon.Add(2 * time.Hour), false},
		{"a critical alert at night", alert.Alert{Phase: alert.Firing, Level: alert.Critical}, noon, false},
		{"the end of what was told as a warning", alert.Alert{Phase: alert.Resolved, Level: alert.Warning, ToldLevel: alert.Warning}, noon, true},
		{"the end of what was told as critical", alert.Alert{Phase: alert.Resolved, Level: alert.Warning, ToldLevel: alert.Critical}, noon, false},
	} {
		c.alert.Key = alert.Key{Resource: "guest:pve-0/101", Type: alert.TypeCPU}
		if got := rules.Holds(c.alert, c.at); got != c.holds {
			t.Errorf("%s: held back %t, want %t", c.name, got, c.holds)
		}
	}
}
