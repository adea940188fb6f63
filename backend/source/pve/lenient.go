package pve

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"pulse/backend/infra"
)

// The servers are written in Perl, where a value is text or number by the way
// it was used last: the same field arrives as 1, "1", 1.0, true, "" or null,
// by version and by chance. The types of this file accept all of that, and
// take for unknown what makes no sense; they never fail.

// number is a JSON number in whatever form it arrives.
type number struct {
	value float64
	known bool
}

// UnmarshalJSON accepts numbers, numeric text, booleans and null.
func (n *number) UnmarshalJSON(b []byte) error {
	*n = parseNumber(unquoted(b))
	return nil
}

// parseNumber reads a number, with a percent sign or spaces around it at most.
func parseNumber(s string) number {
	switch s {
	case "true":
		return number{1, true}
	case "false":
		return number{0, true}
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		v, err = strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "%"), 64)
	}
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return number{}
	}
	return number{v, true}
}

// int returns the number as whole bytes or seconds, 0 when it is unknown. What
// an int64 cannot hold is capped: "no limit" is sent as such a number.
func (n number) int() int64 {
	const limit = 1 << 62
	return int64(math.Round(min(max(n.value, -limit), limit)))
}

// count returns a number that cannot be negative.
func (n number) count() int64 { return max(n.int(), 0) }

// positive tells whether the number is known and above zero.
func (n number) positive() bool { return n.known && n.value > 0 }

// opt returns the number as an optional value, not negative.
func (n number) opt() infra.Opt[float64] {
	if !n.known {
		return infra.None[float64]()
	}
	return infra.Some(max(n.value, 0))
}

// duration returns a number of seconds.
func (n number) duration() infra.Opt[time.Duration] {
	const century = 100 * 365 * 24 * 3600
	if !n.known {
		return infra.None[time.Duration]()
	}
	return infra.Some(time.Duration(min(max(n.value, 0), century)) * time.Second)
}

// flag is a boolean in whatever form it arrives.
type flag struct{ set, known bool }

// UnmarshalJSON accepts 0, 1, "0", "1", true, false, "", null.
func (f *flag) UnmarshalJSON(b []byte) error {
	n := parseNumber(unquoted(b))
	*f = flag{set: n.known && n.value != 0, known: n.known}
	return nil
}

// text is a string that may arrive as a number: a guest named 100 does.
type text string

// UnmarshalJSON accepts strings, numbers and null.
func (t *text) UnmarshalJSON(b []byte) error {
	*t = text(unquoted(b))
	return nil
}

// unquoted returns the text of a scalar JSON value; null, objects and lists
// have none.
func unquoted(b []byte) string {
	b = bytes.TrimSpace(b)
	if len(b) == 0 || b[0] == '{' || b[0] == '[' || string(b) == "null" {
		return ""
	}
	if b[0] != '"' {
		return string(b)
	}
	if bytes.IndexByte(b, '\\') < 0 && len(b) >= 2 {
		return string(b[1 : len(b)-1])
	}
	var s string
	if json.Unmarshal(b, &s) != nil {
		return ""
	}
	return s
}

// list is an array that may arrive as a single object, or not at all.
type list[T any] []T

// UnmarshalJSON accepts an array, an object and null; anything else is empty.
func (l *list[T]) UnmarshalJSON(b []byte) error {
	*l = nil
	b = bytes.TrimSpace(b)
	switch {
	case bytes.HasPrefix(b, []byte("[")):
		return json.Unmarshal(b, (*[]T)(l))
	case bytes.HasPrefix(b, []byte("{")):
		var one T
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		*l = list[T]{one}
	}
	return nil
}
