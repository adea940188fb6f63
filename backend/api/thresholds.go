package api

import (
	"encoding/json"
	"net/http"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/settings"
	"pulse/backend/wire"
)

// thresholdRoutes are older paths to the alert settings, snoozing, and the
// question why.
func thresholdRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/alerts/explain", Access: auth.Reader, Bucket: auth.General, Out: wire.Explanation{}, Query: []string{"resourceId", "type"}, Summary: "How it was decided whether an alert is raised and told", handle: (*server).explain},
		{Method: "POST", Path: "/api/alerts/{id}/snooze", Access: auth.Admins, Bucket: auth.General, In: wire.SnoozeInput{}, Out: wire.Success{}, Summary: "Do not tell of an alert for a while", handle: (*server).alertAction},
		{Method: "POST", Path: "/api/alerts/{id}/unsnooze", Access: auth.Admins, Bucket: auth.General, Out: wire.Success{}, Summary: "End a snooze", handle: (*server).alertAction},
		{Method: "GET", Path: "/api/notifications/thresholds", Access: auth.Reader, Bucket: auth.General, Out: wire.ThresholdDefaults{}, Summary: "The default thresholds", handle: (*server).thresholds},
		{Method: "POST", Path: "/api/notifications/thresholds", Access: auth.Admins, Bucket: auth.General, In: partial{wire.ThresholdDefaults{}}, Out: wire.Status{}, Summary: "Change default thresholds (only the keys given)", handle: (*server).changeThresholds},
		{Method: "GET", Path: "/api/notifications/thresholds/overrides", Access: auth.Reader, Bucket: auth.General, Out: map[string]settings.Thresholds{}, Summary: "Thresholds of single resources", handle: (*server).overrides},
		{Method: "POST", Path: "/api/notifications/thresholds/overrides", Access: auth.Admins, Bucket: auth.General, In: map[string]settings.Thresholds{}, Out: wire.Status{}, Summary: "Replace the thresholds of single resources", handle: (*server).replaceOverrides},
		{Method: "GET", Path: "/api/notifications/alerts", Access: auth.Reader, Bucket: auth.General, Out: []wire.Alert{}, Query: []string{"limit", "offset", "startTime", "endTime", "severity", "resourceId"}, Summary: "Same as /api/alerts/history", handle: (*server).alertHistory},
		{Method: "POST", Path: "/api/notifications/alerts/clear", Access: auth.Admins, Bucket: auth.General, Out: wire.Status{}, Summary: "Forget past alerts", handle: (*server).clearAlertHistory},
	}
}

func (s *server) thresholds(w http.ResponseWriter, r *http.Request) error {
	a, err := s.Store.Alerts(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.ThresholdDefaultsOf(a))
}

func (s *server) overrides(w http.ResponseWriter, r *http.Request) error {
	a, err := s.Store.Alerts(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, a.Overrides)
}

func (s *server) replaceOverrides(w http.ResponseWriter, r *http.Request) error {
	overrides, err := decode[json.RawMessage](r)
	if err != nil {
		return err
	}
	return s.patchAlertConfig(w, r, func(settings.Alerts) (json.RawMessage, error) {
		return json.Marshal(map[string]json.RawMessage{"overrides": overrides})
	})
}

// changeThresholds takes the members of the configuration, and single numbers
// as old clients send them: each stands for the trigger of guests and nodes.
func (s *server) changeThresholds(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[map[string]json.RawMessage](r)
	if err != nil {
		return err
	}
	return s.patchAlertConfig(w, r, func(settings.Alerts) (json.RawMessage, error) { return thresholdPatch(in) })
}

func thresholdPatch(in map[string]json.RawMessage) (json.RawMessage, error) {
	patch, flat := map[string]any{}, map[string]json.RawMessage{}
	for name, value := range in {
		switch name {
		case "guestDefaults", "nodeDefaults", "storageDefault", "dockerDefaults", "pmgDefaults", "pmgThresholds":
			patch[name] = value
		case "cpu", "memory", "disk":
			flat[name] = value
		case "storage":
			patch["storageDefault"] = value
		default:
			return nil, fault.New(fault.Invalid, "%q is no threshold; use guestDefaults, nodeDefaults, storageDefault, dockerDefaults or pmgDefaults", name).In(name)
		}
	}
	for _, kind := range []string{"guestDefaults", "nodeDefaults"} {
		if _, given := patch[kind]; !given && len(flat) > 0 {
			patch[kind] = flat
		}
	}
	return json.Marshal(patch)
}
