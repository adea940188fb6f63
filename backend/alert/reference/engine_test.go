package reference_test

import (
	"slices"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/settings"
	"pulse/backend/store"
	"pulse/backend/store/storetest"
)

const target = infra.TargetID("pve-0")

// engine is the real one, with what surrounds it.
type engine struct {
	t      testing.TB
	dir    string
	now    time.Time
	rules  alert.Rules
	snap   *infra.Snapshot
	active alert.Active
	said   []string
}

func newEngine(t testing.TB, dir string, c conf, now time.Time) *engine {
	e := &engine{t: t, dir: dir, now: now, active: alert.Active{}}
	e.snap = (&infra.Snapshot{}).WithTargets([]infra.TargetInfo{{ID: target, Kind: "pve", Name: "lab", Host: "https://lab.example.com:8006"}}, now)
	e.tune(c)
	return e
}

func (e *engine) tune(c conf) {
	config, err := settings.MergeAlerts(settings.DefaultAlerts("UTC"), []byte(c.document()))
	if err != nil {
		e.t.Fatal(err)
	}
	e.rules = alert.Compile(config)
}

// happen does what a step says, as the loop of the program does it.
func (e *engine) happen(s *step) {
	e.now, e.said = e.now.Add(s.pass), nil
	switch s.kind {
	case "report":
		e.report(s)
	case "storage":
		e.apply(&infra.Report{Part: infra.PartStorage, Storages: []infra.Storage{{
			Resource: infra.Resource{ID: infra.StorageID(target, "n1", "local"), Kind: infra.KindStorage, Name: "local", Target: target, Node: "n1"},
			Status:   infra.StorageAvailable, Enabled: true, Active: true, Space: used(s.space),
		}}})
	case "tune":
		e.tune(*s.conf)
	case "restart":
		e.restart()
	case "tick":
	default:
		e.command(s)
	}
	next, changes := alert.Evaluate(e.rules, e.active, e.snap, e.now)
	e.active = next
	e.hear(changes)
	slices.Sort(e.said)
}

func (e *engine) report(s *step) {
	r := &infra.Report{Part: infra.PartPulse, Nodes: []infra.Node{{
		Resource: infra.Resource{ID: infra.NodeID(target, "n1"), Kind: infra.KindNode, Name: "n1", Target: target},
		Status:   infra.NodeStatus(s.node), CPU: ratio(s.load), Memory: used(6), RootFS: used(6),
	}}}
	for i, g := range s.guests {
		row := infra.Guest{
			Resource: infra.Resource{ID: infra.GuestID(target, guests[i]), Kind: infra.KindGuest, Name: "g", Target: target, Node: "n1"},
			VMID:     guests[i], Type: infra.LXC, Status: infra.GuestStatus(g.status), CPU: ratio(g.cpu), Memory: used(g.memory), Disk: used(6),
			Tags: map[int][]string{muted: {"pulse-monitor-only"}, relaxed: {"pulse-relaxed"}}[guests[i]],
		}
		r.Guests = append(r.Guests, row)
	}
	e.apply(r)
}

func (e *engine) apply(r *infra.Report) {
	r.Target, r.At = target, e.now
	e.snap = e.snap.Apply(r, alert.DefaultConfirm)
}

func (e *engine) command(s *step) {
	var next alert.Active
	var changes []alert.Change
	var err error
	switch s.kind {
	case "acknowledge":
		next, changes, err = alert.Acknowledge(e.active, s.alert, "ann", e.now)
	case "unacknowledge":
		next, changes, err = alert.Unacknowledge(e.active, s.alert, e.now)
	case "clear":
		next, changes, err = alert.Clear(e.active, s.alert, e.now)
	case "snooze":
		next, changes, err = alert.PutToSleep(e.active, s.alert, alert.Snooze{Until: e.now.Add(snoozed)}, e.now)
	case "snooze to its end":
		next, changes, err = alert.PutToSleep(e.active, s.alert, alert.Snooze{ToEnd: true}, e.now)
	case "wake":
		next, changes, err = alert.Wake(e.active, s.alert, e.now)
	default:
		e.t.Fatalf("no such step: %s", s.kind)
	}
	if err == nil {
		e.active = next
		e.hear(changes)
	} else if !fault.Is(err, fault.NotFound) {
		e.t.Fatal(err)
	}
}

func (e *engine) hear(changes []alert.Change) {
	for i := range changes {
		c := &changes[i]
		if !c.Notify {
			continue
		}
		event := string(c.Kind)
		if c.Kind == alert.Escalated {
			event = "escalated to " + c.Channel + ":"
		}
		e.said = append(e.said, event+" "+c.Alert.PublicID+" "+string(c.Alert.Level))
	}
}

// restart writes everything to a database and reads it in another process's
// place.
func (e *engine) restart() {
	e.store(func(s *store.Store) error { return s.Commit(e.t.Context(), alert.Batch{Next: e.active}) })
	e.store(func(s *store.Store) (err error) {
		e.active, err = s.ActiveAlerts(e.t.Context())
		return err
	})
}

func (e *engine) store(use func(*store.Store) error) {
	files := storetest.OpenIn(e.t, e.dir)
	if err := use(files); err != nil {
		e.t.Fatal(err)
	}
	if err := files.Close(); err != nil {
		e.t.Fatal(err)
	}
}

func (e *engine) firing() []string {
	var all []string
	for a := range e.active.Firing() {
		text := a.PublicID + " " + string(a.Level)
		if a.Acknowledged {
			text += " acknowledged"
		}
		if a.Snooze.ToEnd || a.Snooze.Until.After(e.now) {
			text += " snoozed"
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return all
}

func ratio(n int) infra.Opt[float64] {
	return infra.Opt[float64]{Value: float64(n) / 64, Known: n >= 0}
}

func used(n int) infra.Opt[infra.Usage] {
	return infra.Some(infra.Usage{Total: 64, Used: int64(n), Free: int64(64 - n)})
}
