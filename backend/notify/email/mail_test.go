package email_test

import (
	"mime"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"pulse/backend/alert"
	"pulse/backend/notify"
	"pulse/backend/notify/notifytest"
)

// seen is a mail as a mail program shows it.
type seen struct {
	header     mail.Header
	subject    string
	text, page string // the page without its tags
	tags       []string
}

// show sends a notice by mail and reads what arrived.
func show(t *testing.T, change func(*notify.Mail), n notify.Notice) seen {
	t.Helper()
	s := (&server{}).start(t)
	m := s.mail()
	if change != nil {
		change(&m)
	}
	if _, err := send(t, m, n); err != nil {
		t.Fatal(err)
	}
	got := s.received()
	if len(got) != 1 {
		t.Fatalf("%d mails, want 1", len(got))
	}
	parsed, err := mail.ReadMessage(strings.NewReader(got[0].text))
	if err != nil {
		t.Fatal(err)
	}
	out := seen{header: parsed.Header}
	if out.subject, err = new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	kind, _, err := mime.ParseMediaType(parsed.Header.Get("Content-Type"))
	parts := partsOf(parsed)
	if err != nil || kind != "multipart/alternative" || len(parts) != 2 {
		t.Fatalf("%s with %d parts (%v), want text and HTML", kind, len(parts), err)
	}
	out.text = parts[0]
	out.page, out.tags = read(parts[1])
	return out
}

// read takes a page apart into its text and the tags in it.
func read(page string) (text string, tags []string) {
	var b strings.Builder
	for tokens := html.NewTokenizer(strings.NewReader(page)); ; {
		switch tokens.Next() {
		case html.ErrorToken:
			return b.String(), tags
		case html.TextToken:
			b.WriteString(tokens.Token().Data)
		case html.StartTagToken, html.SelfClosingTagToken:
			tags = append(tags, tokens.Token().Data)
		}
	}
}

func TestMail_TellsEverySituation(t *testing.T) {
	subjects := map[string]string{
		"firing": "1 Warning alert", "repeat": "Still warning: Memory on web", "escalated": "Still warning: Memory on web",
		"test": "Warning: Memory on web", "resolved": "Resolved: Memory on web", "critical": "1 Critical alert",
		"grouped": "2 Warning alerts", "many": "60 Warning alerts", "many long ones": "60 Warning alerts",
	}
	for _, situation := range notifytest.Situations() {
		t.Run(situation.Name, func(t *testing.T) {
			got := show(t, nil, situation.Notice)
			if want := subjects[situation.Name]; !strings.HasPrefix(got.subject, "[Pulse Alert] ") || want != "" && got.subject != "[Pulse Alert] "+want {
				t.Errorf("subject %q, want %q", got.subject, want)
			}
			for _, a := range situation.Notice.Alerts {
				message := strings.TrimSpace(a.Message)
				if len(message) < 100 && (!strings.Contains(got.text, message) || !strings.Contains(got.page, message)) {
					t.Errorf("%q is not told:\n%s", message, got.text)
				}
			}
			for _, name := range []string{"From", "To", "Date", "Message-Id", "Mime-Version", "X-Mailer", "Auto-Submitted"} {
				if got.header.Get(name) == "" {
					t.Errorf("header %s is missing: %v", name, got.header)
				}
			}
		})
	}
}

func TestMail_TellsAllThatIsKnown(t *testing.T) {
	n := notifytest.Notice("n-1")
	n.Event, n.Source = notify.EventResolved, "https://pulse.example.com"
	n.Alerts = n.Alerts[:1]
	n.Alerts[0].EndedAt = n.Alerts[0].Since.Add(12 * time.Minute)
	want := `Resolved: Memory on web

This is over:

RESOLVED  Memory on web
VM memory at 87.2%
  Resource: web
  Kind: guest
  Node: node1
  Value: 87.2%
  Threshold: 85%
  Since: 2026-03-01 12:00:00 UTC
  Until: 2026-03-01 12:12:00 UTC
  Duration: 12m

Open Pulse: https://pulse.example.com
`
	got := show(t, nil, n)
	if text := strings.ReplaceAll(got.text, "\r\n", "\n"); strings.TrimSpace(text) != strings.TrimSpace(want) {
		t.Errorf("got:\n%s\nwant:\n%s", text, want)
	}
}

