package pve

import (
	"strings"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox/proxmoxtest"
	"pulse/backend/source/pve/pvetest"
)

func TestOutage_OfOneNode(t *testing.T) {
	opts := pvetest.Small()
	opts.RelayDelay, opts.OfflineAfter = 30*time.Second, 5*time.Second
	inMemory(t, opts, func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		before := w.node("pve3")
		must(t, c.NodeDown("pve3"))
		after(time.Minute)
		n := w.node("pve3")
		if n.Status != infra.NodeOffline || w.health() != infra.Degraded || n.Stale == nil || !n.Stale.DetailOnly {
			t.Errorf("the node is %s, the connection %s, stale %+v", n.Status, w.health(), n.Stale)
		}
		if n.Memory.Value != before.Memory.Value && n.MemorySource != "previous-snapshot" || !n.Memory.Known || n.Uptime.Value != 0 {
			t.Errorf("memory %+v (%s), uptime %v; want the last memory and no uptime", n.Memory, n.MemorySource, n.Uptime)
		}
		if local := w.storage("pve3", "local"); local.Stale == nil || !strings.Contains(local.Stale.Reason, "pve3 is offline") {
			t.Errorf("its storage is %+v, want stale because the node is offline", local.Stale)
		}
		checkFresh(t, w, "pve1", "pve2")
		must(t, c.NodeUp("pve3"))
		after(time.Minute)
		if n := w.node("pve3"); n.Status != infra.NodeOnline || n.Stale != nil || w.health() != infra.Healthy {
			t.Errorf("after its return the node is %s, the connection %s, stale %+v", n.Status, w.health(), n.Stale)
		}
	})
}

// checkFresh tells whether nodes and their guests have new figures.
func checkFresh(t *testing.T, w *watcher, nodes ...string) {
	t.Helper()
	for _, name := range nodes {
		if n := w.node(name); n.Stale != nil || time.Since(n.SeenAt) > 11*time.Second {
			t.Errorf("node %s: stale %+v, seen %v ago", name, n.Stale, time.Since(n.SeenAt))
		}
		for _, g := range w.Snapshot().Guests {
			if g.Node == name && (g.Stale != nil || time.Since(g.SeenAt) > 6*time.Second) {
				t.Errorf("guest %d: stale %+v, seen %v ago", g.VMID, g.Stale, time.Since(g.SeenAt))
			}
		}
	}
}

func TestOutage_OfConfiguredNode(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		must(t, c.NodeDown("pve1"))
		after(30 * time.Second)
		if w.node("pve1").Status != infra.NodeOffline || w.health() != infra.Degraded {
			t.Errorf("the node is %s, the connection %s; want offline and degraded", w.node("pve1").Status, w.health())
		}
		checkFresh(t, w, "pve2", "pve3")
	})
}

func TestOutage_OfConfiguredNodeSurvivesRestart(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		target := targetOf(memoryHost("pve1"))
		first := watch(t, target, env)
		after(time.Minute)
		target.Cluster = first.Snapshot().Estate(testTarget).Cluster
		must(t, c.NodeDown("pve1"))
		w := watch(t, target, env)
		after(30 * time.Second)
		checkFresh(t, w, "pve2", "pve3")
		if w.health() != infra.Degraded {
			t.Errorf("the connection is %s, want degraded", w.health())
		}
	})
}

func TestOutage_OfEverything(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		for _, n := range c.Nodes() {
			must(t, c.NodeDown(n))
		}
		after(time.Minute)
		snap := w.Snapshot()
		if len(snap.Nodes) != 3 || len(snap.Guests) != 29 || w.health() != infra.Unhealthy {
			t.Errorf("%d nodes, %d guests, %s; want all rows kept and the connection in error", len(snap.Nodes), len(snap.Guests), w.health())
		}
		if f := snap.Estate(testTarget).Failure; f == nil || f.Kind != infra.FailUnreachable || f.Scope != "" {
			t.Errorf("failure = %+v, want that nobody answers", f)
		}
		for _, n := range c.Nodes() {
			must(t, c.NodeUp(n))
		}
		after(time.Minute)
		if w.health() != infra.Healthy || w.Snapshot().Estate(testTarget).Failure != nil {
			t.Errorf("after the return the connection is %s", w.health())
		}
	})
}

// TestOutage_OfDaemonBehindItsProxy covers a member whose lists still answer:
// only what needs the daemon fails there, with 595 or a failed RPC environment.
func TestOutage_OfDaemonBehindItsProxy(t *testing.T) {
	stops := map[string]func(*pvetest.Cluster, bool) error{
		"pvedaemon":           func(c *pvetest.Cluster, run bool) error { return c.SetDaemon("pve1", run) },
		"cluster file system": func(c *pvetest.Cluster, run bool) error { return c.SetFileSystem("pve1", run) },
	}
	for name, set := range stops {
		t.Run(name, func(t *testing.T) {
			opts := pvetest.Small()
			opts.RelayDelay = 3 * time.Second
			inMemory(t, opts, func(t *testing.T, c *pvetest.Cluster, env source.Env) {
				w := watch(t, targetOf(memoryHost("pve1")), env)
				after(settle)
				must(t, set(c, false))
				after(time.Minute)
				if w.health() != infra.Degraded {
					t.Errorf("the connection is %s, want degraded", w.health())
				}
				checkFresh(t, w, "pve2", "pve3")
				must(t, set(c, true))
				after(time.Minute)
				if w.health() != infra.Healthy {
					t.Errorf("after its return the connection is %s, want healthy", w.health())
				}
				checkFresh(t, w, "pve1", "pve2", "pve3")
			})
		})
	}
}

