package notifytest

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/notify"
)

// Service is a service by HTTP, as its documentation describes it.
type Service struct {
	Kind    notify.Kind
	Channel func(address string) notify.Channel // holds Secrets
	Secrets []string
	Answers map[Behaviour]Answer // other than the usual ones
	Says    string               // what the answer to a refused notice says in words
	Plain   bool                 // takes text, not JSON
	Each    bool                 // every alert is a request of its own
	MaxSize int                  // of a body, in bytes
	// Shown is what a reader sees of a text in the language of the service;
	// nil = the text.
	Shown func(string) string
	// Check fails when a request is not what the service takes.
	Check func(*testing.T, Message)
}

// RunFormat examines the format of a service: everything that Run examines, and
// that every situation is told safely and within the limits of the service.
func RunFormat(t *testing.T, s Service) {
	t.Helper()
	Run(t, s.Kind, func(t *testing.T) Receiver { return s.receiver(t) })
	for _, situation := range Situations() {
		t.Run(situation.Name, func(t *testing.T) { s.examine(t, situation) })
	}
	t.Run("what the service says is told", s.words)
	t.Run("the template of the catalogue can be entered as one's own", s.ownTemplate)
}

func (s Service) receiver(t *testing.T) *HTTPReceiver {
	r := NewHTTPReceiver(t, s.Channel, s.Secrets...)
	answers := map[Behaviour]Answer{}
	for b, a := range usual {
		answers[b] = a
		if own, ok := s.Answers[b]; ok {
			answers[b] = own
		}
	}
	r.answers, r.each = answers, s.Each
	return r
}

// send sends a notice over a channel and returns what arrived.
func (s Service) send(t *testing.T, change func(*notify.Channel), n notify.Notice) []Message {
	t.Helper()
	receiver := s.receiver(t)
	channel := receiver.Channel()
	if change != nil {
		change(&channel)
	}
	notifier, err := s.Kind.Open(channel, Env())
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	if _, err := notifier.Send(t.Context(), n); err != nil {
		t.Fatalf("send: %v", err)
	}
	return receiver.Received()
}

func (s Service) examine(t *testing.T, situation Situation) {
	n := situation.Notice
	got := s.send(t, nil, n)
	want := s.receiver(t).Messages(len(n.Alerts))
	if len(got) != want {
		t.Fatalf("%d requests arrived, want %d", len(got), want)
	}
	for _, m := range got {
		s.wellFormed(t, m)
	}
	shown := s.shown(t, got)
	s.tells(t, shown, n)
	if situation.Name == "a hostile text" {
		harmless(t, shown, got[0])
	}
	again := s.send(t, nil, n)
	if diff := cmp.Diff(texts(got), texts(again)); diff != "" {
		t.Errorf("the same notice is told differently the second time:\n%s", diff)
	}
}

// wellFormed holds for every request of every service.
func (s Service) wellFormed(t *testing.T, m Message) {
	t.Helper()
	if s.MaxSize > 0 && len(m.Text) > s.MaxSize {
		t.Errorf("the body has %d bytes, the service takes %d", len(m.Text), s.MaxSize)
	}
	if !s.Plain && !json.Valid([]byte(m.Text)) {
		t.Errorf("the body is not JSON: %s", m.Text)
	}
	if !s.Plain && m.Header.Get("Content-Type") != "application/json" {
		t.Errorf("Content-Type is %q", m.Header.Get("Content-Type"))
	}
	if m.ID == "" {
		t.Error("the request has no Idempotency-Key")
	}
	if s.Check != nil {
		s.Check(t, m)
	}
}

// tells checks what everybody must learn from a notice.
func (s Service) tells(t *testing.T, shown string, n notify.Notice) {
	t.Helper()
	if message := n.Alerts[0].Message; len(message) < 100 && !strings.Contains(shown, message) {
		t.Errorf("the message %q is not told: %s", message, shown)
	}
	if n.Event == notify.EventResolved && !strings.Contains(strings.ToLower(shown), "resolve") {
		t.Errorf("it is not told that the alert is over: %s", shown)
	}
	if n.Event != notify.EventResolved && strings.Contains(strings.ToLower(shown), "resolve") {
		t.Errorf("it is told that the alert is over: %s", shown)
	}
	for i := range min(len(n.Alerts), 3) {
		if name := n.Alerts[i].Subject.Name; len(name) < 20 && len(n.Alerts[0].Message) < 100 && !strings.Contains(shown, name) {
			t.Errorf("%s is not named: %s", name, shown)
		}
	}
	if len(n.Alerts) == 60 && !s.Each && !strings.Contains(shown, "60") && !strings.Contains(shown, "guest-59") {
		t.Errorf("it is not told that there are 60 alerts: %s", shown)
	}
}

