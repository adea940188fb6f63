package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"pulse/backend/alert"
	"pulse/backend/fault"
	"pulse/backend/notify"
	"pulse/backend/wire"
)

// explain tells how it was decided whether an alert of a resource is raised and
// told.
func (s *server) explain(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	id, typ := query.Get("resourceId"), alert.Type(query.Get("type"))
	if id == "" || typ == "" {
		return fault.New(fault.Invalid, "resourceId and type are needed, such as type=cpu").In("resourceId")
	}
	config, err := s.Store.Alerts(r.Context())
	if err != nil {
		return err
	}
	view := s.Watch.View()
	trace, found := alert.Explain(alert.Compile(config), view.Active, view.Snapshot, id, typ, time.Now())
	if !found {
		return fault.New(fault.NotFound, "there is no resource %s", id)
	}
	answer := wire.ExplanationOf(trace)
	if trace.AlertID != "" {
		if err := s.addDelivery(r.Context(), &answer, trace.AlertID); err != nil {
			return err
		}
	}
	return reply(w, http.StatusOK, answer)
}

// addDelivery adds how the newest notice about an alert fared.
func (s *server) addDelivery(ctx context.Context, e *wire.Explanation, alertID string) error {
	list, err := s.Store.Deliveries(ctx, 1, "", alertID)
	if err != nil {
		return err
	}
	step := wire.ExplainStep{Step: "delivery", Result: string(alert.Info), Text: "No notice about it was sent yet."}
	if len(list) > 0 {
		d := list[0]
		step.At = d.UpdatedAt.UnixMilli()
		step.Data = map[string]any{"channel": d.ChannelName, "state": string(d.State), "attempts": d.Attempts}
		step.Text = fmt.Sprintf("The newest notice over %s: %s after %d attempts.", d.ChannelName, deliveryWords(d.State), d.Attempts)
		if d.State == notify.StateFailed || d.State == notify.StateDead {
			step.Result = string(alert.Stop)
		}
	}
	e.Steps = append(e.Steps, step)
	return nil
}

func deliveryWords(s notify.State) string {
	switch s {
	case notify.StateSent:
		return "delivered"
	case notify.StateFailed:
		return "refused"
	case notify.StateDead:
		return "given up"
	default:
		return "still to be delivered"
	}
}
