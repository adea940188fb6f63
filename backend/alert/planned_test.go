package alert_test

import (
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

const stoppedID = "guest-powered-off-lab-n1-101"

func locked(word string) func(*infra.Guest) { return func(g *infra.Guest) { g.Lock = word } }

func managed(state string) func(*infra.Guest) { return func(g *infra.Guest) { g.HAState = state } }

func task(kind string, vmid int, running bool) infra.Extras {
	t := infra.Task{ID: "UPID:n1:" + kind, Target: target, Node: "n1", Type: kind, VMID: vmid, Start: noon}
	if !running {
		t.End, t.Status = noon.Add(10*time.Second), "OK"
	}
	return infra.Extras{Tasks: []infra.Task{t}}
}

func TestPlanned_WhatExplainsAStoppedGuest(t *testing.T) {
	none := infra.Extras{}
	for _, c := range []struct {
		name  string
		tasks infra.Extras
		guest func(*infra.Guest)
		kind  string // empty = it is told
	}{
		{"nothing", none, locked(""), ""},
		{"the lock of a backup", none, locked("backup"), "backup"},
		{"the lock of a migration", none, locked("migrate"), "migrate"},
		{"the lock of a rollback", none, locked("rollback"), "maintenance"},
		{"another lock", none, locked("clone"), ""},
		{"a running backup", task("vzdump", 101, true), locked(""), "backup"},
		{"a running migration of a machine", task("qmigrate", 101, true), locked(""), "migrate"},
		{"a running migration of a container", task("vzmigrate", 101, true), locked(""), "migrate"},
		{"a move by high availability", task("hamigrate", 101, true), locked(""), "ha"},
		{"a relocation by high availability", task("harelocate", 101, true), locked(""), "ha"},
		{"a backup that has just ended", task("vzdump", 101, false), locked(""), "backup"},
		{"the backup of another guest", task("vzdump", 102, true), locked(""), ""},
		{"another task", task("qmsnapshot", 101, true), locked(""), ""},
		{"the node stops its guests", task("stopall", 0, true), locked(""), "reboot"},
		{"the node starts its guests", task("startall", 0, true), locked(""), "reboot"},
		{"the node is emptied", task("migrateall", 0, true), locked(""), "maintenance"},
		{"high availability migrates it", none, managed("migrate"), "ha"},
		{"high availability recovers it", none, managed("recovery"), "ha"},
		{"its node is frozen for a reboot", none, managed("freeze"), "reboot"},
		{"high availability has it started", none, managed("started"), ""},
		{"high availability has it stopped", none, managed("stopped"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tell(infra.PartTasks, c.tasks)
			for range 2 {
				w.pass(10*time.Second).pulse(node("n1"), guest(101, status(infra.GuestStopped), c.guest))
			}
			want := "firing " + stoppedID + " warning"
			if c.kind != "" {
				want += " (silent)"
			}
			w.expect(want)
			if got := w.find(stoppedID).Planned.Kind; got != c.kind {
				t.Errorf("planned work %q, want %q", got, c.kind)
			}
		})
	}
}

func TestPlanned_ToldWhenItOutlastsTheWork(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, status(infra.GuestStopped), locked("backup")))
	}
	var told time.Duration
	begin := w.now
	for told == 0 && w.now.Sub(begin) < time.Hour {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, status(infra.GuestStopped)))
		for _, c := range w.changes {
			if c.Notify {
				told = w.now.Sub(begin)
			}
		}
	}
	if told < 2*time.Minute || told > 6*time.Minute {
		t.Errorf("told %v after the backup, want after its grace", told)
	}
}

func TestPlanned_NotToldWhenTheGuestStartsAgain(t *testing.T) {
	w := newWorld(t)
	for range 20 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, status(infra.GuestStopped), locked("backup")))
		for _, c := range w.changes {
			if c.Notify {
				t.Fatal("told during a backup")
			}
		}
	}
	w.pass(10*time.Second).pulse(node("n1"), guest(101))
	w.expect("resolved " + stoppedID + " warning (silent)")
}

func TestPlanned_DoesNotHideFullDisksAndMemory(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, memory(90), cpu(90), locked("backup")))
	}
	w.expect("firing " + cpuID + " critical (silent); firing lab-n1-101-memory warning")
}

