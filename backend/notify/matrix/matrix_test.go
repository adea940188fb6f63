package matrix_test

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pulse/backend/notify"
	"pulse/backend/notify/matrix"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/webhook"
)

func TestFormat_PassesTheExaminationOfFormats(t *testing.T) {
	notifytest.RunFormat(t, notifytest.Service{
		Kind: webhook.Kind(matrix.Format()),
		Channel: func(address string) notify.Channel {
			return notify.Channel{Kind: notify.KindWebhook, Service: "matrix", URL: address + "/_matrix/client/v3/rooms/!room:example.org/send/m.room.message", Headers: map[string]string{"Authorization": "Bearer token-marker-4711"}}
		},
		Secrets: []string{"token-marker-4711"},
		Answers: map[notifytest.Behaviour]notifytest.Answer{
			notifytest.Accept:   {Status: 200, Body: `{"event_id":"$1"}`},
			notifytest.Refuse:   {Status: 403, Body: `{"errcode":"M_FORBIDDEN","error":"User not in room"}`},
			notifytest.Throttle: {Status: 429, Body: `{"errcode":"M_LIMIT_EXCEEDED","error":"Too Many Requests","retry_after_ms":7000}`},
		},
		Says:    "User not in room",
		Shown:   html.UnescapeString,
		MaxSize: 60 << 10,
		Check:   check,
	})
}

// body is what Matrix takes.
type body struct {
	Type         string `json:"msgtype"`
	Body, Format string
	HTML         string         `json:"formatted_body"`
	Mentions     map[string]any `json:"m.mentions"`
}

// check holds what the service says about its requests.
func check(t *testing.T, m notifytest.Message) {
	t.Helper()
	b := notifytest.Decode[body](t, m)
	if m.Method != "PUT" || !strings.HasSuffix(m.Path, "/send/m.room.message/"+m.ID) {
		t.Errorf("%s %s", m.Method, m.Path)
	}
	if b.Type != "m.text" || b.Body == "" || b.Format != "org.matrix.custom.html" || b.Mentions == nil || len(b.Mentions) > 0 {
		t.Errorf("body: %s", m.Text)
	}
	for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(b.HTML, -1) {
		if !slices.Contains([]string{"<strong>", "</strong>", "<br>", "<em>", "</em>", `<a href="https://pulse.example.com">`, "</a>"}, tag) {
			t.Errorf("tag %s", tag)
		}
	}
}
