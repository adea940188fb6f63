package alertmanager_test

import (
	"testing"

	"pulse/backend/notify"
	"pulse/backend/notify/alertmanager"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/webhook"
)

func TestFormat_PassesTheExaminationOfFormats(t *testing.T) {
	notifytest.RunFormat(t, notifytest.Service{
		Kind: webhook.Kind(alertmanager.Format()),
		Channel: func(address string) notify.Channel {
			return notify.Channel{Kind: notify.KindWebhook, Service: "alertmanager", URL: address + "/hook/token-marker-4711"}
		},
		Secrets: []string{"token-marker-4711"},
		Answers: map[notifytest.Behaviour]notifytest.Answer{
			notifytest.Refuse: {Status: 400, Body: "nope"},
		},
		Says:    "400",
		MaxSize: 1 << 20,
		Check:   check,
	})
}

// body is version 4 of the webhook.
type body struct {
	Version, NoticeID, GroupKey, Status, Receiver, ExternalURL string
	TruncatedAlerts                                            int
	GroupLabels, CommonLabels, CommonAnnotations               map[string]string
	Alerts                                                     []struct {
		Status                    string
		Labels, Annotations       map[string]string
		StartsAt, EndsAt          string
		GeneratorURL, Fingerprint string
	}
}

// check holds what the service says about its requests.
func check(t *testing.T, m notifytest.Message) {
	t.Helper()
	b := notifytest.Decode[body](t, m)
	if b.Version != "4" || b.GroupKey == "" || b.Receiver == "" || b.GroupLabels == nil || b.CommonLabels == nil || len(b.Alerts) == 0 {
		t.Errorf("body: %s", m.Text)
	}
	for _, a := range b.Alerts {
		over := a.EndsAt != "0001-01-01T00:00:00Z"
		if a.Status != b.Status || (a.Status == "resolved") != over || a.Labels["alertname"] == "" || a.Labels["severity"] == "" || len(a.Fingerprint) != 16 {
			t.Errorf("alert: %+v", a)
		}
		for name, value := range b.CommonLabels {
			if a.Labels[name] != value {
				t.Errorf("common label %s=%s, but an alert has %q", name, value, a.Labels[name])
			}
		}
	}
}
