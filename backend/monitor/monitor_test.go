package monitor_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/monitor"
	"pulse/backend/source"
)

func TestMonitor_PollsAtOnceThePulseFirst(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		after(3 * time.Second)
		pulse, detail := w.sources["pve-0"].times(infra.PartPulse), w.sources["pve-0"].times(infra.PartDetail)
		if len(pulse) != 1 || len(detail) != 1 {
			t.Fatalf("after three seconds: %d pulses and %d details, want one of each", len(pulse), len(detail))
		}
		if detail[0].Before(pulse[0]) {
			t.Error("the detail was read before the pulse")
		}
		if got := m.View().Snapshot.Guests; len(got) != 1 || got[0].PublicID != "lab-n1-100" {
			t.Errorf("guests = %+v", got)
		}
	})
}

func TestMonitor_KeepsTheRhythmOfEachJob(t *testing.T) {
	watch(t, func(t *testing.T, w *world, _ *monitor.Monitor) {
		after(10 * time.Minute)
		pulse, detail := len(w.sources["pve-0"].times(infra.PartPulse)), len(w.sources["pve-0"].times(infra.PartDetail))
		if pulse < 119 || pulse > 121 || detail < 59 || detail > 61 {
			t.Errorf("in ten minutes: %d pulses and %d details, want 120 and 60", pulse, detail)
		}
	})
}

func TestMonitor_AHangingTargetDelaysNoOther(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		w.sources["pve-1"].set(func(f *fake) { f.hang = true })
		w.change(func() { w.targets = append(w.targets, source.Target{ID: "pve-1", Kind: "pve", Name: "dead"}) })
		m.Reload()
		after(10 * time.Minute)
		if got := len(w.sources["pve-0"].times(infra.PartPulse)); got < 119 {
			t.Errorf("the healthy target was polled %d times in ten minutes, want 120", got)
		}
		estate := m.View().Snapshot.Estate("pve-1")
		if estate.Failure == nil || estate.Failure.Kind != infra.FailTimeout {
			t.Errorf("failure of the hanging one = %+v, want a timeout", estate.Failure)
		}
	})
}

func TestMonitor_TellsATotalFailureInTimeAndNoticesTheRecovery(t *testing.T) {
	for name, fail := range map[string]func(*fake){
		"refused": func(f *fake) { f.failing = &source.Error{Kind: infra.FailUnreachable, Reason: "refused"} },
		"hanging": func(f *fake) { f.hang = true },
	} {
		t.Run(name, func(t *testing.T) {
			watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
				after(time.Minute)
				w.sources["pve-0"].set(fail)
				after(75 * time.Second)
				if got := m.View().Snapshot.Estate("pve-0").Health; got != infra.Unhealthy {
					t.Errorf("health after 75 seconds = %q, want error", got)
				}
				after(time.Hour)
				w.sources["pve-0"].set(func(f *fake) { f.failing, f.hang = nil, false })
				after(50 * time.Second)
				if got := m.View().Snapshot.Estate("pve-0").Health; got != infra.Healthy {
					t.Errorf("health 50 seconds after the recovery = %q, want healthy", got)
				}
			})
		})
	}
}

func TestMonitor_ASpoiltCommitLosesNothingAndDoublesNothing(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		after(time.Minute)
		w.change(func() { w.broken = errors.New("disk full") })
		w.sources["pve-0"].set(func(f *fake) { f.guest = vm(100, "n1", 0.95) })
		after(time.Minute)
		for _, a := range m.View().Active {
			if a.Phase == alert.Firing {
				t.Errorf("%s was adopted, which is not on disk", a.PublicID)
			}
		}
		w.change(func() { w.broken = nil })
		after(time.Minute)
		if got := w.changes(); len(got) != 1 || got[0] != alert.Raised {
			t.Errorf("committed changes = %v, want one firing", got)
		}
	})
}

func TestMonitor_CommitsWhatFollowsAMovedGuest(t *testing.T) {
	watch(t, func(t *testing.T, w *world, _ *monitor.Monitor) {
		after(time.Minute)
		w.sources["pve-0"].set(func(f *fake) { f.guest = vm(100, "n2", 0.1) })
		after(10 * time.Second)
		w.mu.Lock()
		defer w.mu.Unlock()
		want := alert.Move{ID: "guest:pve-0/100", From: "lab-n1-100", To: "lab-n2-100"}
		if len(w.batches) != 1 || len(w.batches[0].Moves) != 1 || w.batches[0].Moves[0] != want {
			t.Errorf("batches = %+v, want one with the move", w.batches)
		}
	})
}

