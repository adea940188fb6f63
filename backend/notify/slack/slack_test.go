package slack_test

import (
	"html"
	"regexp"
	"testing"

	"pulse/backend/notify"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/slack"
	"pulse/backend/notify/webhook"
)

func TestFormat_PassesTheExaminationOfFormats(t *testing.T) {
	notifytest.RunFormat(t, notifytest.Service{
		Kind: webhook.Kind(slack.Format()),
		Channel: func(address string) notify.Channel {
			return notify.Channel{Kind: notify.KindWebhook, Service: "slack", URL: address + "/services/T0/B0/token-marker-4711"}
		},
		Secrets: []string{"token-marker-4711"},
		Answers: map[notifytest.Behaviour]notifytest.Answer{
			notifytest.Accept: {Status: 200, Body: "ok"},
			notifytest.Refuse: {Status: 400, Body: "invalid_payload"},
		},
		Says:    "invalid_payload",
		Shown:   html.UnescapeString,
		MaxSize: 64 << 10,
		Check:   check,
	})
}

// body is what Slack takes.
type body struct {
	Text   string
	Blocks []struct {
		Type     string
		Text     *text
		Fields   []text
		Elements []text
	}
}

type text struct {
	Type, Text      string
	Emoji, Verbatim bool
}

// check holds what the service says about its requests.
func check(t *testing.T, m notifytest.Message) {
	t.Helper()
	b := notifytest.Decode[body](t, m)
	notifytest.Within(t, "text", b.Text, 4000)
	if len(b.Blocks) == 0 || len(b.Blocks) > 50 {
		t.Errorf("%d blocks", len(b.Blocks))
	}
	for _, block := range b.Blocks {
		if block.Text != nil {
			notifytest.Within(t, block.Type, block.Text.Text, map[string]int{"header": 150, "section": 3000}[block.Type])
		}
		if len(block.Fields) > 10 || len(block.Elements) > 10 {
			t.Errorf("%d fields, %d elements", len(block.Fields), len(block.Elements))
		}
		for _, f := range append(block.Fields, block.Elements...) {
			notifytest.Within(t, "field", f.Text, 2000)
			if f.Type == "mrkdwn" && !f.Verbatim {
				t.Error("Slack would look for names and links in the text")
			}
		}
	}
	for _, part := range regexp.MustCompile(`<[^>]*>`).FindAllString(m.Text, -1) {
		if part != "<https://pulse.example.com|open>" {
			t.Errorf("%s is not text for Slack", part)
		}
	}
}
