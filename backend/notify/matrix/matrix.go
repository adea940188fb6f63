// Package matrix tells a room of Matrix.
package matrix

import (
	_ "embed" // the payload
	"net/url"
	"strings"
	"time"

	"pulse/backend/notify"
	"pulse/backend/notify/render"
	"pulse/backend/notify/webhook"
)

//go:embed payload.tmpl
var payload string

// Format is Matrix as a format of webhooks.
func Format() webhook.Format {
	return webhook.Format{
		Template: notify.Template{
			Service: "matrix", Name: "Matrix", Method: "PUT",
			URLPattern: "https://{homeserver}/_matrix/client/v3/rooms/{room_id}/send/m.room.message",
			Headers:    map[string]string{"Content-Type": "application/json"}, PayloadTemplate: payload,
			Instructions: "Make an account for Pulse, invite it to the room and let it join. Enter the header Authorization with the value Bearer and the access token of that account. " +
				"The room id begins with an exclamation mark and stands in the settings of the room.",
		},
		Style: render.Style{Escape: escape}, FixedMethod: true, Address: address, Read: read,
	}
}

// escape keeps texts from being HTML, which has no other line ends.
func escape(r rune) string {
	if r == '\n' {
		return "<br>"
	}
	return render.Entities(true)(r)
}

// address ends with an id by which the server knows a repetition: the notice.
func address(u *url.URL, d *render.Data) error {
	if path := strings.TrimRight(u.EscapedPath(), "/"); strings.HasSuffix(path, "/send/m.room.message") {
		*u = *u.JoinPath(url.PathEscape(d.NoticeID))
	}
	return nil
}

// read finds what Matrix says: an error and the milliseconds to wait.
func read(a webhook.Answer) webhook.Reply {
	said := webhook.Decode[struct {
		Error string `json:"error"`
		Wait  int    `json:"retry_after_ms"`
	}](a)
	return webhook.Reply{Problem: said.Error, Wait: time.Duration(said.Wait) * time.Millisecond}
}
