// Package pagerduty opens and resolves incidents of PagerDuty.
package pagerduty

import (
	_ "embed" // the payload
	"strings"

	"pulse/backend/notify"
	"pulse/backend/notify/webhook"
)

//go:embed payload.tmpl
var payload string

// Format is PagerDuty Events API v2 as a format of webhooks.
func Format() webhook.Format {
	return webhook.Format{
		Template: notify.Template{
			Service: "pagerduty", Name: "PagerDuty Events API v2", Method: "POST",
			URLPattern: "https://events.pagerduty.com/v2/enqueue",
			Headers:    map[string]string{"Content-Type": "application/json", "Accept": "application/vnd.pagerduty+json;version=2"}, PayloadTemplate: payload,
			Instructions: "In PagerDuty: the service, Integrations, add Events API v2. Enter its integration key as the custom field routing_key. " +
				"Each alert is an incident of its own, which the recovery notice resolves.",
		},
		PerAlert: true, FieldHeaders: []string{"routing_key"}, Required: []string{"routing_key"}, Read: read,
	}
}

// read finds what PagerDuty says: a message, and what is wrong with the event.
func read(a webhook.Answer) webhook.Reply {
	said := webhook.Decode[struct {
		Message string   `json:"message"`
		Errors  []string `json:"errors"`
	}](a)
	return webhook.Reply{Problem: strings.Join(append([]string{said.Message}, said.Errors...), " ")}
}
