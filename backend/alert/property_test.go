package alert_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

// roll is one random step: a poll with random figures, a failure, a change of
// the configuration, a command, or nothing but time.
func roll(t *rapid.T, w *world) {
	w.pass(time.Duration(rapid.IntRange(0, 40).Draw(t, "seconds")) * time.Second)
	switch rapid.SampledFrom([]string{"poll", "poll", "poll", "poll", "fail", "tick", "tune", "clear", "acknowledge", "snooze", "storage"}).Draw(t, "step") {
	case "poll":
		w.pulse(rollRows(t)...)
	case "fail":
		w.fail(infra.PartPulse)
	case "tick":
		w.evaluate()
	case "storage":
		w.storages(storage("local", rapid.Int64Range(0, 100).Draw(t, "space"),
			storageStatus(rapid.SampledFrom([]infra.StorageStatus{infra.StorageAvailable, infra.StorageInactive, infra.StorageDisabled}).Draw(t, "storage"))))
	case "tune":
		w.tune(rapid.SampledFrom([]string{
			`{"guestDefaults":{"cpu":{"trigger":80,"clear":75}},"disableAllGuests":false}`, `{"guestDefaults":{"cpu":90}}`,
			`{"guestDefaults":{"cpu":0}}`, `{"disableAllGuests":true}`, `{"minimumDelta":0}`, `{"schedule":{"cooldown":1}}`,
			`{"schedule":{"quietHours":{"enabled":true,"start":"12:01","end":"12:03","timezone":"UTC"}}}`, `{"schedule":{"maxAlertsHour":2}}`,
			`{"flapping":{"enabled":true,"threshold":3,"window":2,"suppressionTime":1}}`, `{"flapping":{"enabled":false}}`,
			`{"schedule":{"escalation":{"enabled":true,"levels":[{"after":1,"notify":"email"},{"after":2,"notify":"all"}]}}}`,
			`{"customRules":[{"id":"r","enabled":true,"thresholds":{"cpu":70}}]}`, `{"customRules":[]}`,
		}).Draw(t, "configuration"))
	case "snooze":
		w.changes = nil
		if slices.Contains(w.firing(), cpuID) {
			snooze(w, alert.Snooze{Until: w.now.Add(time.Minute)})
		}
	case "clear", "acknowledge":
		w.changes = nil
		if firing := w.firing(); len(firing) > 0 && rapid.Bool().Draw(t, "clear") {
			w.clear(firing[0])
		} else if slices.Contains(firing, cpuID) {
			w.acknowledge()
		}
	}
}

func rollRows(t *rapid.T) []any {
	rows := []any{node("n1", nodeStatus(rapid.SampledFrom([]infra.NodeStatus{infra.NodeOnline, infra.NodeOnline, infra.NodeOffline, infra.NodeUnknown}).Draw(t, "node")))}
	for vmid := 101; vmid <= 103; vmid++ {
		if rapid.IntRange(0, 9).Draw(t, "exists") == 0 {
			continue
		}
		lock := rapid.SampledFrom([]string{"", "", "", "backup"}).Draw(t, "lock")
		g := guest(vmid, locked(lock), cpu(rapid.Float64Range(60, 100).Draw(t, "cpu")),
			status(rapid.SampledFrom([]infra.GuestStatus{infra.GuestRunning, infra.GuestRunning, infra.GuestRunning, infra.GuestStopped, infra.GuestPaused, infra.GuestUnknown}).Draw(t, "guest")),
			disks(filesystem("/", rapid.Int64Range(80, 100).Draw(t, "disk"))))
		if rapid.IntRange(0, 4).Draw(t, "silent") == 0 {
			g.Tags = []string{"pulse-monitor-only"}
		}
		if rapid.IntRange(0, 4).Draw(t, "unknown") == 0 {
			noCPU(&g)
		}
		rows = append(rows, g)
	}
	return rows
}

// life is where an occurrence of an alert is, as its changes tell it.
type life map[alert.Key]bool

func (l life) follow(t *rapid.T, changes []alert.Change) {
	for _, c := range changes {
		key := c.Alert.Key
		switch c.Kind {
		case alert.Raised:
			if l[key] {
				t.Fatalf("%s was raised while it was firing", c.Alert.PublicID)
			}
			l[key] = true
		case alert.Ended, alert.Dropped:
			if !l[key] {
				t.Fatalf("%s ended without being raised", c.Alert.PublicID)
			}
			delete(l, key)
		case alert.Noted:
		case alert.EndTold:
			if l[key] || !c.Notify {
				t.Fatalf("the end of %s is told late: firing %t, told %t", c.Alert.PublicID, l[key], c.Notify)
			}
		default:
			if !l[key] {
				t.Fatalf("%s of %s, which does not fire", c.Kind, c.Alert.PublicID)
			}
		}
		if c.Notify && c.Alert.Silent {
			t.Fatalf("%s of %s is told although it never may be", c.Kind, c.Alert.PublicID)
		}
	}
}

