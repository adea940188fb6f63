package infra_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
)

const confirm = 10 * time.Second

var (
	start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	lab   = infra.TargetInfo{ID: "pve-0", Kind: "pve", Name: "lab", Host: "https://10.0.0.1:8006"}
)

func watching(infos ...infra.TargetInfo) *infra.Snapshot {
	return (&infra.Snapshot{}).WithTargets(infos, start)
}

func node(name string) infra.Node {
	return infra.Node{
		Resource: infra.Resource{ID: infra.NodeID("pve-0", name), Kind: infra.KindNode, Name: name, Target: "pve-0", Node: name, SeenAt: start},
		Status:   infra.NodeOnline,
	}
}

func guest(vmid int, on string) infra.Guest {
	return infra.Guest{
		Resource: infra.Resource{ID: infra.GuestID("pve-0", vmid), Kind: infra.KindGuest, Name: "web", Target: "pve-0", Node: on, SeenAt: start},
		VMID:     vmid, Type: infra.VM, Status: infra.GuestRunning,
	}
}

func pulse(at time.Duration, nodes []infra.Node, guests ...infra.Guest) *infra.Report {
	return &infra.Report{Target: "pve-0", Part: infra.PartPulse, At: start.Add(at), Health: infra.Healthy, Nodes: nodes, Guests: guests}
}

func failure(at time.Duration, part infra.Part) *infra.Report {
	return &infra.Report{Target: "pve-0", Part: part, At: start.Add(at), Failures: []infra.Failure{
		{Kind: infra.FailUnreachable, Reason: "lab does not answer"},
	}}
}

func apply(s *infra.Snapshot, reports ...*infra.Report) *infra.Snapshot {
	for _, r := range reports {
		s = s.Apply(r, confirm)
	}
	return s
}

