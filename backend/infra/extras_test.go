package infra_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
)

func disks(at time.Duration, names ...string) *infra.Report {
	r := &infra.Report{Target: "pve-0", Part: infra.PartDisks, At: start.Add(at)}
	for _, name := range names {
		r.Disks = append(r.Disks, infra.Disk{
			Resource: infra.Resource{ID: infra.DiskID("pve-0", name, "/dev/sda"), Kind: infra.KindDisk, Name: "/dev/sda", Target: "pve-0", Node: name},
			Path:     "/dev/sda",
		})
	}
	return r
}

func TestApply_ExtrasOfAFailedNodeStayAndAreStale(t *testing.T) {
	second := disks(time.Minute, "n1")
	second.Failures = []infra.Failure{{Scope: "n2", Kind: infra.FailTimeout, Reason: "n2 is silent"}}
	s := apply(watching(lab), disks(0, "n1", "n2"), second)
	got := map[string]bool{}
	for _, d := range s.Disks {
		got[d.PublicID] = d.Stale != nil
	}
	if diff := cmp.Diff(map[string]bool{"lab-n1--dev-sda": false, "lab-n2--dev-sda": true}, got); diff != "" {
		t.Error(diff)
	}
}

func TestApply_ExtrasAreNotMadeAgainByReportsWithoutThem(t *testing.T) {
	s := apply(watching(lab), disks(0, "n1"))
	next := apply(s, pulse(time.Second, []infra.Node{node("n1")}))
	if s.Extras != next.Extras {
		t.Error("a pulse without extras made them again")
	}
}

func TestApply_ExtrasAreStaleWhileTheirTargetIsSilent(t *testing.T) {
	s := apply(watching(lab), pulse(0, []infra.Node{node("n1")}), disks(0, "n1"), failure(time.Minute, infra.PartPulse))
	if got := s.Disks[0].Stale; got == nil || got.Reason != "lab does not answer" || !got.Since.Equal(start.Add(time.Minute)) {
		t.Errorf("stale = %+v, want since when and why the target is silent", got)
	}
	s = apply(s, pulse(2*time.Minute, []infra.Node{node("n1")}))
	if got := s.Disks[0].Stale; got != nil {
		t.Errorf("stale = %+v although the target answers again", got)
	}
}

func TestApply_AnAccountThatIsRefusedForLongDropsNothing(t *testing.T) {
	s := apply(watching(lab), pulse(0, []infra.Node{node("n1")}, guest(100, "n1")), disks(0, "n1"))
	for i := range 6 {
		r := failure(time.Duration(i+1)*time.Minute, infra.PartPulse)
		r.Failures[0].Kind = infra.FailAuth
		s = apply(s, r)
	}
	if len(s.Nodes) != 1 || len(s.Guests) != 1 || len(s.Disks) != 1 {
		t.Fatalf("%d nodes, %d guests, %d disks; want what was known", len(s.Nodes), len(s.Guests), len(s.Disks))
	}
	if n := s.Nodes[0]; n.Status != infra.NodeOffline || n.Health != infra.Unhealthy || n.Stale == nil || s.Guests[0].Stale == nil || s.Disks[0].Stale == nil {
		t.Errorf("got %+v, want the node offline and every row stale", n)
	}
}

func TestWithTargets_RenamesExtras(t *testing.T) {
	s := apply(watching(lab), disks(0, "n1"))
	renamed := lab
	renamed.Name = "home"
	s = s.WithTargets([]infra.TargetInfo{renamed}, start)
	if got := s.Disks[0].PublicID; got != "home-n1--dev-sda" {
		t.Errorf("PublicID = %q", got)
	}
}

func TestApply_ABackupServerThatIsSilentIsOfflineAtOnce(t *testing.T) {
	info := infra.TargetInfo{ID: "pbs-0", Kind: "pbs", Name: "vault", Host: "https://10.0.0.9:8007"}
	good := &infra.Report{Target: "pbs-0", Part: infra.PartPulse, At: start, Health: infra.Healthy, Extras: infra.Extras{
		Servers: []infra.Server{{Resource: infra.Resource{ID: infra.ServerID("pbs-0"), Kind: infra.KindServer}, Online: true}},
	}}
	s := apply(watching(info), good)
	r := failure(time.Minute, infra.PartPulse)
	r.Target = "pbs-0"
	s = apply(s, r)
	got := s.Servers[0]
	if got.PublicID != "pbs-vault" || got.Online || got.Stale == nil || got.Health != infra.Unhealthy {
		t.Errorf("got %+v, want it offline, stale and unhealthy", got)
	}
}

