package settings_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/settings"
)

func TestRetention_DefaultIsADayAMonthAYearAndForEver(t *testing.T) {
	got, err := settings.DefaultRetention().Durations()
	if err != nil {
		t.Fatal(err)
	}
	const day = 24 * time.Hour
	if diff := cmp.Diff([]time.Duration{day, 30 * day, 365 * day, settings.Forever}, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestRetention_RefusesWhatLeavesHoles(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(*settings.Retention)
	}{
		{"empty", func(r *settings.Retention) { r.Raw = "" }},
		{"no unit", func(r *settings.Retention) { r.Raw = "24" }},
		{"only a unit", func(r *settings.Retention) { r.Raw = "h" }},
		{"unknown unit", func(r *settings.Retention) { r.TenMinutes = "1y" }},
		{"negative", func(r *settings.Retention) { r.Raw = "-24h" }},
		{"too short", func(r *settings.Retention) { r.Raw = "5h" }},
		{"shorter than a finer one", func(r *settings.Retention) { r.OneMinute = "12h" }},
		{"longer than a lifetime", func(r *settings.Retention) { r.TenMinutes = "36501d" }},
		{"after forever", func(r *settings.Retention) { r.Raw = "forever" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := settings.DefaultRetention()
			c.set(&r)
			if got, err := r.Durations(); err == nil {
				t.Errorf("%+v was accepted as %v", r, got)
			}
		})
	}
}
