// Package teams tells a channel of Microsoft Teams, with a card of the old or
// the new sort.
package teams

import (
	_ "embed" // the payloads
	"strings"

	"pulse/backend/notify"
	"pulse/backend/notify/render"
	"pulse/backend/notify/webhook"
)

//go:embed card.tmpl
var card string

//go:embed adaptive.tmpl
var adaptive string

const (
	pattern      = "https://{tenant}.webhook.office.com/webhookb2/{webhook_path}"
	instructions = "In Teams: the menu of the channel, Workflows (or Connectors where they still exist), add a webhook and copy the URL that it shows. "
)

// Format is the old card (MessageCard) as a format of webhooks.
func Format() webhook.Format {
	return format("teams", "Microsoft Teams", card, instructions+"Workflows take the adaptive card only; this format is for connectors.")
}

// AdaptiveFormat is the adaptive card as a format of webhooks.
func AdaptiveFormat() webhook.Format {
	return format("teams-adaptive", "Microsoft Teams (Adaptive Card)", adaptive, instructions)
}

func format(service, name, payload, instructions string) webhook.Format {
	return webhook.Format{
		Template: notify.Template{
			Service: service, Name: name, URLPattern: pattern, Method: "POST",
			Headers: map[string]string{"Content-Type": "application/json"}, PayloadTemplate: payload, Instructions: instructions,
		},
		Style: render.Style{Escape: escape}, Read: read,
	}
}

// escape keeps texts from being Markdown; a line needs an empty one before it
// to stay a line.
func escape(r rune) string {
	switch r {
	case '\n':
		return "\n\n"
	case '<', '>', '&':
		return render.Entities(false)(r)
	}
	return render.Markdown(r)
}

// read finds an error in an answer whose status says success. Flows that take
// the place of the old webhooks answer 202 with nothing.
func read(a webhook.Answer) webhook.Reply {
	text := strings.ToLower(a.Body)
	failed := strings.Contains(text, "delivery failed") || strings.Contains(text, "bad payload") || strings.Contains(text, "returned http error")
	if !failed && a.Status < 300 {
		return webhook.Reply{}
	}
	retry := strings.Contains(text, "http error 429") || strings.Contains(text, "http error 5") || strings.Contains(text, "http error 412")
	return webhook.Reply{Problem: a.Body, Failed: failed, Retry: retry}
}
