package notify_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/notify"
	"pulse/backend/settings"
)

// disk is an outbox in memory. It survives the dispatchers that use it, as a
// real one survives the process.
type disk struct {
	mu         sync.Mutex
	seq        int64
	entries    []notify.Entry
	deliveries []notify.Delivery
	broken     func(operation string) bool // nil = never
}

var errDisk = errors.New("the disk is full")

func (d *disk) fails(operation string) error {
	if d.broken != nil && d.broken(operation) {
		return errDisk
	}
	return nil
}

func (d *disk) put(changes ...alert.Change) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range changes {
		d.seq++
		d.entries = append(d.entries, notify.Entry{Seq: d.seq, Change: c})
	}
}

func (d *disk) Entries(context.Context) ([]notify.Entry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.entries), d.fails("entries")
}

func (d *disk) Plan(_ context.Context, deliveries []notify.Delivery, planned []int64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fails("plan"); err != nil {
		return err
	}
	d.deliveries = append(d.deliveries, deliveries...)
	d.entries = slices.DeleteFunc(d.entries, func(e notify.Entry) bool { return slices.Contains(planned, e.Seq) })
	return nil
}

func (d *disk) Unfinished(context.Context) ([]notify.Delivery, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	pending := slices.DeleteFunc(slices.Clone(d.deliveries), func(one notify.Delivery) bool { return one.State != notify.StatePending })
	return pending, d.fails("unfinished")
}

func (d *disk) Update(_ context.Context, changed notify.Delivery) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fails("update"); err != nil {
		return err
	}
	i := slices.IndexFunc(d.deliveries, func(one notify.Delivery) bool { return one.ID == changed.ID })
	d.deliveries[i] = changed
	return nil
}

func (d *disk) Delivery(_ context.Context, id string) (notify.Delivery, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.deliveries, func(one notify.Delivery) bool { return one.ID == id })
	if i < 0 {
		return notify.Delivery{}, fault.New(fault.NotFound, "there is no such delivery")
	}
	return d.deliveries[i], nil
}

func (d *disk) Requeue(_ context.Context, id string, now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.deliveries, func(one notify.Delivery) bool { return one.ID == id })
	one := &d.deliveries[i]
	one.State, one.AskedFor, one.Since, one.Next = notify.StatePending, true, now, now
	return nil
}

// first is the id of the first delivery that was planned.
func (d *disk) first() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.deliveries[0].ID
}

func (d *disk) states() (states []notify.State) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, one := range d.deliveries {
		states = append(states, one.State)
	}
	return states
}

// sent is a notice that reached a service.
type sent struct {
	at      time.Time
	channel string
	notify.Notice
}

func (s sent) ids() (ids []string) {
	for _, a := range s.Alerts {
		ids = append(ids, a.PublicID)
	}
	return ids
}

// services are the other sides of all channels.
type services struct {
	mu      sync.Mutex
	arrived []sent
	// answer tells what a service says; nil = it accepts.
	answer func(ctx context.Context, channel string, n notify.Notice) error
}

func (s *services) kind() notify.Kind {
	return notify.Kind{Name: "fake", Open: func(c notify.Channel, _ notify.Env) (notify.Notifier, error) {
		return line{s, c.ID}, nil
	}}
}

func (s *services) got() []sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.arrived)
}

type line struct {
	services *services
	channel  string
}

func (l line) Send(ctx context.Context, n notify.Notice) (notify.Result, error) {
	l.services.mu.Lock()
	l.services.arrived = append(l.services.arrived, sent{time.Now(), l.channel, n})
	answer := l.services.answer
	l.services.mu.Unlock()
	if answer == nil {
		return notify.Result{Status: 200}, nil
	}
	return notify.Result{}, answer(ctx, l.channel, n)
}

// bench is a dispatcher with everything around it.
type bench struct {
	*notify.Dispatcher
	disk     *disk
	services *services
	channels []notify.Channel
	schedule settings.Schedule
	rules    sync.Mutex
	off      map[string]bool // public ids of alerts whose rule is switched off
	held     map[string]bool // public ids of alerts that have to wait
	over     map[string]bool // public ids of alerts that ended without a word
	options  notify.Options
}

func newBench(channels ...notify.Channel) *bench {
	b := &bench{disk: &disk{}, services: &services{}, channels: channels, off: map[string]bool{}, held: map[string]bool{}, over: map[string]bool{}}
	b.schedule = settings.DefaultAlerts("UTC").Schedule
	b.schedule.Grouping.ByNode = false
	b.options = notify.Options{
		Outbox: b.disk, Kinds: []notify.Kind{b.services.kind()},
		Channels: func(context.Context) ([]notify.Channel, error) { return b.configured(), nil },
		Schedule: func() settings.Schedule { return b.schedule },
		Applies:  func(a alert.Alert) bool { return !b.is(b.off, a) },
		Holds:    func(a alert.Alert, _ time.Time) bool { return b.is(b.held, a) },
		Active:   func(context.Context) (alert.Active, error) { return b.active(), nil },
		Env:      func() notify.Env { return notify.Env{} },
		Log:      slog.New(slog.DiscardHandler),
	}
	return b
}

func (b *bench) is(set map[string]bool, a alert.Alert) bool {
	b.rules.Lock()
	defer b.rules.Unlock()
	return set[a.PublicID]
}

// active is every alert there can be, apart from those that are over.
func (b *bench) active() alert.Active {
	all := alert.Active{}
	for _, guest := range []string{"a", "b", "c"} {
		for i := range 30 {
			for _, id := range []string{fmt.Sprintf("%s%d", guest, i), fmt.Sprintf("%s%02d", guest, i)} {
				if a := change(alert.Raised, id, 1).Alert; !b.is(b.over, a) {
					all[a.Key] = &a
				}
			}
		}
	}
	return all
}

// mark changes what holds for an alert while a dispatcher runs.
func (b *bench) mark(set map[string]bool, id string, holds bool) {
	b.rules.Lock()
	defer b.rules.Unlock()
	set[id] = holds
}

func (b *bench) configured() []notify.Channel {
	b.services.mu.Lock()
	defer b.services.mu.Unlock()
	return slices.Clone(b.channels)
}

func (b *bench) configure(channels ...notify.Channel) {
	b.services.mu.Lock()
	defer b.services.mu.Unlock()
	b.channels = channels
}

// start runs a dispatcher until stop is called.
func (b *bench) start(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	b.Dispatcher = notify.NewDispatcher(b.options)
	ended := make(chan error)
	go func() { ended <- b.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

func channel(id string) notify.Channel {
	return notify.Channel{ID: id, Kind: "fake", Name: id, Enabled: true, Resolved: true, URL: "https://" + id + ".example.com"}
}

// change is a change of the memory alert of a guest, told for the nth time.
func change(kind alert.ChangeKind, guest string, told int) alert.Change {
	now := time.Now()
	return alert.Change{Kind: kind, At: now, Notify: true, Alert: alert.Alert{
		Key: alert.Key{Resource: infra.ID("guest:pve-0/" + guest), Type: alert.TypeMemory}, PublicID: guest,
		Subject: infra.Resource{ID: infra.ID("guest:pve-0/" + guest), Kind: infra.KindGuest, PublicID: guest, Node: "node-of-" + guest[:1], Instance: "lab"},
		Phase:   alert.Firing, Told: told,
	}}
}
