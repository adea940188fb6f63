package webhook

import (
	"encoding/json"

	"pulse/backend/alert"
	"pulse/backend/notify"
)

// source names the sender in bodies; receivers filter on it.
const source = "pulse-monitoring"

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

func payloadOf(n notify.Notice, encode func(alert.Alert) json.RawMessage) payload {
	p := payload{Event: n.Event, NoticeID: n.ID, Timestamp: n.At.Unix(), Source: source}
	if n.Event == notify.EventTest {
		p.Alert = encode(n.Alerts[0])
		return p
	}
	for _, a := range n.Alerts {
		p.Alerts = append(p.Alerts, encode(a))
	}
	p.Count, p.Grouped = len(p.Alerts), true
	return p
}
