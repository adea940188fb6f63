package wire_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/wire"
)

func row(id infra.ID, public, name string) infra.Resource {
	return infra.Resource{ID: id, PublicID: public, Kind: id.Kind(), Name: name, Target: "t", Instance: "vault", SeenAt: start}
}

// withExtras is a view with one of everything beside nodes, guests and storages.
func withExtras() wire.View {
	return wire.View{At: start, Snapshot: &infra.Snapshot{
		Targets: []*infra.Estate{{TargetInfo: infra.TargetInfo{ID: "t", Kind: "pbs", Name: "vault"}, SeenAt: start}},
		Extras: &infra.Extras{
			Disks: []infra.Disk{{Resource: row("disk:t/n1//dev/nvme0n1", "lab-n1--dev-nvme0n1", "/dev/nvme0n1"), Path: "/dev/nvme0n1", Health: "PASSED", Temperature: infra.Some(38.6)}},
			Ceph: []infra.Ceph{{
				Resource: row("ceph:t/f", "lab-f", "Ceph"), FSID: "f", Health: "HEALTH_OK", Monitors: 3, Space: infra.Some(infra.Usage{Total: 200, Used: 50, Free: 150}),
				Pools: []infra.CephPool{{ID: 1, Name: "rbd", UsedRatio: 0.25}},
			}},
			Servers:    []infra.Server{{Resource: row("server:t", "pbs-vault", "vault"), Online: true, Health: infra.Healthy, CPU: infra.Some(0.125), Version: "4.0"}},
			Datastores: []infra.Datastore{{Resource: row("datastore:t/main", "pbs-vault-main", "main"), Deduplication: infra.Some(12.4), Error: "not mounted"}},
			Jobs:       []infra.Job{{ID: "s-1", Target: "t", Kind: "sync", Datastore: "main", Remote: "offsite", Status: "connection refused", LastRun: start}},
			Archives:   []infra.Archive{{Target: "t", Instance: "vault", Datastore: "main", Type: "vm", BackupID: "100", Time: start, Verified: "ok"}},
			Tasks: []infra.Task{
				{ID: "UPID:1", Instance: "lab", Type: "vzdump", VMID: 100, Status: "exit code 4", Start: start, End: start.Add(time.Minute)},
				{ID: "UPID:2", Instance: "lab", Type: "qmigrate", VMID: 100, Start: start},
			},
			Backups: []infra.Backup{{Instance: "lab", Node: "n1", Storage: "nas", VolID: "nas:backup/x", Type: "qemu", VMID: 100, Time: start, Verified: "failed"}},
			Replicas: []infra.Replication{{
				ID: "100-0", Instance: "lab", VMID: 100, Node: "n1", To: "n2", LastSync: start, NextSync: start.Add(time.Minute),
				Duration: infra.Some(3400 * time.Millisecond), FailCount: 2, Error: "no space",
			}},
			Snapshots: []infra.GuestSnapshot{{Instance: "lab", Node: "n1", VMID: 100, Type: infra.VM, Name: "before", Time: start}},
			Gateways: []infra.Gateway{{
				Resource: row("gateway:t", "pmg-mx", "mx"), Health: infra.Unhealthy, Mail: &infra.MailStatistics{Total: 7, ProcessingTime: 1500 * time.Millisecond},
				Nodes: []infra.GatewayNode{{Name: "mx1", Queue: &infra.MailQueue{Deferred: 4, Hold: 1, Oldest: 90 * time.Second}}},
			}},
		},
	}}
}

// pick follows keys and indices into decoded JSON.
func pick(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch s := step.(type) {
		case string:
			v = v.(map[string]any)[s]
		case int:
			v = v.([]any)[s]
		}
	}
	return v
}

