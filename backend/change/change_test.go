package change_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/change"
	"pulse/backend/infra"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

const confirm = 10 * time.Second

// world applies reports one after the other and keeps what changed by the last.
type world struct {
	t    *testing.T
	snap *infra.Snapshot
	at   time.Time
}

func newWorld(t *testing.T, kind string) *world {
	t.Helper()
	w := &world{t: t, snap: &infra.Snapshot{At: noon}, at: noon}
	w.snap = w.snap.WithTargets([]infra.TargetInfo{{ID: "pve-0", Kind: kind, Name: "lab"}}, noon)
	return w
}

func (w *world) apply(r infra.Report) []infra.Event {
	w.t.Helper()
	w.at = w.at.Add(10 * time.Second)
	r.Target, r.At = "pve-0", w.at
	next := w.snap.Apply(&r, confirm)
	events := change.Between(w.snap, next)
	w.snap = next
	return events
}

func texts(events []infra.Event) []string {
	all := []string{}
	for _, e := range events {
		all = append(all, string(e.Kind)+": "+e.Text)
	}
	return all
}

func want(t *testing.T, got []infra.Event, want ...string) {
	t.Helper()
	if want == nil {
		want = []string{}
	}
	if diff := cmp.Diff(want, texts(got)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func web(change func(*infra.Guest)) infra.Report {
	g := infra.Guest{
		Resource: infra.Resource{ID: infra.GuestID("pve-0", 101), Kind: infra.KindGuest, Target: "pve-0", Name: "web", Node: "n1"},
		VMID:     101, Type: infra.VM, Status: infra.GuestRunning, CPUs: 2, DiskSize: 32 << 30, Tags: []string{"prod"},
		Memory: infra.Some(infra.Usage{Total: 4 << 30, Used: 1 << 30}),
	}
	change(&g)
	return infra.Report{Part: infra.PartPulse, Guests: []infra.Guest{g}}
}

func asItWas(*infra.Guest) {}

func TestBetween_TheFirstListIsNoChange(t *testing.T) {
	w := newWorld(t, "pve")
	want(t, w.apply(web(asItWas)))
	want(t, w.apply(web(asItWas)))
}

func TestBetween_TellsWhatHappenedToAGuest(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*infra.Guest)
		want   string
	}{
		{"stopped", func(g *infra.Guest) { g.Status = infra.GuestStopped }, "stopped: web stopped"},
		{"moved", func(g *infra.Guest) { g.Node = "n2" }, "moved: web moved from n1 to n2"},
		{"larger", func(g *infra.Guest) {
			g.CPUs, g.Memory = 4, infra.Some(infra.Usage{Total: 6 << 30})
		}, "config: web: processors 2 → 4; memory 4 GiB → 6 GiB"},
		{"untagged", func(g *infra.Guest) { g.Tags = nil }, "config: web: tags prod → none"},
		{"renamed", func(g *infra.Guest) { g.Name = "www" }, "config: www: name web → www"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "pve")
			w.apply(web(asItWas))
			want(t, w.apply(web(c.change)), c.want)
			want(t, w.apply(web(c.change)))
		})
	}
}

func TestBetween_WhatIsUnknownDidNotChange(t *testing.T) {
	w := newWorld(t, "pve")
	w.apply(web(asItWas))
	want(t, w.apply(web(func(g *infra.Guest) {
		g.Status, g.Memory, g.DiskSize, g.CPUs = infra.GuestUnknown, infra.None[infra.Usage](), 0, 0
	})))
	want(t, w.apply(web(asItWas)))
}

func TestBetween_AFailedPollIsNoChange(t *testing.T) {
	w := newWorld(t, "pve")
	w.apply(web(asItWas))
	failed := infra.Report{Part: infra.PartPulse, Failures: []infra.Failure{{Kind: infra.FailUnreachable, Reason: "nobody answers"}}}
	want(t, w.apply(failed))
	want(t, w.apply(web(asItWas)))
}

func TestBetween_AGuestThatIsGoneIsToldOnce(t *testing.T) {
	w := newWorld(t, "pve")
	w.apply(web(asItWas))
	want(t, w.apply(infra.Report{Part: infra.PartPulse}), "config: web is gone from n1")
	want(t, w.apply(infra.Report{Part: infra.PartPulse}))
	want(t, w.apply(web(asItWas)), "config: web appeared on n1")
}

func TestBetween_TellsOfNodesAndStorages(t *testing.T) {
	w := newWorld(t, "pve")
	node := func(version string) infra.Report {
		return infra.Report{Part: infra.PartPulse, Nodes: []infra.Node{{
			Resource: infra.Resource{ID: infra.NodeID("pve-0", "n1"), Name: "n1", Node: "n1", Target: "pve-0"},
			Status:   infra.NodeOnline, Version: version,
		}}}
	}
	store := func(names ...string) infra.Report {
		r := infra.Report{Part: infra.PartStorage}
		for _, name := range names {
			r.Storages = append(r.Storages, infra.Storage{
				Resource: infra.Resource{ID: infra.StorageID("pve-0", "n1", name), Name: name, Node: "n1", Target: "pve-0"},
				Status:   infra.StorageAvailable,
			})
		}
		return r
	}
	w.apply(node("9.0.3"))
	w.apply(store("local"))
	want(t, w.apply(node("9.1.1")), "version: n1: Proxmox VE 9.0.3 → 9.1.1")
	want(t, w.apply(store("local", "tank")), "storage: storage tank on n1 appeared")
	want(t, w.apply(store("tank")), "storage: storage local on n1 is gone")
}

func TestBetween_TellsWhatTasksDid(t *testing.T) {
	w := newWorld(t, "pve")
	w.apply(web(asItWas))
	begun := infra.Task{
		ID: "UPID:n1:1", Target: "pve-0", Node: "n1", Type: "qmsnapshot", VMID: 101, User: "ada@pve", Start: noon.Add(-time.Minute),
	}
	ended := begun
	ended.End, ended.Status = noon.Add(30*time.Second), "OK"
	failed := infra.Task{
		ID: "UPID:n1:2", Target: "pve-0", Node: "n1", Type: "qmstart", VMID: 101, Start: noon, End: noon, Status: "no such volume",
	}
	console := infra.Task{ID: "UPID:n1:3", Target: "pve-0", Node: "n1", Type: "vncproxy", VMID: 101, Start: noon}
	tasks := func(all ...infra.Task) infra.Report {
		return infra.Report{Part: infra.PartTasks, Extras: infra.Extras{Tasks: all}}
	}
	got := w.apply(tasks(begun, console))
	want(t, got, "snapshot: web: snapshot runs")
	if got[0].By != "ada@pve" || got[0].PublicID != "lab-n1-101" {
		t.Errorf("got %+v, want the user and the guest", got[0])
	}
	want(t, w.apply(tasks(ended, failed)), "snapshot: web got a snapshot in 1m30s", "task: web: start failed: no such volume")
	want(t, w.apply(tasks(ended, failed)))
}
