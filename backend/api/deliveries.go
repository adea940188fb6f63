package api

import (
	"context"
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
	addresses, err := s.addresses(r.Context())
	if err != nil {
		return err
	}
	out := make([]wire.WebhookDelivery, 0, len(list))
	for _, d := range slices.Backward(list) {
		if d.State != notify.StatePending {
			out = append(out, wire.WebhookDeliveryOf(d, addresses[d.Channel]))
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
	addresses, err := s.addresses(r.Context())
	if err != nil {
		return err
	}
	out := make([]wire.Delivery, 0, len(list))
	for _, d := range list {
		out = append(out, wire.DeliveryOf(d, addresses[d.Channel]))
	}
	return reply(w, http.StatusOK, out)
}

func (s *server) delivery(w http.ResponseWriter, r *http.Request) error {
	d, err := s.Store.Delivery(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	addresses, err := s.addresses(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.DeliveryDetail{
		Delivery: wire.DeliveryOf(d, addresses[d.Channel]), Request: d.Request, Response: d.Response,
	})
}

// addresses are those of the channels that still exist.
func (s *server) addresses(ctx context.Context) (map[string]string, error) {
	channels, err := s.Store.Channels(ctx)
	addresses := make(map[string]string, len(channels))
	for _, c := range channels {
		addresses[c.ID] = c.URL
	}
	return addresses, err
}
