// Package notifytest is the examination that every channel passes: what is
// tried again and what is not, that a repetition can be told from a new
// notice, and that no secret leaves in an error or a result.
package notifytest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/notify"
)

// Behaviour is how the other side treats a notice.
type Behaviour int

// The behaviours.
const (
	Accept   Behaviour = iota
	Refuse             // says that the notice is wrong
	Throttle           // asks to come back in RetryAfter
	Break              // fails for a reason of its own
	Hang               // takes the notice and never answers
	Gone               // does not listen
)

// RetryAfter is what a throttling receiver asks for.
const RetryAfter = 7 * time.Second

// Message is a notice as it arrived.
type Message struct {
	ID   string // what tells a repetition from a new notice
	Text string // everything that was said, without the secrets by which the channel signs in

	Method, Path string      // by HTTP
	Header       http.Header // by HTTP
}

// Receiver is the other side of a channel under examination.
type Receiver interface {
	// Channel leads to the receiver and holds Secrets.
	Channel() notify.Channel
	Secrets() []string
	Behave(Behaviour)
	// Asks is the time for which a throttling receiver asks; 0 = it cannot ask.
	Asks() time.Duration
	// Messages is how many messages a notice of so many alerts becomes.
	Messages(alerts int) int
	// Received lists what arrived, whether it was accepted or not.
	Received() []Message
}

// Env is the environment of an examination: the receiver is on this machine.
func Env() notify.Env {
	return notify.Env{AllowLoopback: true, AlertJSON: func(a alert.Alert) json.RawMessage {
		text, err := json.Marshal(map[string]string{"id": a.PublicID, "message": a.Message})
		if err != nil {
			panic(err) // strings can always be encoded
		}
		return text
	}}
}

// Notice is a notice of two firing alerts.
func Notice(id string) notify.Notice {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	one := alert.Alert{
		Key: alert.Key{Resource: "guest:pve-0/101", Type: alert.TypeMemory}, PublicID: "lab-node1-101-memory",
		Subject: infra.Resource{ID: "guest:pve-0/101", PublicID: "lab-node1-101", Kind: infra.KindGuest, Name: "web", Node: "node1", Instance: "lab"},
		Phase:   alert.Firing, Level: alert.Warning, Message: "VM memory at 87.2%",
		Value: 87.2, Threshold: 85, Clear: 80, Since: at, FiredAt: at, SeenAt: at,
	}
	two := one
	two.Type, two.PublicID, two.Message = alert.TypeCPU, "lab-node1-101-cpu", "VM CPU at 95.0%"
	return notify.Notice{ID: id, Event: notify.EventFiring, Alerts: []alert.Alert{one, two}, At: at}
}

// Run examines a kind of channel. start makes a fresh receiver for each part.
func Run(t *testing.T, kind notify.Kind, start func(*testing.T) Receiver) {
	t.Helper()
	for _, c := range []struct {
		name      string
		behaviour Behaviour
		ok, retry bool
		asks      bool
	}{
		{name: "an accepted notice is sent", behaviour: Accept, ok: true},
		{name: "a refused notice is not tried again", behaviour: Refuse},
		{name: "a throttled notice is tried again when asked to", behaviour: Throttle, retry: true, asks: true},
		{name: "a broken service is tried again", behaviour: Break, retry: true},
		{name: "a hanging service is tried again", behaviour: Hang, retry: true},
		{name: "a service that does not listen is tried again", behaviour: Gone, retry: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			receiver := start(t)
			receiver.Behave(c.behaviour)
			ctx, cancel := context.WithTimeout(t.Context(), deadline(c.behaviour))
			defer cancel()
			result, err := open(t, kind, receiver).Send(ctx, Notice("notice-1"))
			if (err == nil) != c.ok {
				t.Fatalf("Send: got error %v, want success %t", err, c.ok)
			}
			noSecrets(t, receiver, result, err)
			if err != nil {
				sorted(t, err, c.retry, map[bool]time.Duration{true: receiver.Asks()}[c.asks])
			}
		})
	}
	t.Run("everything that is to be told arrives", func(t *testing.T) { arrives(t, kind, start(t)) })
	t.Run("a repetition carries the id of the first attempt", func(t *testing.T) { repeats(t, kind, start(t)) })
	t.Run("opening a channel does not call anybody", func(t *testing.T) {
		receiver := start(t)
		open(t, kind, receiver)
		if got := receiver.Received(); len(got) != 0 {
			t.Errorf("opening sent %v", got)
		}
	})
}

