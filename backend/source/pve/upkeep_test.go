package pve

import (
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pve/pvetest"
)

// pair is a cluster of two nodes; the machine 100 is on the first.
func pair() pvetest.Options {
	g := pvetest.NewMachine(1, 100, "pve1")
	g.Agent = pvetest.AgentOff
	return pvetest.Options{
		Name: "pair", Nodes: []pvetest.Node{{Name: "pve1", IP: "10.10.0.11"}, {Name: "pve2", IP: "10.10.0.12"}}, Guests: []pvetest.Guest{g},
	}
}

// onlyReplica returns the replication of the only job.
func (w *watcher) onlyReplica() infra.Replication {
	w.t.Helper()
	rows := w.Snapshot().Replicas
	if len(rows) != 1 {
		w.t.Fatalf("replications = %+v, want one", rows)
	}
	return rows[0]
}

func TestReplication_TellsLastSuccessNextTryErrorAndDuration(t *testing.T) {
	inMemory(t, pair(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		c.SetReplication(pvetest.Replication{Guest: 100, To: "pve2", Took: 90 * time.Second, Fails: 2, Error: "no space left"})
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		r := w.onlyReplica()
		if r.ID != "100-0" || r.VMID != 100 || r.Node != "pve1" || r.To != "pve2" || r.Schedule != "*/15" || r.Instance != "lab" {
			t.Errorf("job = %+v", r)
		}
		if r.FailCount != 2 || r.Error != "no space left" || r.Duration != infra.Some(90*time.Second) {
			t.Errorf("result = %+v, want two failures, the error and 90 s", r)
		}
		if r.LastSync.IsZero() || !r.LastSync.Before(r.LastTry) || !r.LastTry.Before(r.NextSync) {
			t.Errorf("last success %v, last try %v, next %v; want them in that order", r.LastSync, r.LastTry, r.NextSync)
		}
	})
}

func TestReplication_FollowsTheGuestToItsNewNode(t *testing.T) {
	inMemory(t, pair(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		c.SetReplication(pvetest.Replication{Guest: 100, To: "pve2"})
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		must(t, c.Migrate(100, "pve2"))
		after(5 * time.Minute)
		if r := w.onlyReplica(); r.Node != "pve2" || r.LastSync.IsZero() {
			t.Errorf("got %+v, want it read from pve2", r)
		}
	})
}

func TestReplication_OfASilentNodeStaysAndIsStale(t *testing.T) {
	inMemory(t, pair(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		c.SetReplication(pvetest.Replication{Guest: 100, To: "pve2", Fails: 1, Error: "no space left"})
		w := watch(t, targetOf(memoryHost("pve2")), env)
		after(settle)
		must(t, c.NodeDown("pve1"))
		after(6 * time.Minute)
		if r := w.onlyReplica(); r.Error != "no space left" || r.Stale == nil {
			t.Errorf("got %+v, want what was known, stale", r)
		}
	})
}

func TestReplication_CostsNothingWhereThereIsNone(t *testing.T) {
	inMemory(t, pair(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		watch(t, targetOf(memoryHost("pve1")), env)
		after(10 * time.Minute)
		if asked := c.Requests(); asked["GET /nodes/{node}/replication"] != 0 || asked["GET /cluster/replication"] > 6 {
			t.Errorf("asked %v, want the list of jobs every two minutes and no node", asked)
		}
	})
}

func TestReplication_OfANodeAloneIsNotAskedFor(t *testing.T) {
	inMemory(t, machine(nil), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		watch(t, targetOf(memoryHost("pve1")), env)
		after(10 * time.Minute)
		if asked := c.Requests()["GET /cluster/replication"]; asked != 0 {
			t.Errorf("asked %d times", asked)
		}
	})
}

func TestUpdates_AreCountedAndAskedForSeldom(t *testing.T) {
	inMemory(t, machine(nil), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		must(t, c.SetUpdates("pve1",
			pvetest.Package{Name: "pve-manager", Version: "8.4.14", Origin: "Proxmox"},
			pvetest.Package{Name: "openssl", Version: "3.0.17-1~deb12u3", Origin: "Debian"},
			pvetest.Package{Name: "tzdata", Version: "2025b-0", Origin: "Debian"}))
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		if got := w.node("pve1").Updates; got != infra.Some(infra.Updates{Pending: 3, Security: 1}) {
			t.Errorf("updates = %+v, want 3 with 1 for security", got)
		}
		must(t, c.SetUpdates("pve1"))
		after(24 * time.Hour)
		if got := w.node("pve1").Updates; got != infra.Some(infra.Updates{}) {
			t.Errorf("updates = %+v, want that there are none", got)
		}
		if asked := c.Requests()["GET /nodes/{node}/apt/update"]; asked > 5 {
			t.Errorf("asked %d times in a day, want every six hours", asked)
		}
	})
}

func TestUpdates_ThatMayNotBeReadAreUnknownAndNoFaultOfTheNode(t *testing.T) {
	inMemory(t, machine(nil), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		target := targetOf(memoryHost("pve1"))
		target.TokenName, target.TokenValue = pvetest.AuditorToken, pvetest.AuditorSecret
		w := watch(t, target, env)
		after(time.Hour)
		if n := w.node("pve1"); n.Updates.Known || n.Stale != nil {
			t.Errorf("updates = %+v, stale %+v; want neither", n.Updates, n.Stale)
		}
		report, err := w.Report(infra.PartUpdates)
		if err != nil || len(report.Failures) != 1 || report.Failures[0].Kind != infra.FailPermission {
			t.Errorf("failures = %+v, %v; want the missing privilege", report.Failures, err)
		}
		if asked := c.Requests()["GET /nodes/{node}/apt/update"]; asked != 1 {
			t.Errorf("asked %d times in an hour, want once", asked)
		}
	})
}

func TestUpdates_OfANodeThatCouldNotBeReachedAreAskedForAgainSoon(t *testing.T) {
	inMemory(t, pair(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		must(t, c.SetUpdates("pve2", pvetest.Package{Name: "pve-manager", Version: "8.4.14", Origin: "Proxmox"}))
		must(t, c.NodeDown("pve2"))
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(5 * time.Minute)
		if got := w.node("pve2").Updates; got.Known {
			t.Errorf("updates = %+v before the node answered", got)
		}
		must(t, c.NodeUp("pve2"))
		after(15 * time.Minute)
		if got := w.node("pve2").Updates; got != infra.Some(infra.Updates{Pending: 1}) {
			t.Errorf("updates = %+v, want 1", got)
		}
	})
}
