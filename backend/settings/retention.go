package settings

import (
	"math"
	"strconv"
	"strings"
	"time"

	"pulse/backend/fault"
)

// Retention says how long the history keeps each of its tiers: a number with
// h for hours or d for days, or "forever".
type Retention struct {
	Raw          string `json:"raw"` // every sample
	OneMinute    string `json:"1m"`
	TenMinutes   string `json:"10m"`
	SixtyMinutes string `json:"60m"`
}

// Forever is how long "forever" is.
const Forever = time.Duration(math.MaxInt64)

// The bounds of what is kept: less than the shortest would leave holes where
// charts look, more than the longest is forever.
const (
	shortestKept = 6 * time.Hour
	longestKept  = 100 * 365 * 24 * time.Hour
)

// DefaultRetention is a day of samples, a month of minutes, a year of ten
// minutes and hours for ever.
func DefaultRetention() Retention {
	return Retention{Raw: "24h", OneMinute: "30d", TenMinutes: "365d", SixtyMinutes: "forever"}
}

// Durations returns how long each tier is kept, from the finest to the coarsest.
// A tier is kept at least as long as the finer ones.
func (r Retention) Durations() ([]time.Duration, error) {
	var all []time.Duration
	shortest := shortestKept
	for _, one := range []struct{ name, text string }{
		{"raw", r.Raw}, {"1m", r.OneMinute}, {"10m", r.TenMinutes}, {"60m", r.SixtyMinutes},
	} {
		length, ok := lengthOf(one.text)
		if !ok || length < shortest {
			return nil, fault.New(fault.Invalid,
				"historyRetention.%s is not valid: allowed is a time such as 24h or 30d, or forever, of at least 6h and at least as long as the finer ones", one.name).In("historyRetention")
		}
		shortest = length
		all = append(all, length)
	}
	return all, nil
}

func lengthOf(text string) (time.Duration, bool) {
	if text == "forever" {
		return Forever, true
	}
	unit := time.Hour
	digits, hours := strings.CutSuffix(text, "h")
	if !hours {
		var days bool
		if digits, days = strings.CutSuffix(text, "d"); !days {
			return 0, false
		}
		unit = 24 * time.Hour
	}
	n, err := strconv.ParseInt(digits, 10, 32)
	if err != nil || n < 1 || time.Duration(n) > longestKept/unit {
		return 0, false
	}
	return time.Duration(n) * unit, true
}
