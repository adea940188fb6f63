package pushover_test

import (
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"pulse/backend/notify"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/pushover"
	"pulse/backend/notify/webhook"
)

func TestFormat_PassesTheExaminationOfFormats(t *testing.T) {
	notifytest.RunFormat(t, notifytest.Service{
		Kind: webhook.Kind(pushover.Format()),
		Channel: func(address string) notify.Channel {
			return notify.Channel{Kind: notify.KindWebhook, Service: "pushover", URL: address + "/1/messages.json", Fields: map[string]string{"app_token": "app-marker-4711", "user_token": "user-marker-4711"}}
		},
		Secrets: []string{"app-marker-4711", "user-marker-4711"},
		Answers: map[notifytest.Behaviour]notifytest.Answer{
			notifytest.Accept: {Status: 200, Body: `{"status":1,"request":"647d2300"}`},
			notifytest.Refuse: {Status: 400, Body: `{"token":"invalid","errors":["application token is invalid"],"status":0,"request":"5042853c"}`},
		},
		Says:    "application token is invalid",
		MaxSize: 16 << 10,
		Check:   check,
	})
}

// body is what Pushover takes.
type body struct {
	Token, User, Title, Message, Sound, URL string
	URLTitle                                string `json:"url_title"`
	Priority                                int
	Timestamp                               int64
}

func TestFormat_WaitsUntilTheQuotaBeginsAnew(t *testing.T) {
	answer := webhook.Answer{Status: 429, Header: http.Header{}, Body: `{"status":0,"errors":["quota"]}`}
	answer.Header.Set("X-Limit-App-Reset", strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10))
	if got := pushover.Format().Read(answer); got.Wait < 59*time.Minute || got.Wait > time.Hour {
		t.Errorf("waits %v, want an hour", got.Wait)
	}
}

// check holds what the service says about its requests.
func check(t *testing.T, m notifytest.Message) {
	t.Helper()
	b := notifytest.Decode[body](t, m)
	if b.Token != "app-marker-4711" || b.User != "user-marker-4711" {
		t.Errorf("keys: %s", m.Text)
	}
	notifytest.Within(t, "title", b.Title, 250)
	notifytest.Within(t, "message", b.Message, 1024)
	if b.Priority < -2 || b.Priority > 1 || b.Timestamp < 1e9 {
		t.Errorf("priority %d, timestamp %d", b.Priority, b.Timestamp)
	}
	if !slices.Contains([]string{"pushover", "siren", "tugboat"}, b.Sound) || len(b.URL) > 512 || len(b.URLTitle) > 100 {
		t.Errorf("sound %q, url %q", b.Sound, b.URL)
	}
}
