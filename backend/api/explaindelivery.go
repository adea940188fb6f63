package api

import (
	"context"
	"fmt"
	"slices"

	"pulse/backend/alert"
	"pulse/backend/notify"
	"pulse/backend/wire"
)

// mostAsked is how many of the newest deliveries about an alert are looked at.
const mostAsked = 200

// told is what is known of the notices about one alert.
type told struct {
	alert      *alert.Alert // nil = it does not fire
	deliveries []notify.Delivery
	waiting    []alert.Change // for which no delivery was made yet
}

// explainDelivery tells how the notices about an alert fared, channel by
// channel. Of an alert that does not fire it tells of the last notices.
func (s *server) explainDelivery(ctx context.Context, alertID string, active alert.Active) ([]wire.ExplainStep, error) {
	channels, err := s.Store.Channels(ctx)
	if err != nil {
		return nil, err
	}
	deliveries, err := s.Store.Deliveries(ctx, mostAsked, "", alertID)
	if err != nil {
		return nil, err
	}
	entries, err := s.Store.Entries(ctx)
	if err != nil {
		return nil, err
	}
	t := told{deliveries: deliveries}
	for a := range active.Firing() {
		if a.PublicID == alertID {
			t.alert = a
		}
	}
	for _, e := range entries {
		if e.Change.Alert.PublicID == alertID {
			t.waiting = append(t.waiting, e.Change)
		}
	}
	steps := []wire.ExplainStep{}
	for _, c := range channels {
		if step, ok := t.over(c); ok {
			steps = append(steps, step)
		}
	}
	if len(channels) == 0 && t.alert != nil {
		steps = append(steps, deliveryStep(alert.Stop, "No channel is set up, so nobody can be told."))
	}
	return steps, nil
}

func deliveryStep(r alert.Result, text string) wire.ExplainStep {
	return wire.ExplainStep{Step: "delivery", Result: string(r), Text: text}
}

// over tells how it went over a channel; ok is false when there is nothing to
// tell.
func (t *told) over(c notify.Channel) (step wire.ExplainStep, ok bool) {
	name := channelName(c)
	newest := slices.IndexFunc(t.deliveries, func(d notify.Delivery) bool {
		return d.Channel == c.ID && (t.alert == nil || !d.At.Before(t.alert.FiredAt))
	})
	waits := slices.ContainsFunc(t.waiting, func(w alert.Change) bool { return w.Channel == "" || w.Channel == "all" || w.Channel == c.Kind })
	switch {
	case newest >= 0:
		step = stepOf(t.deliveries[newest], name)
	case t.alert == nil:
		return step, false
	case !c.Enabled:
		step = deliveryStep(alert.Stop, name+" is switched off.")
	case waits:
		step = deliveryStep(alert.Info, "A notice over "+name+" waits: it is sent together with others, and not while something holds it back.")
	case t.alert.Told == 0:
		step = deliveryStep(alert.Info, "Nothing was sent over "+name+": nobody was told yet.")
	default:
		step = deliveryStep(alert.Info, "Nothing was sent over "+name+": it was added or switched on later, or the notices were for others.")
	}
	if step.Data == nil {
		step.Data = map[string]any{}
	}
	step.Data["channel"], step.Data["kind"] = name, c.Kind
	return step, true
}

func channelName(c notify.Channel) string {
	if c.Kind == notify.KindEmail || c.Name == "" {
		return map[bool]string{true: "E-mail", false: "The webhook"}[c.Kind == notify.KindEmail]
	}
	return c.Name
}

// stepOf tells how far a delivery is.
func stepOf(d notify.Delivery, name string) wire.ExplainStep {
	step := deliveryStep(alert.Info, "")
	at := d.UpdatedAt
	switch d.State {
	case notify.StateSent:
		step = deliveryStep(alert.Pass, name+" took the notice"+company(d)+after(d)+".")
	case notify.StateFailed:
		step = deliveryStep(alert.Stop, name+" refused the notice"+reason(d)+". It is not sent again by itself.")
	case notify.StateDead:
		step = deliveryStep(alert.Stop, fmt.Sprintf("The notice over %s was given up after %d attempts%s.", name, d.Attempts, reason(d)))
	default:
		if at = d.Next; d.Attempts == 0 {
			step.Text = "A notice over " + name + company(d) + " is on its way."
		} else {
			step.Text = fmt.Sprintf("%s did not take the notice%s%s. It is sent again.", name, after(d), reason(d))
		}
	}
	if !at.IsZero() {
		step.At = at.UnixMilli()
	}
	step.Data = map[string]any{"id": d.ID, "event": string(d.Event), "state": string(d.State), "attempts": d.Attempts, "alerts": len(d.Alerts)}
	return step
}

// company tells of the alerts that were told in the same notice.
func company(d notify.Delivery) string {
	switch n := len(d.Alerts) - 1; {
	case n <= 0:
		return ""
	case n == 1:
		return " together with another alert"
	default:
		return fmt.Sprintf(" together with %d other alerts", n)
	}
}

func after(d notify.Delivery) string {
	if d.Attempts == 1 && d.State == notify.StateSent {
		return ""
	}
	if d.Attempts == 1 {
		return " at the first attempt"
	}
	return fmt.Sprintf(" after %d attempts", d.Attempts)
}

func reason(d notify.Delivery) string {
	if d.Error == "" {
		return ""
	}
	return ": " + d.Error
}