func TestMonitor_AnAcknowledgementIsCommittedAndShownAtOnce(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		w.sources["pve-0"].set(func(f *fake) { f.guest = vm(100, "n1", 0.95) })
		after(time.Minute)
		if err := m.Acknowledge(t.Context(), "lab-n1-100-cpu", "mara"); err != nil {
			t.Fatal(err)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		last := w.batches[len(w.batches)-1]
		for _, a := range last.Next {
			if !a.Acknowledged || a.AckBy != "mara" {
				t.Errorf("committed alert = %+v", a)
			}
		}
		if w.atOnce != 1 {
			t.Errorf("shown at once %d times, want once", w.atOnce)
		}
	})
}

func TestMonitor_AnAcknowledgementThatCannotBeSavedIsRefused(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		w.sources["pve-0"].set(func(f *fake) { f.guest = vm(100, "n1", 0.95) })
		after(time.Minute)
		w.change(func() { w.broken = errors.New("disk full") })
		if err := m.Acknowledge(t.Context(), "lab-n1-100-cpu", "mara"); err == nil {
			t.Error("no error")
		}
		for _, a := range m.View().Active {
			if a.Acknowledged {
				t.Error("it is shown as acknowledged all the same")
			}
		}
	})
}

func TestMonitor_ReloadTouchesOnlyWhatChanged(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		w.change(func() { w.targets = append(w.targets, source.Target{ID: "pve-1", Kind: "pve", Name: "other"}) })
		m.Reload()
		after(time.Minute)
		w.change(func() { w.targets[1].Host = "https://elsewhere:8006"; w.targets[0].Cluster.Name = "learned" })
		m.Reload()
		after(time.Second)
		w.mu.Lock()
		defer w.mu.Unlock()
		if got := w.opened; len(got) != 3 || got[2] != "pve-1" {
			t.Errorf("opened %v, want pve-1 alone to be opened again", got)
		}
	})
}

func TestMonitor_ARemovedTargetIsClosedAndGone(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		after(time.Minute)
		w.change(func() { w.targets = nil })
		m.Reload()
		after(time.Second)
		if got := m.View().Snapshot; len(got.Targets) != 0 || len(got.Guests) != 0 {
			t.Errorf("still there: %+v", got)
		}
		if !w.sources["pve-0"].closed {
			t.Error("its source is still open")
		}
	})
}

func TestMonitor_SubmittedReportsEnterTheSameWay(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		after(time.Minute)
		before := len(w.recorded)
		report := infra.Report{Target: "pve-0", Part: infra.PartPulse, At: time.Now(), Guests: []infra.Guest{vm(101, "n1", 0)}}
		if err := m.Submit(t.Context(), report); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := m.View().Snapshot.Guests[0].VMID; got != 101 {
			t.Errorf("guest %d is shown, want 101", got)
		}
		if len(w.recorded) != before+1 {
			t.Error("it was not recorded")
		}
	})
}

func TestMonitor_JobsTellHowTheyFare(t *testing.T) {
	watch(t, func(t *testing.T, w *world, m *monitor.Monitor) {
		after(10 * time.Minute)
		w.sources["pve-0"].set(func(f *fake) { f.failing = &source.Error{Kind: infra.FailAuth, Reason: "token refused"} })
		after(time.Minute)
		jobs := m.Jobs()
		if len(jobs) != 2 {
			t.Fatalf("%d jobs, want 2", len(jobs))
		}
		if j := jobs[0]; j.Part != infra.PartPulse || j.BackOff == 0 || j.Next.Before(time.Now()) {
			t.Errorf("pulse = %+v, want it backing off", j)
		}
		if j := jobs[0]; j.RequestsPerMinute.Value < 2 || j.RequestsPerMinute.Value > 12 {
			t.Errorf("%v requests a minute", j.RequestsPerMinute)
		}
	})
}

func TestMonitor_RequestsPerMinuteAreUnknownUntilAJobRanTwice(t *testing.T) {
	watch(t, func(t *testing.T, _ *world, m *monitor.Monitor) {
		after(3 * time.Second)
		if j := m.Jobs()[0]; j.RequestsPerMinute.Known {
			t.Errorf("after one run: %v", j.RequestsPerMinute.Value)
		}
		after(7 * time.Second)
		if got := m.Jobs()[0].RequestsPerMinute; !got.Known || got.Value < 10 || got.Value > 16 { // one each 5 s; the second run comes sooner
			t.Errorf("after two runs: %+v", got)
		}
	})
}
