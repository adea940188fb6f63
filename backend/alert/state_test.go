package alert_test

import (
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

func TestState_PoweredOffAfterTwoPolls(t *testing.T) {
	const id = "guest-powered-off-lab-n1-101"
	off := guest(101, status(infra.GuestStopped))
	for _, c := range []struct {
		name  string
		tune  string
		after []infra.Guest // polls 10 s apart
		want  []string
	}{
		{"stopped", `{}`, []infra.Guest{off, off, off}, []string{"", "firing " + id + " warning", ""}},
		{"critical by configuration", `{"guestDefaults":{"poweredOffSeverity":"critical"}}`, []infra.Guest{off, off}, []string{"", "firing " + id + " critical"}},
		{"a running poll between starts again", `{}`, []infra.Guest{off, guest(101), off, off}, []string{"", "", "", "firing " + id + " warning"}},
		{"an unknown poll between does not", `{}`, []infra.Guest{off, guest(101, status(infra.GuestUnknown)), off}, []string{"", "", "firing " + id + " warning"}},
		{"running resolves", `{}`, []infra.Guest{off, off, guest(101)}, []string{"", "firing " + id + " warning", "resolved " + id + " warning"}},
		{"paused resolves", `{}`, []infra.Guest{off, off, guest(101, status(infra.GuestPaused))}, []string{"", "firing " + id + " warning", "resolved " + id + " warning"}},
		{"a template may be off", `{}`, []infra.Guest{guest(101, status(infra.GuestStopped), func(g *infra.Guest) { g.Template = true })}, []string{""}},
		{"off for all guests", `{"disableAllGuestsOffline":true}`, []infra.Guest{off, off}, []string{"", ""}},
		{"off for this guest", `{"overrides":{"lab-n1-101":{"disableConnectivity":true}}}`, []infra.Guest{off, off}, []string{"", ""}},
		{"severity of this guest", `{"overrides":{"lab-n1-101":{"poweredOffSeverity":"critical"}}}`, []infra.Guest{off, off}, []string{"", "firing " + id + " critical"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			for i, g := range c.after {
				w.pass(10*time.Second).pulse(node("n1"), g)
				w.expect(c.want[i])
			}
		})
	}
}

func TestState_OneReportConfirmsOnce(t *testing.T) {
	off := guest(101, status(infra.GuestStopped))
	w := newWorld(t)
	w.pulse(node("n1"), off)
	for range 10 {
		w.tick(time.Minute) // time alone
		w.tune(`{}`)        // a reload
		w.report(infra.Report{Part: infra.PartDetail})
		w.expect("")
	}
	w.pass(time.Second).pulse(node("n1"), off)
	w.expect("") // ten minutes are a long gap: it began again
	for range 3 {
		w.pass(3*time.Second).pulse(node("n1"), off)
		w.expect("") // faster polls do not count
	}
	w.pass(time.Second).pulse(node("n1"), off)
	w.expect("firing guest-powered-off-lab-n1-101 warning")
}

func TestState_ConfirmIntervalCanBeShort(t *testing.T) {
	w := newWorld(t)
	rules := alert.Compile(w.settings)
	rules.Confirm = 50 * time.Millisecond
	for range 2 {
		w.pass(50 * time.Millisecond).report(infra.Report{Part: infra.PartPulse, Nodes: []infra.Node{node("n1")}, Guests: []infra.Guest{guest(101, status(infra.GuestStopped))}})
	}
	active := alert.Active{}
	for range 2 {
		w.pass(50 * time.Millisecond)
		w.snap = w.snap.Apply(&infra.Report{Target: target, Part: infra.PartPulse, At: w.now, Guests: []infra.Guest{guest(101, status(infra.GuestStopped))}}, 0)
		active, w.changes = alert.Evaluate(rules, active, w.snap, w.now)
	}
	w.expect("firing guest-powered-off-lab-n1-101 warning")
}

func TestState_StandaloneHostThatDoesNotAnswer(t *testing.T) {
	w := newWorld(t)
	w.pulse(node("n1"), guest(101))
	for range 2 {
		w.pass(10 * time.Second).fail(infra.PartPulse)
		w.expect("")
	}
	w.pass(10 * time.Second).fail(infra.PartPulse)
	w.expect("firing node-offline-lab-n1 critical")
	if got := w.find("node-offline-lab-n1").Message; got != "Node n1 is offline: connection refused" {
		t.Errorf("message %q", got)
	}
	w.pass(10*time.Second).pulse(node("n1"), guest(101))
	w.expect("resolved node-offline-lab-n1 critical")
}

func TestState_HostThatMayNotTellItsStateIsThere(t *testing.T) {
	w := newWorld(t)
	w.pulse(node("n1"))
	for range 3 {
		w.pass(10 * time.Second).fail(infra.PartPulse)
	}
	w.pass(10 * time.Second).pulse(node("n1", nodeStatus(infra.NodeUnknown)))
	w.expect("resolved node-offline-lab-n1 critical")
}

func TestState_HostNeverSeen(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.pass(10 * time.Second).fail(infra.PartPulse)
	}
	w.expect("firing node-offline-lab-failed critical")
	w.pass(10 * time.Second).pulse(node("n1"))
	w.expect("resolved node-offline-lab-failed critical")
}