func TestPlanned_OfANode(t *testing.T) {
	w := newWorld(t, "n1", "n2")
	w.pulse(node("n1"), node("n2"))
	w.tell(infra.PartTasks, task("stopall", 0, true))
	for range 3 {
		w.pass(10*time.Second).pulse(node("n1", nodeStatus(infra.NodeOffline)), node("n2"))
	}
	w.expect("firing node-offline-lab-n1 critical (silent)")
	if got := w.find("node-offline-lab-n1").Planned.Kind; got != "reboot" {
		t.Errorf("planned work %q", got)
	}
}

func snooze(w *world, s alert.Snooze) {
	w.t.Helper()
	active, changes, err := alert.PutToSleep(w.active, cpuID, s, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	w.active, w.changes = active, changes
}

func TestSnooze_HoldsBackUntilItsEnd(t *testing.T) {
	w := burning(t, `{}`)
	snooze(w, alert.Snooze{Until: w.now.Add(30 * time.Minute)})
	w.expect("snoozed " + cpuID + " warning (silent)")
	got := w.burnFor(40 * time.Minute)
	if len(got) == 0 || got[0] < 30*time.Minute || got[0] > 31*time.Minute {
		t.Errorf("told at %v, want at 30 min", got)
	}
}

func TestSnooze_TellsARiseAfterwardsEvenWithoutRepetitions(t *testing.T) {
	w := burning(t, `{"schedule":{"cooldown":0}}`)
	snooze(w, alert.Snooze{Until: w.now.Add(time.Minute)})
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(95)))
	w.expect("rose " + cpuID + " critical (silent)")
	w.pass(time.Minute).pulse(node("n1"), guest(101, cpu(95)))
	w.expect("repeat " + cpuID + " critical")
	w.pass(time.Minute).pulse(node("n1"), guest(101, cpu(95)))
	w.expect("")
}

func TestSnooze_WhatItHeldBackIsNotToldOnceSomebodyTookItOn(t *testing.T) {
	w := burning(t, `{"schedule":{"cooldown":0}}`)
	snooze(w, alert.Snooze{Until: w.now.Add(time.Minute)})
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(95)))
	w.acknowledge()
	w.pass(time.Minute).pulse(node("n1"), guest(101, cpu(95)))
	w.expect("")
}

func TestSnooze_TellsARiseOfWhatWasTakenOnBefore(t *testing.T) {
	w := burning(t, `{"schedule":{"cooldown":0}}`)
	w.acknowledge()
	snooze(w, alert.Snooze{Until: w.now.Add(time.Minute)})
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(95)))
	w.pass(time.Minute).pulse(node("n1"), guest(101, cpu(95)))
	w.expect("repeat " + cpuID + " critical")
}

func TestSnooze_UntilResolved(t *testing.T) {
	w := burning(t, `{}`)
	snooze(w, alert.Snooze{ToEnd: true})
	if got := w.burnFor(5 * time.Hour); got != nil {
		t.Errorf("told at %v", got)
	}
	w.pass(10 * time.Second).cool()
	w.expect("resolved " + cpuID + " warning")
	w.pass(10 * time.Minute)
	for range 2 {
		w.pass(10 * time.Second).burn()
	}
	w.expect("firing " + cpuID + " warning")
}

func TestSnooze_IsEndedByAPerson(t *testing.T) {
	w := burning(t, `{}`)
	snooze(w, alert.Snooze{ToEnd: true})
	active, changes, err := alert.Wake(w.active, cpuID, w.now)
	if err != nil || len(changes) != 1 {
		t.Fatalf("%v, %d changes", err, len(changes))
	}
	w.active = active
	if got := w.burnFor(6 * time.Minute); len(got) != 1 {
		t.Errorf("told at %v", got)
	}
	if _, _, err := alert.Wake(w.active, "nothing", w.now); err == nil {
		t.Error("an unknown alert was woken")
	}
	if _, changes, err := alert.Wake(w.active, cpuID, w.now); err != nil || changes != nil {
		t.Errorf("woken twice: %v %v", changes, err)
	}
}
