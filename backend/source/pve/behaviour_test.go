package pve

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pve/pvetest"
)

func TestSource_ShowsEverythingWithinSeconds(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(12 * time.Second)
		snap := w.Snapshot()
		if len(snap.Nodes) != 3 || len(snap.Guests) != 29 || len(snap.Storages) == 0 || w.health() != infra.Healthy {
			t.Fatalf("%d nodes, %d guests, %d storages, %s", len(snap.Nodes), len(snap.Guests), len(snap.Storages), w.health())
		}
		for _, n := range snap.Nodes {
			if n.Status != infra.NodeOnline || !n.CPU.Known || !n.Memory.Known || !n.RootFS.Known || !n.Uptime.Known ||
				len(n.Load) != 3 || n.Version == "" || n.CPUInfo.Model == "" || n.Cluster != "estate" || n.Stale != nil {
				t.Errorf("node is incomplete: %+v", n)
			}
		}
		for _, g := range snap.Guests {
			if g.Name == "" || !g.CPU.Known || !g.Memory.Known || !g.Uptime.Known || (!g.Disk.Known && g.DiskReason == "") {
				t.Errorf("guest is incomplete: %+v", g)
			}
		}
	})
}

func TestSource_ReadsEveryVersion(t *testing.T) {
	for version, want := range map[string]string{
		"6.4": "derived-free-buffers-cached", "7.4": "derived-free-buffers-cached", "8.4": "derived-free-buffers-cached", "9.1": "available-field",
	} {
		t.Run(version, func(t *testing.T) {
			opts := machine(nil)
			opts.Version = version
			inMemory(t, opts, func(t *testing.T, _ *pvetest.Cluster, env source.Env) {
				w := watch(t, targetOf(memoryHost("pve1")), env)
				after(settle)
				g, n := w.guest(100), w.node("pve1")
				if n.MemorySource != want || n.DisplayName != "lab" || g.MemorySource != "status-freemem" || !g.Disk.Known || g.OSName == "" || len(g.Addresses) == 0 {
					t.Errorf("node memory by %s, want %s; guest %+v", n.MemorySource, want, g)
				}
			})
		})
	}
}

func TestSource_StaysWithinItsBudget(t *testing.T) {
	tests := map[string]struct {
		opts pvetest.Options
		most int // in any minute
	}{
		"3 nodes, 30 guests":   {pvetest.Small(), 170},
		"25 nodes, 500 guests": {pvetest.Estate(25, 500, 7), 1200},
		"1 node, 1 guest":      {machine(nil), 50},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.opts.Storages = append(test.opts.Storages, pvetest.CephStorages()...)
			inMemory(t, test.opts, func(t *testing.T, c *pvetest.Cluster, env source.Env) {
				watch(t, targetOf(memoryHost("pve1")), env)
				for minute := range 6 {
					after(time.Minute - time.Millisecond)
					if got := c.RequestTotal(); got > test.most {
						t.Errorf("minute %d: %d requests, the budget is %d: %v", minute+1, got, test.most, c.Requests())
					}
					c.ResetRequests()
				}
			})
		})
	}
}

func TestSource_AsksEverythingInItsTurn(t *testing.T) {
	inMemory(t, machine(nil), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		g := w.guest(100)
		if !g.Disk.Known || len(g.Disks) == 0 || len(g.Addresses) == 0 || g.OSName == "" || g.MemorySource != "status-freemem" {
			t.Errorf("after %v: %+v", settle, g)
		}
		c.ResetRequests()
		after(time.Hour)
		got := c.Requests()
		for path, want := range map[string]int{"status/current": 60, "agent/get-fsinfo": 60, "agent/network-get-interfaces": 12, "agent/get-osinfo": 1} {
			n := got["GET /nodes/{node}/qemu/{vmid}/"+path]
			if n < want*8/10 || n > want*13/10 {
				t.Errorf("%s was asked %d times in an hour, want about %d", path, n, want)
			}
		}
	})
}

func TestSource_ShowsChangesWithinFiveSeconds(t *testing.T) {
	inMemory(t, machine(nil), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(time.Minute)
		changes := []struct {
			do   func() error
			want infra.GuestStatus
		}{
			{func() error { return c.Stop(100) }, infra.GuestStopped},
			{func() error { return c.Start(100) }, infra.GuestRunning},
			{func() error { return c.Pause(100) }, infra.GuestPaused},
		}
		for _, change := range changes {
			must(t, change.do())
			after(5 * time.Second)
			if g := w.guest(100); g.Status != change.want {
				t.Errorf("5 s later the status is %s, want %s", g.Status, change.want)
			}
		}
		must(t, c.Remove(100))
		after(5 * time.Second)
		if got := w.Snapshot().Guests; len(got) != 0 {
			t.Errorf("the last guest lingers: %+v", got)
		}
	})
}

