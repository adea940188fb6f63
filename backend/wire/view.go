// Package wire holds the JSON of the published API and of our additions to it:
// structs, and pure translation from and to the domain. The quirks of that API
// stay in here.
package wire

import (
	"math"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

// Version is the release of the published API that this program speaks.
const Version = "4.24.0"

// View is everything that a state is made of, at one revision. It is never
// modified.
type View struct {
	Rev      uint64
	At       time.Time
	Snapshot *infra.Snapshot
	Active   alert.Active
	Resolved []alert.Alert // ended in the last five minutes
	Stats    Stats
	// Forecasts are when storages and datastores will be full.
	Forecasts map[infra.ID]infra.Forecast
}

// Stats describes the running program.
type Stats struct {
	StartedAt  time.Time
	Polls      int // reports taken in since the start
	Clients    int // screens connected to the live feed
	LastPoll   time.Duration
	Version    string
	Calls      int // calls made to all targets
	FailedJobs int
}

func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli() / 1000 * 1000
}

func percent(ratio infra.Opt[float64]) float64 { return math.Round(ratio.Or(0)*100*exact) / exact }

// exact is what a percentage is rounded to, so that 1.7 % which was kept as a
// fraction is told as 1.7 again.
const exact = 1e9

// number is a pointer to a known value, nil for an unknown one, so that
// unknown is absent and not zero.
func number(v infra.Opt[float64]) *float64 {
	if !v.Known {
		return nil
	}
	return &v.Value
}
