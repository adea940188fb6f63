package notify

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"pulse/backend/fault"
)

// Replay sends a delivery again because a person asks for it: whatever rules
// and schedule say now, and for another day if it has to. What never arrived
// keeps its id, so that the receiver still tells it once; what arrived already
// is sent as a new notice. It returns the id to follow, and does not wait.
func (d *Dispatcher) Replay(ctx context.Context, id string) (string, error) {
	delivery, err := d.opt.Outbox.Delivery(ctx, id)
	if err != nil {
		return "", err
	}
	if err := d.reachable(ctx, delivery.Channel); err != nil {
		return "", err
	}
	now := time.Now()
	if delivery.State == StateSent {
		delivery = again(delivery, now)
		err = d.opt.Outbox.Plan(ctx, []Delivery{delivery}, nil)
	} else {
		err = d.opt.Outbox.Requeue(ctx, id, now)
	}
	if err != nil {
		return "", fmt.Errorf("send notice %s again: %w", id, err)
	}
	d.Wake()
	return delivery.ID, nil
}

// again is the same notice under a new id, with nothing attempted yet.
func again(d Delivery, now time.Time) Delivery {
	n := d.Notice
	n.ID, n.At = uuid.NewString(), now
	return Delivery{
		Notice: n, Channel: d.Channel, Kind: d.Kind, ChannelName: d.ChannelName, Address: d.Address, Service: d.Service,
		State: StatePending, Since: now, AskedFor: true, Next: now, UpdatedAt: now,
	}
}

// reachable refuses to queue for a channel that is gone or off.
func (d *Dispatcher) reachable(ctx context.Context, id string) error {
	channels, err := d.opt.Channels(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(channels, func(c Channel) bool { return c.ID == id })
	switch {
	case i < 0:
		return fault.New(fault.Conflict, "the channel of this notice was removed")
	case !channels[i].Enabled:
		return fault.New(fault.Conflict, "the channel of this notice is switched off: switch it on first")
	}
	return nil
}
