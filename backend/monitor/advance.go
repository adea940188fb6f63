package monitor

import (
	"context"
	"slices"
	"time"

	"pulse/backend/alert"
	"pulse/backend/change"
	"pulse/backend/infra"
)

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
