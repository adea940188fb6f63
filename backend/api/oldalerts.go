package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"pulse/backend/fault"
	"pulse/backend/wire"
)

// thresholdMembers are the members of the alert configuration that earlier
// clients call thresholds.
var thresholdMembers = [...]string{"guestDefaults", "nodeDefaults", "storageDefault", "dockerDefaults", "pmgDefaults"}

func (s *server) thresholds(w http.ResponseWriter, r *http.Request) error {
	config, err := s.Store.Alerts(r.Context())
	if err != nil {
		return err
	}
	text, err := json.Marshal(config)
	if err != nil {
		return fmt.Errorf("encode alert configuration: %w", err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return fmt.Errorf("decode alert configuration: %w", err)
	}
	for name := range all {
		if !slices.Contains(thresholdMembers[:], name) {
			delete(all, name)
		}
	}
	return reply(w, http.StatusOK, all)
}

func (s *server) changeThresholds(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[map[string]json.RawMessage](r)
	if err != nil {
		return err
	}
	flat, full := flatThresholds(in), map[string]json.RawMessage{}
	for _, name := range thresholdMembers {
		if value, ok := in[name]; ok {
			full[name] = value
		}
	}
	if len(flat) == 0 && len(full) == 0 {
		return fault.New(fault.Invalid, "No thresholds given: use guestDefaults, nodeDefaults, storageDefault, dockerDefaults, pmgDefaults, or numbers for cpu, memory, disk and storage")
	}
	var patches []json.RawMessage
	for _, change := range []any{flat, full} {
		patch, err := json.Marshal(change)
		if err != nil {
			return fmt.Errorf("encode thresholds: %w", err)
		}
		patches = append(patches, patch)
	}
	if err := s.changeAlerts(r.Context(), patches...); err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.Status{Status: "success"})
}

// flatThresholds are the numbers of the oldest clients, which hold for guests
// and nodes alike, as a change of the alert configuration.
func flatThresholds(in map[string]json.RawMessage) map[string]any {
	metrics, change := map[string]json.RawMessage{}, map[string]any{}
	for _, name := range []string{"cpu", "memory", "disk"} {
		if value, ok := in[name]; ok {
			metrics[name] = value
		}
	}
	if len(metrics) > 0 {
		change["guestDefaults"], change["nodeDefaults"] = metrics, metrics
	}
	if value, ok := in["storage"]; ok {
		change["storageDefault"] = value
	}
	return change
}

func (s *server) overrides(w http.ResponseWriter, r *http.Request) error {
	config, err := s.Store.Alerts(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, config.Overrides)
}

func (s *server) replaceOverrides(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[map[string]json.RawMessage](r)
	if err != nil {
		return err
	}
	patch, err := json.Marshal(map[string]any{"overrides": in})
	if err != nil {
		return fmt.Errorf("encode overrides: %w", err)
	}
	if err := s.changeAlerts(r.Context(), patch); err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.Status{Status: "success"})
}