// harmless checks that a hostile text is told as it is, and is nothing but text.
func harmless(t *testing.T, shown string, m Message) {
	t.Helper()
	if !strings.Contains(shown, Hostile) {
		t.Errorf("the reader does not see the text as it is:\n%s\nwant in it:\n%s", shown, Hostile)
	}
	if strings.ContainsAny(shown, "\x00\u202e\u2066") {
		t.Error("control characters arrive")
	}
	if m.Header.Get("X-Evil") != "" {
		t.Error("a text became a header")
	}
}

// words checks that the reason for a failure holds what the service said.
func (s Service) words(t *testing.T) {
	receiver := s.receiver(t)
	receiver.Behave(Refuse)
	_, err := open(t, s.Kind, receiver).Send(t.Context(), Notice("situation-1"))
	if err == nil || !strings.Contains(err.Error(), s.Says) {
		t.Errorf("got error %v, want one that says %q", err, s.Says)
	}
}

// Decode reads the body of a request and fails when it holds anything that the
// service does not know.
func Decode[T any](t *testing.T, m Message) (out T) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(m.Text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&out); err != nil {
		t.Errorf("the service does not take the body: %v\n%s", err, m.Text)
	}
	return out
}

// Within fails when a text is empty or longer than the service takes. Long
// characters count twice, as with the strictest services.
func Within(t *testing.T, what, text string, limit int) {
	t.Helper()
	if n := len(utf16.Encode([]rune(text))); n == 0 || n > limit {
		t.Errorf("%s has %d characters; it must have 1 to %d: %.80q", what, n, limit, text)
	}
}

// ownTemplate checks that people can begin with the published template.
func (s Service) ownTemplate(t *testing.T) {
	n := Notice("situation-1")
	service := s.Channel("http://example.com").Service
	i := slices.IndexFunc(s.Kind.Templates, func(one notify.Template) bool { return one.Service == service })
	if i < 0 {
		t.Fatalf("the catalogue does not hold %q", service)
	}
	own := s.Kind.Templates[i].PayloadTemplate
	if own == "" {
		return // what it sends is computed
	}
	built := s.send(t, nil, n)
	written := s.send(t, func(c *notify.Channel) { c.Template = own }, n)
	if diff := cmp.Diff(texts(built), texts(written)); diff != "" {
		t.Errorf("built in and written by hand differ:\n%s", diff)
	}
}

func texts(messages []Message) []string {
	var list []string
	for _, m := range messages {
		list = append(list, m.ID+"\n"+m.Text)
	}
	return list
}

// shown is what a reader sees of all requests together.
func (s Service) shown(t *testing.T, messages []Message) string {
	t.Helper()
	var all []string
	for _, m := range messages {
		if s.Plain {
			all = append(all, m.Text, m.Header.Get("Title"))
			continue
		}
		var v any
		if err := json.Unmarshal([]byte(m.Text), &v); err != nil {
			continue // wellFormed told it
		}
		all = append(all, textsIn(v)...)
	}
	text := strings.Join(all, "\n")
	if s.Shown != nil {
		text = s.Shown(text)
	}
	return text
}

// textsIn lists all texts in a JSON value.
func textsIn(v any) []string {
	var list []string
	switch v := v.(type) {
	case string:
		list = append(list, v)
	case []any:
		for _, one := range v {
			list = append(list, textsIn(one)...)
		}
	case map[string]any:
		for _, one := range v {
			list = append(list, textsIn(one)...)
		}
	}
	return list
}

// Unescaped removes the backslashes of Markdown and what keeps an at sign from
// calling people.
func Unescaped(text string) string {
	var b strings.Builder
	escaped := false
	for _, r := range text {
		switch {
		case r == '\\' && !escaped:
			escaped = true
			continue
		case r != '\u200b':
			b.WriteRune(r)
		}
		escaped = false
	}
	return b.String()
}
