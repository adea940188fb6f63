package monitor_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/monitor"
	"pulse/backend/settings"
	"pulse/backend/source"
)

// world is everything around a monitor: targets that can be told what to
// answer, a ledger that can fail, and a record of what was seen.
type world struct {
	mu       sync.Mutex
	targets  []source.Target
	pushed   []monitor.Pushed
	sources  map[infra.TargetID]*fake
	alerts   settings.Alerts
	broken   error // what the ledger answers
	batches  []alert.Batch
	views    []monitor.View
	atOnce   int
	recorded []*infra.Report
	opened   []infra.TargetID
}

// fake is a source with a pulse and a detail job.
type fake struct {
	mu      sync.Mutex
	hang    bool
	failing error
	guest   infra.Guest
	runs    []run
	closed  bool
}

type run struct {
	part infra.Part
	at   time.Time
}

func (f *fake) Jobs() []source.Job {
	return []source.Job{
		{Part: infra.PartDetail, Every: 10 * time.Second, Deadline: 10 * time.Second, Run: f.job(infra.PartDetail)},
		{Part: infra.PartPulse, Every: 5 * time.Second, Deadline: 10 * time.Second, Run: f.job(infra.PartPulse)},
	}
}

func (f *fake) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	return nil
}

func (f *fake) job(part infra.Part) func(context.Context) (infra.Report, error) {
	return func(ctx context.Context) (infra.Report, error) {
		f.mu.Lock()
		f.runs = append(f.runs, run{part, time.Now()})
		hang, failing, guest := f.hang, f.failing, f.guest
		f.mu.Unlock()
		if hang {
			<-ctx.Done()
			return infra.Report{}, ctx.Err()
		}
		if failing != nil {
			return infra.Report{}, failing
		}
		if part == infra.PartDetail {
			return infra.Report{Requests: 1}, nil
		}
		guest.SeenAt = time.Now()
		return infra.Report{Requests: 1, Health: infra.Healthy, Guests: []infra.Guest{guest}}, nil
	}
}

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *fake) times(part infra.Part) []time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	var times []time.Time
	for _, r := range f.runs {
		if r.part == part {
			times = append(times, r.at)
		}
	}
	return times
}

func (w *world) Commit(_ context.Context, b alert.Batch) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken == nil {
		w.batches = append(w.batches, b)
	}
	return w.broken
}

func (w *world) Record(r *infra.Report) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.recorded = append(w.recorded, r)
}

func (w *world) Publish(v monitor.View, _ []alert.Change, now bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.views = append(w.views, v)
	if now {
		w.atOnce++
	}
}

func (w *world) open(t source.Target) (source.Source, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.opened = append(w.opened, t.ID)
	return w.sources[t.ID], nil
}

func (w *world) configuration(context.Context) (monitor.Configuration, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return monitor.Configuration{Targets: append([]source.Target(nil), w.targets...), Pushed: w.pushed, Alerts: w.alerts}, nil
}

func (w *world) change(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}

func (w *world) changes() []alert.ChangeKind {
	w.mu.Lock()
	defer w.mu.Unlock()
	var kinds []alert.ChangeKind
	for _, b := range w.batches {
		for _, c := range b.Changes {
			kinds = append(kinds, c.Kind)
		}
	}
	return kinds
}

func vm(vmid int, node string, cpu float64) infra.Guest {
	return infra.Guest{
		Resource: infra.Resource{ID: infra.GuestID("pve-0", vmid), Kind: infra.KindGuest, Name: "web", Target: "pve-0", Node: node},
		VMID:     vmid, Type: infra.VM, Status: infra.GuestRunning, CPU: infra.Some(cpu), CPUs: 1,
	}
}

// watch runs a monitor over a world in a bubble of virtual time.
func watch(t *testing.T, test func(*testing.T, *world, *monitor.Monitor)) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{
			targets: []source.Target{{ID: "pve-0", Kind: "pve", Name: "lab"}},
			sources: map[infra.TargetID]*fake{"pve-0": {guest: vm(100, "n1", 0.1)}, "pve-1": {guest: vm(200, "m1", 0.1)}},
			alerts:  settings.DefaultAlerts("UTC"),
		}
		m := monitor.New(monitor.Options{
			Configuration: w.configuration, Open: w.open, Ledger: w, History: w, Screens: w,
			Tell: func() {}, Log: slog.New(slog.DiscardHandler),
		})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- m.Run(ctx) }()
		test(t, w, m)
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

func after(d time.Duration) {
	time.Sleep(d) // virtual
	synctest.Wait()
}
