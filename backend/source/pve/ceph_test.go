package pve

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pve/pvetest"
)

func withCeph(version string) pvetest.Options {
	opts := pvetest.Small()
	opts.Version = version
	opts.Storages = append(opts.Storages, pvetest.CephStorages()...)
	return opts
}

func TestCeph_IsShownByEveryRelease(t *testing.T) {
	for _, version := range []string{"8.4", "9.1"} {
		t.Run(version, func(t *testing.T) {
			inMemory(t, withCeph(version), func(t *testing.T, _ *pvetest.Cluster, env source.Env) {
				w := watch(t, targetOf(memoryHost("pve1")), env)
				after(settle)
				clusters := w.Snapshot().Ceph
				if len(clusters) != 1 {
					t.Fatalf("%d Ceph clusters, want 1", len(clusters))
				}
				c := clusters[0]
				if c.Monitors != 3 || c.Managers != 3 || c.OSDs != 12 || c.OSDsUp != 12 || c.PGs != 129 ||
					c.Health != "HEALTH_OK" || c.Message != "" || !c.Space.Known || c.PublicID != "lab-"+c.FSID {
					t.Errorf("got %+v", c)
				}
				if len(c.Pools) != 3 || c.Pools[1].Name != "vm-pool" || c.Pools[1].UsedRatio < 0.4 || c.Pools[1].UsedRatio > 0.55 || c.Pools[1].Available == 0 {
					t.Errorf("pools = %+v", c.Pools)
				}
			})
		})
	}
}

func TestCeph_TellsWhatIsDown(t *testing.T) {
	inMemory(t, withCeph("8.4"), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(time.Minute)
		must(t, c.NodeDown("pve3"))
		after(3 * time.Minute)
		got := w.Snapshot().Ceph[0]
		if got.Health != "HEALTH_WARN" || got.Message != "OSD_DOWN: 4 osds down" || got.OSDsUp != 8 || got.OSDsIn != 12 {
			t.Errorf("got %+v", got)
		}
		want := infra.CephService{Type: "mon", Running: 2, Total: 3, Message: "Offline: mon.pve3"}
		for _, s := range got.Services {
			if s.Type == "mon" && s != want {
				t.Errorf("monitors = %+v, want %+v", s, want)
			}
		}
	})
}

func TestCeph_IsNotAskedForWithoutAStorageInIt(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		if got := c.Requests()["GET /cluster/ceph/status"]; got != 0 {
			t.Errorf("asked %d times", got)
		}
	})
}

func TestCeph_ElsewhereIsNoFailure(t *testing.T) {
	inMemory(t, withCeph("8.4"), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		c.Fault(pvetest.Match{Path: "/cluster/ceph/status"}, pvetest.Fault{Status: 500, Reason: "binary not installed: /usr/bin/ceph-mon"})
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		if report, err := w.Report(infra.PartCeph); err != nil || len(report.Failures)+len(report.Ceph) != 0 {
			t.Errorf("report %+v, %v; want nothing found and nothing wrong", report, err)
		}
	})
}

func TestCeph_KeepsWhatItKnewDuringAFailure(t *testing.T) {
	inMemory(t, withCeph("8.4"), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(time.Minute)
		c.Fault(pvetest.Match{Path: "/cluster/ceph/status"}, pvetest.Fault{Status: 500, Reason: "got timeout"})
		after(2 * time.Minute)
		got := w.Snapshot().Ceph
		if len(got) != 1 || got[0].Stale == nil || got[0].OSDs != 12 {
			t.Errorf("got %+v, want the cluster known from before, marked stale", got)
		}
	})
}

func TestCephStatus_CountsFromWhereverTheFiguresAre(t *testing.T) {
	tests := map[string]struct {
		status   string
		monitors int
		managers int
		services []infra.CephService
	}{
		"named": {
			`{"monmap":{"mons":[{"name":"a"},{"name":"b"}]},"quorum_names":["a"],"mgrmap":{"active_name":"a","standbys":[{"name":"b"}]}}`, 2, 2,
			[]infra.CephService{{Type: "mgr", Running: 2, Total: 2}, {Type: "mon", Running: 1, Total: 2, Message: "Offline: mon.b"}},
		},
		"counted": {
			`{"monmap":{"num_mons":3},"mgrmap":{"available":true,"num_standbys":1}}`, 3, 2,
			[]infra.CephService{{Type: "mgr", Running: 2, Total: 2}, {Type: "mon", Running: 3, Total: 3}},
		},
		"quorum alone": {`{"quorum_names":["a","b","c"]}`, 3, 0, []infra.CephService{{Type: "mon", Running: 3, Total: 3}}},
		"service map": {
			`{"servicemap":{"services":{"mgr":{"daemons":{"summary":"","x":{"status":"active"},"y":{"status":"stopped","host":"pve2"}}}}}}`, 0, 2,
			[]infra.CephService{{Type: "mgr", Running: 1, Total: 2, Message: "Offline: mgr.y@pve2"}},
		},
		"nothing": {`{"servicemap":{"services":[]},"health":{"checks":[]}}`, 0, 0, []infra.CephService{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var s cephStatus
			must(t, json.Unmarshal([]byte(test.status), &s))
			got := cephOf(testTarget, s, readAt)
			if got.Monitors != test.monitors || got.Managers != test.managers {
				t.Errorf("%d monitors, %d managers; want %d, %d", got.Monitors, got.Managers, test.monitors, test.managers)
			}
			if diff := cmp.Diff(test.services, got.Services); diff != "" {
				t.Error(diff)
			}
		})
	}
}
