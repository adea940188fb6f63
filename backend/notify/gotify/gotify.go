// Package gotify tells the clients of a Gotify server.
package gotify

import (
	_ "embed" // the payload

	"pulse/backend/notify"
	"pulse/backend/notify/render"
	"pulse/backend/notify/webhook"
)

//go:embed payload.tmpl
var payload string

// Format is Gotify as a format of webhooks.
func Format() webhook.Format {
	return webhook.Format{
		Template: notify.Template{
			Service: "gotify", Name: "Gotify", Method: "POST",
			URLPattern: "https://{your-gotify-server}/message?token={your-app-token}",
			Headers:    map[string]string{"Content-Type": "application/json"}, PayloadTemplate: payload,
			Instructions: "In Gotify: Apps, Create Application; put its token at the end of the URL as ?token=",
		},
		Style: render.Style{Escape: escape}, Read: read,
	}
}

// escape keeps texts from being Markdown; a line needs an empty one before it
// to stay a line.
func escape(r rune) string {
	if r == '\n' {
		return "\n\n"
	}
	return render.Markdown(r)
}

// read finds what Gotify says.
func read(a webhook.Answer) webhook.Reply {
	said := webhook.Decode[struct {
		Description string `json:"errorDescription"`
	}](a)
	return webhook.Reply{Problem: said.Description}
}
