package pbs

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pbs/pbstest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	testTarget = infra.TargetID("pbs-0")
	memoryHost = "https://backup1:8007"
)

// targetOf is a target at a simulated server, with the token that may read
// everything.
func targetOf(host string) source.Target {
	return source.Target{
		ID: testTarget, Kind: "pbs", Name: "vault", Host: host,
		TokenName: pbstest.Token, TokenValue: pbstest.Secret,
	}
}

func passwordTarget() source.Target {
	t := targetOf(memoryHost)
	t.User, t.Password, t.TokenName, t.TokenValue = pbstest.User, pbstest.Password, "", ""
	return t
}

func weakTarget() source.Target {
	t := targetOf(memoryHost)
	t.TokenName, t.TokenValue = pbstest.WeakToken, pbstest.WeakSecret
	return t
}

// inMemory runs a test against a simulated server without sockets, in fake time.
func inMemory(t *testing.T, opts pbstest.Options, test func(t *testing.T, s *pbstest.Server, env source.Env)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := pbstest.New(opts)
		test(t, s, source.Env{Transport: pbstest.NewNetwork(map[string]*pbstest.Server{"backup1": s})})
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

// watcher runs the jobs of a source on time, as the monitor does, and keeps
// the snapshot.
type watcher struct {
	t    *testing.T
	src  source.Source
	mu   sync.Mutex
	snap *infra.Snapshot
	runs map[infra.Part]int
	last map[infra.Part]infra.Report
}

// watch begins to run the jobs. They end with the test.
func watch(t *testing.T, target source.Target, env source.Env) *watcher {
	t.Helper()
	src, err := Kind().Open(target, env)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	w := &watcher{t: t, src: src, runs: map[infra.Part]int{}, last: map[infra.Part]infra.Report{}}
	w.snap = (&infra.Snapshot{}).WithTargets([]infra.TargetInfo{target.Info()}, time.Now())
	ctx, cancel := context.WithCancel(t.Context())
	var jobs sync.WaitGroup
	for _, job := range src.Jobs() {
		jobs.Go(func() {
			for ctx.Err() == nil {
				begun := time.Now()
				pause := job.Every
				if w.run(ctx, job) {
					pause = job.Retry + time.Since(begun)
				}
				wait(ctx, pause-time.Since(begun))
			}
		})
	}
	t.Cleanup(func() {
		cancel()
		jobs.Wait()
		if err := src.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return w
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
		f := source.Failure(err)
		f.Scope = ""
		report.Failures = []infra.Failure{f}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.snap = w.snap.Apply(&report, 10*time.Second)
	w.last[job.Part] = report
	w.runs[job.Part]++
	return err != nil
}

func (w *watcher) snapshot() *infra.Snapshot {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.snap
}

func (w *watcher) report(p infra.Part) infra.Report {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last[p]
}

func (w *watcher) server() infra.Server {
	w.t.Helper()
	servers := w.snapshot().Servers
	if len(servers) != 1 {
		w.t.Fatalf("%d servers, want one", len(servers))
	}
	return servers[0]
}

func (w *watcher) datastore(name string) infra.Datastore {
	w.t.Helper()
	for _, d := range w.snapshot().Datastores {
		if d.Name == name {
			return d
		}
	}
	w.t.Fatalf("no datastore %q in the snapshot", name)
	return infra.Datastore{}
}

// archives counts the backups of a namespace, and those that are stale.
func (w *watcher) archives(store, space string) (all, stale int) {
	for _, a := range w.snapshot().Archives {
		if a.Datastore == store && a.Namespace == space {
			all++
			if a.Stale != nil {
				stale++
			}
		}
	}
	return all, stale
}

func (w *watcher) job(kind, store string) infra.Job {
	w.t.Helper()
	for _, j := range w.snapshot().Jobs {
		if j.Kind == kind && j.Datastore == store {
			return j
		}
	}
	w.t.Fatalf("no %s job of %q in the snapshot", kind, store)
	return infra.Job{}
}
