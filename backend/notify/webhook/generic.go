package webhook

import (
	_ "embed" // the template of the catalogue
	"encoding/json"
	"fmt"
	"time"

	"pulse/backend/notify"
	"pulse/backend/notify/render"
)

// source names the sender in bodies; receivers filter on it.
const source = "pulse-monitoring"

//go:embed generic.tmpl
var genericTemplate string

// Generic is the format for everything that takes JSON. Its template in the
// catalogue is where people begin with their own.
func Generic() Format {
	return Format{
		Template: notify.Template{
			Service: "generic", Name: "Generic JSON Webhook", Method: "POST",
			Headers: map[string]string{"Content-Type": "application/json"}, PayloadTemplate: genericTemplate,
			Instructions: "Any address that takes JSON. Without a template it gets the alerts in full; write a template where the receiver expects something else. " +
				"The header Idempotency-Key is the same when a notice is sent again.",
		},
		Body: genericBody,
	}
}

// payload is the body of a notice in the generic form. A test carries one
// alert, everything else a list.
type payload struct {
	Event     notify.Event      `json:"event"`
	NoticeID  string            `json:"noticeId"`
	Alert     json.RawMessage   `json:"alert,omitempty"`
	Alerts    []json.RawMessage `json:"alerts,omitempty"`
	Count     int               `json:"count,omitempty"`
	Timestamp int64             `json:"timestamp"` // unix seconds
	Source    string            `json:"source"`
	Grouped   bool              `json:"grouped,omitempty"`
}

func genericBody(n notify.Notice, env notify.Env) ([]byte, error) {
	p := payload{Event: n.Event, NoticeID: n.ID, Timestamp: n.At.Unix(), Source: source}
	if n.Event == notify.EventTest {
		tested, err := testedAlert(n, env)
		if err != nil {
			return nil, err
		}
		p.Alert = tested
		return json.Marshal(p)
	}
	for _, a := range n.Alerts {
		p.Alerts = append(p.Alerts, env.AlertJSON(a))
	}
	p.Count, p.Grouped = len(p.Alerts), true
	return json.Marshal(p)
}

// testedAlert is the alert of a test. It has the names of the template in the
// catalogue beside its own, so that a receiver which was made for either form
// finds what it looks for.
func testedAlert(n notify.Notice, env notify.Env) (json.RawMessage, error) {
	a := n.Alerts[0]
	var members map[string]any
	if err := json.Unmarshal(env.AlertJSON(a), &members); err != nil {
		return nil, fmt.Errorf("read the alert of the test: %w", err)
	}
	members["resource_name"] = a.Subject.Name
	members["start_time"] = a.Since.UTC().Format(time.RFC3339)
	members["duration"] = render.Lasted(&a, n.At)
	return json.Marshal(members)
}
