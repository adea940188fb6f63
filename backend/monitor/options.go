package monitor

import (
	"context"
	"log/slog"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/settings"
	"pulse/backend/source"
)

// Configuration is all that a person decides about monitoring. It is read as a
// whole at the start and at every change.
type Configuration struct {
	Targets []source.Target
	Pushed  []Pushed // after the polled ones
	Alerts  settings.Alerts
}

// Pushed is a target that is not polled: its reports are brought to Submit.
type Pushed struct {
	infra.TargetInfo
	// Known is what it told earlier, taken over while nothing else is known of it.
	Known []infra.Report
}

// View is everything at one revision. It is never modified.
type View struct {
	Rev      uint64
	At       time.Time
	Snapshot *infra.Snapshot
	Active   alert.Active
	Resolved []alert.Alert // ended in the last five minutes, newest first
	Stats    Stats
}

// Stats counts what the loop has done since the start.
type Stats struct {
	Reports  int
	Failed   int           // reports of jobs that failed as a whole
	Requests int           // calls made to targets
	LastPoll time.Duration // how long the newest job took
}

// Ledger keeps what must survive: alerts, their history and what is to be told.
type Ledger interface {
	// Commit writes a batch in one transaction and returns when it is on disk.
	Commit(context.Context, alert.Batch) error
}

// Recorder takes every report for the history. It does not wait for a disk.
type Recorder interface {
	Record(*infra.Report)
}

// Screens show every new view. They do not make the loop wait.
type Screens interface {
	Publish(v View, changes []alert.Change, now bool)
}

// Options are what a monitor needs. Zero durations mean the usual ones.
type Options struct {
	Configuration func(context.Context) (Configuration, error)
	Open          func(source.Target) (source.Source, error)
	Ledger        Ledger
	History       Recorder
	Screens       Screens
	Tell          func() // called after a commit that has something to tell
	Log           *slog.Logger
	Active        alert.Active  // alerts from before the start
	Tick          time.Duration // evaluation without a report, 10 s
	Confirm       time.Duration // shortest time between two confirmations, 10 s
	Spread        time.Duration // over which the first polls are spread, 2 s
}