func TestOutage_OfStatistics(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		must(t, c.SetSilent("pve2", true))
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(30 * time.Second)
		if n := w.node("pve2"); n.Status != infra.NodeOnline || !n.CPU.Known || !n.Memory.Known || !n.Uptime.Known {
			t.Errorf("got %+v, want an online node with figures of its own", n)
		}
	})
}

func TestOutage_HungNodeDelaysNobody(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		c.Fault(pvetest.Match{Path: "/nodes/pve2/*"}, pvetest.Fault{Hang: true})
		after(time.Minute) // the watcher checks that no run exceeds its deadline
		n := w.node("pve2")
		if n.Status != infra.NodeOnline || n.Stale == nil || !n.Stale.DetailOnly || !strings.Contains(n.Stale.Reason, "in time") {
			t.Errorf("the node is %s, stale %+v; want online with old figures and the reason", n.Status, n.Stale)
		}
		checkFresh(t, w, "pve1", "pve3")
		c.ResetRequests()
		after(time.Minute)
		if got := c.Requests()["GET /nodes/{node}/status"]; got > 3*6 {
			t.Errorf("%d status calls in a minute, want one probe per run for the node that hangs", got)
		}
		if got := w.guest(101); got.Node != "pve2" || time.Since(got.SeenAt) > 6*time.Second {
			t.Errorf("guest of the hung node was seen %v ago, want fresh figures of the list", time.Since(got.SeenAt))
		}
	})
}

func TestOutage_HungMemberIsLeft(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		c.Fault(pvetest.Match{Member: "pve1"}, pvetest.Fault{Hang: true})
		after(40 * time.Second)
		if w.health() != infra.Degraded {
			t.Errorf("the connection is %s, want degraded", w.health())
		}
		checkFresh(t, w, "pve2", "pve3")
	})
}

func TestFallback_ToListsOfNodes(t *testing.T) {
	for name, fault := range map[string]pvetest.Fault{
		"error": {Status: 500, Reason: "boom"}, "page": proxmoxtest.HTML(), "wrong type": proxmoxtest.WrongType(), "cut": {Truncate: true},
		"not permitted": {Status: 403, Reason: "Permission check failed (/, Sys.Audit)"},
	} {
		t.Run(name, func(t *testing.T) {
			inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
				c.Fault(pvetest.Match{Path: "/cluster/resources"}, fault)
				must(t, c.Pause(100))
				must(t, c.NodeDown("pve3"))
				w := watch(t, targetOf(memoryHost("pve1")), env)
				after(time.Minute)
				if n := len(w.Snapshot().Guests); n < 15 || w.Snapshot().Estate(testTarget).Failure != nil {
					t.Fatalf("%d guests, failure %+v; want the guests of two nodes", n, w.Snapshot().Estate(testTarget).Failure)
				}
				if g := w.guest(100); g.Status != infra.GuestPaused {
					t.Errorf("the paused machine is %s", g.Status)
				}
			})
		})
	}
}

func TestFallback_KeepsGuestsOfNodeThatFails(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(time.Minute)
		c.Fault(pvetest.Match{Path: "/cluster/resources"}, pvetest.Fault{Status: 500, Reason: "boom"})
		c.Fault(pvetest.Match{Path: "/nodes/pve2/qemu"}, pvetest.Fault{Status: 500, Reason: "boom"})
		after(time.Minute)
		if n := len(w.Snapshot().Guests); n != 29 {
			t.Errorf("%d guests, want all 29", n)
		}
		if g := w.guest(101); g.Stale == nil || g.Stale.DetailOnly || !strings.Contains(g.Stale.Reason, "boom") {
			t.Errorf("guest of the failing node: stale %+v, want the reason", g.Stale)
		}
	})
}

func TestNodeList_DecidesReachability(t *testing.T) {
	for name, fault := range map[string]pvetest.Fault{
		"error": {Status: 500, Reason: "boom"}, "page": proxmoxtest.HTML(), "empty list": {Body: `{"data":[]}`}, "null": {Body: `{"data":null}`},
	} {
		t.Run(name, func(t *testing.T) {
			inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
				w := watch(t, targetOf(memoryHost("pve1")), env)
				after(time.Minute)
				c.Fault(pvetest.Match{Path: "/nodes"}, fault)
				after(45 * time.Second)
				if w.health() != infra.Unhealthy || len(w.Snapshot().Guests) != 29 || w.node("pve1").Status != infra.NodeOffline {
					t.Errorf("the connection is %s with %d guests; want an error and every row kept", w.health(), len(w.Snapshot().Guests))
				}
			})
		})
	}
}
