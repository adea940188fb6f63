package wire

import "pulse/backend/notify"

// Delivery is one notice for one channel and how far it is. Times are in
// milliseconds. The second half are the keys of the published history.
type Delivery struct {
	ID          string   `json:"id"`
	Channel     string   `json:"channel" doc:"email or webhook"`
	Service     string   `json:"service"`
	AlertIDs    []string `json:"alertIds"`
	Event       string   `json:"event" doc:"firing, repeat, resolved or test"`
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

// DeliveryOf describes a delivery; address is that of its channel.
func DeliveryOf(d notify.Delivery, address string) Delivery {
	out := Delivery{
		ID: d.ID, Channel: "webhook", Service: d.Service, Event: string(d.Event), AlertIDs: []string{},
		Timestamp: d.At.UnixMilli(), Attempts: d.Attempts, Success: d.State == notify.StateSent,
		StatusCode: d.StatusCode, Error: d.Error, State: string(d.State),
		WebhookName: d.ChannelName, WebhookURL: shownURL(address), ErrorMessage: d.Error,
		RetryAttempts: max(d.Attempts-1, 0), PayloadSize: len(d.Request),
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
func WebhookDeliveryOf(d notify.Delivery, address string) WebhookDelivery {
	full := DeliveryOf(d, address)
	return WebhookDelivery{
		WebhookName: full.WebhookName, WebhookURL: full.WebhookURL, Service: full.Service, AlertID: full.AlertID,
		Timestamp: d.At.UTC().Format("2006-01-02T15:04:05.000Z07:00"), StatusCode: full.StatusCode, Success: full.Success,
		ErrorMessage: full.ErrorMessage, RetryAttempts: full.RetryAttempts, PayloadSize: full.PayloadSize,
	}
}

// shownURL is an address without what may be secret in it; empty for a channel
// that is gone.
func shownURL(address string) string {
	if address == "" {
		return ""
	}
	return notify.MaskURL(address)
}
