package alert_test

import (
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

// fleet is several connections: a Proxmox VE host and two backup servers.
func newFleet(t *testing.T) *world {
	w := newWorld(t)
	w.snap = w.snap.WithTargets([]infra.TargetInfo{
		{ID: target, Kind: "pve", Name: "lab"}, {ID: "pbs-0", Kind: "pbs", Name: "one"}, {ID: "pbs-1", Kind: "pbs", Name: "two"},
	}, w.now)
	w.all(nil)
	return w
}

// all polls every connection: well, or with a failure.
func (w *world) all(f *infra.Failure) {
	for _, id := range []infra.TargetID{target, "pbs-0", "pbs-1"} {
		w.one(id, f)
	}
	w.evaluate()
}

func (w *world) one(id infra.TargetID, f *infra.Failure) {
	r := infra.Report{Target: id, Part: infra.PartPulse, At: w.now}
	switch {
	case f != nil:
		r.Failures = []infra.Failure{*f}
	case id == target:
		r.Nodes = []infra.Node{node("n1")}
	default:
		r.Servers = []infra.Server{{Resource: infra.Resource{ID: infra.ServerID(id), Kind: infra.KindServer, Target: id}, Online: true}}
	}
	w.snap = w.snap.Apply(&r, 10*time.Second)
}

var (
	noRoute = &infra.Failure{Kind: infra.FailUnreachable, Reason: "no route to host"}
	late    = &infra.Failure{Kind: infra.FailTimeout, Reason: "no answer"}
	refused = &infra.Failure{Kind: infra.FailUnreachable, Reason: "connection refused", Refused: true}
)

func TestAway_WhoseFaultItIs(t *testing.T) {
	const nodeDown, one, two, away = "node-offline-lab-n1 critical", "pbs-offline-pbs-one critical", "pbs-offline-pbs-two critical", "pulse-away warning"
	for _, c := range []struct {
		name            string
		first           time.Duration // from the first failure of one to those of the others
		pve, pbs1, pbs2 *infra.Failure
		polls           int
		want            string
	}{
		{"all fail at once: it is us", 0, noRoute, noRoute, noRoute, 3, away},
		{"all without an answer in time: it is us", 0, late, late, late, 3, away},
		{"for a long time: still one alert", 0, noRoute, noRoute, noRoute, 30, away},
		{"two failed polls are no proof", 0, noRoute, noRoute, noRoute, 2, ""},
		{"one fails: it is the one", 0, noRoute, nil, nil, 3, nodeDown},
		{"two fail: it is the two", 0, noRoute, noRoute, nil, 3, nodeDown + ", " + one},
		{"all refuse: the network works", 0, refused, refused, refused, 3, nodeDown + ", " + one + ", " + two},
		{"one refuses: the network works", 0, noRoute, noRoute, refused, 3, nodeDown + ", " + one + ", " + two},
		{"one of them failed long before", 10 * time.Minute, noRoute, noRoute, noRoute, 3, nodeDown + ", " + one + ", " + two},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newFleet(t)
			if c.first > 0 {
				for range 3 {
					w.pass(10 * time.Second)
					w.one(target, c.pve)
					w.one("pbs-0", nil)
					w.one("pbs-1", nil)
					w.evaluate()
				}
				w.pass(c.first)
			}
			for range c.polls {
				w.pass(10 * time.Second)
				w.one(target, c.pve)
				w.one("pbs-0", c.pbs1)
				w.one("pbs-1", c.pbs2)
				w.evaluate()
			}
			w.expectLevels(c.want)
		})
	}
}

func TestAway_TheOthersAreWaitedForOnlySoLong(t *testing.T) {
	w := newFleet(t)
	for range 6 { // a minute in which only one connection is asked
		w.pass(10 * time.Second)
		w.one(target, noRoute)
		w.evaluate()
	}
	w.expectLevels("")
	for range 5 {
		w.pass(10 * time.Second)
		w.one(target, noRoute)
		w.evaluate()
	}
	w.expectLevels("node-offline-lab-n1 critical")
}

func TestAway_OneNoticeAndItsEnd(t *testing.T) {
	w := newFleet(t)
	notices := 0
	for range 12 {
		w.pass(10 * time.Second)
		w.all(noRoute)
		for _, c := range w.changes {
			if c.Notify {
				notices++
			}
		}
	}
	w.pass(10 * time.Second)
	w.all(nil)
	w.expect("resolved pulse-away warning")
	if notices != 1 {
		t.Errorf("%d notices, want one for all", notices)
	}
}

func TestSlept_LeavesAnEntryAndTimeToComeBack(t *testing.T) {
	w := newWorld(t)
	w.pulse(node("n1"), guest(101))
	w.silence(2)
	from, to := w.now, w.now.Add(2*time.Minute)
	active, changes := alert.Slept(w.active, from, to)
	if len(changes) != 1 || changes[0].Kind != alert.Noted || changes[0].Notify ||
		!changes[0].Alert.Since.Equal(from) || !changes[0].Alert.EndedAt.Equal(to) || changes[0].Alert.PublicID != "pulse-away" {
		t.Fatalf("changes: %+v", changes)
	}
	w.active, w.now = active, to
	w.silence(2)
	w.expectLevels("")
	w.silence(1)
	w.expectLevels("node-offline-lab-n1 critical")
}

func TestClock_JumpsNeitherRepeatNorLoseAnAlert(t *testing.T) {
	for _, c := range []struct {
		name string
		jump time.Duration
	}{{"an hour back", -time.Hour}, {"a day back", -24 * time.Hour}, {"an hour on", time.Hour}, {"a day on", 24 * time.Hour}} {
		t.Run(c.name, func(t *testing.T) {
			w := burning(t, `{"schedule":{"cooldown":0}}`)
			w.pass(c.jump)
			for range 5 {
				w.pass(10 * time.Second).burn()
				w.expect("")
			}
			w.expectFiring(cpuID)
			w.pass(10 * time.Second).cool()
			w.expect("resolved " + cpuID + " warning")
		})
	}
}
