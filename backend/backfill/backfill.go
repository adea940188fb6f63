// Package backfill fills the gaps that a sleep or an outage left in the history
// from the records that the servers keep themselves. It is gentle: one question
// after the other, with pauses, and only to targets whose figures are fresh.
package backfill

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"pulse/backend/history"
	"pulse/backend/infra"
	"pulse/backend/source"
)

// History is what is filled.
type History interface {
	// Breaks returns, once, the resources that are recorded again.
	Breaks() []infra.ID
	// Missing returns the stretches that can be filled.
	Missing(ctx context.Context, id infra.ID, from, to time.Time, cell, shortest time.Duration) ([]history.Span, error)
	// Backfill writes what a server recorded.
	Backfill(context.Context, history.Filled) (int, error)
}

// Options are what a Filler needs. Zero durations mean the usual ones.
type Options struct {
	History  History
	Source   func(infra.TargetID) source.Source // nil while there is none
	Snapshot func() *infra.Snapshot
	Log      *slog.Logger
	Every    time.Duration // how often it looks for something to do; 20 s
	Settle   time.Duration // how long a target must have answered before it is asked; 1 min
	Pause    time.Duration // between two questions to one target; 500 ms
}

// Filler fills gaps. Make it with New and run it once.
type Filler struct {
	opt     Options
	workers sync.WaitGroup

	mu      sync.Mutex
	waiting map[infra.TargetID][]infra.ID
	busy    map[infra.TargetID]*asking
	well    map[infra.TargetID]time.Time // since when a target answers
}

// New makes a Filler.
func New(o Options) *Filler {
	o.Every = cmp.Or(o.Every, 20*time.Second)
	o.Settle = cmp.Or(o.Settle, time.Minute)
	o.Pause = cmp.Or(o.Pause, 500*time.Millisecond)
	return &Filler{
		opt: o, waiting: map[infra.TargetID][]infra.ID{}, busy: map[infra.TargetID]*asking{}, well: map[infra.TargetID]time.Time{},
	}
}

// Run fills what is missing until ctx ends.
func (f *Filler) Run(ctx context.Context) error {
	defer f.workers.Wait()
	ticker := time.NewTicker(f.opt.Every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			f.collect()
			f.begin(ctx)
		}
	}
}

// collect sorts what was interrupted by the target that it belongs to.
func (f *Filler) collect() {
	ids := f.opt.History.Breaks()
	if len(ids) == 0 {
		return
	}
	owner := owners(f.opt.Snapshot())
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, id := range ids {
		if target, known := owner[id]; known && !slices.Contains(f.waiting[target], id) {
			f.waiting[target] = append(f.waiting[target], id)
		}
	}
	for target := range f.waiting {
		slices.SortStableFunc(f.waiting[target], func(a, b infra.ID) int { return cmp.Compare(rank(a), rank(b)) })
	}
}

// rank puts what others depend on first.
func rank(id infra.ID) int {
	switch id.Kind() {
	case infra.KindNode, infra.KindServer:
		return 0
	case infra.KindStorage, infra.KindDatastore:
		return 1
	}
	return 2
}

func owners(s *infra.Snapshot) map[infra.ID]infra.TargetID {
	all := map[infra.ID]infra.TargetID{}
	for i := range s.Nodes {
		all[s.Nodes[i].ID] = s.Nodes[i].Target
	}
	for i := range s.Guests {
		all[s.Guests[i].ID] = s.Guests[i].Target
	}
	for i := range s.Storages {
		all[s.Storages[i].ID] = s.Storages[i].Target
	}
	if s.Extras == nil {
		return all
	}
	for i := range s.Servers {
		all[s.Servers[i].ID] = s.Servers[i].Target
	}
	for i := range s.Datastores {
		all[s.Datastores[i].ID] = s.Datastores[i].Target
	}
	return all
}

// asking is what a worker has done so far.
type asking struct {
	began     time.Time
	questions int
}

// settledIn is how long a worker must have asked for its pace to be known.
const settledIn = 10 * time.Second

// Pace returns, for each target that is being asked, how many questions a
// minute that makes.
func (f *Filler) Pace() map[infra.TargetID]infra.Opt[float64] {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := make(map[infra.TargetID]infra.Opt[float64], len(f.busy))
	for target, a := range f.busy {
		all[target] = infra.None[float64]()
		if length := time.Since(a.began); length >= settledIn {
			all[target] = infra.Some(float64(a.questions) / length.Minutes())
		}
	}
	return all
}

func (f *Filler) count(target infra.TargetID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.busy[target].questions++
}

// begin starts a worker for each target that has something to do, answers for
// a while and has no worker.
func (f *Filler) begin(ctx context.Context) {
	snapshot, now := f.opt.Snapshot(), time.Now()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range snapshot.Targets {
		if !answers(e) {
			delete(f.well, e.ID)
			continue
		}
		if _, known := f.well[e.ID]; !known {
			f.well[e.ID] = now
		}
		keeper, can := f.opt.Source(e.ID).(source.Backfiller)
		if !can {
			delete(f.waiting, e.ID)
			continue
		}
		if f.busy[e.ID] != nil || len(f.waiting[e.ID]) == 0 || now.Sub(f.well[e.ID]) < f.opt.Settle {
			continue
		}
		ids := f.waiting[e.ID]
		delete(f.waiting, e.ID)
		f.busy[e.ID] = &asking{began: now}
		f.workers.Go(func() { f.work(ctx, e.ID, keeper, ids) })
	}
}

func answers(e *infra.Estate) bool { return !e.SeenAt.IsZero() && e.Failure == nil && e.Failures == 0 }

// put gives back what could not be done now.
func (f *Filler) put(target infra.TargetID, ids []infra.ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.busy, target)
	for _, id := range ids {
		if !slices.Contains(f.waiting[target], id) {
			f.waiting[target] = append(f.waiting[target], id)
		}
	}
}
