package infra_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
)

func backedUp(vmid int, age time.Duration) infra.Backup {
	return infra.Backup{Target: "pve-0", Node: "n1", VolID: age.String(), VMID: vmid, Time: start.Add(-age)}
}

func backupReport(rows ...infra.Backup) *infra.Report {
	return &infra.Report{Target: "pve-0", Part: infra.PartBackups, At: start, Extras: infra.Extras{Backups: rows}}
}

func archiveReport(kind, id string, age time.Duration) *infra.Report {
	return &infra.Report{Target: "pbs-0", Part: infra.PartBackups, At: start, Extras: infra.Extras{
		Archives: []infra.Archive{{Target: "pbs-0", Datastore: "vault", Type: kind, BackupID: id, Time: start.Add(-age)}},
	}}
}

var (
	vault = infra.TargetInfo{ID: "pbs-0", Kind: "pbs", Name: "vault"}
	other = infra.TargetInfo{ID: "pve-1", Kind: "pve", Name: "other"}
)

func TestLastBackup_IsTheNewestThatIsTheGuests(t *testing.T) {
	elsewhere := guest(100, "m1")
	elsewhere.ID, elsewhere.Target = infra.GuestID("pve-1", 100), "pve-1"
	second := pulse(0, nil, elsewhere)
	second.Target = "pve-1"
	tests := map[string]struct {
		reports []*infra.Report
		want    []time.Duration // ages of the newest backup by guest; -1 = none
	}{
		"newest of its own":                         {[]*infra.Report{backupReport(backedUp(100, 3*time.Hour), backedUp(100, time.Hour))}, []time.Duration{time.Hour}},
		"not of another number":                     {[]*infra.Report{backupReport(backedUp(101, time.Hour))}, []time.Duration{-1}},
		"not without a number":                      {[]*infra.Report{backupReport(backedUp(0, time.Hour))}, []time.Duration{-1}},
		"an archive when one guest is meant":        {[]*infra.Report{archiveReport("vm", "100", time.Hour)}, []time.Duration{time.Hour}},
		"the newer of both":                         {[]*infra.Report{archiveReport("vm", "100", time.Hour), backupReport(backedUp(100, 2*time.Hour))}, []time.Duration{time.Hour}},
		"no archive of another sort":                {[]*infra.Report{archiveReport("ct", "100", time.Hour)}, []time.Duration{-1}},
		"no archive of a host with a number":        {[]*infra.Report{archiveReport("host", "100", time.Hour)}, []time.Duration{-1}},
		"no archive when two may be meant":          {[]*infra.Report{second, archiveReport("vm", "100", time.Hour)}, []time.Duration{-1, -1}},
		"a backup on one of two with equal numbers": {[]*infra.Report{second, backupReport(backedUp(100, time.Hour))}, []time.Duration{time.Hour, -1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := apply(watching(lab, other, vault), pulse(0, nil, guest(100, "n1")))
			s = apply(s, test.reports...)
			var got []time.Duration
			for _, g := range s.Guests {
				age := time.Duration(-1)
				if !g.LastBackup.IsZero() {
					age = start.Sub(g.LastBackup)
				}
				got = append(got, age)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLastBackup_StaysThroughReportsOfOtherParts(t *testing.T) {
	s := apply(watching(lab), pulse(0, nil, guest(100, "n1")), backupReport(backedUp(100, time.Hour)), pulse(time.Second, nil, guest(100, "n2")))
	if got := s.Guests[0].LastBackup; !got.Equal(start.Add(-time.Hour)) {
		t.Errorf("last backup %v", got)
	}
}

func TestTasks_ThatTwoPartsTellOfAreThereOnceAndEnded(t *testing.T) {
	running := infra.Task{ID: "UPID:1", Target: "pve-0", Type: "vzdump", Start: start}
	ended := running
	ended.End, ended.Status = start.Add(time.Minute), "OK"
	of := func(part infra.Part, tasks ...infra.Task) *infra.Report {
		return &infra.Report{Target: "pve-0", Part: part, At: start, Extras: infra.Extras{Tasks: tasks}}
	}
	s := apply(watching(lab), of(infra.PartBackups, running), of(infra.PartTasks, ended))
	ended.Instance = "lab"
	if diff := cmp.Diff([]infra.Task{ended}, s.Tasks); diff != "" {
		t.Error(diff)
	}
}

func TestBackups_KeepWhatTheSourceSaysOfTheirAge(t *testing.T) {
	old := backedUp(100, time.Hour)
	old.Stale = &infra.Staleness{Since: start, Reason: "the storage does not answer"}
	s := apply(watching(lab), backupReport(old, backedUp(101, 2*time.Hour)))
	if s.Backups[0].Stale == nil || s.Backups[1].Stale != nil {
		t.Errorf("stale: %+v and %+v, want the first one only", s.Backups[0].Stale, s.Backups[1].Stale)
	}
}

func sensed(at time.Duration, nvme ...infra.DiskTemperature) *infra.Report {
	n := node("n1")
	n.Status, n.Temperature = "", &infra.Temperature{CPUPackage: infra.Some(51.0), NVMe: nvme, At: start.Add(at)}
	return &infra.Report{Target: "pve-0", Part: infra.PartSensors, At: start.Add(at), Nodes: []infra.Node{n}}
}

func TestTemperatures_AreOnTheNodeAndPairedWithItsDisks(t *testing.T) {
	r := disks(0, "n1", "n1", "n1")
	for i, path := range []string{"/dev/nvme1n1", "/dev/nvme0n1", "/dev/sda"} {
		r.Disks[i].ID, r.Disks[i].Path = infra.DiskID("pve-0", "n1", path), path
		r.Disks[i].Type = map[bool]string{true: "ssd", false: "nvme"}[path == "/dev/sda"]
	}
	s := apply(watching(lab), pulse(0, []infra.Node{node("n1")}), r,
		sensed(0, infra.DiskTemperature{Device: "nvme0500", Value: 44}, infra.DiskTemperature{Device: "nvme0400", Value: 38}))
	if got := s.Nodes[0].Temperature; got == nil || got.CPUPackage != infra.Some(51.0) || s.Nodes[0].Status != infra.NodeOnline {
		t.Errorf("node %+v", s.Nodes[0])
	}
	got := map[string]infra.Opt[float64]{}
	for _, d := range s.Disks {
		got[d.Path] = d.Temperature
	}
	want := map[string]infra.Opt[float64]{"/dev/nvme0n1": infra.Some(38.0), "/dev/nvme1n1": infra.Some(44.0), "/dev/sda": {}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	s = apply(s, failure(time.Minute, infra.PartSensors))
	if s.Nodes[0].Temperature != nil || s.Disks[0].Temperature.Known || s.Nodes[0].Stale != nil {
		t.Errorf("after the sensors failed: %+v, %+v; want no temperature and nothing stale", s.Nodes[0], s.Disks[0])
	}
}
