package rocketchat_test

import (
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
		Check:   notifytest.OneAttachment(5000),
	})
}
