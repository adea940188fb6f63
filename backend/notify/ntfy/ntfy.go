// Package ntfy tells a topic of ntfy.
package ntfy

import (
	_ "embed" // the payload
	"mime"
	"strings"

	"pulse/backend/alert"
	"pulse/backend/notify"
	"pulse/backend/notify/render"
	"pulse/backend/notify/webhook"
)

//go:embed payload.tmpl
var payload string

// Format is ntfy.sh as a format of webhooks.
func Format() webhook.Format {
	return webhook.Format{
		Template: notify.Template{
			Service: "ntfy", Name: "ntfy.sh", Method: "POST",
			URLPattern: "https://ntfy.sh/{topic}",
			Headers:    map[string]string{"Content-Type": "text/plain"}, PayloadTemplate: payload,
			Instructions: "Choose a topic that nobody guesses and subscribe to it in the app; on ntfy.sh whoever knows the topic can read it. " +
				"A protected topic needs the header Authorization with Bearer and an access token.",
		},
		Style: render.Style{Bytes: true}, Plain: true, Header: header, Read: read,
	}
}

// header is what ntfy reads beside the text. Headers hold ASCII; other
// characters are encoded as in mail, which ntfy understands.
func header(d render.Data) map[string]string {
	level, priority, tag := d.Level, "default", "white_check_mark"
	switch {
	case d.Event == string(notify.EventResolved):
		level = "resolved"
	case d.Level == string(alert.Critical):
		priority, tag = "urgent", "rotating_light"
	case d.Level == string(alert.Warning):
		priority, tag = "high", "warning"
	}
	title := strings.ToUpper(level) + ": " + d.ResourceName
	if d.AlertCount > 1 {
		title = d.Title
	}
	return map[string]string{
		"Title":    mime.BEncoding.Encode("UTF-8", render.Style{}.Clip(200, title)),
		"Priority": priority, "Tags": tag + ",pulse," + d.Type, "Click": d.Instance,
	}
}

// read finds what ntfy says.
func read(a webhook.Answer) webhook.Reply {
	said := webhook.Decode[struct {
		Error string `json:"error"`
	}](a)
	return webhook.Reply{Problem: said.Error}
}
