// Package monitor polls targets on time and runs the one loop through which
// everything passes: report, snapshot, history, alerts, commit, screens.
package monitor

import (
	"context"
	"sync/atomic"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/source"
)

// Monitor watches the configured targets. Its methods may be called
// concurrently; they never block on a target.
type Monitor struct {
	opt      Options
	reports  chan delivered
	commands chan command
	reload   chan struct{} // a flag; capacity 1
	refresh  chan chan<- struct{}
	view     atomic.Pointer[View]

	// The rest belongs to the loop.
	polls    polls
	snap     *infra.Snapshot
	rules    alert.Rules
	active   alert.Active
	resolved []alert.Alert
	moves    []alert.Move // not yet committed
	clusters map[infra.TargetID]infra.Cluster
	events   []infra.Event // not yet committed
	stats    Stats
	rev      uint64
	awakeAt  time.Time    // by the clock on the wall, when the loop last went round
	saved    alert.Active // as the ledger has them
	savedAt  time.Time
}

// New makes a monitor that knows nothing yet. Call Run.
func New(opt Options) *Monitor {
	if opt.Tick == 0 {
		opt.Tick = 10 * time.Second
	}
	if opt.Confirm == 0 {
		opt.Confirm = 10 * time.Second
	}
	if opt.Spread == 0 {
		opt.Spread = 2 * time.Second
	}
	m := &Monitor{
		opt: opt, reports: make(chan delivered), commands: make(chan command),
		reload: make(chan struct{}, 1), refresh: make(chan chan<- struct{}),
		snap: &infra.Snapshot{At: time.Now()}, active: opt.Active, clusters: map[infra.TargetID]infra.Cluster{},
	}
	m.saved, m.savedAt = m.active, time.Now()
	m.polls = polls{open: opt.Open, reports: m.reports, log: opt.Log, spread: opt.Spread}
	m.view.Store(&View{At: m.snap.At, Snapshot: m.snap, Active: m.active})
	return m
}

// View returns the newest view.
func (m *Monitor) View() View { return *m.view.Load() }

// Reload makes the loop read the whole configuration again, soon.
func (m *Monitor) Reload() {
	select {
	case m.reload <- struct{}{}:
	default: // one is already due
	}
}

// Refresh makes the loop read the whole configuration again and show it at
// once. It returns when that is done.
func (m *Monitor) Refresh(ctx context.Context) error {
	done := make(chan struct{})
	select {
	case m.refresh <- done:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Submit brings a report that was not polled, such as an agent's. It returns
// when the loop has taken it. Screens are told at once. A report of a target
// that is not configured is dropped.
func (m *Monitor) Submit(ctx context.Context, r infra.Report) error {
	select {
	case m.reports <- delivered{report: &r}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Source returns the source that polls a target; nil while there is none. It
// may be closed at any time, and then answers with an error.
func (m *Monitor) Source(id infra.TargetID) source.Source { return m.polls.source(id) }

// Jobs tells how each job of each target fares.
func (m *Monitor) Jobs() []JobStatus { return m.polls.status() }

// Run is the spine of the program: every report passes through this loop, in
// order, and nothing else writes the state. It returns when ctx ends, after
// every poll has ended.
func (m *Monitor) Run(ctx context.Context) error {
	defer m.polls.stop()
	tick := time.NewTicker(m.opt.Tick)
	defer tick.Stop()
	m.configure(ctx, false)
	for {
		select {
		case <-ctx.Done():
			m.finish(ctx)
			return nil
		case <-m.reload:
			m.configure(ctx, false)
		case done := <-m.refresh:
			m.configure(ctx, true)
			close(done)
		case now := <-tick.C: // delays, repeats and the end of quiet hours come with time alone
			m.watchClock(ctx, now)
			m.advance(ctx, m.snap, now, false)
		case d := <-m.reports:
			if m.polls.owns(d) {
				m.take(ctx, d)
			}
		case c := <-m.commands:
			c.done <- m.obey(ctx, c)
		}
	}
}

func (m *Monitor) take(ctx context.Context, d delivered) {
	r := d.report
	if m.snap.Estate(r.Target) == nil {
		return
	}
	m.watchClock(ctx, r.At)
	m.stats.Reports++
	m.stats.Requests += r.Requests
	m.stats.LastPoll = r.Took
	if _, failed := r.Failed(); failed {
		m.stats.Failed++
	}
	m.opt.History.Record(r)
	if r.Cluster != nil {
		m.clusters[r.Target] = *r.Cluster
	}
	m.advance(ctx, m.snap.Apply(r, m.opt.Confirm), r.At, d.poller == nil)
}

func (m *Monitor) configure(ctx context.Context, atOnce bool) {
	c, err := m.opt.Configuration(ctx)
	if err != nil {
		m.opt.Log.Error("configuration not read, keeping the one before", "err", err)
		return
	}
	m.polls.reconcile(ctx, c.Targets)
	infos := make([]infra.TargetInfo, 0, len(c.Targets))
	for _, t := range c.Targets {
		info := t.Info()
		info.Parts = m.polls.parts(t.ID)
		infos = append(infos, info)
	}
	for _, p := range c.Pushed {
		infos = append(infos, p.TargetInfo)
	}
	m.rules = alert.Compile(c.Alerts)
	m.rules.Confirm = m.opt.Confirm
	now := time.Now()
	m.advance(ctx, m.recall(m.snap.WithTargets(infos, now), c.Pushed, now), now, atOnce)
}

// recall puts what pushed targets told earlier where nothing else is known.
func (m *Monitor) recall(snap *infra.Snapshot, pushed []Pushed, now time.Time) *infra.Snapshot {
	for _, p := range pushed {
		if e := snap.Estate(p.ID); e == nil || len(e.Parts) > 0 {
			continue
		}
		for i := range p.Known {
			snap = snap.Apply(&p.Known[i], m.opt.Confirm)
			snap.At = now
		}
	}
	return snap
}
