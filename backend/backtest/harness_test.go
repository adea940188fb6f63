package backtest

import (
	"log/slog"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"pulse/backend/history"
	"pulse/backend/infra"
	"pulse/backend/settings"
	"pulse/backend/store"
	"pulse/backend/store/storetest"
)

const target = infra.TargetID("pve-0")

// midnight is where the made-up past begins.
var midnight = time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)

// lab is an estate that is recorded and, if wanted, judged while it is.
type lab struct {
	t    testing.TB
	now  time.Time
	past *history.History
	snap *infra.Snapshot
}

// newLab has one host. now gives the time; nil = that of the lab, which its
// reports move on.
func newLab(t testing.TB, now func() time.Time) *lab {
	t.Helper()
	l := &lab{t: t, now: midnight}
	if now == nil {
		now = func() time.Time { return l.now }
	} else {
		l.now = now()
	}
	l.snap = emptySnapshot()
	log := slog.New(slog.DiscardHandler)
	files := storetest.Open(t, store.Options{})
	past, err := history.Open(t.Context(), files.History(), history.Options{Now: now, Log: log, Flush: time.Millisecond, MinSpacing: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	l.past = past
	return l
}

func emptySnapshot() *infra.Snapshot {
	return (&infra.Snapshot{}).WithTargets([]infra.TargetInfo{{ID: target, Kind: "pve", Name: "lab", Host: "https://lab.example.com:8006"}}, midnight)
}

// pulse records rows as they are now.
func (l *lab) pulse(rows ...infra.Guest) {
	r := &infra.Report{Target: target, Part: infra.PartPulse, At: l.now, Guests: rows, Nodes: []infra.Node{{
		Resource: infra.Resource{ID: infra.NodeID(target, "n1"), Kind: infra.KindNode, Name: "n1", Target: target, SeenAt: l.now},
		Status:   infra.NodeOnline, CPU: infra.Some(0.1),
	}}}
	for i := range r.Guests {
		r.Guests[i].SeenAt = l.now
	}
	l.past.Record(r)
	l.snap = l.snap.Apply(r, 10*time.Second)
}

func (l *lab) pass(d time.Duration) *lab {
	l.now = l.now.Add(d)
	return l
}

// try runs a request over everything that was recorded.
func (l *lab) try(configs ...settings.Alerts) Result {
	return l.ask(Request{Configs: configs})
}

func (l *lab) ask(r Request) Result {
	l.t.Helper()
	if r.From.IsZero() {
		r.From = midnight
	}
	if r.To.IsZero() {
		r.To = l.now
	}
	r.Snapshot = l.snap
	result, err := Run(l.t.Context(), l.past, r)
	if err != nil {
		l.t.Fatal(err)
	}
	return result
}

func container(vmid int, change ...func(*infra.Guest)) infra.Guest {
	g := infra.Guest{
		Resource: infra.Resource{ID: infra.GuestID(target, vmid), Kind: infra.KindGuest, Name: "g" + strconv.Itoa(vmid), Target: target, Node: "n1"},
		VMID:     vmid, Type: infra.LXC, Status: infra.GuestRunning, CPU: infra.Some(0.1), Memory: space(10), Disk: space(10),
	}
	for _, f := range change {
		f(&g)
	}
	return g
}

func space(percent float64) infra.Opt[infra.Usage] { return usage(infra.Some(percent / 100)) }

func cpu(percent float64) func(*infra.Guest) {
	return func(g *infra.Guest) { g.CPU = infra.Some(percent / 100) }
}

func stopped(g *infra.Guest) {
	g.Status, g.CPU, g.Memory, g.Disk = infra.GuestStopped, infra.None[float64](), infra.None[infra.Usage](), infra.None[infra.Usage]()
}

// walk lets the figures of a guest wander, stops it now and then and leaves
// some of its figures unknown.
func walk(random *rand.Rand, g *infra.Guest) {
	step := func(v *infra.Opt[float64], width float64) {
		v.Known = random.IntN(20) > 0
		v.Value = min(max(v.Value+(random.Float64()*2-1)*width, 0), 1)
		v.Value = math.Round(v.Value*1000) / 1000 // as finely as it is recorded
	}
	switch {
	case g.Status == infra.GuestStopped && random.IntN(10) == 0:
		g.Status = infra.GuestRunning
	case g.Status == infra.GuestRunning && random.IntN(300) == 0:
		g.Status = infra.GuestStopped
	}
	memory := infra.Some(float64(g.Memory.Value.Used) / (1 << 50))
	step(&g.CPU, 0.08)
	step(&memory, 0.03)
	memory.Known = true
	g.Memory = usage(memory)
}

func config(t testing.TB, patch string) settings.Alerts {
	t.Helper()
	a, err := settings.MergeAlerts(settings.DefaultAlerts("UTC"), []byte(patch))
	if err != nil {
		t.Fatal(err)
	}
	return a
}