func TestSource_StoppedGuestUsesNothing(t *testing.T) {
	inMemory(t, machine(nil), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		must(t, c.Stop(100))
		after(5 * time.Second)
		g, zero := w.guest(100), infra.Some(0.0)
		if g.CPU != zero || g.NetworkIn != zero || g.DiskRead != zero || g.Uptime != infra.Some(time.Duration(0)) ||
			g.Memory.Value.Used != 0 || g.Memory.Value.Total == 0 || g.Disk.Known || g.DiskReason != "vm-stopped" || g.DiskSize == 0 {
			t.Errorf("got %+v, want nothing in use and the sizes kept", g)
		}
	})
}

func TestSource_AsksStartedMachineAtOnce(t *testing.T) {
	inMemory(t, machine(func(g *pvetest.Guest) { g.Running = false }), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(time.Minute)
		must(t, c.Start(100))
		after(15 * time.Second)
		if g := w.guest(100); g.MemorySource != "status-freemem" || !g.Disk.Known {
			t.Errorf("15 s after its start: %+v, want memory and disk of the guest itself", g)
		}
	})
}

func TestSource_SaysWhyDiskIsUnknown(t *testing.T) {
	agent := func(a pvetest.Agent) pvetest.Options { return machine(func(g *pvetest.Guest) { g.Agent = a }) }
	for reason, opts := range map[string]pvetest.Options{
		"agent-disabled": agent(pvetest.AgentOff), "agent-not-running": agent(pvetest.AgentMissing), "agent-timeout": agent(pvetest.AgentSilent),
	} {
		t.Run(reason, func(t *testing.T) {
			inMemory(t, opts, func(t *testing.T, c *pvetest.Cluster, env source.Env) {
				w := watch(t, targetOf(memoryHost("pve1")), env)
				after(time.Minute)
				if g := w.guest(100); g.Disk.Known || g.DiskReason != reason || !g.Memory.Known || g.Stale != nil {
					t.Errorf("got %+v, want disk unknown because of %s and nothing else missing", g, reason)
				}
			})
		})
	}
}

func TestSource_MissingAgentPrivilegeIsNotAMissingAgent(t *testing.T) {
	opts := machine(nil)
	opts.Accounts = []pvetest.Account{{
		ID: pvetest.Token, Secret: pvetest.Secret,
		Grants: []pvetest.Grant{{Path: "/", Privs: []string{"Sys.Audit", "VM.Audit", "Datastore.Audit"}}},
	}}
	inMemory(t, opts, func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(time.Minute)
		if g := w.guest(100); g.DiskReason != "permission-denied" {
			t.Errorf("reason = %q, want permission-denied", g.DiskReason)
		}
	})
}

func TestSource_HostsViewOfMemoryIsMarked(t *testing.T) {
	inMemory(t, machine(func(g *pvetest.Guest) { g.NoBalloon = true }), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(time.Minute)
		g := w.guest(100)
		if !g.MemoryHostView || g.MemorySource != "status-mem-host" || g.Memory.Value.Used > g.Memory.Value.Total {
			t.Errorf("got %+v %s, want the host's view within the size", g.Memory, g.MemorySource)
		}
	})
}

func TestSource_FillsGapsOfANodesStatus(t *testing.T) {
	opts := machine(nil)
	opts.Version = "9.1"
	inMemory(t, opts, func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		c.Fault(pvetest.Match{Path: "/nodes/{node}/status"}, pvetest.Fault{Body: `{"data":{"uptime":5,"memory":{"total":34359738368}}}`})
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(time.Hour)
		n := w.node("pve1")
		if n.MemorySource != "rrd-memavailable" || !n.Memory.Known || n.Memory.Value.Used == 0 {
			t.Errorf("memory %+v by %s, want what the history tells", n.Memory, n.MemorySource)
		}
		local := w.storage("pve1", "local").Space.Value
		if !n.RootFS.Known || n.RootFS.Value.Total != local.Total {
			t.Errorf("root file system %+v, want that of the storage local, %+v", n.RootFS, local)
		}
		c.ResetRequests()
		after(time.Minute)
		if got := c.Requests()["GET /nodes/{node}/rrddata"]; got > 2 {
			t.Errorf("the history was asked %d times in a minute, want every 30 s", got)
		}
	})
}

