package notifytest

import (
	"strings"
	"testing"
)

// attached is a message with attachments, as Mattermost and Rocket.Chat take it.
type attached struct {
	Username, Alias, Text string
	Attachments           []struct {
		Fallback, Title, Text, Color string
		Link                         string `json:"title_link"`
		Fields                       []struct {
			Short        bool
			Title, Value string
		}
	}
}

// OneAttachment checks that a message has one attachment, whose text has up to
// so many characters, and calls nobody.
func OneAttachment(longest int) func(*testing.T, Message) {
	return func(t *testing.T, m Message) {
		t.Helper()
		b := Decode[attached](t, m)
		if len(b.Attachments) != 1 || strings.Contains(m.Text, "@all") || strings.Contains(m.Text, "@here") {
			t.Fatalf("attachments or mentions: %s", m.Text)
		}
		a := b.Attachments[0]
		Within(t, "title", a.Title, 1000)
		Within(t, "text", a.Text, longest)
		if a.Color == "" || len(a.Fields) < 3 {
			t.Errorf("attachment: %+v", a)
		}
	}
}
