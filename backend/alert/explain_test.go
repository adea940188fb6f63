package alert_test

import (
	"strings"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

func TestExplain_Outcomes(t *testing.T) {
	const g = "lab-n1-101"
	for _, c := range []struct {
		name, tune string
		typ        alert.Type
		guest      infra.Guest
		polls      int
		outcome    alert.Outcome
		says       string // in one of the steps
	}{
		{"below the threshold", `{}`, alert.TypeCPU, guest(101), 1, alert.OutcomeQuiet, "below 80%"},
		{"above it, but not for long", `{"timeThresholds":{"guest":60}}`, alert.TypeCPU, guest(101, cpu(85)), 1, alert.OutcomePending, "1m0s"},
		{"firing by the defaults", `{}`, alert.TypeCPU, guest(101, cpu(85)), 2, alert.OutcomeFiring, "(defaults)"},
		{"firing by an override", `{"overrides":{"lab-n1-101":{"cpu":50}}}`, alert.TypeCPU, guest(101, cpu(85)), 2, alert.OutcomeFiring, "override"},
		{"firing by a custom rule", `{"customRules":[{"id":"r","name":"busy ones","enabled":true,"thresholds":{"cpu":50}}]}`, alert.TypeCPU, guest(101, cpu(85)), 2, alert.OutcomeFiring, "custom rule busy ones"},
		{"switched off by the defaults", `{}`, alert.TypeDiskRead, guest(101), 1, alert.OutcomeOff, "defaults"},
		{"switched off by an override", `{"overrides":{"lab-n1-101":{"cpu":-1}}}`, alert.TypeCPU, guest(101), 1, alert.OutcomeOff, "override"},
		{"switched off as a whole", `{"overrides":{"lab-n1-101":{"disabled":true}}}`, alert.TypeCPU, guest(101), 1, alert.OutcomeOff, "override"},
		{"guests off", `{"disableAllGuests":true}`, alert.TypeCPU, guest(101), 1, alert.OutcomeOff, "all of this kind"},
		{"all off", `{"enabled":false}`, alert.TypeCPU, guest(101), 1, alert.OutcomeOff, "all alerts"},
		{"not known", `{}`, alert.TypeCPU, guest(101, noCPU), 1, alert.OutcomeUnknown, "not known"},
		{"not running", `{}`, alert.TypeCPU, guest(101, status(infra.GuestStopped)), 1, alert.OutcomeUnknown, "known"},
		{"powered off, one report", `{}`, alert.TypePoweredOff, guest(101, status(infra.GuestStopped)), 1, alert.OutcomePending, "1 of 2"},
		{"powered off", `{}`, alert.TypePoweredOff, guest(101, status(infra.GuestStopped)), 2, alert.OutcomeFiring, "powered off"},
		{"powered off during a backup", `{}`, alert.TypePoweredOff, guest(101, status(infra.GuestStopped), locked("backup")), 2, alert.OutcomePlanned, "backup"},
		{"powered off is allowed", `{"guestDefaults":{"disableConnectivity":true}}`, alert.TypePoweredOff, guest(101, status(infra.GuestStopped)), 2, alert.OutcomeOff, "switched off"},
		{"running", `{}`, alert.TypePoweredOff, guest(101), 1, alert.OutcomeQuiet, "well"},
		{"never to be sent", `{}`, alert.TypeCPU, guest(101, cpu(85), tagged("pulse-monitor-only")), 2, alert.OutcomeSilenced, "pulse-monitor-only"},
		{"in quiet hours", `{"schedule":{"quietHours":{"enabled":true,"start":"11:00","end":"13:00","timezone":"UTC"}}}`, alert.TypeCPU, guest(101, cpu(85)), 2, alert.OutcomeSilenced, "Quiet hours"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			w.polls(c.polls, node("n1"), c.guest)
			trace, found := alert.Explain(alert.Compile(w.settings), w.active, w.snap, g, c.typ, w.now)
			if !found || trace.Outcome != c.outcome || !strings.Contains(said(trace), c.says) {
				t.Errorf("found %t, outcome %s, want %s with %q; steps: %s", found, trace.Outcome, c.outcome, c.says, said(trace))
			}
		})
	}
}

func said(t alert.Trace) string {
	var all []string
	for _, s := range t.Steps {
		all = append(all, s.Text)
	}
	return strings.Join(all, " | ")
}

func TestExplain_WhatAPersonDid(t *testing.T) {
	ask := func(w *world) alert.Trace {
		trace, _ := alert.Explain(alert.Compile(w.settings), w.active, w.snap, "lab-n1-101", alert.TypeCPU, w.now)
		return trace
	}
	w := burning(t, `{}`)
	w.acknowledge()
	if got := ask(w); got.Outcome != alert.OutcomeSilenced || !strings.Contains(said(got), "ann") || got.AlertID != cpuID {
		t.Errorf("%s: %s", got.Outcome, said(got))
	}
	w = burning(t, `{}`)
	snooze(w, alert.Snooze{ToEnd: true})
	if got := ask(w); got.Outcome != alert.OutcomeSilenced || !strings.Contains(said(got), "snoozed") {
		t.Errorf("%s: %s", got.Outcome, said(got))
	}
}

func TestExplain_KnowsPartsAndOtherKinds(t *testing.T) {
	w := newWorld(t)
	w.polls(2, node("n1"), guest(101, disks(filesystem("/srv", 95), filesystem("/", 10))))
	w.tell(infra.PartDisks, disk(health("FAILED")))
	rules := alert.Compile(w.settings)
	for _, c := range []struct {
		id      string
		typ     alert.Type
		found   bool
		outcome alert.Outcome
	}{
		{"lab-n1-101-disk--srv", alert.TypeDisk, true, alert.OutcomeFiring},
		{"lab-n1-101-disk-root", alert.TypeDisk, true, alert.OutcomeQuiet},
		{"lab-n1", alert.TypeConnection, true, alert.OutcomeQuiet},
		{"lab-n1--dev-sda", alert.TypeDiskHealth, true, alert.OutcomeFiring},
		{"lab-n1", alert.TypeDiskRead, true, alert.OutcomeUnknown},
		{"lab-n1-999", alert.TypeCPU, false, ""},
	} {
		trace, found := alert.Explain(rules, w.active, w.snap, c.id, c.typ, w.now)
		if found != c.found || trace.Outcome != c.outcome {
			t.Errorf("%s %s: found %t, outcome %q: %s", c.id, c.typ, found, trace.Outcome, said(trace))
		}
	}
}

func TestExplain_ChangesNothing(t *testing.T) {
	w := burning(t, `{}`)
	before := w.active
	w.pass(time.Hour)
	alert.Explain(alert.Compile(w.settings), w.active, w.snap, "lab-n1-101", alert.TypeCPU, w.now)
	if !w.active.Same(before) {
		t.Error("asking why has changed the alerts")
	}
}