func TestEvaluate_Invariants(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		w.tune(`{"metricTimeThresholds":{"guest":{"cpu":0}}}`)
		lives := life{}
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			roll(rt, w)
			lives.follow(rt, w.changes)
			w.evaluate() // what a command left
			lives.follow(rt, w.changes)
			if !firingMatches(lives, w.active) {
				rt.Fatal("the firing alerts are not those that were raised and did not end")
			}

			rules := alert.Compile(w.settings)
			again, changes := alert.Evaluate(rules, w.active, w.snap, w.now)
			if len(changes) != 0 || !again.Same(w.active) {
				rt.Fatalf("evaluating twice: %d changes\n%s", len(changes), cmp.Diff(w.active, again))
			}

			stored := restart(rt, w.active)
			later := w.now.Add(30 * time.Second)
			before, changesBefore := alert.Evaluate(rules, w.active, w.snap, later)
			after, changesAfter := alert.Evaluate(rules, stored, w.snap, later)
			if diff := cmp.Diff(encoded(rt, changesBefore), encoded(rt, changesAfter)); diff != "" {
				rt.Fatalf("a restart makes a difference:\n%s", diff)
			}
			if diff := cmp.Diff(before, after); diff != "" {
				rt.Fatalf("a restart makes a difference:\n%s", diff)
			}
		}
	})
}

func firingMatches(l life, active alert.Active) bool {
	n := 0
	for a := range active.Firing() {
		if !l[a.Key] {
			return false
		}
		n++
	}
	return n == len(l)
}

func restart(t *rapid.T, active alert.Active) alert.Active {
	stored := alert.Active{}
	for key, a := range active {
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back alert.Alert
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		stored[key] = &back
	}
	return stored
}

func encoded(t *rapid.T, v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEvaluate_DoesNotModifyItsArguments(t *testing.T) {
	w := burning(t, `{}`)
	before, err := json.Marshal(w.find(cpuID))
	if err != nil {
		t.Fatal(err)
	}
	kept, size := w.active, len(w.active)
	for range 100 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(99)), guest(102, cpu(99)))
	}
	var after []byte
	for a := range kept.Firing() {
		after, err = json.Marshal(a)
	}
	if err != nil || string(before) != string(after) || len(kept) != size {
		t.Errorf("the set from before changed:\n%s\n%s (%v)", before, after, err)
	}
}

func TestEvaluate_ReturnsTheSameSetWhenNothingIsNew(t *testing.T) {
	w := burning(t, `{}`)
	before := w.active
	w.tick(time.Second)
	if !w.active.Same(before) || len(w.changes) != 0 {
		t.Error("time alone made another set")
	}
}

func TestEvaluate_KnowsNothingBeforeTheTargetsAreRead(t *testing.T) {
	w := burning(t, `{}`)
	next, changes := alert.Evaluate(alert.Rules{}, w.active, &infra.Snapshot{}, w.now)
	if !next.Same(w.active) || len(changes) != 0 {
		t.Errorf("got %d changes", len(changes))
	}
}

func TestEvaluate_RestartWhileNobodyAnswers(t *testing.T) {
	for name, members := range map[string][]string{"standalone": nil, "cluster": {"n1", "n2"}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, members...)
			w.pulse(node("n1"), guest(101))
			for range 3 {
				w.pass(10 * time.Second).fail(infra.PartPulse)
			}
			before := w.firing()
			restarted := newWorld(t)
			restarted.active, restarted.now = w.active, w.now
			for range 3 {
				restarted.pass(10 * time.Second).fail(infra.PartPulse)
				restarted.expect("")
			}
			restarted.expectFiring(before...)
			restarted.pass(10*time.Second).pulse(node("n1"), guest(101))
			restarted.expectFiring()
		})
	}
}

func TestEvaluate_RestartWithANodeThatCannotBeAsked(t *testing.T) {
	w := burning(t, `{}`)
	restarted := newWorld(t)
	restarted.active, restarted.now = w.active, w.now
	restarted.pass(10*time.Second).pulse(node("n2"), infra.Failure{Scope: "n1", Kind: infra.FailTimeout, Reason: "no answer"})
	restarted.expect("")
	restarted.expectFiring(cpuID)
}
