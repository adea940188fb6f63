package pve

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pve/pvetest"
)

func withSnapshots(g *pvetest.Guest) {
	g.Snapshots = []pvetest.Snapshot{
		{Name: "one", Description: "first", Time: time.Unix(1700000000, 0), WithMemory: true},
		{Name: "two", Parent: "one", Time: time.Unix(1700003600, 0)},
	}
}

func TestSnapshots_AreListedWithoutTheGuestItself(t *testing.T) {
	inMemory(t, machine(withSnapshots), func(t *testing.T, _ *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(time.Minute)
		want := []infra.GuestSnapshot{
			{Target: testTarget, Instance: "lab", Node: "pve1", VMID: 100, Type: infra.VM, Name: "two", Parent: "one", Time: time.Unix(1700003600, 0)},
			{Target: testTarget, Instance: "lab", Node: "pve1", VMID: 100, Type: infra.VM, Name: "one", Description: "first", Time: time.Unix(1700000000, 0), WithMemory: true},
		}
		if diff := cmp.Diff(want, w.Snapshot().Snapshots); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSnapshots_ChangedByATaskAreReadAtOnce(t *testing.T) {
	inMemory(t, pvetest.Estate(3, 200, 5), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(10 * time.Minute)
		end := c.BeginTask(w.guest(150).Node, "qmsnapshot", 150)
		must(t, c.SetSnapshots(150, pvetest.Snapshot{Name: "fresh", Time: time.Now()}))
		after(time.Second)
		end("OK")
		after(40 * time.Second)
		for _, s := range w.Snapshot().Snapshots {
			if s.VMID == 150 && s.Name == "fresh" {
				return
			}
		}
		t.Error("the snapshot is not shown 40 s after its task ended")
	})
}

func TestSnapshots_OfEveryGuestAreReadInTheirTurn(t *testing.T) {
	inMemory(t, pvetest.Estate(3, 200, 5), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		for _, id := range c.GuestIDs() {
			must(t, c.SetSnapshots(id, pvetest.Snapshot{Name: "only", Time: time.Now()}))
		}
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(4 * time.Minute)
		if got, want := len(w.Snapshot().Snapshots), len(w.Snapshot().Guests); got != want {
			t.Errorf("%d snapshots of %d guests", got, want)
		}
	})
}

func TestSnapshots_StayWhileTheGuestDoesNotAnswer(t *testing.T) {
	for name, status := range map[string]int{"node lost": 596, "node down": 595, "no right": 403} {
		t.Run(name, func(t *testing.T) {
			inMemory(t, machine(withSnapshots), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
				w := watch(t, targetOf(memoryHost("pve1")), env)
				after(time.Minute)
				c.Fault(pvetest.Match{Path: "/nodes/{node}/qemu/{vmid}/snapshot"}, pvetest.Fault{Status: status, Reason: "no"})
				after(5 * time.Minute)
				if got := len(w.Snapshot().Snapshots); got != 2 {
					t.Errorf("%d snapshots, want the two known from before", got)
				}
			})
		})
	}
}

func TestSnapshots_FollowTheGuestToItsNewNode(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		must(t, c.SetSnapshots(100, pvetest.Snapshot{Name: "mine", Time: time.Now()}))
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(2 * time.Minute)
		must(t, c.Migrate(100, "pve3"))
		after(time.Minute)
		for _, s := range w.Snapshot().Snapshots {
			if s.VMID == 100 && s.Node != "pve3" {
				t.Errorf("the snapshot is on %s", s.Node)
			}
		}
		must(t, c.Remove(100))
		after(time.Minute)
		for _, s := range w.Snapshot().Snapshots {
			if s.VMID == 100 {
				t.Error("the snapshot of a guest that is gone is still there")
			}
		}
	})
}

func TestContainer_ShowsItsAddresses(t *testing.T) {
	for _, version := range []string{"7.4", "9.1"} {
		t.Run(version, func(t *testing.T) {
			opts := pvetest.Estate(1, 0, 1)
			opts.Version = version
			opts.Guests = []pvetest.Guest{pvetest.NewContainer(1, 200, "pve1")}
			opts.Guests[0].Running = true
			inMemory(t, opts, func(t *testing.T, c *pvetest.Cluster, env source.Env) {
				w := watch(t, targetOf(memoryHost("pve1")), env)
				after(30 * time.Second)
				g := w.guest(200)
				if diff := cmp.Diff([]string{"10.20.0.200"}, g.Addresses); diff != "" || len(g.Interfaces) != 1 || g.Interfaces[0].MAC == "" {
					t.Errorf("interfaces %+v\n%s", g.Interfaces, diff)
				}
				if !g.Memory.Known || !g.CPU.Known || !g.Disk.Known {
					t.Errorf("the figures of the list are gone: %+v", g)
				}
				c.ResetRequests()
				after(time.Hour)
				if got := c.Requests()["GET /nodes/{node}/lxc/{vmid}/interfaces"]; got < 10 || got > 13 {
					t.Errorf("asked %d times in an hour, want about 12", got)
				}
			})
		})
	}
}

func TestGuest_ShowsHAPoolAndLock(t *testing.T) {
	inMemory(t, machine(func(g *pvetest.Guest) { g.HAState, g.Pool, g.Lock = "started", "customers", "backup" }), func(t *testing.T, _ *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(time.Minute)
		if g := w.guest(100); g.HAState != "started" || g.Pool != "customers" || g.Lock != "backup" {
			t.Errorf("HA %q, pool %q, lock %q", g.HAState, g.Pool, g.Lock)
		}
	})
}

func TestTaskRows_AreUnderstoodWithoutTheirColumns(t *testing.T) {
	at := func(s int64) time.Time { return time.Unix(s, 0) }
	tests := map[string]struct {
		row  string
		want infra.Task
	}{
		"complete": {
			`{"upid":"UPID:n1:00000010:00000010:6553F100:vzdump:100:root@pam:","node":"n1","type":"vzdump","id":"100","user":"root@pam","status":"OK","starttime":1700000000,"endtime":"1700000060"}`,
			infra.Task{ID: "UPID:n1:00000010:00000010:6553F100:vzdump:100:root@pam:", Target: testTarget, Node: "n1", Type: "vzdump", VMID: 100, User: "root@pam", Status: "OK", Start: at(1700000000), End: at(1700000060)},
		},
		"running": {
			`{"upid":"UPID:n1:00000010:00000010:6553F100:qmigrate:101:ha@pam:","status":"running"}`,
			infra.Task{ID: "UPID:n1:00000010:00000010:6553F100:qmigrate:101:ha@pam:", Target: testTarget, Node: "n1", Type: "qmigrate", VMID: 101, User: "ha@pam", Start: at(0x6553F100)},
		},
		"several guests": {
			`{"upid":"UPID:n1:00000010:00000010:6553F100:vzdump::root@pam:","id":""}`,
			infra.Task{ID: "UPID:n1:00000010:00000010:6553F100:vzdump::root@pam:", Target: testTarget, Node: "n1", Type: "vzdump", User: "root@pam", Start: at(0x6553F100)},
		},
		"odd id, ended without a time": {
			`{"upid":"upid:1","type":"vzdump","starttime":1700000000,"status":"OK"}`,
			infra.Task{ID: "upid:1", Target: testTarget, Type: "vzdump", Status: "OK", Start: at(1700000000), End: at(1700000000)},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := taskOf(testTarget, rowsOf[taskRow](t, "["+test.row+"]")[0])
			if diff := cmp.Diff(test.want, got); diff != "" || !ok {
				t.Error(diff)
			}
		})
	}
}
