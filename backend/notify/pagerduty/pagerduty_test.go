package pagerduty_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pulse/backend/notify"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/pagerduty"
	"pulse/backend/notify/webhook"
)

func TestFormat_PassesTheExaminationOfFormats(t *testing.T) {
	notifytest.RunFormat(t, notifytest.Service{
		Kind: webhook.Kind(pagerduty.Format()),
		Channel: func(address string) notify.Channel {
			return notify.Channel{Kind: notify.KindWebhook, Service: "pagerduty", URL: address + "/v2/enqueue", Headers: map[string]string{"routing_key": "key-marker-4711"}}
		},
		Secrets: []string{"key-marker-4711"},
		Answers: map[notifytest.Behaviour]notifytest.Answer{
			notifytest.Accept: {Status: 202, Body: `{"status":"success","message":"Event processed","dedup_key":"x"}`},
			notifytest.Refuse: {Status: 400, Body: `{"status":"invalid event","message":"Event object is invalid","errors":["Length of 'routing_key' is incorrect (should be 32 characters)"]}`},
		},
		Says:    "Event object is invalid Length of",
		Each:    true,
		MaxSize: 512 << 10,
		Check:   check,
	})
}

// body is what PagerDuty takes.
type body struct {
	RoutingKey string `json:"routing_key"`
	Action     string `json:"event_action"`
	DedupKey   string `json:"dedup_key"`
	Payload    struct {
		Summary, Timestamp, Severity, Source, Component, Group, Class string
		Details                                                       map[string]string `json:"custom_details"`
	}
	Client    string
	ClientURL string `json:"client_url"`
	Links     []struct{ Href, Text string }
}

// keys sends a notice and returns the action and key of each event.
func keys(t *testing.T, event notify.Event) []string {
	t.Helper()
	receiver := notifytest.NewHTTPReceiver(t, func(address string) notify.Channel {
		return notify.Channel{Service: "pagerduty", URL: address, Fields: map[string]string{"routing_key": "key-marker-4711"}}
	})
	notifier, err := webhook.Kind(pagerduty.Format()).Open(receiver.Channel(), notifytest.Env())
	if err != nil {
		t.Fatal(err)
	}
	n := notifytest.Notice("n-1")
	n.Event = event
	if _, err := notifier.Send(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range receiver.Received() {
		b := notifytest.Decode[body](t, m)
		list = append(list, b.Action+" "+b.DedupKey)
	}
	return list
}

func TestFormat_ResolvesTheIncidentsThatItOpened(t *testing.T) {
	if got, want := keys(t, notify.EventFiring), []string{"trigger lab-node1-101-memory", "trigger lab-node1-101-cpu"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := keys(t, notify.EventResolved), []string{"resolve lab-node1-101-memory", "resolve lab-node1-101-cpu"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFormat_SaysThatTheKeyIsMissing(t *testing.T) {
	notifier, err := webhook.Kind(pagerduty.Format()).Open(notify.Channel{Service: "pagerduty", URL: "http://127.0.0.1:1/"}, notifytest.Env())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := notifier.Send(t.Context(), notifytest.Notice("n-1")); err == nil || !strings.Contains(err.Error(), "routing_key is missing") {
		t.Errorf("got %v", err)
	}
}

// check holds what the service says about its requests.
func check(t *testing.T, m notifytest.Message) {
	t.Helper()
	b := notifytest.Decode[body](t, m)
	if b.RoutingKey != "key-marker-4711" || m.Header.Get("routing_key") != "" || m.Header.Get("Accept") != "application/vnd.pagerduty+json;version=2" {
		t.Errorf("key or headers: %v %s", m.Header, m.Text)
	}
	if !slices.Contains([]string{"trigger", "resolve"}, b.Action) || !slices.Contains([]string{"critical", "error", "warning", "info"}, b.Payload.Severity) {
		t.Errorf("action %q, severity %q", b.Action, b.Payload.Severity)
	}
	notifytest.Within(t, "dedup_key", b.DedupKey, 255)
	notifytest.Within(t, "summary", b.Payload.Summary, 1024)
	notifytest.Within(t, "source", b.Payload.Source, 1024)
	if _, err := time.Parse(time.RFC3339, b.Payload.Timestamp); err != nil {
		t.Error(err)
	}
}
