package discord_test

import (
	"strings"
	"testing"
	"time"

	"pulse/backend/notify"
	"pulse/backend/notify/discord"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/webhook"
)

func TestFormat_PassesTheExaminationOfFormats(t *testing.T) {
	notifytest.RunFormat(t, notifytest.Service{
		Kind: webhook.Kind(discord.Format()),
		Channel: func(address string) notify.Channel {
			return notify.Channel{Kind: notify.KindWebhook, Service: "discord", URL: address + "/api/webhooks/4711/token-marker-4711"}
		},
		Secrets: []string{"token-marker-4711"},
		Answers: map[notifytest.Behaviour]notifytest.Answer{
			notifytest.Accept:   {Status: 204, Body: ""},
			notifytest.Refuse:   {Status: 400, Body: `{"message": "Cannot send an empty message", "code": 50006}`},
			notifytest.Throttle: {Status: 429, Body: `{"message": "You are being rate limited.", "retry_after": 7.0, "global": false}`},
		},
		Says:    "Cannot send an empty message",
		Shown:   notifytest.Unescaped,
		MaxSize: 64 << 10,
		Check:   check,
	})
}

// body is what Discord takes.
type body struct {
	Username        string
	AllowedMentions struct{ Parse []string } `json:"allowed_mentions"`
	Embeds          []struct {
		Title, Description, URL, Timestamp string
		Color                              int
		Fields                             []struct {
			Name, Value string
			Inline      bool
		}
		Footer struct{ Text string }
	}
}

// check holds what the service says about its requests.
func check(t *testing.T, m notifytest.Message) {
	t.Helper()
	b := notifytest.Decode[body](t, m)
	if b.AllowedMentions.Parse == nil || len(b.AllowedMentions.Parse) > 0 || strings.Contains(m.Text, "@everyone") || strings.Contains(m.Text, "@here") {
		t.Errorf("it can call people: %s", m.Text)
	}
	if len(b.Embeds) != 1 {
		t.Fatalf("%d embeds, want 1", len(b.Embeds))
	}
	e := b.Embeds[0]
	notifytest.Within(t, "username", b.Username, 80)
	notifytest.Within(t, "title", e.Title, 256)
	notifytest.Within(t, "description", e.Description, 4096)
	all := e.Title + e.Description + e.Footer.Text
	for _, f := range e.Fields {
		notifytest.Within(t, "name of a field", f.Name, 256)
		notifytest.Within(t, "value of a field", f.Value, 1024)
		all += f.Name + f.Value
	}
	notifytest.Within(t, "embed", all, 6000)
	if len(e.Fields) > 25 || e.Color < 0 || e.Color > 0xffffff {
		t.Errorf("%d fields, color %d", len(e.Fields), e.Color)
	}
	if _, err := time.Parse(time.RFC3339, e.Timestamp); err != nil {
		t.Error(err)
	}
}
