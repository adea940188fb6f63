package backtest

import (
	"math"
	"time"

	"pulse/backend/infra"
)

// role is how a kind of resource appears on the stage.
type role struct {
	metrics []infra.Metric
	states  int // so many of the metrics, the first ones, are states and no figures
}

// actor is a resource that exists and shows again what was recorded of it.
type actor struct {
	role
	id    infra.ID
	names []string // its published ids
	vmid  int      // of a guest
	node  string
	set   func([]infra.Opt[float64]) // gives its row the figures of a moment
	stage *stage
	shows []*show // one per configuration
}

// stage is a snapshot of one resource alone.
type stage struct {
	snap   *infra.Snapshot
	estate *infra.Estate
	report *infra.Report // the newest of every part
	tasks  []infra.Task  // all planned work on it, oldest first
	room   []infra.Opt[float64]
}

// newStage is empty: the rows of the target are not on it.
func newStage(t *infra.Estate) *stage {
	report := &infra.Report{Target: t.ID}
	seen := infra.PartState{Good: report, LastRun: time.Unix(1, 0)}
	e := &infra.Estate{
		TargetInfo: t.TargetInfo, Health: infra.Healthy, Cluster: t.Cluster, Extras: &infra.Extras{},
		Parts: map[infra.Part]infra.PartState{},
	}
	if e.Cluster.Name == "" && len(t.Nodes) > 1 {
		e.Cluster.Name = t.Name
	}
	for _, part := range []infra.Part{
		infra.PartPulse, infra.PartDetail, infra.PartStorage, infra.PartDisks, infra.PartSensors, infra.PartDatastores,
	} {
		e.Parts[part] = seen
	}
	return &stage{snap: &infra.Snapshot{Rev: 1, Targets: []*infra.Estate{e}}, estate: e, report: report}
}

// begin prepares an actor for a new audience.
func (a *actor) begin(rules []ruleset, tasks []infra.Task) {
	a.stage.tasks = a.tasksOf(tasks)
	a.shows = nil
	for i := range rules {
		a.shows = append(a.shows, newShow(a, &rules[i]))
	}
}

// pose makes the stage show a moment.
func (a *actor) pose(values []float64, at time.Time) {
	s := a.stage
	s.report.At, s.snap.At = at, at
	s.estate.Tasks = s.running(at)
	s.room = s.room[:0]
	for _, v := range values {
		s.room = append(s.room, infra.Opt[float64]{Value: v, Known: !math.IsNaN(v)})
	}
	a.set(s.room)
}

// fresh is a row as it is when it was just read.
func fresh(r infra.Resource) infra.Resource {
	r.Stale = nil
	return r
}

// usage is a bounded quantity with that ratio.
func usage(ratio infra.Opt[float64]) infra.Opt[infra.Usage] {
	const total = 1 << 50
	if !ratio.Known {
		return infra.None[infra.Usage]()
	}
	used := int64(math.Round(ratio.Value * total))
	return infra.Some(infra.Usage{Total: total, Used: used, Free: total - used})
}

// is tells whether a state holds; the mean of a state holds when it did mostly.
func is(state infra.Opt[float64]) bool { return state.Known && state.Value >= 0.5 }