// deadline is short where nothing else ends the attempt.
func deadline(b Behaviour) time.Duration {
	if b == Hang {
		return 300 * time.Millisecond
	}
	return 20 * time.Second
}

func open(t *testing.T, kind notify.Kind, r Receiver) notify.Notifier {
	t.Helper()
	notifier, err := kind.Open(r.Channel(), Env())
	if err != nil {
		t.Fatalf("open %s: %v", kind.Name, err)
	}
	return notifier
}

func sorted(t *testing.T, err error, retry bool, after time.Duration) {
	t.Helper()
	failure, ok := errors.AsType[*notify.Error](err)
	if !ok {
		t.Fatalf("got %T (%v), want *notify.Error", err, err)
	}
	if failure.Retry != retry || failure.RetryAfter != after {
		t.Errorf("got retry %t after %v, want %t after %v", failure.Retry, failure.RetryAfter, retry, after)
	}
	if failure.Reason == "" {
		t.Error("the failure has no reason in words")
	}
}

func noSecrets(t *testing.T, r Receiver, result notify.Result, err error) {
	t.Helper()
	said := result.Request + result.Response
	for cause := err; cause != nil; cause = errors.Unwrap(cause) {
		said += cause.Error()
	}
	for _, secret := range r.Secrets() {
		if strings.Contains(said, secret) {
			t.Errorf("secret %q appears in the result or the error: %s", secret, said)
		}
	}
}

func arrives(t *testing.T, kind notify.Kind, r Receiver) {
	t.Helper()
	n := Notice("notice-1")
	if _, err := open(t, kind, r).Send(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	got := r.Received()
	if want := r.Messages(len(n.Alerts)); len(got) != want {
		t.Fatalf("%d messages arrived, want %d", len(got), want)
	}
	all := ""
	for _, m := range got {
		all += m.Text
	}
	for _, a := range n.Alerts {
		if !strings.Contains(all, a.Message) {
			t.Errorf("nobody is told %q: %s", a.Message, all)
		}
	}
}

func repeats(t *testing.T, kind notify.Kind, r Receiver) {
	t.Helper()
	notifier := open(t, kind, r)
	r.Behave(Break)
	if _, err := notifier.Send(t.Context(), Notice("notice-1")); err == nil {
		t.Fatal("a broken receiver accepted the notice")
	}
	r.Behave(Accept)
	for _, id := range []string{"notice-1", "notice-2"} {
		if _, err := notifier.Send(t.Context(), Notice(id)); err != nil {
			t.Fatal(err)
		}
	}
	ids := idsOf(r.Received())
	each := r.Messages(2)
	if len(ids) != 3*each || slices.Contains(ids, "") {
		t.Fatalf("ids of the messages: %q, want %d of three attempts", ids, 3*each)
	}
	first, again, next := ids[:each], ids[each:2*each], ids[2*each:]
	if !slices.Equal(first, again) || slices.ContainsFunc(next, func(id string) bool { return slices.Contains(first, id) }) {
		t.Errorf("ids of the first attempt %q, its repetition %q and the next notice %q", first, again, next)
	}
}

func idsOf(messages []Message) []string {
	var ids []string
	for _, m := range messages {
		ids = append(ids, m.ID)
	}
	return ids
}
