package backend

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"pulse/backend/infra"
	"pulse/backend/metrics"
	"pulse/backend/wire"
)

const (
	// checkPatience is how long the disk may take to show that it works.
	checkPatience = 2 * time.Second
	// checkEvery is how long a disk that worked is believed to work: everybody
	// may ask.
	checkEvery = 15 * time.Second
	// stalledAfter is how long no report may come in while connections are polled.
	stalledAfter = 5 * time.Minute
)

// waitingFor lists why the program cannot do its work now.
func (b *Backend) waitingFor() []string {
	var reasons []string
	if !b.disk.works(b.quitting, b.store.CheckWritable, b.log) {
		reasons = append(reasons, "the database cannot be written: check the disk of the data folder")
	}
	view := b.monitor.View()
	var newest time.Time
	for _, e := range view.Snapshot.Targets {
		if e.SeenAt.IsZero() && e.Failures < infra.FailuresUntilDown {
			reasons = append(reasons, e.Name+" has not been polled yet")
		}
		for _, part := range e.Parts {
			if part.LastRun.After(newest) {
				newest = part.LastRun
			}
		}
	}
	if age := time.Since(newest); !newest.IsZero() && len(b.monitor.Jobs()) > 0 && age > stalledAfter {
		reasons = append(reasons, fmt.Sprintf("no connection was polled for %d minutes", int(age.Minutes())))
	}
	return reasons
}

// diskCheck remembers whether the database could be written.
type diskCheck struct {
	mu sync.Mutex
	at time.Time
	ok bool
}

// works tries to write, but not more often than checkEvery.
func (c *diskCheck) works(ctx context.Context, write func(context.Context) error, log *slog.Logger) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.at) < checkEvery {
		return c.ok
	}
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	err := write(ctx)
	if err != nil {
		log.Warn("the database cannot be written", "err", err)
	}
	c.at, c.ok = time.Now(), err == nil
	return c.ok
}

// metrics answers Prometheus.
func (b *Backend) metrics() http.Handler {
	pulse, history := b.store.Files()
	return metrics.Handler(metrics.Options{
		Now: b.measured, Version: b.opt.Version, API: wire.Version, Log: b.log,
		Files: map[string]string{"pulse": pulse, "history": history},
	})
}

// measured is what is shown to Prometheus now.
func (b *Backend) measured() metrics.Now {
	view := b.monitor.View()
	now := metrics.Now{
		Snapshot: view.Snapshot, Active: view.Active, Polls: view.Stats.Reports, Failed: view.Stats.Failed,
		Requests: view.Stats.Requests, LastPoll: view.Stats.LastPoll, Clients: b.hub.Clients(),
	}
	for _, j := range b.monitor.Jobs() {
		now.Jobs = append(now.Jobs, metrics.Job{Target: j.Target, Part: string(j.Part), BackOff: j.BackOff, Minute: j.RequestsPerMinute})
	}
	ctx, cancel := context.WithTimeout(b.quitting, checkPatience)
	defer cancel()
	counts, err := b.store.DeliveryCounts(ctx)
	if err != nil {
		b.log.Warn("deliveries were not counted", "err", err)
		return now
	}
	now.Deliveries = counts
	return now
}
