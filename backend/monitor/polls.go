package monitor

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"pulse/backend/infra"
	"pulse/backend/pause"
	"pulse/backend/source"
)

// inFlight bounds the jobs that run at once over all targets. It is far above
// what healthy targets need, so that hanging ones delay nobody.
const inFlight = 128

// slowest is the longest pause between two tries of a failing job, unless the
// job itself is rarer.
const slowest = 30 * time.Second

// delivered is a report on its way to the loop; poller is nil for one that was
// submitted.
type delivered struct {
	poller *poller
	report *infra.Report
}

// polls runs a poller for each target. Its fields belong to the loop, apart
// from what status reads.
type polls struct {
	open    func(source.Target) (source.Source, error)
	reports chan<- delivered
	log     *slog.Logger
	spread  time.Duration
	slots   chan struct{}

	mu      sync.Mutex
	running map[infra.TargetID]*poller
	order   []infra.TargetID
}

// reconcile starts, restarts and stops pollers until they match the targets.
func (p *polls) reconcile(ctx context.Context, targets []source.Target) {
	if p.slots == nil {
		p.slots = make(chan struct{}, inFlight)
	}
	wanted := make(map[infra.TargetID]*poller, len(targets))
	order := make([]infra.TargetID, 0, len(targets))
	for _, t := range targets {
		order = append(order, t.ID)
		if old := p.running[t.ID]; old != nil && old.polls(t) {
			wanted[t.ID] = old
		}
	}
	for id, old := range p.running {
		if wanted[id] == nil {
			old.stop()
		}
	}
	for _, t := range targets {
		if wanted[t.ID] == nil {
			wanted[t.ID] = p.start(ctx, t)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running, p.order = wanted, order
}

// owns tells whether a report is from somebody we still listen to.
func (p *polls) owns(d delivered) bool {
	return d.poller == nil || p.running[d.report.Target] == d.poller
}

// parts are those that a target is read in; nil while that is not known.
func (p *polls) parts(id infra.TargetID) []infra.Part {
	if poller := p.running[id]; poller != nil && poller.source != nil {
		return poller.order
	}
	return nil
}

func (p *polls) stop() {
	for _, poller := range p.running {
		poller.cancel()
	}
	for _, poller := range p.running {
		poller.stop()
	}
}

// source returns the source of a target; nil while there is none.
func (p *polls) source(id infra.TargetID) source.Source {
	p.mu.Lock()
	defer p.mu.Unlock()
	if poller := p.running[id]; poller != nil {
		return poller.source
	}
	return nil
}

func (p *polls) status() []JobStatus {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []JobStatus
	for _, id := range p.order {
		list = append(list, p.running[id].jobStatus()...)
	}
	return list
}

// poller polls one target until it is stopped.
type poller struct {
	target  source.Target
	source  source.Source
	reports chan<- delivered
	slots   chan struct{}
	log     *slog.Logger
	cancel  context.CancelFunc
	jobs    sync.WaitGroup
	listed  chan struct{} // closed after the first pulse
	once    sync.Once
	order   []infra.Part // of the jobs, the pulse first

	mu    sync.Mutex
	runs  map[infra.Part]*JobStatus
	woken chan struct{} // closed when all jobs are to run at once
}

func (p *polls) start(ctx context.Context, t source.Target) *poller {
	ctx, cancel := context.WithCancel(ctx)
	poller := &poller{
		target: t, reports: p.reports, slots: p.slots, log: p.log.With("target", t.ID),
		cancel: cancel, listed: make(chan struct{}), runs: map[infra.Part]*JobStatus{}, woken: make(chan struct{}),
	}
	first := rand.N(p.spread) //nolint:gosec // not a secret
	src, err := p.open(t)
	if err != nil {
		p.log.Error("target not opened", "target", t.ID, "err", err)
		poller.jobs.Go(func() {
			poller.deliver(ctx, infra.Report{Part: infra.PartPulse, Failures: []infra.Failure{source.Failure(err)}})
		})
		return poller
	}
	poller.source = src
	jobs := src.Jobs()
	for _, job := range jobs { // complete before any of them writes to it
		at := len(poller.order)
		if job.Part == infra.PartPulse {
			at = 0
		}
		poller.order = slices.Insert(poller.order, at, job.Part)
		poller.runs[job.Part] = &JobStatus{Target: t.ID, Part: job.Part}
	}
	for _, job := range jobs {
		poller.jobs.Go(func() { poller.run(ctx, job, first) })
	}
	return poller
}

// polls tells whether the poller serves a target as it is configured now.
func (p *poller) polls(t source.Target) bool {
	a, b := p.target, t
	a.Cluster, b.Cluster = infra.Cluster{}, infra.Cluster{} // what we learned ourselves
	return reflect.DeepEqual(a, b)
}

func (p *poller) stop() {
	p.cancel()
	if p.source != nil {
		if err := p.source.Close(); err != nil {
			p.log.Warn("target not closed", "err", err)
		}
	}
	p.jobs.Wait()
}

// pauses are those after failures: as the job says, else growing from its
// rhythm.
func pauses(job source.Job) backoff.BackOff {
	if job.Retry > 0 {
		return backoff.NewConstantBackOff(job.Retry)
	}
	return &backoff.ExponentialBackOff{
		InitialInterval: job.Every, Multiplier: 2, RandomizationFactor: 0.2,
		MaxInterval: min(6*job.Every, max(job.Every, slowest)),
	}
}

// run repeats one job: the first time at once, spread a little and after the
// first pulse, then on time with a phase of its own, later after failures.
func (p *poller) run(ctx context.Context, job source.Job, first time.Duration) {
	retry := pauses(job)
	retry.Reset()
	if pause.For(ctx, first) != nil || !p.afterPulse(ctx, job) {
		return
	}
	for phase := rand.N(job.Every/4 + 1); ; phase = 0 { //nolint:gosec // not a secret
		started := time.Now()
		failed := p.poll(ctx, job)
		if job.Part == infra.PartPulse {
			p.once.Do(func() { close(p.listed) })
		}
		pause, backOff := job.Every-time.Since(started)%job.Every-phase, time.Duration(0)
		if failed {
			pause = retry.NextBackOff()
			backOff = pause
		} else {
			retry.Reset()
		}
		p.note(job.Part, func(s *JobStatus) { s.Next, s.BackOff = time.Now().Add(pause), backOff })
		if !p.rest(ctx, pause) {
			return
		}
	}
}
