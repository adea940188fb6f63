package rocketchat_test

import (
	"strings"
	"testing"

	"pulse/backend/notify"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/rocketchat"
	"pulse/backend/notify/webhook"
)

func TestFormat_PassesTheExaminationOfFormats(t *testing.T) {
	notifytest.RunFormat(t, notifytest.Service{
		Kind: webhook.Kind(rocketchat.Format()),
		Channel: func(address string) notify.Channel {
			return notify.Channel{Kind: notify.KindWebhook, Service: "rocketchat", URL: address + "/hooks/4711/token-marker-4711"}
		},
		Secrets: []string{"token-marker-4711"},
		Answers: map[notifytest.Behaviour]notifytest.Answer{
			notifytest.Accept: {Status: 200, Body: `{"success":true}`},
			notifytest.Refuse: {Status: 200, Body: `{"success":false,"error":"invalid-channel"}`},
		},
		Says:    "invalid-channel",
		Shown:   notifytest.Unescaped,
		MaxSize: 64 << 10,
		Check:   check,
	})
}

// body is what the service takes.
type body struct {
	Username, Alias, Text string
	Attachments           []struct {
		Fallback, Title, Text, Color string
		Link                         string `json:"title_link"`
		Fields                       []struct {
			Short        bool
			Title, Value string
		}
	}
}

// check holds what the service says about its requests.
func check(t *testing.T, m notifytest.Message) {
	t.Helper()
	b := notifytest.Decode[body](t, m)
	if len(b.Attachments) != 1 || strings.Contains(m.Text, "@all") || strings.Contains(m.Text, "@here") {
		t.Fatalf("attachments or mentions: %s", m.Text)
	}
	a := b.Attachments[0]
	notifytest.Within(t, "title", a.Title, 1000)
	notifytest.Within(t, "text", a.Text, 5000)
	if a.Color == "" || len(a.Fields) < 3 {
		t.Errorf("attachment: %+v", a)
	}
}
