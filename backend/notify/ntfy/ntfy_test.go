package ntfy_test

import (
	"mime"
	"slices"
	"strings"
	"testing"

	"pulse/backend/notify"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/ntfy"
	"pulse/backend/notify/webhook"
)

func TestFormat_PassesTheExaminationOfFormats(t *testing.T) {
	notifytest.RunFormat(t, notifytest.Service{
		Kind: webhook.Kind(ntfy.Format()),
		Channel: func(address string) notify.Channel {
			return notify.Channel{Kind: notify.KindWebhook, Service: "ntfy", URL: address + "/topic-marker-4711"}
		},
		Secrets: []string{"topic-marker-4711"},
		Answers: map[notifytest.Behaviour]notifytest.Answer{
			notifytest.Accept: {Status: 200, Body: `{"id":"1","event":"message"}`},
			notifytest.Refuse: {Status: 403, Body: `{"code":40301,"http":403,"error":"forbidden"}`},
		},
		Says:    "forbidden",
		Plain:   true,
		MaxSize: 4096,
		Check:   check,
	})
}

func TestFormat_HeadersOfTheChannelWin(t *testing.T) {
	receiver := notifytest.NewHTTPReceiver(t, func(address string) notify.Channel {
		return notify.Channel{Service: "ntfy", URL: address + "/lab", Headers: map[string]string{"priority": "min", "Title": "{{.Node}}"}}
	})
	notifier, err := webhook.Kind(ntfy.Format()).Open(receiver.Channel(), notifytest.Env())
	if err != nil {
		t.Fatal(err)
	}
	n := notifytest.Notice("n-1")
	n.Event, n.Alerts = notify.EventResolved, n.Alerts[:1]
	if _, err := notifier.Send(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	got := receiver.Received()[0].Header
	for name, want := range map[string]string{"Priority": "min", "Title": "RESOLVED: web", "Tags": "white_check_mark,pulse,memory"} {
		if got.Get(name) != want {
			t.Errorf("%s: got %q, want %q", name, got.Get(name), want)
		}
	}
}

// check holds what the service says about its requests.
func check(t *testing.T, m notifytest.Message) {
	t.Helper()
	title, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Title"))
	if err != nil || title == "" {
		t.Errorf("title %q: %v", m.Header.Get("Title"), err)
	}
	if !slices.Contains([]string{"urgent", "high", "default"}, m.Header.Get("Priority")) || !strings.Contains(m.Header.Get("Tags"), ",pulse,") {
		t.Errorf("headers: %v", m.Header)
	}
	if m.Header.Get("Content-Type") != "text/plain" {
		t.Errorf("Content-Type %q", m.Header.Get("Content-Type"))
	}
}
