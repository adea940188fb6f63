package forecast

import (
	"cmp"
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"pulse/backend/history"
	"pulse/backend/infra"
)

// watched is how many days a forecast looks back: long enough for a trend, and
// short enough that it tells of these weeks and not of last year.
const watched = 45

// Options are what a Keeper needs. Zero durations mean the usual ones.
type Options struct {
	History  *history.History
	Snapshot func() *infra.Snapshot
	Log      *slog.Logger
	First    time.Duration // after the start; 2 min
	Every    time.Duration // 5 min
}

// Keeper keeps the forecasts of all storages and datastores up to date.
type Keeper struct {
	opt Options
	all atomic.Pointer[map[infra.ID]infra.Forecast]
}

// New makes a Keeper that has no forecast yet.
func New(o Options) *Keeper {
	o.First, o.Every = cmp.Or(o.First, 2*time.Minute), cmp.Or(o.Every, 5*time.Minute)
	k := &Keeper{opt: o}
	k.all.Store(&map[infra.ID]infra.Forecast{})
	return k
}

// All returns the forecasts by storage and datastore. They are never modified.
func (k *Keeper) All() map[infra.ID]infra.Forecast { return *k.all.Load() }

// Run makes the forecasts on time until ctx ends.
func (k *Keeper) Run(ctx context.Context) error {
	timer := time.NewTimer(k.opt.First)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
			k.renew(ctx)
			timer.Reset(k.opt.Every)
		}
	}
}

// renew makes all forecasts anew from the newest snapshot.
func (k *Keeper) renew(ctx context.Context) {
	s := k.opt.Snapshot()
	next := map[infra.ID]infra.Forecast{}
	add := func(id infra.ID, space infra.Opt[infra.Usage]) {
		if !space.Known || space.Value.Total <= 0 || ctx.Err() != nil {
			return
		}
		days, err := k.days(ctx, id, space.Value.Total)
		if err != nil {
			if ctx.Err() == nil {
				k.opt.Log.Warn("a forecast was not made", "resource", id, "err", err)
			}
			return
		}
		next[id] = Estimate(days, float64(space.Value.Used), float64(space.Value.Total), time.Now())
	}
	for i := range s.Storages {
		add(s.Storages[i].ID, s.Storages[i].Space)
	}
	if s.Extras != nil {
		for i := range s.Datastores {
			add(s.Datastores[i].ID, s.Datastores[i].Space)
		}
	}
	if ctx.Err() == nil {
		k.all.Store(&next)
	}
}

// days are the daily means of the last weeks, in bytes. Where the size of a day
// is not known it was what it is now.
func (k *Keeper) days(ctx context.Context, id infra.ID, size int64) ([]Day, error) {
	now := time.Now()
	t, err := k.opt.History.Table(ctx, history.TableQuery{
		Resource: id, Metrics: []infra.Metric{infra.MetricDisk, infra.MetricDiskTotal},
		From: now.Add(-watched * 24 * time.Hour), To: now, Points: watched,
	})
	if err != nil {
		return nil, err
	}
	var days []Day
	for i, used := range t.Columns[0] {
		if !used.Known {
			continue
		}
		total := float64(size)
		if cell := t.Columns[1][i]; cell.Known {
			total = cell.Mean
		}
		days = append(days, Day{time.UnixMilli(t.From + int64(i)*t.Step + t.Step/2), used.Mean * total})
	}
	return days, nil
}
