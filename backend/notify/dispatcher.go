package notify

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"pulse/backend/alert"
	"pulse/backend/settings"
)

// Options are what a dispatcher needs. Zero durations and numbers mean the
// usual ones.
type Options struct {
	Outbox   Outbox
	Kinds    []Kind
	Channels func(context.Context) ([]Channel, error)    // the configured channels, with their secrets
	Schedule func() settings.Schedule                    // how changes are grouped at present
	Applies  func(alert.Alert) bool                      // whether the rule of an alert is still on; nil = always
	Holds    func(alert.Alert, time.Time) bool           // whether a notice about an alert has to wait now; nil = never
	Active   func(context.Context) (alert.Active, error) // the alerts as committed last; nil = what changed still is so
	Env      func() Env
	Source   func() string // address of this program for links; nil = none
	TestNode func() string // a node that a test mail may name; nil = none
	Log      *slog.Logger

	GroupingWindow time.Duration // instead of the schedule's; negative = no grouping
	FirstDelay     time.Duration // after the first failed attempt, 1 s
	LongestDelay   time.Duration // between two attempts, 5 min
	GiveUp         time.Duration // after which a delivery is dead, 24 h
	Timeout        time.Duration // of one attempt, 30 s
	Grace          time.Duration // for attempts under way at shutdown, 3 s
	PerMinute      int           // requests to one address, 10; negative = no limit
}

// Dispatcher takes changes from the outbox, plans notices and sends them. All
// that it knows is in the outbox: after a crash it repeats a step at most, with
// the same id of the notice. Its methods may be called concurrently.
type Dispatcher struct {
	opt  Options
	wake chan struct{} // a flag; capacity 1

	// The rest belongs to Run.
	busy  map[string]bool // channels with an attempt under way
	done  chan string     // channels whose attempt ended
	limit limiter
}

// trouble is how long to wait after the outbox or the channels could not be read.
const trouble = 5 * time.Second

// NewDispatcher makes a dispatcher. Call Run.
func NewDispatcher(o Options) *Dispatcher {
	o.FirstDelay = cmp.Or(o.FirstDelay, firstDelay)
	o.LongestDelay = cmp.Or(o.LongestDelay, longestDelay)
	o.GiveUp = cmp.Or(o.GiveUp, giveUpAfter)
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	o.Grace = cmp.Or(o.Grace, 3*time.Second)
	o.PerMinute = cmp.Or(o.PerMinute, 10)
	if o.Applies == nil {
		o.Applies = func(alert.Alert) bool { return true }
	}
	if o.Holds == nil {
		o.Holds = func(alert.Alert, time.Time) bool { return false }
	}
	if o.TestNode == nil {
		o.TestNode = func() string { return "" }
	}
	if o.Source == nil {
		o.Source = func() string { return "" }
	}
	return &Dispatcher{
		opt: o, wake: make(chan struct{}, 1),
		busy: map[string]bool{}, done: make(chan string), limit: limiter{},
	}
}

// Wake tells that there may be something new in the outbox. It does not block.
func (d *Dispatcher) Wake() {
	select {
	case d.wake <- struct{}{}:
	default: // one is already due
	}
}

// Run delivers until ctx ends, then waits a little for what is under way. What
// is not sent by then stays in the outbox.
func (d *Dispatcher) Run(ctx context.Context) error {
	sending, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	defer d.finish(abandon)
	for {
		timer := time.NewTimer(time.Until(d.step(ctx, sending)))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-d.wake:
		case channel := <-d.done:
			delete(d.busy, channel)
		case <-timer.C:
		}
		timer.Stop()
	}
}

// finish waits for the attempts under way, for a while in earnest and then
// until they notice that they were abandoned.
func (d *Dispatcher) finish(abandon context.CancelFunc) {
	grace := time.AfterFunc(d.opt.Grace, abandon)
	defer grace.Stop()
	for len(d.busy) > 0 {
		delete(d.busy, <-d.done)
	}
}

// step plans and starts whatever is due and returns when to look again.
func (d *Dispatcher) step(ctx, sending context.Context) time.Time {
	now := time.Now()
	next := now.Add(time.Hour)
	for _, stage := range []func() (time.Time, error){
		func() (time.Time, error) { return d.plan(ctx, now) },
		func() (time.Time, error) { return d.send(ctx, sending, now) },
	} {
		again, err := stage()
		if err != nil && ctx.Err() == nil {
			d.opt.Log.Error("notices are delayed", "err", err)
			again = now.Add(trouble)
		}
		next = earlier(next, again)
	}
	return next
}

// plan turns the waiting changes into deliveries once their window is over. It
// returns when that is, or zero when nothing waits.
func (d *Dispatcher) plan(ctx context.Context, now time.Time) (next time.Time, err error) {
	all, err := d.opt.Outbox.Entries(ctx)
	if err != nil || len(all) == 0 {
		return time.Time{}, err
	}
	entries, over, err := d.opt.sift(ctx, all, now)
	if err != nil {
		return time.Time{}, err
	}
	if len(entries)+len(over) < len(all) {
		defer func() { next = earlier(next, now.Add(holdCheck)) }()
	}
	if len(entries) == 0 {
		if len(over) == 0 {
			return time.Time{}, nil
		}
		return time.Time{}, d.opt.Outbox.Plan(ctx, nil, over)
	}
	schedule := d.opt.Schedule()
	wait := cmp.Or(d.opt.GroupingWindow, window(schedule))
	if age := now.Sub(entries[0].Change.At); age >= 0 && age < wait {
		return now.Add(wait - age), nil
	}
	channels, err := d.opt.Channels(ctx)
	if err != nil {
		return time.Time{}, err
	}
	p := planner{
		channels: channels, applies: d.opt.Applies, source: d.opt.Source(), newID: uuid.NewString,
		grouped: wait > 0, byNode: schedule.Grouping.ByNode, byGuest: schedule.Grouping.ByGuest,
	}
	for _, e := range entries {
		over = append(over, e.Seq)
	}
	return time.Time{}, d.opt.Outbox.Plan(ctx, p.plan(entries, now), over)
}
