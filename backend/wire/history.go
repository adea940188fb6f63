package wire

// History is the answer of /api/history.
type History struct {
	Resource   string                   `json:"resource"`
	From       int64                    `json:"from" doc:"milliseconds since 1970"`
	To         int64                    `json:"to" doc:"milliseconds since 1970"`
	StepMs     int64                    `json:"stepMs" doc:"how far apart the points are"`
	Series     map[string]HistorySeries `json:"series" doc:"by name of the metric"`
	Gaps       []HistoryGap             `json:"gaps" doc:"[from, to, reason] where nothing is known"`
	Backfilled [][2]int64               `json:"backfilled" doc:"[from, to] of what came from the servers' own records"`
}

// HistorySeries is one metric over time. All lists have the same length; null
// stands where nothing is known.
type HistorySeries struct {
	Unit string     `json:"unit" doc:"percent, bytes, bytesPerSecond, celsius, seconds, count, factor, load or state (0 or 1)"`
	T    []int64    `json:"t" doc:"start of each step in milliseconds since 1970"`
	Mean []*float64 `json:"mean"`
	Min  []*float64 `json:"min"`
	Max  []*float64 `json:"max"`
}

// HistoryGap is from when to when nothing is known, and why.
type HistoryGap [3]any