func TestState_ShowsEveryOtherResourceInItsPublishedForm(t *testing.T) {
	b, err := json.Marshal(wire.StateOf(withExtras()))
	if err != nil {
		t.Fatal(err)
	}
	var s any
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path []any
		want any
	}{
		"an unknown wearout is -1":                    {[]any{"physicalDisks", 0, "wearout"}, -1.0},
		"a disk without type has a word all the same": {[]any{"physicalDisks", 0, "type"}, "unknown"},
		"disk temperatures are whole degrees":         {[]any{"physicalDisks", 0, "temperature"}, 39.0},
		"pool usage is in percent":                    {[]any{"cephClusters", 0, "pools", 0, "percentUsed"}, 25.0},
		"Ceph usage is in percent":                    {[]any{"cephClusters", 0, "usagePercent"}, 25.0},
		"a backup server's processor is in percent":   {[]any{"pbs", 0, "cpu"}, 12.5},
		"a datastore that fails is unavailable":       {[]any{"pbs", 0, "datastores", 0, "status"}, "unavailable"},
		"a failed job tells its error":                {[]any{"pbs", 0, "syncJobs", 0, "error"}, "connection refused"},
		"lists without jobs are empty, not null":      {[]any{"pbs", 0, "pruneJobs"}, []any{}},
		"a backup id holds the second":                {[]any{"pbsBackups", 0, "id"}, "pbs-vault-main--vm-100-1767323045"},
		"a backup's guest is a text":                  {[]any{"pbsBackups", 0, "vmid"}, "100"},
		"only vzdump is a backup task":                {[]any{"pveBackups", "backupTasks"}, pick(t, s, "pveBackups", "backupTasks").([]any)[:1]},
		"a failed task tells its error":               {[]any{"pveBackups", "backupTasks", 0, "error"}, "exit code 4"},
		"a failed verification is told":               {[]any{"pveBackups", "storageBackups", 0, "verification"}, "failed"},
		"a snapshot's id":                             {[]any{"pveBackups", "guestSnapshots", 0, "id"}, "lab-n1-100-before"},
		"a replication's id":                          {[]any{"replicationJobs", 0, "id"}, "lab-100-0"},
		"a replication's last success":                {[]any{"replicationJobs", 0, "lastSync"}, 1767323045000.0},
		"how long a replication took, in seconds":     {[]any{"replicationJobs", 0, "durationSeconds"}, 3.4},
		"a replication that never was tried":          {[]any{"replicationJobs", 0, "lastTry"}, nil},
		"a silent gateway is unhealthy":               {[]any{"pmg", 0, "connectionHealth"}, "unhealthy"},
		"processing time is in milliseconds":          {[]any{"pmg", 0, "mailStats", "averageProcessTimeMs"}, 1500.0},
		"the age of mail is in seconds":               {[]any{"pmg", 0, "nodes", 0, "queueStatus", "oldestAge"}, 90.0},
		"a queue's total is their sum":                {[]any{"pmg", 0, "nodes", 0, "queueStatus", "total"}, 5.0},
		"connections are named with their kind":       {[]any{"connectionHealth", "pbs-vault"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, pick(t, s, c.path...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDelta_DoesNotCompareBackupsThatDidNotChange(t *testing.T) {
	v := withExtras()
	before := wire.CompactOf(v, nil)
	after := wire.CompactOf(v, before)
	if d := wire.DeltaOf(before, after); !d.Empty() {
		t.Errorf("got %+v", d)
	}
	if before.Rows["storageBackups"]["lab-nas:backup/x"] != after.Rows["storageBackups"]["lab-nas:backup/x"] {
		t.Error("the backups were made again")
	}
}

func TestDelta_SendsOneNewBackupAsOneRow(t *testing.T) {
	v := withExtras()
	more := *v.Snapshot.Extras
	more.Backups = append([]infra.Backup{{Instance: "lab", Node: "n1", Storage: "nas", VolID: "nas:backup/y", Type: "qemu", VMID: 101, Time: start}}, more.Backups...)
	after := v
	after.Snapshot = &infra.Snapshot{Targets: v.Snapshot.Targets, Extras: &more}
	d := delta(v, after)
	if rows := d.Set["storageBackups"]; len(rows) != 1 || rows["lab-nas:backup/y"] == nil || len(d.Set) != 1 || len(d.Top) != 0 {
		t.Errorf("got %+v, want the new backup and nothing else", d)
	}
}
