package wire

import "encoding/json"

// BacktestInput is a configuration to try on the past.
type BacktestInput struct {
	Config      json.RawMessage `json:"config" doc:"alert configuration; keys that are absent are as they are today"`
	From        *int64          `json:"from" doc:"milliseconds since 1970"`
	To          *int64          `json:"to" doc:"milliseconds since 1970"`
	ResourceIDs []string        `json:"resourceIds,omitempty" doc:"what to look at; absent or empty = everything"`
}

// Backtest is what a proposed and today's configuration would have raised.
type Backtest struct {
	Proposed  BacktestVerdict `json:"proposed"`
	Current   BacktestVerdict `json:"current"`
	ExactFrom int64           `json:"exactFrom" doc:"milliseconds; before that only means are kept"`
	TookMs    int64           `json:"tookMs"`
}

// BacktestVerdict is what one configuration would have raised.
type BacktestVerdict struct {
	Count      int              `json:"count"`
	ByResource map[string]int   `json:"byResource"`
	Firings    []BacktestFiring `json:"firings" doc:"by start; at most 5,000, the newest"`
}

// BacktestFiring is an alert that would have been raised.
type BacktestFiring struct {
	ResourceID string `json:"resourceId"`
	Type       string `json:"type"`
	Start      int64  `json:"start" doc:"milliseconds"`
	End        int64  `json:"end,omitempty" doc:"milliseconds; absent while it lasts"`
	Level      string `json:"level"`
	Planned    bool   `json:"planned" doc:"planned work, such as a backup, explains it"`
}
