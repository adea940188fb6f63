// Package proxmox holds what the APIs of Proxmox have in common: values that
// arrive in many forms, the envelope of an answer, the words for what can go
// wrong, and how an address is written.
package proxmox

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"pulse/backend/infra"
)

// Number is a JSON number in whatever form it arrives. The servers are written
// in Perl, where a value is text or number by the way it was used last: the
// same field is 1, "1", "", true or null, by version and by chance.
type Number struct {
	Value float64
	Known bool
}

// UnmarshalJSON accepts numbers, numeric text and booleans; whatever else
// arrives is unknown.
func (n *Number) UnmarshalJSON(b []byte) error {
	*n = ParseNumber(Text(unquoted(b)))
	return nil
}

// ParseNumber reads a number from a text, with a percent sign behind it at most.
func ParseNumber(t Text) Number {
	s := strings.TrimSpace(string(t))
	switch s {
	case "true":
		return Number{1, true}
	case "false":
		return Number{0, true}
	}
	v, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return Number{}
	}
	return Number{v, true}
}

// Sum is a quantity that cannot be negative; 0 when it is unknown. Servers were
// seen to send negative counts after their statistics were rebuilt.
func (n Number) Sum() float64 { return max(n.Value, 0) }

// Count is a whole number of things that cannot be negative; 0 when it is
// unknown.
func (n Number) Count() int {
	const most = 1 << 53 // what a float holds exactly
	return int(math.Round(min(n.Sum(), most)))
}

// Int is the number as whole bytes or seconds, 0 when it is unknown. What an
// int64 cannot hold is capped: "no limit" is sent as such a number.
func (n Number) Int() int64 {
	const limit = 1 << 62
	return int64(math.Round(min(max(n.Value, -limit), limit)))
}

// Whole is Int of a quantity that cannot be negative.
func (n Number) Whole() int64 { return max(n.Int(), 0) }

// Positive tells whether the number is known and above zero.
func (n Number) Positive() bool { return n.Known && n.Value > 0 }

// Opt is the number as a value that may be unknown, not negative.
func (n Number) Opt() infra.Opt[float64] {
	if !n.Known {
		return infra.None[float64]()
	}
	return infra.Some(n.Sum())
}

// Duration is a number of seconds, not negative.
func (n Number) Duration() infra.Opt[time.Duration] {
	const century = 100 * 365 * 24 * 3600
	if !n.Known {
		return infra.None[time.Duration]()
	}
	return infra.Some(time.Duration(min(n.Sum(), century) * float64(time.Second)))
}

// Time is a number of seconds since 1970; the zero time when it makes no sense.
func (n Number) Time() time.Time {
	const latest = 1 << 40
	if n.Value <= 0 || n.Value > latest {
		return time.Time{}
	}
	return time.Unix(int64(n.Value), 0)
}

// Text is a string that may arrive as a number.
type Text string

// UnmarshalJSON accepts strings, numbers and booleans; whatever else arrives is
// empty.
func (t *Text) UnmarshalJSON(b []byte) error {
	*t = Text(unquoted(b))
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
	if bytes.IndexByte(b, '\\') < 0 && len(b) > 1 {
		return string(b[1 : len(b)-1])
	}
	var s string
	if json.Unmarshal(b, &s) != nil {
		return ""
	}
	return s
}
