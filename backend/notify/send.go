package notify

import (
	"context"
	"time"

	"pulse/backend/fault"
	"pulse/backend/pause"
)

// patience is how many failed attempts at a delivery hold up the channel. After
// that the others of the channel go ahead: what a service refuses again and
// again may be the fault of one notice.
const patience = 5

// send starts an attempt on every channel that has something due and nothing
// under way, so that a dead channel holds up no other. It returns when the next
// attempt is due.
func (d *Dispatcher) send(ctx, sending context.Context, now time.Time) (next time.Time, err error) {
	unfinished, err := d.opt.Outbox.Unfinished(ctx)
	if err != nil || len(unfinished) == 0 {
		return time.Time{}, err
	}
	channels, err := d.opt.Channels(ctx)
	if err != nil {
		return time.Time{}, err
	}
	active, err := d.opt.active(ctx)
	if err != nil {
		return time.Time{}, err
	}
	lanes := make(map[string]*lane, len(channels))
	for _, c := range channels {
		lanes[c.ID] = &lane{Channel: c, taken: d.busy[c.ID]}
	}
	for _, delivery := range unfinished {
		if d.busy[delivery.Channel] {
			continue
		}
		delivery, l := d.opt.current(delivery), lanes[delivery.Channel]
		judged := d.opt.judgeAll(delivery, active, now)
		if why := obsolete(delivery, l, judged); why != "" {
			if err := d.refuse(ctx, delivery, why, now); err != nil {
				return time.Time{}, err
			}
			continue
		}
		if l.admits(delivery) {
			next = earlier(next, d.advance(sending, l, delivery, judged, now))
		}
	}
	return next, nil
}

// advance starts an attempt if it is due, and otherwise returns when it is.
func (d *Dispatcher) advance(sending context.Context, l *lane, delivery Delivery, judged verdict, now time.Time) time.Time {
	if judged == wait {
		l.pass(delivery)
		return now.Add(holdCheck)
	}
	allowed := d.opt.allowance(l.Channel)
	if due := later(delivery.Next, d.limit.free(allowed, now)); due.After(now) {
		if delivery.Attempts < patience {
			l.taken = true
		} else {
			l.pass(delivery)
		}
		return due
	}
	l.taken = true
	d.limit.use(allowed, now)
	d.busy[l.ID] = true
	go d.attempt(sending, delivery, l.Channel)
	return time.Time{}
}

// refuse ends a delivery that is not wanted any more.
func (d *Dispatcher) refuse(ctx context.Context, delivery Delivery, why string, now time.Time) error {
	delivery.State, delivery.UpdatedAt, delivery.Error = StateFailed, now, why
	err := d.opt.Outbox.Update(ctx, delivery)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// attempt sends one delivery once and stores what came of it. It is Run that
// waits for it.
func (d *Dispatcher) attempt(ctx context.Context, delivery Delivery, c Channel) {
	defer func() { d.done <- c.ID }()
	limited, cancel := context.WithTimeout(ctx, d.opt.Timeout)
	defer cancel()
	result, err := d.opt.deliver(limited, c, delivery.Notice, d.opt.Env())
	if err != nil && ctx.Err() != nil {
		return // abandoned at shutdown; it is sent again after the start
	}
	after := d.opt.outcome(delivery, result, err, time.Now())
	d.report(delivery, after)
	d.save(ctx, after)
}

// deliver hands a notice to the code of the channel's kind.
func (o *Options) deliver(ctx context.Context, c Channel, n Notice, env Env) (Result, error) {
	for _, kind := range o.Kinds {
		if kind.Name != c.Kind {
			continue
		}
		notifier, err := kind.Open(c, env)
		if err != nil {
			return Result{}, err
		}
		return notifier.Send(ctx, n)
	}
	return Result{}, fault.New(fault.Invalid, "this version has no channels of kind %q", c.Kind)
}

// save stores an outcome, however long that takes: without it the notice would
// be sent again.
func (d *Dispatcher) save(ctx context.Context, delivery Delivery) {
	for {
		err := d.opt.Outbox.Update(context.WithoutCancel(ctx), delivery)
		if err == nil || fault.Is(err, fault.NotFound) {
			return
		}
		d.opt.Log.Error("outcome of a notice not saved", "notice", delivery.ID, "err", err)
		if pause.For(ctx, trouble) != nil {
			return
		}
	}
}

// report logs the beginning and the end of trouble with a delivery, not every
// attempt.
func (d *Dispatcher) report(before, after Delivery) {
	log := d.opt.Log.With("channel", after.ChannelName, "notice", after.ID, "attempts", after.Attempts)
	switch {
	case after.State == StateFailed || after.State == StateDead:
		log.Warn("notice given up", "reason", after.Error)
	case after.State == StatePending && before.Attempts == 0:
		log.Warn("notice not delivered, trying again", "reason", after.Error)
	case after.State == StateSent && before.Attempts > 0:
		log.Info("notice delivered after all")
	}
}
