package settings

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pulse/backend/fault"
)

// CustomRule gives the guests that it matches thresholds of their own. Of
// several that match, the enabled one with the highest priority wins.
type CustomRule struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Conditions Conditions `json:"filterConditions"`
	Thresholds Thresholds `json:"thresholds"`
	Priority   int        `json:"priority"`
	Enabled    bool       `json:"enabled"`
}

// Conditions are the filters of a rule. None match every guest.
type Conditions struct {
	Filters  []Filter `json:"filters"`
	Operator string   `json:"logicalOperator"` // AND; anything else is OR
}

// Filter is one condition on a guest.
type Filter struct {
	Type     string      `json:"type"` // metric, text or raw
	Field    string      `json:"field"`
	Operator string      `json:"operator"`
	Value    FilterValue `json:"value"`
	RawText  string      `json:"rawText"`
}

// FilterValue is the value of a filter, written as a number or as text.
type FilterValue string

// UnmarshalJSON reads a number or a text.
func (v *FilterValue) UnmarshalJSON(text []byte) error {
	var word string
	if json.Unmarshal(text, &word) == nil {
		*v = FilterValue(word)
		return nil
	}
	var number json.Number
	if err := json.Unmarshal(text, &number); err != nil {
		return fmt.Errorf("a filter compares with a number or a text: %w", err)
	}
	*v = FilterValue(number)
	return nil
}

// Number returns the value as a number.
func (v FilterValue) Number() (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimSpace(string(v)), 64)
	return n, err == nil && finite(n)
}

// CustomRules reads the rules of the document. A *fault.Error says what is
// wrong with them.
func (a Alerts) CustomRules() ([]CustomRule, error) {
	text, ok := a.Rest["customRules"]
	if !ok {
		return nil, nil
	}
	var rules []CustomRule
	if err := json.Unmarshal(text, &rules); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "customRules: %v", err).In("customRules")
	}
	for i := range rules {
		rules[i].Thresholds.normalize(a.HysteresisMargin)
	}
	return rules, nil
}

func (a Alerts) checkRules() error {
	rules, err := a.CustomRules()
	if err != nil {
		return err
	}
	for i := range rules {
		where := fmt.Sprintf("customRules[%d]", i)
		if err := rules[i].Thresholds.check(where + ".thresholds"); err != nil {
			return err
		}
		for _, f := range rules[i].Conditions.Filters {
			if err := f.check(where); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f Filter) check(where string) error {
	switch strings.ToLower(f.Type) {
	case "metric":
		if _, ok := f.Value.Number(); !ok {
			return fault.New(fault.Invalid, "%s: the filter on %q needs a number", where, f.Field).In(where)
		}
		if !slices.Contains([]string{">", "<", ">=", "<=", "=", "=="}, f.Operator) {
			return fault.New(fault.Invalid, "%s: operator %q is none of > < >= <= =", where, f.Operator).In(where)
		}
	case "text", "raw", "":
	default:
		return fault.New(fault.Invalid, "%s: filter type %q is none of metric, text and raw", where, f.Type).In(where)
	}
	return nil
}
