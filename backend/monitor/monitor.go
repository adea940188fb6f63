// Package monitor polls targets on time and runs the one loop through which
// everything passes: report, snapshot, history, alerts, commit, screens.
package monitor

import (
	"context"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"pulse/backend/alert"
	"pulse/backend/change"
	"pulse/backend/infra"
	"pulse/backend/settings"
	"pulse/backend/source"
)

// Configuration is all that a person decides about monitoring. It is read as a
// whole at the start and at every change.
type Configuration struct {
	Targets []source.Target
	Pushed  []Pushed // after the polled ones
	Alerts  settings.Alerts
}

// Pushed is a target that is not polled: its reports are brought to Submit.
type Pushed struct {
	infra.TargetInfo
	// Known is what it told earlier, taken over while nothing else is known of it.
	Known []infra.Report
}

// View is everything at one revision. It is never modified.
type View struct {
	Rev      uint64
	At       time.Time
	Snapshot *infra.Snapshot
	Active   alert.Active
	Resolved []alert.Alert // ended in the last five minutes, newest first
	Stats    Stats
}

// Stats counts what the loop has done since the start.
type Stats struct {
	Reports  int
	Failed   int           // reports of jobs that failed as a whole
	Requests int           // calls made to targets
	LastPoll time.Duration // how long the newest job took
}

// Ledger keeps what must survive: alerts, their history and what is to be told.
type Ledger interface {
	// Commit writes a batch in one transaction and returns when it is on disk.
	Commit(context.Context, alert.Batch) error
}

// Recorder takes every report for the history. It does not wait for a disk.
type Recorder interface {
	Record(*infra.Report)
}

// Screens show every new view. They do not make the loop wait.
type Screens interface {
	Publish(v View, changes []alert.Change, now bool)
}

// Options are what a monitor needs. Zero durations mean the usual ones.
type Options struct {
	Configuration func(context.Context) (Configuration, error)
	Open          func(source.Target) (source.Source, error)
	Ledger        Ledger
	History       Recorder
	Screens       Screens
	Tell          func() // called after a commit that has something to tell
	Log           *slog.Logger
	Active        alert.Active  // alerts from before the start
	Tick          time.Duration // evaluation without a report, 10 s
	Confirm       time.Duration // shortest time between two confirmations, 10 s
	Spread        time.Duration // over which the first polls are spread, 2 s
}

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

// recent is how long an ended alert stays in the state.
const recent = 5 * time.Minute

// eventsPerCommit bounds how many events are written at once, so that a first
// list of thousands of tasks does not make the loop wait.
const eventsPerCommit = 500

// mostEvents bounds what waits for a disk that fails.
const mostEvents = 100_000

// saveEvery is how often alerts are written although nothing happened to them:
// what they have counted by then survives a crash.
const saveEvery = time.Minute

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

// advance evaluates a snapshot, commits what came of it and shows it. If the
// commit fails the old alerts stay, so that the next report finds the same
// changes again. With atOnce the screens are not made to wait for their turn.
func (m *Monitor) advance(ctx context.Context, snap *infra.Snapshot, now time.Time, atOnce bool) {
	moves := moved(m.snap, snap)
	m.moves = append(m.moves, moves...)
	m.events = append(m.events, change.Between(m.snap, snap)...)
	if over := len(m.events) - mostEvents; over > 0 {
		m.events = append([]infra.Event(nil), m.events[over:]...)
	}
	m.rules = m.rules.Moved(moves)
	m.snap = snap
	next, changes := alert.Evaluate(m.rules, m.active, snap, now)
	if err := m.adopt(ctx, next, changes, now); err != nil {
		m.opt.Log.Error("alerts not saved, trying again with the next report", "err", err)
		changes = nil
	}
	m.publish(changes, now, atOnce)
}

// adopt makes the next alerts the current ones, on disk first when something
// happened that must survive.
func (m *Monitor) adopt(ctx context.Context, next alert.Active, changes []alert.Change, now time.Time) error {
	old := now.Sub(m.savedAt) >= saveEvery && !next.Same(m.saved)
	if len(changes) > 0 || len(m.moves) > 0 || len(m.clusters) > 0 || len(m.events) > 0 || old {
		return m.commit(ctx, next, changes, now)
	}
	m.active = next
	m.remember(nil, now)
	return nil
}

// commit writes the next alerts and what hangs on them, then makes them the
// current ones. A commit that has begun is not given up at shutdown.
func (m *Monitor) commit(ctx context.Context, next alert.Active, changes []alert.Change, now time.Time) error {
	events := m.events[:min(len(m.events), eventsPerCommit)]
	batch := alert.Batch{Next: next, Changes: changes, Moves: m.moves, Clusters: m.clusters, Events: events}
	if err := m.opt.Ledger.Commit(context.WithoutCancel(ctx), batch); err != nil {
		return err
	}
	m.moves, m.clusters = nil, map[infra.TargetID]infra.Cluster{}
	m.events = append([]infra.Event(nil), m.events[len(events):]...)
	m.active, m.saved, m.savedAt = next, next, now
	m.remember(changes, now)
	if slices.ContainsFunc(changes, func(c alert.Change) bool { return c.Notify }) {
		m.opt.Tell()
	}
	return nil
}

// finish writes the events that still wait at the end of the program.
func (m *Monitor) finish(ctx context.Context) {
	for len(m.events) > 0 {
		if err := m.commit(ctx, m.active, nil, time.Now()); err != nil {
			m.opt.Log.Error("changes not saved at the end", "lost", len(m.events), "err", err)
			return
		}
	}
}

// remember keeps what ended for a while.
func (m *Monitor) remember(changes []alert.Change, now time.Time) {
	var kept []alert.Alert
	for _, c := range changes {
		if c.Kind == alert.Ended || c.Kind == alert.Dropped || c.Kind == alert.Noted {
			kept = append(kept, c.Alert)
		}
	}
	for _, a := range m.resolved {
		if now.Sub(a.EndedAt) < recent {
			kept = append(kept, a)
		}
	}
	m.resolved = kept
}

func (m *Monitor) publish(changes []alert.Change, now time.Time, atOnce bool) {
	m.rev++
	v := View{Rev: m.rev, At: now, Snapshot: m.snap, Active: m.active, Resolved: m.resolved, Stats: m.stats}
	m.view.Store(&v)
	m.opt.Screens.Publish(v, changes, atOnce)
}

// moved lists the guests whose published id changed between two snapshots.
func moved(before, after *infra.Snapshot) []alert.Move {
	known := make(map[infra.ID]string, len(before.Guests))
	for i := range before.Guests {
		known[before.Guests[i].ID] = before.Guests[i].PublicID
	}
	var moves []alert.Move
	for i := range after.Guests {
		g := &after.Guests[i]
		if from, ok := known[g.ID]; ok && from != g.PublicID {
			moves = append(moves, alert.Move{ID: g.ID, From: from, To: g.PublicID})
		}
	}
	return moves
}
