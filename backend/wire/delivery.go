package wire

import (
	"cmp"
	"strings"

	"pulse/backend/notify"
)

// Delivery is one notice for one channel and how far it is. Times are in
// milliseconds. The second half are the keys of the published history.
type Delivery struct {
	ID          string   `json:"id"`
	Channel     string   `json:"channel" doc:"email or webhook"`
	Service     string   `json:"service"`
	AlertIDs    []string `json:"alertIds"`
	Event       string   `json:"event" doc:"firing, repeat, escalated, resolved or test"`
	Timestamp   int64    `json:"timestamp"`
	Attempts    int      `json:"attempts"`
	Success     bool     `json:"success"`
	StatusCode  int      `json:"statusCode,omitempty"`
	Error       string   `json:"error,omitempty"`
	NextAttempt int64    `json:"nextAttempt,omitempty"`
	State       string   `json:"state" doc:"pending, sent, failed or dead"`

	WebhookName   string `json:"webhookName"`
	WebhookURL    string `json:"webhookUrl"`
	AlertID       string `json:"alertId"`
	ErrorMessage  string `json:"errorMessage,omitempty"`
	RetryAttempts int    `json:"retryAttempts"`
	PayloadSize   int    `json:"payloadSize"`
}

// DeliveryDetail adds what was sent and answered, masked.
type DeliveryDetail struct {
	Delivery
	Request  string `json:"request"`
	Response string `json:"response"`
}

// DeliveryOf describes a delivery. Mail has no name and no address.
func DeliveryOf(d notify.Delivery) Delivery {
	out := Delivery{
		ID: d.ID, Channel: cmp.Or(d.Kind, notify.KindWebhook), Service: d.Service, Event: string(d.Event), AlertIDs: []string{},
		Timestamp: d.At.UnixMilli(), Attempts: d.Attempts, Success: d.State == notify.StateSent,
		StatusCode: d.StatusCode, Error: d.Error, State: string(d.State),
		WebhookName: d.ChannelName, WebhookURL: d.Address, ErrorMessage: d.Error,
		RetryAttempts: max(d.Attempts-1, 0), PayloadSize: payloadSize(d.Request),
	}
	if out.Channel == notify.KindEmail {
		out.WebhookName, out.WebhookURL = "", ""
	}
	for i := range d.Alerts {
		out.AlertIDs = append(out.AlertIDs, d.Alerts[i].PublicID)
	}
	if len(out.AlertIDs) > 0 {
		out.AlertID = out.AlertIDs[0]
	}
	if d.State == notify.StatePending && !d.Next.IsZero() {
		out.NextAttempt = d.Next.UnixMilli()
	}
	return out
}

// WebhookDelivery is an entry of the published webhook history.
type WebhookDelivery struct {
	WebhookName   string `json:"webhookName"`
	WebhookURL    string `json:"webhookUrl"`
	Service       string `json:"service"`
	AlertID       string `json:"alertId"`
	Timestamp     string `json:"timestamp"`
	StatusCode    int    `json:"statusCode"`
	Success       bool   `json:"success"`
	ErrorMessage  string `json:"errorMessage,omitempty"`
	RetryAttempts int    `json:"retryAttempts"`
	PayloadSize   int    `json:"payloadSize"`
}

// WebhookDeliveryOf describes a delivery in the published form.
func WebhookDeliveryOf(d notify.Delivery) WebhookDelivery {
	full := DeliveryOf(d)
	return WebhookDelivery{
		WebhookName: full.WebhookName, WebhookURL: full.WebhookURL, Service: full.Service, AlertID: full.AlertID,
		Timestamp: d.At.UTC().Format("2006-01-02T15:04:05.000Z07:00"), StatusCode: full.StatusCode, Success: full.Success,
		ErrorMessage: full.ErrorMessage, RetryAttempts: full.RetryAttempts, PayloadSize: full.PayloadSize,
	}
}

// payloadSize counts the body of a request that is kept with its headers.
func payloadSize(request string) int {
	if _, body, cut := strings.Cut(request, "\n\n"); cut {
		return len(body)
	}
	return len(request)
}