func TestApply_ListsWhatThePulseFound(t *testing.T) {
	s := apply(watching(lab), pulse(0, []infra.Node{node("n2"), node("n1")}, guest(200, "n1"), guest(100, "n2")))
	var got []string
	for _, n := range s.Nodes {
		got = append(got, n.PublicID)
	}
	for _, g := range s.Guests {
		got = append(got, g.PublicID)
	}
	if diff := cmp.Diff([]string{"lab-n1", "lab-n2", "lab-n2-100", "lab-n1-200"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestApply_NamesGuestByNodeAloneWhenTheConnectionHasItsName(t *testing.T) {
	info := lab
	info.Name = "n1"
	s := apply(watching(info), pulse(0, []infra.Node{node("n1")}, guest(100, "n1")))
	if got := s.Guests[0].PublicID; got != "n1-100" {
		t.Errorf("PublicID = %q, want n1-100", got)
	}
	if got := s.Nodes[0].PublicID; got != "n1-n1" {
		t.Errorf("PublicID of the node = %q, want n1-n1", got)
	}
}

func TestApply_KeepsRowsAndMarksThemStaleWhileTheListingFails(t *testing.T) {
	s := apply(watching(lab), pulse(0, []infra.Node{node("n1")}, guest(100, "n1")), failure(10*time.Second, infra.PartPulse))
	if len(s.Guests) != 1 {
		t.Fatalf("guests = %d, want the one seen before", len(s.Guests))
	}
	want := &infra.Staleness{Since: start.Add(10 * time.Second), Reason: "lab does not answer"}
	if diff := cmp.Diff(want, s.Guests[0].Stale); diff != "" {
		t.Error(diff)
	}
	if got := s.Nodes[0].Status; got != infra.NodeOnline {
		t.Errorf("status after one failed poll = %q, want online", got)
	}
}

func TestApply_CallsNodesOfflineAfterThreeFailedPolls(t *testing.T) {
	s := apply(watching(lab), pulse(0, []infra.Node{node("n1")}),
		failure(10*time.Second, infra.PartPulse), failure(20*time.Second, infra.PartPulse), failure(30*time.Second, infra.PartPulse))
	if got := s.Nodes[0]; got.Status != infra.NodeOffline || got.Health != infra.Unhealthy {
		t.Errorf("status %q health %q, want offline and error", got.Status, got.Health)
	}
	s = apply(s, pulse(40*time.Second, []infra.Node{node("n1")}))
	if got := s.Nodes[0]; got.Status != infra.NodeOnline || got.Health != infra.Healthy || got.Stale != nil {
		t.Errorf("after recovery: status %q health %q stale %v", got.Status, got.Health, got.Stale)
	}
}

func TestApply_CountsFailuresAtMostOncePerConfirmationInterval(t *testing.T) {
	s := apply(watching(lab), pulse(0, []infra.Node{node("n1")}))
	for i := range 9 {
		s = s.Apply(failure(time.Duration(i+1)*time.Second, infra.PartPulse), confirm)
	}
	if got := s.Targets[0].Failures; got != 1 {
		t.Errorf("failures = %d after nine within ten seconds, want 1", got)
	}
}

func TestApply_DetailAddsFiguresAndLosesThemToNothing(t *testing.T) {
	detailed := node("n1")
	detailed.Memory = infra.Some(infra.Usage{Total: 100, Used: 40, Free: 60})
	detail := &infra.Report{Target: "pve-0", Part: infra.PartDetail, At: start, Nodes: []infra.Node{detailed}}
	s := apply(watching(lab), pulse(0, []infra.Node{node("n1")}), detail, pulse(5*time.Second, []infra.Node{node("n1")}))
	if got := s.Nodes[0].Memory.Value.Used; got != 40 {
		t.Errorf("used = %d, want what the detail said", got)
	}
	s = apply(s, failure(6*time.Second, infra.PartDetail))
	if got := s.Nodes[0]; got.Memory.Value.Used != 40 || got.Stale == nil || !got.Stale.DetailOnly {
		t.Errorf("after a failed detail: used %d, stale %+v; want the old figure, marked", got.Memory.Value.Used, got.Stale)
	}
}

func TestApply_AFailedNodeKeepsOnlyItsOwnRowsFromBefore(t *testing.T) {
	storage := func(on string, used int64) infra.Storage {
		return infra.Storage{Resource: infra.Resource{ID: infra.StorageID("pve-0", on, "local"), Name: "local", Node: on}, Space: infra.Some(infra.Usage{Total: 10, Used: used})}
	}
	first := &infra.Report{Target: "pve-0", Part: infra.PartStorage, At: start, Storages: []infra.Storage{storage("n1", 1), storage("n2", 2)}}
	second := &infra.Report{
		Target: "pve-0", Part: infra.PartStorage, At: start.Add(time.Minute), Storages: []infra.Storage{storage("n1", 3)},
		Failures: []infra.Failure{{Scope: "n2", Kind: infra.FailTimeout, Reason: "n2 is silent"}},
	}
	s := apply(watching(lab), first, second)
	got := map[string]int64{}
	for _, row := range s.Storages {
		got[row.Node] = row.Space.Value.Used
		if (row.Stale != nil) != (row.Node == "n2") {
			t.Errorf("stale of %s = %+v", row.Node, row.Stale)
		}
	}
	if diff := cmp.Diff(map[string]int64{"n1": 3, "n2": 2}, got); diff != "" {
		t.Error(diff)
	}
}

func TestApply_ASharedStorageIsStaleWhenNoneOfItsNodesAnswers(t *testing.T) {
	nas := infra.Storage{
		Resource: infra.Resource{ID: infra.StorageID("pve-0", "", "nas"), Name: "nas", Node: "cluster"},
		Shared:   true, Nodes: []string{"n1", "n2"},
	}
	report := func(at time.Duration, silent ...string) *infra.Report {
		r := &infra.Report{Target: "pve-0", Part: infra.PartStorage, At: start.Add(at), Storages: []infra.Storage{nas}}
		for _, node := range silent {
			r.Failures = append(r.Failures, infra.Failure{Scope: node, Kind: infra.FailTimeout, Reason: node + " is silent"})
		}
		return r
	}
	s := apply(watching(lab), report(0), report(time.Minute, "n1"))
	if got := s.Storages[0].Stale; got != nil {
		t.Errorf("with one of two nodes silent: %+v, want fresh", got)
	}
	s = apply(s, report(2*time.Minute, "n1", "n2"))
	want := &infra.Staleness{Since: start.Add(2 * time.Minute), Reason: "n2 is silent"}
	if diff := cmp.Diff(want, s.Storages[0].Stale); diff != "" {
		t.Error(diff)
	}
}

func TestApply_GuestsOfAnOfflineNodeAreStaleSinceItWentOffline(t *testing.T) {
	down := node("n1")
	down.Status = infra.NodeOffline
	s := apply(watching(lab), pulse(0, []infra.Node{node("n1")}, guest(100, "n1")),
		pulse(10*time.Second, []infra.Node{down}, guest(100, "n1")), pulse(20*time.Second, []infra.Node{down}, guest(100, "n1")))
	want := &infra.Staleness{Since: start.Add(10 * time.Second), Reason: "node n1 is offline"}
	if diff := cmp.Diff(want, s.Guests[0].Stale); diff != "" {
		t.Error(diff)
	}
}

func TestApply_ReportOfAnUnknownTargetChangesNothing(t *testing.T) {
	s := watching(lab)
	r := pulse(0, []infra.Node{node("n1")})
	r.Target = "pve-9"
	if got := s.Apply(r, confirm); got != s {
		t.Errorf("revision went from %d to %d", s.Rev, got.Rev)
	}
}

func TestWithTargets_RenamesRowsAndForgetsRemovedTargets(t *testing.T) {
	other := infra.TargetInfo{ID: "pve-1", Kind: "pve", Name: "old"}
	s := apply(watching(lab, other), pulse(0, []infra.Node{node("n1")}, guest(100, "n1")))
	renamed := lab
	renamed.Name = "home"
	s = s.WithTargets([]infra.TargetInfo{renamed}, start)
	if got := s.Guests[0].PublicID; got != "home-n1-100" {
		t.Errorf("PublicID = %q, want home-n1-100", got)
	}
	if s.Estate("pve-1") != nil {
		t.Error("removed target is still known")
	}
}

func TestApply_NeverChangesTheSnapshotBefore(t *testing.T) {
	before := apply(watching(lab), pulse(0, []infra.Node{node("n1")}, guest(100, "n1")))
	name, rev := before.Guests[0].Name, before.Rev
	g := guest(100, "n1")
	g.Name = "renamed"
	after := apply(before, pulse(time.Second, []infra.Node{node("n1")}, g))
	if before.Guests[0].Name != name || before.Rev != rev {
		t.Error("the older snapshot was modified")
	}
	if after.Guests[0].Name != "renamed" || after.Rev != rev+1 {
		t.Errorf("after: name %q rev %d", after.Guests[0].Name, after.Rev)
	}
}

func TestReadings_LeaveOutWhatIsUnknown(t *testing.T) {
	g := guest(100, "n1")
	g.CPU = infra.Some(0.5)
	got := map[infra.Metric]float64{}
	for r := range pulse(0, nil, g).Readings() {
		got[r.Metric] = r.Value
	}
	if diff := cmp.Diff(map[infra.Metric]float64{infra.MetricRunning: 1, infra.MetricCPU: 0.5}, got); diff != "" {
		t.Error(diff)
	}
}
