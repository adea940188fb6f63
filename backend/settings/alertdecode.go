package settings

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"pulse/backend/fault"
)

// MergeAlerts returns the current configuration changed by a patch: members
// that the patch does not have keep their values, overrides are replaced as a
// whole. The result is normalised and checked; a *fault.Error says what is
// wrong. current is not modified.
func MergeAlerts(current Alerts, patch json.RawMessage) (Alerts, error) {
	if text := bytes.TrimSpace(patch); len(text) == 0 || text[0] != '{' {
		return Alerts{}, fault.New(fault.Invalid, "alert configuration: a JSON object is needed")
	}
	next, err := current.clone()
	if err != nil {
		return Alerts{}, err
	}
	if err := json.Unmarshal(patch, &next); err != nil {
		return Alerts{}, decodeFault(err)
	}
	return next, next.Validate()
}

// UnmarshalJSON changes the configuration by the members that are present, in
// any form that clients have used, and normalises the result. Decoded onto the
// defaults a stored document gets those that it does not have yet.
func (a *Alerts) UnmarshalJSON(text []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return err
	}
	if alias, ok := members["pmgThresholds"]; ok {
		if _, both := members["pmgDefaults"]; !both {
			members["pmgDefaults"] = alias
		}
		delete(members, "pmgThresholds")
	}
	a.makeRoom(members)
	own := map[string]json.RawMessage{}
	for _, name := range alertMembers() {
		if value, ok := members[name]; ok {
			own[name] = value
			delete(members, name)
		}
	}
	known, err := json.Marshal(own)
	if err != nil {
		return err
	}
	type plain Alerts
	if err := json.Unmarshal(known, (*plain)(a)); err != nil {
		return err
	}
	if err := a.keep(members); err != nil {
		return err
	}
	a.normalize()
	return nil
}

// makeRoom removes what is replaced as a whole, so that decoding does not merge.
func (a *Alerts) makeRoom(members map[string]json.RawMessage) {
	for name, forget := range map[string]func(){
		"overrides":                      func() { a.Overrides = nil },
		"timeThresholds":                 func() { a.TimeThresholds = nil },
		"metricTimeThresholds":           func() { a.MetricTimeThresholds = nil },
		"dockerIgnoredContainerPrefixes": func() { a.DockerIgnoredPrefixes = nil },
	} {
		if _, ok := members[name]; ok {
			forget()
		}
	}
}

// keep takes over the members that have no field. The rules of customRules
// differ: an empty list removes them.
func (a *Alerts) keep(members map[string]json.RawMessage) error {
	a.Rest = maps.Clone(a.Rest)
	if a.Rest == nil {
		a.Rest = map[string]json.RawMessage{}
	}
	if rules, ok := members["customRules"]; ok {
		var list []map[string]json.RawMessage
		if err := json.Unmarshal(rules, &list); err != nil {
			return fault.Wrap(fault.Invalid, err, "customRules must be a list of rules").In("customRules")
		}
		if len(list) == 0 {
			delete(members, "customRules")
			delete(a.Rest, "customRules")
		}
	}
	for name, value := range members {
		if !bytes.Equal(bytes.TrimSpace(value), []byte("null")) {
			a.Rest[name] = slices.Clone(value)
		}
	}
	return nil
}

// clone copies everything that decoding would write to.
func (a Alerts) clone() (Alerts, error) {
	text, err := json.Marshal(a)
	if err != nil {
		return Alerts{}, fmt.Errorf("copy alert configuration: %w", err)
	}
	var b Alerts
	if err := json.Unmarshal(text, &b); err != nil {
		return Alerts{}, fmt.Errorf("copy alert configuration: %w", err)
	}
	return b, nil
}

// alertMembers are the names of the members that have a field.
func alertMembers() []string {
	var names []string
	for field := range reflect.TypeFor[Alerts]().Fields() {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "-" {
			names = append(names, name)
		}
	}
	return names
}

// decodeFault says in words what could not be decoded.
func decodeFault(err error) error {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		name := cmp.Or(wrong.Field, "the value")
		return fault.Wrap(fault.Invalid, err, "alert configuration: %s cannot be a %s", name, wrong.Value).In(wrong.Field)
	}
	return fault.Wrap(fault.Invalid, err, "alert configuration: %v", err)
}
