package api

import (
	"net/http"
	"slices"
	"strconv"

	"pulse/backend/fault"
	"pulse/backend/notify"
	"pulse/backend/wire"
)

func (s *server) webhookHistory(w http.ResponseWriter, r *http.Request) error {
	const shown = 100
	list, err := s.Store.Deliveries(r.Context(), shown, webhookKind, "")
	if err != nil {
		return err
	}
	out := make([]wire.WebhookDelivery, 0, len(list))
	for _, d := range slices.Backward(list) {
		if d.State != notify.StatePending {
			out = append(out, wire.WebhookDeliveryOf(d))
		}
	}
	return reply(w, http.StatusOK, out)
}

func (s *server) deliveries(w http.ResponseWriter, r *http.Request) error {
	const usual, most = 100, 5000
	query := r.URL.Query()
	limit := usual
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return fault.New(fault.Invalid, "limit must be a number from 0 to %d", most).In("limit")
		}
		limit = min(n, most)
	}
	list, err := s.Store.Deliveries(r.Context(), limit, query.Get("channel"), query.Get("alertId"))
	if err != nil {
		return err
	}
	out := make([]wire.Delivery, 0, len(list))
	for _, d := range list {
		out = append(out, wire.DeliveryOf(d))
	}
	return reply(w, http.StatusOK, out)
}

func (s *server) delivery(w http.ResponseWriter, r *http.Request) error {
	d, err := s.Store.Delivery(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.DeliveryDetail{
		Delivery: wire.DeliveryOf(d), Request: d.Request, Response: d.Response,
	})
}

// replayDelivery sends a delivery again, soon.
func (s *server) replayDelivery(w http.ResponseWriter, r *http.Request) error {
	id, err := s.Replay(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusAccepted, wire.Replayed{Success: true, ID: id})
}
