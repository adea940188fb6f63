// Package slack tells a channel of Slack.
package slack

import (
	_ "embed" // the payload
	"regexp"
	"strings"

	"pulse/backend/notify"
	"pulse/backend/notify/render"
	"pulse/backend/notify/webhook"
)

//go:embed payload.tmpl
var payload string

// Format is Slack Incoming Webhook as a format of webhooks.
func Format() webhook.Format {
	return webhook.Format{
		Template: notify.Template{
			Service: "slack", Name: "Slack Incoming Webhook", Method: "POST",
			URLPattern: "https://hooks.slack.com/services/{webhook_path}",
			Headers:    map[string]string{"Content-Type": "application/json"}, PayloadTemplate: payload,
			Instructions: "In Slack: create an app (api.slack.com/apps), switch on Incoming Webhooks, add one to a channel and copy its URL.",
		},
		Style: render.Style{Escape: render.Entities(false)}, Read: read,
	}
}

// word is an error as Slack writes it: invalid_payload.
var word = regexp.MustCompile(`^[a-z]+(_[a-z]+)+$`)

// read finds what Slack says: a word alone. With success that is "ok"; others
// that speak Slack's language answer anything.
func read(a webhook.Answer) webhook.Reply {
	text := strings.TrimSpace(a.Body)
	if !word.MatchString(text) {
		return webhook.Reply{}
	}
	return webhook.Reply{Problem: text, Failed: true, Retry: text == "rollup_error" || text == "rate_limited"}
}
