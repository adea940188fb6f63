// Package mattermost tells a channel of Mattermost.
package mattermost

import (
	_ "embed" // the payload

	"pulse/backend/notify"
	"pulse/backend/notify/render"
	"pulse/backend/notify/webhook"
)

//go:embed payload.tmpl
var payload string

// Format is Mattermost as a format of webhooks.
func Format() webhook.Format {
	return webhook.Format{
		Template: notify.Template{
			Service: "mattermost", Name: "Mattermost", Method: "POST",
			URLPattern: "https://{your-mattermost-server}/hooks/{webhook_key}",
			Headers:    map[string]string{"Content-Type": "application/json"}, PayloadTemplate: payload,
			Instructions: "In Mattermost: the menu, Integrations, Incoming Webhooks, Add; choose the channel and copy the URL.",
		},
		Style: render.Style{Escape: render.Markdown}, Read: read,
	}
}

// read finds what Mattermost says.
func read(a webhook.Answer) webhook.Reply {
	said := webhook.Decode[struct {
		Message string `json:"message"`
	}](a)
	return webhook.Reply{Problem: said.Message}
}
