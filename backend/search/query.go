// Package search finds things of the estate by the query language of the
// dashboard: cpu>80 tag:prod,db is:stale -name:test "two words".
package search

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pulse/backend/fault"
)

// numbers and texts are the fields of the language. A thing that lacks one
// fulfils no condition on it.
var (
	numbers = []string{"cpu", "memory", "mem", "disk", "net", "netin", "netout", "read", "write", "up", "id", "vmid", "cores", "cpus"}
	texts   = []string{"tag", "node", "cluster", "name", "os", "ip", "lock", "type", "status", "is"}
	whole   = []string{"tag", "type", "status", "is"} // texts that must be the whole word
)

// condition is one thing that must hold.
type condition struct {
	not      bool
	field    string // empty for a plain word
	any      []string
	operator string // of a number
	value    float64
}

var (
	token   = regexp.MustCompile(`([-!]?)((?:[^\s"]|"[^"]*"?)+)`)
	parts   = regexp.MustCompile(`(?is)^([a-z]+)(>=|<=|!=|>|<|=|:)(.*)$`)
	measure = regexp.MustCompile(`(?i)^(>=|<=|!=|>|<|=)?\s*(\d+(?:\.\d+)?)\s*(%|d|h|min|m)?$`)
)

// parse reads a query. A *fault.Error says what cannot be understood.
func parse(query string) ([]condition, error) {
	var all []condition
	for _, m := range token.FindAllStringSubmatch(query, -1) {
		c, problem := read(m[2], m[1] != "")
		if problem != "" {
			return nil, fault.New(fault.Invalid, "%s", problem).In("q")
		}
		if len(c.any) > 0 || c.operator != "" {
			all = append(all, c)
		}
	}
	return all, nil
}

func read(body string, not bool) (condition, string) {
	m := parts.FindStringSubmatch(body)
	if m == nil {
		return condition{not: not, any: filled([]string{body})}, ""
	}
	field, operator := strings.ToLower(m[1]), m[2]
	switch {
	case slices.Contains(numbers, field):
		return compared(field, operator, m[3], not)
	case !slices.Contains(texts, field):
		return condition{}, `There is no "` + m[1] + `" to filter by.`
	}
	wanted := filled(strings.Split(m[3], ","))
	switch {
	case len(wanted) == 0:
		return condition{}, m[1] + operator + " needs a word behind it."
	case operator == "!=":
		not = !not
	case operator != ":" && operator != "=":
		return condition{}, m[1] + " is a text; write " + m[1] + ":" + wanted[0] + "."
	}
	return condition{not: not, field: field, any: wanted}, ""
}

func compared(field, operator, rest string, not bool) (condition, string) {
	m := measure.FindStringSubmatch(rest)
	if m == nil || operator != ":" && m[1] != "" {
		return condition{}, field + " needs a number, such as " + field + ">80."
	}
	if operator == ":" {
		operator = "="
		if m[1] != "" {
			operator = m[1]
		}
	}
	value, err := strconv.ParseFloat(m[2], 64)
	if err != nil {
		return condition{}, field + " needs a number, such as " + field + ">80."
	}
	return condition{not: not, field: field, operator: operator, value: value / perDay(strings.ToLower(m[3]))}, ""
}

// perDay is how many of a unit are a day: times are compared in days.
func perDay(unit string) float64 {
	switch unit {
	case "h":
		return 24
	case "m", "min":
		return 24 * 60
	}
	return 1
}

// filled are the texts in lower case, without quotes, blanks and empty ones.
func filled(list []string) []string {
	var out []string
	for _, text := range list {
		if text = strings.ToLower(strings.TrimSpace(strings.ReplaceAll(text, `"`, ""))); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// holds tells whether a number fulfils the condition. Equal means equal as it
// is shown: within half a point.
func (c condition) holds(value float64) bool {
	switch c.operator {
	case ">":
		return value > c.value
	case ">=":
		return value >= c.value
	case "<":
		return value < c.value
	case "<=":
		return value <= c.value
	case "!=":
		return math.Abs(value-c.value) >= 0.5
	}
	return math.Abs(value-c.value) < 0.5
}
