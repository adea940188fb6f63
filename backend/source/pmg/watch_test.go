package pmg

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pmg/pmgtest"
	"pulse/backend/source/sourcetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const testTarget = infra.TargetID("pmg-0")

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// targetOf is a target with the account that may read everything.
func targetOf(host string) source.Target {
	return source.Target{ID: testTarget, Kind: "pmg", Name: "relay", Host: host, User: pmgtest.User, Password: pmgtest.Password}
}

// inMemory runs a test against a simulated gateway without sockets, in fake
// time, through a watcher.
func inMemory(t *testing.T, opts pmgtest.Options, test func(*testing.T, *pmgtest.Gateway, *watcher), change ...func(*source.Target)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		g := pmgtest.New(opts)
		target := targetOf("https://" + g.Nodes()[0] + ":8006")
		for _, c := range change {
			c(&target)
		}
		test(t, g, watch(t, target, source.Env{Transport: pmgtest.NewNetwork(g)}))
	})
}

// after lets time pass.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// watcher finds rows in what is known.
type watcher struct {
	*sourcetest.Watcher

	t *testing.T
}

func watch(t *testing.T, target source.Target, env source.Env) *watcher {
	t.Helper()
	return &watcher{sourcetest.Watch(t, Kind(), target, env), t}
}

func (w *watcher) gateway() infra.Gateway {
	w.t.Helper()
	gateways := w.Snapshot().Gateways
	if len(gateways) != 1 {
		w.t.Fatalf("%d gateways, want one", len(gateways))
	}
	return gateways[0]
}

func (w *watcher) node(name string) infra.GatewayNode {
	w.t.Helper()
	g := w.gateway()
	i := slices.IndexFunc(g.Nodes, func(n infra.GatewayNode) bool { return n.Name == name })
	if i < 0 {
		w.t.Fatalf("no node %q in %+v", name, g.Nodes)
	}
	return g.Nodes[i]
}

func (w *watcher) failures(p infra.Part) []infra.Failure {
	r, _ := w.Report(p)
	return r.Failures
}
