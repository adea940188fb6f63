package monitor_test

import (
	"slices"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/monitor"
)

func TestMonitor_NoticesThatItWasAway(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		after(30 * time.Second)
		if got := w.changes(); got != nil {
			t.Fatalf("before: %v", got)
		}
		woken := infra.Report{Target: "pve-0", Part: infra.PartTasks, At: time.Now().Add(20 * time.Minute)}
		if err := m.Submit(t.Context(), woken); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		if got := w.changes(); !slices.Equal(got, []alert.ChangeKind{alert.Noted}) {
			t.Fatalf("after 20 minutes of sleep: %v, want one entry", got)
		}
		v := m.View()
		if len(v.Resolved) != 1 || v.Resolved[0].Type != alert.TypeAway {
			t.Errorf("shown: %+v", v.Resolved)
		}
	})
}

func TestMonitor_SavesNowAndThenWhatAlertsHaveCounted(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		w.change(func() { w.alerts.TimeThresholds = map[string]int{"guest": 600} })
		w.sources["pve-0"].set(func(f *fake) { f.guest = vm(100, "n1", 0.85) })
		m.Reload()
		after(3 * time.Minute)
		w.mu.Lock()
		defer w.mu.Unlock()
		if n := len(w.batches); n < 2 || n > 4 {
			t.Fatalf("%d commits in three minutes in which nothing happened, want one a minute", n)
		}
		for _, a := range w.batches[0].Next {
			if a.Phase != alert.Pending || a.Type != alert.TypeCPU {
				t.Errorf("saved %+v", a)
			}
		}
	})
}

func TestMonitor_Snooze(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		w.sources["pve-0"].set(func(f *fake) { f.guest = vm(100, "n1", 0.85) })
		after(30 * time.Second)
		until := time.Now().Add(time.Hour)
		if err := m.Snooze(t.Context(), "lab-n1-100-cpu", alert.Snooze{Until: until}); err != nil {
			t.Fatal(err)
		}
		for a := range m.View().Active.Firing() {
			if !a.Snooze.Until.Equal(until) {
				t.Errorf("shown: %+v", a.Snooze)
			}
		}
		if err := m.Unsnooze(t.Context(), "lab-n1-100-cpu"); err != nil {
			t.Fatal(err)
		}
		if got := w.changes(); !slices.Equal(got, []alert.ChangeKind{alert.Raised, alert.Snoozed, alert.Woken}) {
			t.Errorf("committed %v", got)
		}
		if err := m.Snooze(t.Context(), "nope", alert.Snooze{ToEnd: true}); err == nil {
			t.Error("an unknown alert was snoozed")
		}
	})
}