func TestApply_ABackupServerThatNeverAnsweredHasARow(t *testing.T) {
	s := watching(infra.TargetInfo{ID: "pbs-0", Kind: "pbs", Name: "vault"})
	r := failure(0, infra.PartPulse)
	r.Target = "pbs-0"
	s = apply(s, r)
	if len(s.Servers) != 1 || s.Servers[0].Online || s.Servers[0].Stale == nil {
		t.Errorf("got %+v, want one that is offline, with the reason", s.Servers)
	}
}

func TestApply_ASortOfJobsThatFailsKeepsItsRowsAndLeavesTheOthersFresh(t *testing.T) {
	jobs := func(at time.Duration, kinds ...string) *infra.Report {
		r := &infra.Report{Target: "pve-0", Part: infra.PartJobs, At: start.Add(at)}
		for _, kind := range kinds {
			r.Jobs = append(r.Jobs, infra.Job{ID: "j", Target: "pve-0", Kind: kind, Datastore: "main"})
		}
		return r
	}
	second := jobs(time.Minute, "sync")
	second.Failures = []infra.Failure{{Scope: infra.JobScope("verify"), Kind: infra.FailAnswer, Reason: "trouble"}}
	s := apply(watching(lab), jobs(0, "sync", "verify"), second)
	got := map[string]bool{}
	for _, j := range s.Jobs {
		got[j.Kind] = j.Stale != nil
	}
	if diff := cmp.Diff(map[string]bool{"sync": false, "verify": true}, got); diff != "" {
		t.Error(diff)
	}
}

func TestWithTargets_WhatIsSwitchedOffIsGoneAtOnce(t *testing.T) {
	guests := []infra.Guest{
		{Resource: infra.Resource{ID: infra.GuestID("pve-0", 100), Node: "n1"}, VMID: 100, Type: infra.VM},
		{Resource: infra.Resource{ID: infra.GuestID("pve-0", 200), Node: "n1"}, VMID: 200, Type: infra.LXC},
	}
	listed := pulse(0, []infra.Node{node("n1")})
	listed.Guests = guests
	snapshots := &infra.Report{Target: "pve-0", Part: infra.PartSnapshots, At: start, Extras: infra.Extras{Snapshots: []infra.GuestSnapshot{
		{VMID: 100, Type: infra.VM, Name: "a", Node: "n1"}, {VMID: 200, Type: infra.LXC, Name: "b", Node: "n1"},
	}}}
	s := apply(watching(lab), listed, disks(0, "n1"), snapshots)
	less := lab
	less.Off, less.Parts = []string{"disks", "vms"}, []infra.Part{infra.PartPulse, infra.PartSnapshots}
	s = s.WithTargets([]infra.TargetInfo{less}, start)
	if len(s.Disks) != 0 || len(s.Guests) != 1 || s.Guests[0].VMID != 200 || len(s.Snapshots) != 1 || s.Snapshots[0].VMID != 200 {
		t.Errorf("disks %+v, guests %+v, snapshots %+v; want the container and its snapshot alone", s.Disks, s.Guests, s.Snapshots)
	}
	if s = apply(s, listed); len(s.Guests) != 1 {
		t.Errorf("guests %+v came back with a late report", s.Guests)
	}
	if s = s.WithTargets([]infra.TargetInfo{lab}, start); len(s.Guests) != 2 {
		t.Errorf("guests %+v after switching them on again, want both", s.Guests)
	}
}

func TestApply_AFailingNamespaceLeavesTheRestOfItsDatastoreFresh(t *testing.T) {
	archives := func(spaces ...string) infra.Extras {
		var x infra.Extras
		for _, space := range spaces {
			x.Archives = append(x.Archives, infra.Archive{Target: "pve-0", Datastore: "main", Namespace: space, Type: "vm", BackupID: "100", Time: start})
		}
		return x
	}
	first := &infra.Report{Target: "pve-0", Part: infra.PartBackups, At: start, Extras: archives("", "lab", "lab/old")}
	second := &infra.Report{Target: "pve-0", Part: infra.PartBackups, At: start.Add(time.Minute), Extras: archives("", "lab/old"), Failures: []infra.Failure{
		{Scope: infra.NamespaceScope("main", "lab"), Kind: infra.FailAnswer, Reason: "broken"},
	}}
	got := map[string]bool{}
	for _, a := range apply(watching(lab), first, second).Archives {
		got[a.Namespace] = a.Stale != nil
	}
	if diff := cmp.Diff(map[string]bool{"": false, "lab": true, "lab/old": false}, got); diff != "" {
		t.Error(diff)
	}
}
