package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

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
	known, err := membersOf(stored)
	if err != nil {
		return stored, err
	}
	for key, value := range body {
		if _, ours := known[key]; !ours || fixedSystem[key] || fixed[key] {
			continue
		}
		if string(value) == "null" {
			return stored, fault.New(fault.Invalid, "%s must have a value, not null; leave it out to keep what it is", key).In(key)
		}
		one, err := json.Marshal(map[string]json.RawMessage{key: value})
		if err != nil {
			return stored, fmt.Errorf("encode %s: %w", key, err)
		}
		strict := json.NewDecoder(bytes.NewReader(one))
		strict.DisallowUnknownFields()
		if err := strict.Decode(&stored); err != nil {
			return stored, fault.New(fault.Invalid, "%s has the wrong type: %s", key, kindOf(err)).In(key)
		}
	}
	return stored, stored.Validate()
}

// membersOf is what the settings are made of, by their keys.
func membersOf(s settings.System) (members map[string]json.RawMessage, err error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode settings: %w", err)
	}
	return members, json.Unmarshal(text, &members)
}

// kindOf says in words what JSON value was expected.
func kindOf(err error) string {
	wrong, ok := err.(*json.UnmarshalTypeError) //nolint:errorlint // made by json.Unmarshal, which does not wrap it
	if member, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return "it has no member " + member
	}
	if !ok {
		return "it cannot be read"
	}
	switch wrong.Type.Kind().String() {
	case "string":
		return "it must be text"
	case "bool":
		return "it must be true or false"
	case "struct":
		return "it must be an object"
	default:
		return "it must be a whole number"
	}
}
