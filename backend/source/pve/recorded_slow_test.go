package pve

import (
	"fmt"
	"testing"

	"pulse/backend/infra"
	"pulse/backend/source/sourcetest"
)

// summaryFor is the function that sums up the answers of an endpoint; nil when
// it is not called.
func summaryFor(template string) func(t *testing.T, body []byte) string {
	if f := summaries[template]; f != nil {
		return f
	}
	return slowSummaries[template]
}

// slowSummaries are those of the endpoints that may take long.
var slowSummaries = map[string]func(t *testing.T, body []byte) string{
	"nodes_{node}_disks_list": func(t *testing.T, body []byte) string {
		out := "disks:"
		for _, d := range disksOf(testTarget, "a", mustDecode[[]diskRow](t, body), readAt) {
			out += fmt.Sprint(" ", d.Path, " ", d.Type, " ", d.Size, " ", d.Health, " ", d.LifeLeft, " ", d.RPM, " ", d.Used, ";")
		}
		return out
	},
	"nodes_{node}_disks_smart": func(t *testing.T, body []byte) string {
		return fmt.Sprint("temperature ", temperatureOf(mustDecode[smartData](t, body)))
	},
	"nodes_{node}_disks_zfs": func(t *testing.T, body []byte) string {
		return fmt.Sprint("pools: ", mustDecode[[]poolRow](t, body))
	},
	"nodes_{node}_disks_zfs_{name}": func(t *testing.T, body []byte) string {
		s := mustDecode[poolStatus](t, body)
		return fmt.Sprintf("%+v", poolOf(poolRow{Name: s.Name}, s))
	},
	"cluster_ceph_status": cephSummary,
	"nodes_{node}_ceph_pool": func(t *testing.T, body []byte) string {
		return fmt.Sprintf("pools: %+v", cephPoolsOf(mustDecode[[]cephPoolRow](t, body)))
	},
	"cluster_tasks": tasksSummary,
	"cluster_replication": func(t *testing.T, body []byte) string {
		out := "jobs:"
		for _, row := range (&reader{}).replicas(listing{}, mustDecode[[]replicationJob](t, body)) {
			out += fmt.Sprint(" ", row.ID, " ", row.VMID, " ", row.Node, " to ", row.To, " ", row.Schedule, ";")
		}
		return out
	},
	"nodes_{node}_replication": func(t *testing.T, body []byte) string {
		out := "states:"
		for _, s := range mustDecode[[]replicationState](t, body) {
			row := replicaOf(infra.Replication{ID: string(s.ID)}, s)
			out += fmt.Sprint(" ", row.ID, " ", row.LastSync.Unix(), " ", row.NextSync.Unix(), " ", row.FailCount, ";")
		}
		return out
	},
	"nodes_{node}_apt_update": func(t *testing.T, body []byte) string {
		return fmt.Sprintf("%+v", updatesOf(mustDecode[[]packageRow](t, body)))
	},
	"nodes_{node}_tasks": tasksSummary,
	"nodes_{node}_storage_{storage}_content": func(t *testing.T, body []byte) string {
		rows := mustDecode[[]contentRow](t, body)
		out := fmt.Sprint(len(rows), " volumes;")
		for _, row := range rows {
			if b, ok := backupOf(testTarget, "a", backupPlace{}, row); ok {
				out += fmt.Sprint(" ", b.VolID, " ", b.Type, " ", b.VMID, " ", b.Time.Unix(), " ", b.Size, " ", b.Format, ";")
			}
		}
		return out
	},
	"nodes_{node}_qemu_{vmid}_snapshot": snapshotSummary,
	"nodes_{node}_lxc_{vmid}_snapshot":  snapshotSummary,
	"nodes_{node}_lxc_{vmid}_interfaces": func(t *testing.T, body []byte) string {
		interfaces, addresses := interfacesOf(agentInterfaces(mustDecode[[]containerInterface](t, body)))
		return fmt.Sprint(interfaces, " ", addresses)
	},
}

func cephSummary(t *testing.T, body []byte) string {
	c := cephOf(testTarget, mustDecode[cephStatus](t, body), readAt)
	return fmt.Sprint(c.FSID, " ", c.Health, " ", c.Message, " mons ", c.Monitors, " mgrs ", c.Managers, " osds ", c.OSDs, c.OSDsUp, c.OSDsIn,
		" pgs ", c.PGs, " ", c.Space.Value, " ", c.Services)
}

func tasksSummary(t *testing.T, body []byte) string {
	rows := mustDecode[[]taskRow](t, body)
	out := fmt.Sprint(len(rows), " tasks;")
	for _, row := range rows[:min(3, len(rows))] {
		task, ok := taskOf(testTarget, row)
		out += fmt.Sprint(" ", ok, " ", task.Node, " ", task.Type, " ", task.VMID, " ", task.Status, " ", task.Start.Unix(), " ", task.Running(), ";")
	}
	return out
}

func snapshotSummary(t *testing.T, body []byte) string {
	out := "snapshots:"
	for _, s := range snapshotsOf(infra.Guest{VMID: 100}, mustDecode[[]snapshotRow](t, body)) {
		out += fmt.Sprint(" ", s.Name, " ", s.Time.Unix(), " ", s.Parent, " ", s.WithMemory, ";")
	}
	return out
}

func TestRecorded_CephWithoutNamesIsCounted(t *testing.T) {
	body := sourcetest.Recordings(t, "Ceph").Read(t, "squid-via-PVE-9/cluster_ceph_status--pulse.json")
	const want = "9d4c2f0a-1626-4f6e-9b7a-squid0000001 HEALTH_OK  mons 3 mgrs 2 osds 6 6 6 pgs 129 " +
		"{12002349744128 3000587436032 9001762308096} [{mgr 2 2 } {mon 3 3 }]"
	if got := cephSummary(t, body); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
