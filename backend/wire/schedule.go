package wire

import (
	"time"

	"pulse/backend/infra"
)

// TargetHealth is how the polling of one target does.
type TargetHealth struct {
	ID     string       `json:"id"`
	Name   string       `json:"name"`
	Type   string       `json:"type"`
	Health string       `json:"health" doc:"healthy, degraded, error, or empty while nothing was heard"`
	Error  string       `json:"error,omitempty"`
	Since  int64        `json:"since,omitempty" doc:"milliseconds; when the error began"`
	Parts  []PartHealth `json:"parts"`
}

// PartHealth is how the polling of one part of a target does. Times are in
// milliseconds.
type PartHealth struct {
	Part              string   `json:"part"`
	LastSuccess       int64    `json:"lastSuccess,omitempty"`
	LastRun           int64    `json:"lastRun,omitempty"`
	LastError         string   `json:"lastError,omitempty"`
	FailingSince      int64    `json:"failingSince,omitempty"`
	Failures          int      `json:"failures,omitempty" doc:"in a row"`
	NextRun           int64    `json:"nextRun,omitempty"`
	RequestsPerMinute *float64 `json:"requestsPerMinute,omitempty" doc:"absent until it ran twice"`
	BackOffSeconds    float64  `json:"backOffSeconds,omitempty"`
}

// PartRun is what the scheduler knows of one job.
type PartRun struct {
	Target   infra.TargetID
	Part     infra.Part
	Next     time.Time
	BackOff  time.Duration      // 0 while it works
	Requests infra.Opt[float64] // per minute
}

// PartHealthOf describes one part.
func PartHealthOf(part infra.Part, state infra.PartState, run PartRun) PartHealth {
	h := PartHealth{
		Part: string(part), LastRun: ms(state.LastRun), Failures: state.Failures,
		NextRun: ms(run.Next), RequestsPerMinute: number(run.Requests), BackOffSeconds: run.BackOff.Seconds(),
	}
	if state.Good != nil {
		h.LastSuccess = ms(state.Good.At)
	}
	if state.Failure != nil {
		h.LastError, h.FailingSince = state.Failure.Reason, ms(state.FailingSince)
	}
	return h
}

// TargetHealthOf describes a target without its parts.
func TargetHealthOf(e *infra.Estate) TargetHealth {
	h := TargetHealth{ID: string(e.ID), Name: e.Name, Type: e.Kind, Health: string(e.Health), Parts: []PartHealth{}}
	if e.Failure != nil {
		h.Error, h.Since = e.Failure.Reason, ms(e.Since)
	}
	return h
}
