package notify

import (
	"context"
	"time"

	"pulse/backend/fault"
)

// send starts an attempt on every channel that has something due and nothing
// under way, so that the order within a channel is kept and a dead channel
// holds up no other. It returns when the next attempt is due.
func (d *Dispatcher) send(ctx, sending context.Context, now time.Time) (next time.Time, err error) {
	unfinished, err := d.opt.Outbox.Unfinished(ctx)
	if err != nil || len(unfinished) == 0 {
		return time.Time{}, err
	}
	channels, err := d.opt.Channels(ctx)
	if err != nil {
		return time.Time{}, err
	}
	byID := make(map[string]Channel, len(channels))
	for _, c := range channels {
		byID[c.ID] = c
	}
	begun := map[string]bool{}
	for _, delivery := range unfinished {
		if d.busy[delivery.Channel] || begun[delivery.Channel] {
			continue
		}
		c, known := byID[delivery.Channel]
		if !known || !c.Enabled {
			if err := d.refuse(ctx, delivery, known, now); err != nil {
				return time.Time{}, err
			}
			continue
		}
		begun[c.ID] = true
		due := later(delivery.Next, d.limit.free(c.URL, now))
		if !due.After(now) {
			d.limit.use(c.URL, now)
			d.busy[c.ID] = true
			go d.attempt(sending, delivery, c)
		} else if next.IsZero() || due.Before(next) {
			next = due
		}
	}
	return next, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// refuse ends a delivery whose channel is not there or not on any more.
func (d *Dispatcher) refuse(ctx context.Context, delivery Delivery, known bool, now time.Time) error {
	delivery.State, delivery.UpdatedAt = StateFailed, now
	delivery.Error = "the channel was removed"
	if known {
		delivery.Error = "the channel was switched off"
	}
	return d.opt.Outbox.Update(ctx, delivery)
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
		select {
		case <-ctx.Done():
			return
		case <-time.After(trouble):
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
