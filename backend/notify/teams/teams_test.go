package teams_test

import (
	"html"
	"slices"
	"testing"

	"pulse/backend/notify"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/teams"
	"pulse/backend/notify/webhook"
)

func TestFormat_PassesTheExaminationOfFormats(t *testing.T) {
	notifytest.RunFormat(t, notifytest.Service{
		Kind: webhook.Kind(teams.Format()),
		Channel: func(address string) notify.Channel {
			return notify.Channel{Kind: notify.KindWebhook, Service: "teams", URL: address + "/webhookb2/token-marker-4711"}
		},
		Secrets: []string{"token-marker-4711"},
		Answers: map[notifytest.Behaviour]notifytest.Answer{
			notifytest.Accept: {Status: 200, Body: "1"},
			notifytest.Refuse: {Status: 400, Body: "Bad payload received by generic incoming webhook."},
			notifytest.Break:  {Status: 200, Body: "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 503 with ContextId 1"},
		},
		Says:    "Bad payload",
		Shown:   shown,
		MaxSize: 28 << 10,
		Check:   check,
	})
}

// shown is what Teams shows.
func shown(text string) string { return html.UnescapeString(notifytest.Unescaped(text)) }

// card is a MessageCard.
type card struct {
	Type     string `json:"@type"`
	Context  string `json:"@context"`
	Color    string `json:"themeColor"`
	Summary  string
	Sections []struct {
		Title    string `json:"activityTitle"`
		Subtitle string `json:"activitySubtitle"`
		Facts    []struct{ Name, Value string }
		Markdown bool
	}
	Actions []struct {
		Type    string `json:"@type"`
		Name    string
		Targets []struct{ OS, URI string }
	} `json:"potentialAction"`
}

// check holds what the service says about its requests.
func check(t *testing.T, m notifytest.Message) {
	t.Helper()
	b := notifytest.Decode[card](t, m)
	if b.Type != "MessageCard" || !slices.Contains([]string{"FF0000", "FFA500", "00FF00"}, b.Color) || len(b.Sections) != 1 {
		t.Errorf("not a card: %s", m.Text)
	}
	notifytest.Within(t, "summary", b.Summary, 1000)
	if section := b.Sections[0]; section.Title == "" || section.Subtitle == "" || !section.Markdown {
		t.Errorf("section: %+v", section)
	}
	for _, action := range b.Actions {
		if action.Type != "OpenUri" || len(action.Targets) != 1 || action.Targets[0].URI == "" {
			t.Errorf("action: %+v", action)
		}
	}
}

func TestAdaptiveFormat_PassesTheExaminationOfFormats(t *testing.T) {
	notifytest.RunFormat(t, notifytest.Service{
		Kind: webhook.Kind(teams.AdaptiveFormat()),
		Channel: func(address string) notify.Channel {
			return notify.Channel{Kind: notify.KindWebhook, Service: "teams-adaptive", URL: address + "/webhookb2/token-marker-4711"}
		},
		Secrets: []string{"token-marker-4711"},
		Answers: map[notifytest.Behaviour]notifytest.Answer{
			notifytest.Accept: {Status: 200, Body: "1"},
			notifytest.Refuse: {Status: 400, Body: "Bad payload received by generic incoming webhook."},
			notifytest.Break:  {Status: 200, Body: "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 503 with ContextId 1"},
		},
		Says:    "Bad payload",
		Shown:   shown,
		MaxSize: 28 << 10,
		Check:   checkAdaptive,
	})
}

// envelope is a message with an adaptive card.
type envelope struct {
	Type        string
	Attachments []struct {
		ContentType string
		Content     struct {
			Schema        string `json:"$schema"`
			Type, Version string
			Body          []struct {
				Type, Text, Weight, Size, Color string
				Wrap                            bool
				Facts                           []struct{ Title, Value string }
			}
			Actions []struct{ Type, Title, URL string }
		}
	}
}

// checkAdaptive holds what the service says about its requests.
func checkAdaptive(t *testing.T, m notifytest.Message) {
	t.Helper()
	b := notifytest.Decode[envelope](t, m)
	if b.Type != "message" || len(b.Attachments) != 1 {
		t.Fatalf("not a message: %s", m.Text)
	}
	a := b.Attachments[0]
	if a.ContentType != "application/vnd.microsoft.card.adaptive" || a.Content.Type != "AdaptiveCard" || a.Content.Version != "1.4" {
		t.Errorf("not a card: %s", m.Text)
	}
	for _, e := range a.Content.Body {
		switch {
		case e.Type == "TextBlock" && e.Text != "" && e.Wrap:
		case e.Type == "FactSet" && len(e.Facts) > 0:
		default:
			t.Errorf("element: %+v", e)
		}
	}
}
