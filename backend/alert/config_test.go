package alert_test

import (
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/fault"
	"pulse/backend/infra"
)

func TestConfig_ChangeIsAppliedAtOnce(t *testing.T) {
	for _, c := range []struct {
		name, tune, want string
	}{
		{"metric off", `{"guestDefaults":{"cpu":{"trigger":0,"clear":0}}}`, "dropped " + cpuID + " warning"},
		{"metric off for this guest", `{"overrides":{"lab-n1-101":{"cpu":-1}}}`, "dropped " + cpuID + " warning"},
		{"guest off", `{"overrides":{"lab-n1-101":{"disabled":true}}}`, "dropped " + cpuID + " warning"},
		{"guests off", `{"disableAllGuests":true}`, "dropped " + cpuID + " warning"},
		{"all off", `{"enabled":false}`, "dropped " + cpuID + " warning"},
		{"value below the new trigger", `{"guestDefaults":{"cpu":{"trigger":86,"clear":70}}}`, "resolved " + cpuID + " warning"},
		{"value above the new trigger", `{"guestDefaults":{"cpu":{"trigger":84,"clear":70}}}`, ""},
		{"critical by the new trigger", `{"guestDefaults":{"cpu":{"trigger":75,"clear":70}}}`, "rose " + cpuID + " critical"},
		{"another metric", `{"guestDefaults":{"memory":{"trigger":0,"clear":0}}}`, ""},
		{"offline alerts", `{"disableAllGuestsOffline":true,"disableAllNodesOffline":true}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := burning(t, `{}`)
			w.tune(c.tune)
			w.expect(c.want)
		})
	}
}

func TestConfig_ChangeIsAppliedWhileTheValueIsUnknown(t *testing.T) {
	w := burning(t, `{}`)
	w.pass(10 * time.Second).fail(infra.PartPulse)
	w.tune(`{"guestDefaults":{"cpu":90}}`)
	w.expect("resolved " + cpuID + " warning")
}

func TestConfig_LoweredAgainIsNotLeftAlone(t *testing.T) {
	w := burning(t, `{}`)
	w.tune(`{"guestDefaults":{"cpu":90}}`)
	w.tune(`{"guestDefaults":{"cpu":80}}`)
	w.pass(10 * time.Second).burn()
	w.expect("firing " + cpuID + " warning")
}

func TestConfig_ChangeLeavesStatesAlone(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, status(infra.GuestStopped)))
	}
	w.tune(`{"guestDefaults":{"cpu":99,"poweredOffSeverity":"critical"},"timeThreshold":60}`)
	w.expect("")
	w.expectFiring("guest-powered-off-lab-n1-101")
	w.tune(`{"disableAllGuestsOffline":true}`)
	w.expect("dropped guest-powered-off-lab-n1-101 warning")
}

func TestConfig_OverrideIsMergedMetricByMetric(t *testing.T) {
	w := newWorld(t)
	w.tune(`{"guestDefaults":{"poweredOffSeverity":"critical"},"overrides":{"lab-n1-101":{"cpu":{"trigger":95,"clear":90}}}}`)
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(90), memory(90)))
	}
	w.expectFiring("lab-n1-101-memory")
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, status(infra.GuestStopped)))
	}
	if got := w.find("guest-powered-off-lab-n1-101").Level; got != alert.Critical {
		t.Errorf("level %s, want that of the defaults", got)
	}
}

func TestConfig_OverrideFollowsAMove(t *testing.T) {
	w := newWorld(t, "n1", "n2")
	w.tune(`{"overrides":{"lab-n1-101":{"cpu":-1}},"metricTimeThresholds":{"guest":{"cpu":0}}}`)
	w.pulse(node("n1"), node("n2"), guest(101, cpu(95)))
	r := infra.Report{
		Target: target, Part: infra.PartPulse, At: w.pass(10 * time.Second).now,
		Nodes: []infra.Node{node("n1"), node("n2")}, Guests: []infra.Guest{guest(101, cpu(95), on("n2"))},
	}
	w.snap = w.snap.Apply(&r, 10*time.Second)
	moves := []alert.Move{{ID: infra.GuestID(target, 101), From: "lab-n1-101", To: "lab-n2-101"}}
	w.active, w.changes = alert.Evaluate(alert.Compile(w.settings).Moved(moves), w.active, w.snap, w.now)
	w.expect("")
}

func TestConfig_RuleThatIsOffDoesNotApplyAnyMore(t *testing.T) {
	w := burning(t, `{}`)
	a := w.find(cpuID)
	for tune, want := range map[string]bool{
		`{}`:                          true,
		`{"guestDefaults":{"cpu":0}}`: false,
		`{"overrides":{"lab-n1-101":{"disabled":true}}}`:      false,
		`{"disableAllGuests":true}`:                           false,
		`{"enabled":false}`:                                   false,
		`{"disableAllGuestsOffline":true}`:                    true,
		`{"overrides":{"lab-n1-102":{"disabled":true}}}`:      true,
		`{"overrides":{"lab-n1-101":{"memory":-1,"cpu":50}}}`: true,
	} {
		fresh := newWorld(t)
		fresh.tune(tune)
		if got := alert.Compile(fresh.settings).Applies(a); got != want {
			t.Errorf("%s: applies %t, want %t", tune, got, want)
		}
	}
}

func TestCommand_Acknowledge(t *testing.T) {
	w := burning(t, `{}`)
	before := w.active
	w.acknowledge()
	w.expect("acknowledged " + cpuID + " warning (silent)")
	if a := w.find(cpuID); !a.Acknowledged || a.AckBy != "ann" || !a.AckAt.Equal(w.now) {
		t.Errorf("got %+v", a)
	}
	for a := range before.Firing() {
		if a.Acknowledged {
			t.Error("the set from before was modified")
		}
	}
	again, changes, err := alert.Acknowledge(w.active, cpuID, "bob", w.now)
	if err != nil || len(changes) != 0 || !again.Same(w.active) {
		t.Errorf("acknowledging again: %v, %v", changes, err)
	}
	w.pass(10 * time.Second).burn()
	if !w.find(cpuID).Acknowledged {
		t.Error("the next report took the acknowledgement back")
	}
	w.active, w.changes, err = alert.Unacknowledge(w.active, cpuID, w.now)
	if err != nil {
		t.Fatal(err)
	}
	w.expect("unacknowledged " + cpuID + " warning (silent)")
	if a := w.find(cpuID); a.Acknowledged || a.AckBy != "" || !a.AckAt.IsZero() {
		t.Errorf("got %+v", a)
	}
}

func TestCommand_UnknownAlert(t *testing.T) {
	w := newWorld(t)
	w.pulse(node("n1"), guest(101, cpu(85))) // pending only
	for name, err := range map[string]error{
		"acknowledge":   second(alert.Acknowledge(w.active, cpuID, "ann", w.now)),
		"unacknowledge": second(alert.Unacknowledge(w.active, cpuID, w.now)),
		"clear":         second(alert.Clear(w.active, cpuID, w.now)),
	} {
		if !fault.Is(err, fault.NotFound) || err.Error() != "alert not found: "+cpuID {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func second(_ alert.Active, _ []alert.Change, err error) error { return err }

func (w *world) clear(id string) {
	w.t.Helper()
	active, changes, err := alert.Clear(w.active, id, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	w.active, w.changes = active, changes
}

func TestCommand_ClearedComesBackWithTheNextPoll(t *testing.T) {
	w := burning(t, `{}`)
	w.pass(time.Second).clear(cpuID)
	w.expect("dropped " + cpuID + " warning (silent)")
	w.expectFiring()
	w.tick(time.Second)
	w.expect("") // nothing new was heard
	w.pass(10 * time.Second).burn()
	w.expect("firing " + cpuID + " warning")
	if a := w.find(cpuID); !a.Since.Equal(w.now) {
		t.Errorf("it began at %v, want a new occurrence", a.Since)
	}
}

func TestCommand_ClearedAndGoneBeginsAnewLater(t *testing.T) {
	w := burning(t, `{}`)
	w.clear(cpuID)
	w.pass(10 * time.Second).cool()
	w.pass(10 * time.Second).burn()
	w.expect("")
	w.pass(10 * time.Second).burn()
	w.expect("firing " + cpuID + " warning") // and the damping is forgotten
}

func TestCommand_ClearedStateComesBackWithTheNextPoll(t *testing.T) {
	w := newWorld(t)
	off := guest(101, status(infra.GuestStopped))
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), off)
	}
	w.clear("guest-powered-off-lab-n1-101")
	w.pass(5*time.Second).pulse(node("n1"), off)
	w.expect("firing guest-powered-off-lab-n1-101 warning")
}
