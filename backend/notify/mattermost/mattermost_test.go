package mattermost_test

import (
	"testing"

	"pulse/backend/notify"
	"pulse/backend/notify/mattermost"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/webhook"
)

func TestFormat_PassesTheExaminationOfFormats(t *testing.T) {
	notifytest.RunFormat(t, notifytest.Service{
		Kind: webhook.Kind(mattermost.Format()),
		Channel: func(address string) notify.Channel {
			return notify.Channel{Kind: notify.KindWebhook, Service: "mattermost", URL: address + "/hooks/token-marker-4711"}
		},
		Secrets: []string{"token-marker-4711"},
		Answers: map[notifytest.Behaviour]notifytest.Answer{
			notifytest.Accept: {Status: 200, Body: "ok"},
			notifytest.Refuse: {Status: 400, Body: `{"id":"web.incoming_webhook.parse.app_error","message":"Unable to parse incoming data.","status_code":400}`},
		},
		Says:    "Unable to parse incoming data",
		Shown:   notifytest.Unescaped,
		MaxSize: 64 << 10,
		Check:   notifytest.OneAttachment(7600),
	})
}