func TestMail_HostileNamesAreTextOnly(t *testing.T) {
	i := slices.IndexFunc(notifytest.Situations(), func(s notifytest.Situation) bool { return s.Name == "a hostile text" })
	n := notifytest.Situations()[i].Notice
	n.Event = notify.EventRepeat // its subject names the resource
	got := show(t, nil, n)
	if !strings.Contains(got.page, notifytest.Hostile) || !strings.Contains(got.text, notifytest.Hostile) {
		t.Errorf("the text is not shown as it is:\n%s", got.text)
	}
	for _, tag := range got.tags {
		if slices.Contains([]string{"b", "script", "img"}, tag) {
			t.Errorf("the text became a tag %s", tag)
		}
	}
	if got.header.Get("X-Evil") != "" || strings.ContainsAny(got.subject+got.text, "\x00\u202e") || strings.ContainsAny(got.subject, "\r\n") {
		t.Errorf("control characters arrive: %q", got.subject)
	}
	if !strings.HasPrefix(got.subject, `[Pulse Alert] Still warning: Memory on a"b\c`) {
		t.Errorf("subject %q", got.subject)
	}
}

func TestMail_NamesInOtherAlphabetsSurvive(t *testing.T) {
	n := notifytest.Notice("n-1")
	n.Event, n.Alerts = notify.EventRepeat, append([]alert.Alert(nil), n.Alerts[0])
	n.Alerts[0].Subject.Name = "größe-日本"
	got := show(t, func(m *notify.Mail) { m.From = "Wächter <pulse@example.com>" }, n)
	if got.subject != "[Pulse Alert] Still warning: Memory on größe-日本" || !strings.Contains(got.text, "größe-日本") {
		t.Errorf("subject %q, text:\n%s", got.subject, got.text)
	}
	from, err := mail.ParseAddress(got.header.Get("From"))
	if err != nil || from.Name != "Wächter" {
		t.Errorf("sender %v (%v)", from, err)
	}
}

func TestMail_StaysInTheThreadOfItsAlert(t *testing.T) {
	about := func(id string, event notify.Event, since time.Duration) mail.Header {
		n := notifytest.Notice(id)
		n.Event, n.Alerts = event, append([]alert.Alert(nil), n.Alerts[0])
		n.Alerts[0].Since = n.Alerts[0].Since.Add(since)
		return show(t, nil, n).header
	}
	first, again := about("n-1", notify.EventFiring, 0), about("n-1", notify.EventFiring, 0)
	over, next := about("n-2", notify.EventResolved, 0), about("n-3", notify.EventFiring, time.Hour)
	if first.Get("Message-ID") != again.Get("Message-ID") || first.Get("Message-ID") == over.Get("Message-ID") {
		t.Errorf("ids: %s, sent again %s, recovery %s", first.Get("Message-ID"), again.Get("Message-ID"), over.Get("Message-ID"))
	}
	if first.Get("References") == "" || first.Get("References") != over.Get("References") || over.Get("In-Reply-To") != over.Get("References") {
		t.Errorf("threads: first %s, recovery %s", first.Get("References"), over.Get("References"))
	}
	if next.Get("References") == first.Get("References") {
		t.Error("the next occurrence is in the thread of the one before")
	}
	if !regexp.MustCompile(`^<[^<>@\s]+@example\.com>$`).MatchString(over.Get("In-Reply-To")) {
		t.Errorf("id %s", over.Get("In-Reply-To"))
	}
}

func TestMail_GoesToTheSenderWithoutRecipients(t *testing.T) {
	got := show(t, func(m *notify.Mail) { m.To, m.ReplyTo = nil, "team@example.com" }, notifytest.Notice("n-1"))
	to, err := mail.ParseAddress(got.header.Get("To"))
	if err != nil || to.Address != "pulse@example.com" {
		t.Errorf("to %v (%v)", to, err)
	}
	if reply, err := mail.ParseAddress(got.header.Get("Reply-To")); err != nil || reply.Address != "team@example.com" {
		t.Errorf("replies to %v (%v)", reply, err)
	}
}
