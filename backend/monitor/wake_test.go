package monitor_test

import (
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/monitor"
)

func TestMonitor_PollsAtOnceWhenItWakes(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		after(30 * time.Second)
		before := len(w.sources["pve-0"].times(infra.PartDetail))
		woken := time.Now()
		report := infra.Report{Target: "pve-0", Part: infra.PartTasks, At: woken.Add(time.Hour)}
		if err := m.Submit(t.Context(), report); err != nil {
			t.Fatal(err)
		}
		after(time.Millisecond)
		if detail := w.sources["pve-0"].times(infra.PartDetail); len(detail) != before+1 || !detail[before].Equal(woken) {
			t.Errorf("details were read %d times before and %d after, want one at once", before, len(detail))
		}
	})
}
