package wire

import (
	"encoding/json"
	"fmt"

	"pulse/backend/fault"
	"pulse/backend/settings"
)

// SystemSettings are the settings in force, and which of them the environment
// fixes.
type SystemSettings struct {
	settings.System
	EnvOverrides map[string]bool `json:"envOverrides,omitempty"`
}

// ConfigSummary is the answer of /api/config.
type ConfigSummary struct {
	CSRFProtection    bool           `json:"csrfProtection"`
	AutoUpdateEnabled bool           `json:"autoUpdateEnabled"`
	UpdateChannel     string         `json:"updateChannel"`
	Nodes             []ConfigNode   `json:"nodes"`
	System            SystemSettings `json:"system"`
}

// fixedSystem are keys that no update changes: the ports of the published API
// that nothing listens on.
var fixedSystem = map[string]bool{"backendPort": true, "frontendPort": true, "envOverrides": true}

// UpdatedSystem puts the keys of a JSON object over the stored settings. Keys
// that are unknown or fixed by the environment are ignored.
func UpdatedSystem(stored settings.System, body map[string]json.RawMessage, fixed map[string]bool) (settings.System, error) {
	for key, value := range body {
		if fixedSystem[key] || fixed[key] || string(value) == "null" {
			continue
		}
		one, err := json.Marshal(map[string]json.RawMessage{key: value})
		if err != nil {
			return stored, fmt.Errorf("encode %s: %w", key, err)
		}
		if err := json.Unmarshal(one, &stored); err != nil {
			return stored, fault.New(fault.Invalid, "%s has the wrong type: %s", key, kindOf(err)).In(key)
		}
	}
	return stored, stored.Validate()
}

// kindOf says in words what JSON value was expected.
func kindOf(err error) string {
	wrong, ok := err.(*json.UnmarshalTypeError) //nolint:errorlint // made by json.Unmarshal, which does not wrap it
	if !ok {
		return "it cannot be read"
	}
	switch wrong.Type.Kind().String() {
	case "string":
		return "it must be text"
	case "bool":
		return "it must be true or false"
	default:
		return "it must be a whole number"
	}
}
