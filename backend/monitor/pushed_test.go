package monitor_test

import (
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/infra"
	"pulse/backend/monitor"
)

func dockerReport(at time.Time, failure string) infra.Report {
	r := infra.Report{Target: "docker-a", Part: infra.PartPulse, At: at}
	if failure != "" {
		r.Failures = []infra.Failure{{Kind: infra.FailUnreachable, Reason: failure}}
		return r
	}
	r.Hosts = []infra.Host{{Resource: infra.Resource{ID: infra.HostID("docker-a"), Target: "docker-a", SeenAt: at}, Key: "a", Online: true}}
	return r
}

func TestMonitor_PushedTargetsShowWhatTheyToldBefore(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		earlier := time.Now().Add(-time.Hour)
		w.change(func() {
			w.pushed = []monitor.Pushed{{
				TargetInfo: infra.TargetInfo{ID: "docker-a", Kind: "docker", Name: "a", Enrolment: infra.Enrolment{Hidden: true}},
				Known:      []infra.Report{dockerReport(earlier, ""), dockerReport(time.Now(), "silent")},
			}}
		})
		recorded := len(w.recorded)
		if err := m.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		h := m.View().Snapshot.Hosts
		if len(h) != 1 || h[0].Online || !h[0].Enrolment.Hidden || h[0].Stale == nil || !h[0].SeenAt.Equal(earlier) {
			t.Fatalf("hosts %+v", h)
		}
		if m.View().At.Before(time.Now()) || w.atOnce == 0 {
			t.Error("it is not shown at once")
		}
		if err := m.Submit(t.Context(), dockerReport(time.Now(), "")); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		m.Reload()
		after(time.Second)
		if h := m.View().Snapshot.Hosts[0]; !h.Online || h.Stale != nil {
			t.Errorf("after a report and a reload: %+v", h)
		}
		if got := len(w.recorded); got < recorded+1 {
			t.Error("the report was not recorded")
		}
	})
}

func TestMonitor_AReportOfAnUnknownTargetIsDropped(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		after(time.Minute)
		recorded := len(w.recorded)
		if err := m.Submit(t.Context(), dockerReport(time.Now(), "")); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if len(w.recorded) != recorded || len(m.View().Snapshot.Targets) != 1 {
			t.Error("it was taken")
		}
	})
}
