package wire

import (
	"pulse/backend/alert"
)

// Explanation is how it was decided whether an alert is raised and told.
type Explanation struct {
	ResourceID string        `json:"resourceId"`
	Type       string        `json:"type"`
	Outcome    string        `json:"outcome" doc:"firing, pending, quiet, off, silenced, unknown or planned"`
	Steps      []ExplainStep `json:"steps"`
}

// ExplainStep is one step of a decision.
type ExplainStep struct {
	Step   string         `json:"step"`
	Result string         `json:"result" doc:"pass, stop or info"`
	Text   string         `json:"text"`
	At     int64          `json:"at,omitempty" doc:"milliseconds"`
	Data   map[string]any `json:"data,omitempty"`
}

// ExplanationOf is a decision on the wire.
func ExplanationOf(t alert.Trace) Explanation {
	e := Explanation{ResourceID: t.ResourceID, Type: string(t.Type), Outcome: string(t.Outcome), Steps: []ExplainStep{}}
	for _, s := range t.Steps {
		e.Steps = append(e.Steps, ExplainStep{Step: s.Name, Result: string(s.Result), Text: s.Text, At: ms(s.At), Data: s.Data})
	}
	return e
}