func TestState_MemberThatItsClusterCallsOffline(t *testing.T) {
	w := newWorld(t, "n1", "n2")
	w.pulse(node("n1"), node("n2"), guest(101, cpu(85)))
	down := nodeStatus(infra.NodeOffline)
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1", down), node("n2"), guest(101, status(infra.GuestStopped)))
		w.expect("")
	}
	w.pass(10*time.Second).pulse(node("n1", down), node("n2"), guest(101, status(infra.GuestStopped)))
	w.expect("firing node-offline-lab-n1 critical") // its guests are unknown, not stopped
	w.pass(10*time.Second).pulse(node("n1"), node("n2"), guest(101))
	w.expect("resolved node-offline-lab-n1 critical")
}

func TestState_ClusterThatDoesNotAnswerHasOneAlert(t *testing.T) {
	w := newWorld(t, "n1", "n2")
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), node("n2"), guest(101, cpu(85)))
	}
	for range 2 {
		w.pass(10 * time.Second).fail(infra.PartPulse)
		w.expect("")
	}
	w.pass(10 * time.Second).fail(infra.PartPulse)
	w.expect("firing connection-offline-lab critical")
	for range 60 { // past the cooldown: the guests stay silent
		w.pass(10 * time.Second).fail(infra.PartPulse)
		if got := w.happened(); got != "" && got != "repeat connection-offline-lab critical" {
			t.Fatalf("got %q", got)
		}
	}
	w.expectFiring("connection-offline-lab", "lab-n1-101-cpu")
	if a := w.find("connection-offline-lab"); a.ResourceID() != "lab" || a.Type != alert.TypeConnection {
		t.Errorf("got resource %q and type %q", a.ResourceID(), a.Type)
	}
	w.pass(10*time.Second).pulse(node("n1"), node("n2"), guest(101, cpu(85)))
	w.expect("resolved connection-offline-lab critical; repeat lab-n1-101-cpu warning")
}

func TestState_Storages(t *testing.T) {
	const offline, usage = "storage-offline-lab-n1-local", "lab-n1-local-usage"
	inactive := storage("local", 0, storageStatus(infra.StorageInactive), func(s *infra.Storage) { s.Space = infra.None[infra.Usage]() })
	disabled := storage("local", 95, storageStatus(infra.StorageDisabled))
	for _, c := range []struct {
		name  string
		tune  string
		polls []infra.Storage // 30 s apart
		want  []string
	}{
		{"full", `{}`, []infra.Storage{storage("local", 85), storage("local", 86)}, []string{"", "firing " + usage + " warning"}},
		{"very full", `{}`, []infra.Storage{storage("local", 95), storage("local", 95)}, []string{"", "firing " + usage + " critical"}},
		{"emptied", `{}`, []infra.Storage{storage("local", 85), storage("local", 86), storage("local", 0)}, []string{"", "firing " + usage + " warning", "resolved " + usage + " warning"}},
		{"inactive after two polls", `{}`, []infra.Storage{inactive, inactive}, []string{"", "firing " + offline + " warning"}},
		{"inactive keeps the usage", `{}`, []infra.Storage{storage("local", 85), storage("local", 86), inactive, storage("local", 86)}, []string{"", "firing " + usage + " warning", "", ""}},
		{"active again", `{}`, []infra.Storage{inactive, inactive, storage("local", 10)}, []string{"", "firing " + offline + " warning", "resolved " + offline + " warning"}},
		{"disabled never", `{}`, []infra.Storage{disabled, disabled, disabled}, []string{"", "", ""}},
		{"disabled later", `{}`, []infra.Storage{inactive, inactive, disabled}, []string{"", "firing " + offline + " warning", "resolved " + offline + " warning"}},
		{"no alerts for storages", `{"disableAllStorage":true}`, []infra.Storage{storage("local", 95), storage("local", 95)}, []string{"", ""}},
		{"usage off for this storage", `{"overrides":{"lab-n1-local":{"usage":-1}}}`, []infra.Storage{storage("local", 95), storage("local", 95)}, []string{"", ""}},
		{"wider for this storage", `{"overrides":{"lab-n1-local":{"usage":{"trigger":97,"clear":95}}}}`, []infra.Storage{storage("local", 95), storage("local", 98), storage("local", 98)}, []string{"", "", "firing " + usage + " warning"}},
		{"offline off for this storage", `{"overrides":{"lab-n1-local":{"disableConnectivity":true}}}`, []infra.Storage{inactive, inactive}, []string{"", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			w.pulse(node("n1"))
			for i, s := range c.polls {
				w.pass(30 * time.Second).storages(s)
				w.expect(c.want[i])
			}
		})
	}
}

func TestState_StorageOfANodeThatCannotBeAskedStays(t *testing.T) {
	w := newWorld(t, "n1", "n2")
	w.pulse(node("n1"), node("n2"))
	for range 2 {
		w.pass(30 * time.Second).storages(storage("local", 90))
	}
	w.pulse(node("n1", nodeStatus(infra.NodeOffline)), node("n2"))
	w.pass(30 * time.Second).storages()
	w.expectFiring("lab-n1-local-usage")
	w.pulse(node("n1"), node("n2"))
	w.expect("resolved lab-n1-local-usage warning") // it answers, and the storage is gone
}

func TestState_OverrideOfASharedStorageByTheOlderWord(t *testing.T) {
	shared := storage("nfs", 95, func(s *infra.Storage) {
		s.Node, s.ID = "cluster", infra.StorageID(target, "", "nfs")
	})
	w := newWorld(t)
	w.tune(`{"overrides":{"lab-shared-nfs":{"usage":-1}}}`)
	for range 2 {
		w.pass(30 * time.Second).storages(shared)
	}
	w.expectFiring()
}
