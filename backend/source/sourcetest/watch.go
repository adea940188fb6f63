package sourcetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/pause"
	"pulse/backend/source"
)

// Watcher runs the jobs of a source on time, as the monitor does, and keeps
// what they report. Its methods may be called concurrently.
type Watcher struct {
	Source source.Source

	t      *testing.T
	target infra.TargetID
	mu     sync.Mutex
	snap   *infra.Snapshot
	last   map[infra.Part]infra.Report
	errs   map[infra.Part]error
}

// Watch begins to run the jobs of a source. They end with the test.
func Watch(t *testing.T, kind source.Kind, target source.Target, env source.Env) *Watcher {
	t.Helper()
	src, err := kind.Open(target, env)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	w := &Watcher{
		Source: src, t: t, target: target.ID, snap: (&infra.Snapshot{}).WithTargets([]infra.TargetInfo{target.Info()}, time.Now()),
		last: map[infra.Part]infra.Report{}, errs: map[infra.Part]error{},
	}
	ctx, cancel := context.WithCancel(t.Context())
	var jobs sync.WaitGroup
	for _, job := range src.Jobs() {
		jobs.Go(func() { w.repeat(ctx, job) })
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

func (w *Watcher) repeat(ctx context.Context, job source.Job) {
	for ctx.Err() == nil {
		begun := time.Now()
		failed := w.run(ctx, job)
		gap := job.Every - time.Since(begun)
		if failed && job.Retry > 0 {
			gap = job.Retry
		}
		if pause.For(ctx, gap) != nil {
			return
		}
	}
}

// run runs a job once and tells whether it failed.
func (w *Watcher) run(ctx context.Context, job source.Job) (failed bool) {
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
	report.Target, report.Part, report.At = w.target, job.Part, time.Now()
	if err != nil {
		failure := source.Failure(err)
		failure.Scope = ""
		report.Failures = []infra.Failure{failure}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.snap = w.snap.Apply(&report, 10*time.Second)
	w.last[job.Part], w.errs[job.Part] = report, err
	return err != nil
}

// Snapshot is what is known by now.
func (w *Watcher) Snapshot() *infra.Snapshot {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.snap
}

// Estate is what is known of the target itself.
func (w *Watcher) Estate() *infra.Estate { return w.Snapshot().Estate(w.target) }

// Report is the last one of a part, with the error of its run.
func (w *Watcher) Report(p infra.Part) (infra.Report, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last[p], w.errs[p]
}
