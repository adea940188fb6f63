package pve

import (
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pve/pvetest"
	"pulse/backend/source/sourcetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// settle is long enough for every job to have run and every machine to have
// been asked everything.
const settle = 3 * time.Minute

// inMemory runs a test against a simulated cluster without sockets, in fake
// time.
func inMemory(t *testing.T, opts pvetest.Options, test func(t *testing.T, c *pvetest.Cluster, env source.Env)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := pvetest.New(opts)
		test(t, c, source.Env{Transport: pvetest.NewNetwork(c)})
	})
}

// after lets time pass.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// machine is a running virtual machine with an agent, alone on its cluster.
func machine(change func(*pvetest.Guest)) pvetest.Options {
	opts := pvetest.Estate(1, 0, 1)
	g := pvetest.NewMachine(1, 100, "pve1")
	g.Agent, g.Windows, g.NoBalloon, g.Balloon = pvetest.AgentRunning, false, false, 0
	if change != nil {
		change(&g)
	}
	opts.Guests = []pvetest.Guest{g}
	pvetest.Fit(opts.Nodes, opts.Guests)
	return opts
}

const testTarget = infra.TargetID("pve-0")

// targetOf is a target at a member of a simulated cluster, with the token that
// may read everything.
func targetOf(host string) source.Target {
	return source.Target{
		ID: testTarget, Kind: "pve", Name: "lab", Host: host,
		TokenName: pvetest.Token, TokenValue: pvetest.Secret,
	}
}

// memoryHost is the address of a member in the network without sockets.
func memoryHost(node string) string { return "https://" + node + ":8006" }

// watcher finds rows in what is known.
type watcher struct {
	*sourcetest.Watcher

	t *testing.T
}

func watch(t *testing.T, target source.Target, env source.Env) *watcher {
	t.Helper()
	return &watcher{sourcetest.Watch(t, Kind(), target, env), t}
}

func (w *watcher) node(name string) infra.Node {
	w.t.Helper()
	for _, n := range w.Snapshot().Nodes {
		if n.Name == name {
			return n
		}
	}
	w.t.Fatalf("no node %q in the snapshot", name)
	return infra.Node{}
}

func (w *watcher) guest(vmid int) infra.Guest {
	w.t.Helper()
	for _, g := range w.Snapshot().Guests {
		if g.VMID == vmid {
			return g
		}
	}
	w.t.Fatalf("no guest %d in the snapshot", vmid)
	return infra.Guest{}
}

func (w *watcher) storage(node, name string) infra.Storage {
	w.t.Helper()
	for _, s := range w.Snapshot().Storages {
		if s.Node == node && s.Name == name {
			return s
		}
	}
	w.t.Fatalf("no storage %q on %q in the snapshot", name, node)
	return infra.Storage{}
}

func (w *watcher) health() infra.Health { return w.Estate().Health }
