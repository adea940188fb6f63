package backend

import (
	"context"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/monitor"
	"pulse/backend/wire"
)

// View is everything known now, for whoever puts it on the wire.
func (b *Backend) View() wire.View { return b.view() }

// Reload takes over a changed configuration, soon.
func (b *Backend) Reload() { b.reload() }

func (b *Backend) reload() {
	if err := b.loadSettings(context.Background()); err != nil {
		b.log.Error("settings not read, keeping the ones before", "err", err)
	}
	b.auth.Apply(*b.system.Load())
	b.history.SetMaxBytes(b.system.Load().HistoryMaxBytes)
	b.keepHistory()
	b.monitor.Reload()
	b.applyDiscovery()
	if b.updates != nil { // else still being built
		b.updates.Apply()
	}
	b.notify.Wake()
}

// keepHistory tells the history how long to keep what. Settings that are stored
// were valid; others leave it as it is.
func (b *Backend) keepHistory() {
	if keep, err := b.system.Load().HistoryRetention.Durations(); err == nil {
		b.history.SetRetention(keep)
	}
}

func (b *Backend) view() wire.View { return b.wireView(b.monitor.View()) }

func (b *Backend) wireView(v monitor.View) wire.View {
	return wire.View{
		Rev: v.Rev, At: v.At, Snapshot: v.Snapshot, Active: v.Active, Resolved: v.Resolved, Forecasts: b.forecast.All(),
		Stats: wire.Stats{
			StartedAt: b.started, Polls: v.Stats.Reports, Clients: int(b.clients.Load()), LastPoll: v.Stats.LastPoll,
			Version: b.opt.Version, Calls: v.Stats.Requests, FailedJobs: v.Stats.Failed,
		},
	}
}

// screens passes views from the monitor to the live feed.
type screens struct{ b *Backend }

// Publish shows a view to every screen.
func (s screens) Publish(v monitor.View, changes []alert.Change, now bool) {
	s.b.clients.Store(int64(s.b.hub.Clients()))
	s.b.hub.Publish(s.b.wireView(v), changes, now)
}

// leave ends the program because a person wants that. Windows that are clients
// of it end, too; were it only gone, they would take its place.
func (b *Backend) leave() {
	b.hub.Broadcast("quit", nil)
	b.quit()
}

// schedule tells what each job of each target does next.
func (b *Backend) schedule() []wire.PartRun {
	jobs := b.monitor.Jobs()
	runs := make([]wire.PartRun, 0, len(jobs))
	for _, j := range jobs {
		runs = append(runs, wire.PartRun{
			Target: j.Target, Part: j.Part, Next: j.Next, BackOff: j.BackOff, Requests: j.RequestsPerMinute,
		})
	}
	for target, pace := range b.backfill.Pace() {
		runs = append(runs, wire.PartRun{Target: target, Part: infra.PartPast, Requests: pace})
	}
	return runs
}

// firstNode is a node that a test mail may name; empty while none is known.
func (b *Backend) firstNode() string {
	if nodes := b.monitor.View().Snapshot.Nodes; len(nodes) > 0 {
		return nodes[0].Name
	}
	return ""
}