func TestSource_RatesAreTheGuests(t *testing.T) {
	inMemory(t, machine(nil), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		must(t, c.SetTraffic(100, pvetest.Traffic{DiskRead: 1000, DiskWrite: 2000, NetIn: 3000, NetOut: 4000}))
		after(time.Minute)
		g := w.guest(100)
		for _, rate := range []struct{ got, want float64 }{
			{g.DiskRead.Value, 1000}, {g.DiskWrite.Value, 2000}, {g.NetworkIn.Value, 3000}, {g.NetworkOut.Value, 4000},
		} {
			if rate.got < rate.want*0.9 || rate.got > rate.want*1.1 {
				t.Errorf("rate = %v, want about %v", rate.got, rate.want)
			}
		}
	})
}

func TestSource_ReadsOnlyWhatIsWanted(t *testing.T) {
	for off, check := range map[string]func(*infra.Snapshot) bool{
		"vms": func(s *infra.Snapshot) bool { return slices.ContainsFunc(s.Guests, isVM) },
		"containers": func(s *infra.Snapshot) bool {
			return slices.ContainsFunc(s.Guests, func(g infra.Guest) bool { return !isVM(g) })
		},
		"storage": func(s *infra.Snapshot) bool { return len(s.Storages) > 0 },
	} {
		t.Run(off, func(t *testing.T) {
			inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
				target := targetOf(memoryHost("pve1"))
				target.Monitor = map[string]bool{off: false}
				w := watch(t, target, env)
				after(time.Minute)
				if check(w.Snapshot()) || len(w.Snapshot().Guests) == 0 {
					t.Errorf("%s is switched off and still shown, or nothing is", off)
				}
			})
		})
	}
}

func isVM(g infra.Guest) bool { return g.Type == infra.VM }

func TestSource_ScalesWithThePulse(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		env.Pulse = 50 * time.Millisecond
		src, err := Kind().Open(targetOf(memoryHost("pve1")), env)
		must(t, err)
		defer src.Close()
		got := map[infra.Part]time.Duration{}
		for _, job := range src.Jobs() {
			got[job.Part] = job.Every
		}
		want := map[infra.Part]time.Duration{
			infra.PartPulse: 50 * time.Millisecond, infra.PartDetail: 100 * time.Millisecond,
			infra.PartStorage: 300 * time.Millisecond, infra.PartCluster: 3 * time.Second,
			infra.PartReplication: 1200 * time.Millisecond, infra.PartUpdates: 1200 * time.Millisecond,
			infra.PartTasks: 200 * time.Millisecond, infra.PartCeph: 600 * time.Millisecond,
			infra.PartBackups: time.Second, infra.PartSnapshots: 200 * time.Millisecond,
			infra.PartDisks: 5 * time.Minute, // which may wake them
		}
		if !maps.Equal(got, want) {
			t.Errorf("rhythms = %v, want %v", got, want)
		}
	})
}

func TestSource_CloseEndsRunningJobs(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		c.Fault(pvetest.Match{}, pvetest.Fault{Hang: true})
		src, err := Kind().Open(targetOf(memoryHost("pve1")), env)
		must(t, err)
		ended := make(chan error, 1)
		go func() {
			_, err := src.Jobs()[0].Run(context.Background())
			ended <- err
		}()
		synctest.Wait()
		must(t, src.Close())
		if err := <-ended; err == nil || !strings.Contains(err.Error(), "closed") {
			t.Errorf("the running job ended with %v, want that the source was closed", err)
		}
		if _, err := src.Jobs()[0].Run(t.Context()); err == nil {
			t.Error("a job of a closed source ran")
		}
	})
}

// The list of nodes counts the cache as used, so it is not asked while the
// nodes themselves have not been.
func TestPulse_LeavesTheFirstMemoryOfANodeToItsStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pvetest.New(pvetest.Small())
		src, err := Kind().Open(targetOf(memoryHost(c.Nodes()[0])), source.Env{Transport: pvetest.NewNetwork(c)})
		if err != nil {
			t.Fatal(err)
		}
		defer src.Close()
		for _, job := range src.Jobs() {
			if job.Part != infra.PartPulse {
				continue
			}
			report, err := job.Run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range report.Nodes {
				if n.Memory.Known {
					t.Errorf("%s has memory %+v from %s", n.Name, n.Memory.Value, n.MemorySource)
				}
			}
		}
	})
}
