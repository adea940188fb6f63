// Package rocketchat tells a channel of Rocket.Chat.
package rocketchat

import (
	_ "embed" // the payload

	"pulse/backend/notify"
	"pulse/backend/notify/render"
	"pulse/backend/notify/webhook"
)

//go:embed payload.tmpl
var payload string

// Format is Rocket.Chat as a format of webhooks.
func Format() webhook.Format {
	return webhook.Format{
		Template: notify.Template{
			Service: "rocketchat", Name: "Rocket.Chat", Method: "POST",
			URLPattern: "https://{your-rocketchat-server}/hooks/{webhook_id}/{webhook_token}",
			Headers:    map[string]string{"Content-Type": "application/json"}, PayloadTemplate: payload,
			Instructions: "In Rocket.Chat: Administration, Integrations, New, Incoming; choose the channel, switch it on, save and copy the webhook URL.",
		},
		Style: render.Style{Escape: render.Markdown}, Read: read,
	}
}

// read finds what Rocket.Chat says: whether it was a success, and an error.
func read(a webhook.Answer) webhook.Reply {
	said := webhook.Decode[struct {
		Success *bool  `json:"success"`
		Error   string `json:"error"`
	}](a)
	return webhook.Reply{Problem: said.Error, Failed: said.Success != nil && !*said.Success}
}
