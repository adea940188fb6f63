package api

import (
	"encoding/json"
	"fmt"
	"net/http"

	"pulse/backend/settings"
	"pulse/backend/wire"
)

func (s *server) alertConfig(w http.ResponseWriter, r *http.Request) error {
	config, err := s.Store.Alerts(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, config)
}

// alertOverview is the configuration with the active alerts beside it.
func (s *server) alertOverview(w http.ResponseWriter, r *http.Request) error {
	config, err := s.Store.Alerts(r.Context())
	if err != nil {
		return err
	}
	text, err := json.Marshal(config)
	if err != nil {
		return fmt.Errorf("encode alert configuration: %w", err)
	}
	var members map[string]json.RawMessage // not values: what others put in may be no number that we can read
	if err := json.Unmarshal(text, &members); err != nil {
		return fmt.Errorf("decode alert configuration: %w", err)
	}
	active := wire.AlertsOf(s.Watch.View().Active)
	all := map[string]any{}
	for name, value := range members {
		all[name] = value
	}
	all["active"], all["stats"] = active, wire.AlertStatsOf(active)
	return reply(w, http.StatusOK, all)
}

func (s *server) putAlertConfig(w http.ResponseWriter, r *http.Request) error {
	patch, err := decode[json.RawMessage](r)
	if err != nil {
		return err
	}
	return s.patchAlertConfig(w, r, func(settings.Alerts) (json.RawMessage, error) { return patch, nil })
}

// patchAlertConfig changes the configuration by what change says of the current
// one, and has it take effect at once.
func (s *server) patchAlertConfig(w http.ResponseWriter, r *http.Request, change func(settings.Alerts) (json.RawMessage, error)) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	current, err := s.Store.Alerts(r.Context())
	if err != nil {
		return err
	}
	patch, err := change(current)
	if err != nil {
		return err
	}
	merged, err := settings.MergeAlerts(current, patch)
	if err != nil {
		return err
	}
	if err := merged.Validate(); err != nil {
		return err
	}
	if err := s.Store.SaveAlerts(r.Context(), merged); err != nil {
		return err
	}
	s.Watch.Reload()
	return reply(w, http.StatusOK, wire.Status{Status: "success"})
}
