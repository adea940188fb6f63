package pve

import (
	"context"
	"sync"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pve/pvetest"
)

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

// watcher runs the jobs of a source on time, as the monitor does, and keeps
// the snapshot.
type watcher struct {
	t    *testing.T
	src  source.Source
	mu   sync.Mutex
	snap *infra.Snapshot
	last map[infra.Part]infra.Report
	errs map[infra.Part]error
}

// watch begins to run the jobs. They end with the test.
func watch(t *testing.T, target source.Target, env source.Env) *watcher {
	t.Helper()
	src, err := Kind().Open(target, env)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	w := &watcher{t: t, src: src, last: map[infra.Part]infra.Report{}, errs: map[infra.Part]error{}}
	w.snap = (&infra.Snapshot{}).WithTargets([]infra.TargetInfo{target.Info()}, time.Now())
	ctx, cancel := context.WithCancel(t.Context())
	var jobs sync.WaitGroup
	for _, job := range src.Jobs() {
		jobs.Go(func() {
			for ctx.Err() == nil {
				begun := time.Now()
				w.run(ctx, job)
				wait(ctx, job.Every-time.Since(begun))
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

func (w *watcher) run(ctx context.Context, job source.Job) {
	begun := time.Now()
	limited, cancel := context.WithTimeout(ctx, job.Deadline)
	defer cancel()
	report, err := job.Run(limited)
	if ctx.Err() != nil {
		return
	}
	if took := time.Since(begun); took > job.Deadline {
		w.t.Errorf("%s took %v, its deadline is %v", job.Part, took, job.Deadline)
	}
	report.Target, report.Part, report.At = testTarget, job.Part, time.Now()
	if err != nil {
		report.Failures = []infra.Failure{source.Failure(err)}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.snap = w.snap.Apply(&report, 10*time.Second)
	w.last[job.Part], w.errs[job.Part] = report, err
}

func (w *watcher) snapshot() *infra.Snapshot {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.snap
}

func (w *watcher) report(p infra.Part) (infra.Report, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last[p], w.errs[p]
}

func (w *watcher) node(name string) infra.Node {
	w.t.Helper()
	for _, n := range w.snapshot().Nodes {
		if n.Name == name {
			return n
		}
	}
	w.t.Fatalf("no node %q in the snapshot", name)
	return infra.Node{}
}

func (w *watcher) guest(vmid int) infra.Guest {
	w.t.Helper()
	for _, g := range w.snapshot().Guests {
		if g.VMID == vmid {
			return g
		}
	}
	w.t.Fatalf("no guest %d in the snapshot", vmid)
	return infra.Guest{}
}

func (w *watcher) storage(node, name string) infra.Storage {
	w.t.Helper()
	for _, s := range w.snapshot().Storages {
		if s.Node == node && s.Name == name {
			return s
		}
	}
	w.t.Fatalf("no storage %q on %q in the snapshot", name, node)
	return infra.Storage{}
}

func (w *watcher) health() infra.Health { return w.snapshot().Estate(testTarget).Health }
