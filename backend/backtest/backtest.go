// Package backtest tries alert configurations on the recorded past: the same
// engine that decides now is given what was recorded, and what it would have
// raised is written down. Nothing is stored and nobody is told.
//
// Of each resource that exists today its readings are played, one resource at a
// time. Where only means are left, a step counts as exceeding from its begin to
// its end when its mean does.
package backtest

import (
	"context"
	"iter"
	"time"

	"pulse/backend/alert"
	"pulse/backend/history"
	"pulse/backend/infra"
	"pulse/backend/settings"
)

// mostListed is how many firings a verdict lists; all are counted.
const mostListed = 5000

// stretch is how much of the past is in memory at once.
const stretch = 8 * 24 * time.Hour

// Past is where readings come from; a *history.History is one. MostPoints of a
// query is 0: what is kept is wanted as finely as it is kept.
type Past interface {
	Grains(from, to time.Time) []history.Grain
	Chart(ctx context.Context, q history.Query) iter.Seq2[history.Lines, error]
}

// Request says what is tried on what.
type Request struct {
	From, To time.Time
	Snapshot *infra.Snapshot // which resources there are
	IDs      []string        // published ids of those that are looked at; empty = all
	Tasks    []infra.Task    // what was planned work at the time
	Configs  []settings.Alerts
}

// Firing is an alert that would have been raised.
type Firing struct {
	ResourceID string
	Type       alert.Type
	Start      time.Time
	End        time.Time // zero = it would fire still
	Level      alert.Level
	Planned    bool // planned work explains it
}

// Verdict is what one configuration would have raised.
type Verdict struct {
	Count      int
	ByResource map[string]int
	Firings    []Firing // by start; the newest where they are too many
}

// Result is the verdict on each configuration.
type Result struct {
	Verdicts []Verdict
	// ExactFrom is from when on every sample is kept.
	ExactFrom time.Time
}

// Missing returns the first of the wanted ids that no resource has, if any.
func (r *Request) Missing() (id string, missing bool) {
	known := map[string]bool{}
	for _, a := range castOf(r.Snapshot) {
		for _, name := range a.names {
			known[name] = true
		}
	}
	for _, id := range r.IDs {
		if !known[id] {
			return id, true
		}
	}
	return "", false
}

// Run tries the configurations of a request. It ends early, with the error of
// the context, when the context does.
func Run(ctx context.Context, past Past, r Request) (Result, error) {
	cast := r.cast()
	tallies := make([]tally, len(r.Configs))
	for i := range tallies {
		tallies[i].verdict.ByResource = map[string]int{}
	}
	var rules []ruleset
	for _, c := range r.Configs {
		rules = append(rules, rulesetOf(c))
	}
	for _, a := range cast {
		a.begin(rules, r.Tasks)
	}
	for from := r.From; from.Before(r.To); from = from.Add(stretch) {
		to := from.Add(stretch - time.Millisecond)
		if to.After(r.To) {
			to = r.To
		}
		if err := play(ctx, past, cast, tallies, from, to); err != nil {
			return Result{}, err
		}
	}
	for _, a := range cast {
		for i, show := range a.shows {
			tallies[i].takeOpen(show.open)
		}
	}
	result := Result{ExactFrom: exactFrom(past, r.From, r.To)}
	for i := range tallies {
		result.Verdicts = append(result.Verdicts, tallies[i].done())
	}
	return result, nil
}

// cast returns the resources that a request looks at.
func (r *Request) cast() []*actor {
	all := castOf(r.Snapshot)
	if len(r.IDs) == 0 {
		return all
	}
	wanted := map[string]bool{}
	for _, id := range r.IDs {
		wanted[id] = true
	}
	kept := all[:0]
	for _, a := range all {
		for _, name := range a.names {
			if wanted[name] {
				kept = append(kept, a)
				break
			}
		}
	}
	return kept
}

func exactFrom(past Past, from, to time.Time) time.Time {
	exact := from
	for _, g := range past.Grains(from, to) {
		if g.Step > 0 {
			exact = time.UnixMilli(g.To).UTC()
		}
	}
	return exact
}
