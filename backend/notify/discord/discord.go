// Package discord tells a channel of Discord.
package discord

import (
	_ "embed" // the payload
	"time"

	"pulse/backend/notify"
	"pulse/backend/notify/render"
	"pulse/backend/notify/webhook"
)

//go:embed payload.tmpl
var payload string

// Format is Discord Webhook as a format of webhooks.
func Format() webhook.Format {
	return webhook.Format{
		Template: notify.Template{
			Service: "discord", Name: "Discord Webhook", Method: "POST",
			URLPattern: "https://discord.com/api/webhooks/{webhook_id}/{webhook_token}",
			Headers:    map[string]string{"Content-Type": "application/json"}, PayloadTemplate: payload,
			Instructions: "In Discord: Server Settings, Integrations, Webhooks, New Webhook; choose the channel and copy the webhook URL.",
		},
		Style: render.Style{Escape: render.Markdown}, OneLine: true, Read: read,
	}
}

// read finds what Discord says: a message, and in its body the seconds to wait.
func read(a webhook.Answer) webhook.Reply {
	said := webhook.Decode[struct {
		Message    string  `json:"message"`
		RetryAfter float64 `json:"retry_after"`
	}](a)
	return webhook.Reply{Problem: said.Message, Wait: time.Duration(said.RetryAfter * float64(time.Second))}
}
