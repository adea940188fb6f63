package pmg

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pmg/pmgtest"
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

// watcher runs the jobs of a source on time, as the monitor does, and keeps
// the snapshot.
type watcher struct {
	t    *testing.T
	src  source.Source
	mu   sync.Mutex
	snap *infra.Snapshot
	last map[infra.Part]infra.Report
}

// watch begins to run the jobs. They end with the test.
func watch(t *testing.T, target source.Target, env source.Env) *watcher {
	t.Helper()
	src, err := Kind().Open(target, env)
	must(t, err)
	w := &watcher{t: t, src: src, last: map[infra.Part]infra.Report{}}
	w.snap = (&infra.Snapshot{}).WithTargets([]infra.TargetInfo{target.Info()}, time.Now())
	ctx, cancel := context.WithCancel(t.Context())
	var jobs sync.WaitGroup
	for _, job := range src.Jobs() {
		jobs.Go(func() { w.repeat(ctx, job) })
	}
	t.Cleanup(func() {
		cancel()
		jobs.Wait()
		must(t, src.Close())
	})
	return w
}

func (w *watcher) repeat(ctx context.Context, job source.Job) {
	if job.Part != infra.PartPulse {
		wait(ctx, time.Second) // the pulse is first
	}
	for ctx.Err() == nil {
		begun := time.Now()
		pause := job.Every
		if w.run(ctx, job) && job.Retry > 0 {
			pause = job.Retry
		}
		wait(ctx, pause-time.Since(begun))
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(max(d, 0)):
	}
}

// run runs a job once and tells whether it failed.
func (w *watcher) run(ctx context.Context, job source.Job) bool {
	begun := time.Now()
	limited, cancel := context.WithTimeout(ctx, job.Deadline)
	defer cancel()
	report, err := job.Run(limited)
	if ctx.Err() != nil {
		return true
	}
	if took := time.Since(begun); took > job.Deadline {
		w.t.Errorf("%s took %v, its deadline is %v", job.Part, took, job.Deadline)
	}
	report.Target, report.Part, report.At = testTarget, job.Part, time.Now()
	if err != nil {
		failure := source.Failure(err)
		failure.Scope = ""
		report.Failures = []infra.Failure{failure}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.snap = w.snap.Apply(&report, 10*time.Second)
	w.last[job.Part] = report
	return err != nil
}

func (w *watcher) gateway() infra.Gateway {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.snap.Gateways) != 1 {
		w.t.Fatalf("%d gateways, want one", len(w.snap.Gateways))
	}
	return w.snap.Gateways[0]
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
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last[p].Failures
}

func (w *watcher) estate() *infra.Estate {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.snap.Estate(testTarget)
}
