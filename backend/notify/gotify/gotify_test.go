package gotify_test

import (
	"slices"
	"testing"

	"pulse/backend/notify"
	"pulse/backend/notify/gotify"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/webhook"
)

func TestFormat_PassesTheExaminationOfFormats(t *testing.T) {
	notifytest.RunFormat(t, notifytest.Service{
		Kind: webhook.Kind(gotify.Format()),
		Channel: func(address string) notify.Channel {
			return notify.Channel{Kind: notify.KindWebhook, Service: "gotify", URL: address + "/message?token=token-marker-4711"}
		},
		Secrets: []string{"token-marker-4711"},
		Answers: map[notifytest.Behaviour]notifytest.Answer{
			notifytest.Accept: {Status: 200, Body: `{"id":1,"appid":1}`},
			notifytest.Refuse: {Status: 401, Body: `{"error":"Unauthorized","errorCode":401,"errorDescription":"you need to provide a valid access token"}`},
		},
		Says:    "valid access token",
		Shown:   notifytest.Unescaped,
		MaxSize: 64 << 10,
		Check:   check,
	})
}

// body is what Gotify takes.
type body struct {
	Title, Message string
	Priority       int
	Extras         struct {
		Display struct {
			Type string `json:"contentType"`
		} `json:"client::display"`
		Notification struct {
			Click struct{ URL string }
		} `json:"client::notification"`
		Alert map[string]any `json:"pulse::alert"`
	}
}

// check holds what the service says about its requests.
func check(t *testing.T, m notifytest.Message) {
	t.Helper()
	b := notifytest.Decode[body](t, m)
	if b.Title == "" || b.Message == "" || !slices.Contains([]int{2, 5, 10}, b.Priority) || b.Extras.Display.Type != "text/markdown" || b.Extras.Alert["id"] == "" {
		t.Errorf("body: %s", m.Text)
	}
}
