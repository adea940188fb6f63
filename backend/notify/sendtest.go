package notify

import (
	"cmp"
	"context"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

// The limits of a test.
const (
	testTimeout  = 10 * time.Second
	testResponse = 2 << 10
)

// DefaultUserAgent is the published name of this program in requests.
const DefaultUserAgent = "Pulse-Monitoring/2.0"

// SendTest sends a made-up alert over a channel at once: nothing is stored,
// nothing is tried again. The answer is cut to a little printable text. An
// *Error or a *fault.Error says why it failed.
func (d *Dispatcher) SendTest(ctx context.Context, c Channel) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, testTimeout)
	defer cancel()
	now := time.Now()
	env := d.opt.Env()
	if env.UserAgent == "" {
		env.UserAgent = DefaultUserAgent
	}
	env.UserAgent += " (Test)"
	result, err := d.opt.deliver(ctx, c, Notice{
		ID: uuid.NewString(), Event: EventTest, Alerts: []alert.Alert{TestAlert(c, d.opt.TestNode(), now)}, At: now, Source: d.opt.Source(),
	}, env)
	result.Response = printable(result.Response, testResponse)
	return result, err
}

// TestAlert is the made-up alert of a test, marked as one. A webhook that is
// not stored yet has no id; node is one that a mail may name, or empty.
func TestAlert(c Channel, node string, now time.Time) alert.Alert {
	const text = "This is a test of the notifications of Pulse. Nothing is wrong."
	a := alert.Alert{
		Key:      alert.Key{Type: alert.TypeCPU},
		PublicID: "test-" + now.UTC().Format("20060102-150405"),
		Subject:  infra.Resource{PublicID: "100", Kind: infra.KindGuest, Name: "Test VM", Node: "pve-node-01"},
		Phase:    alert.Firing, Level: alert.Warning, Message: text,
		Value: 85.5, Threshold: 80, Clear: 75,
		Since: now.Add(-2 * time.Minute), FiredAt: now.Add(-2 * time.Minute), SeenAt: now,
		Metadata: map[string]any{"resourceType": "VM", "clearThreshold": 75.0, "test": true},
	}
	switch {
	case c.Kind == KindEmail:
		a.PublicID = "test-alert"
		a.Subject.Name, a.Subject.Node = "Email Configuration Test", cmp.Or(node, "test-node")
	case c.ID != "":
		a.PublicID = "test-webhook-" + c.ID
		a.Subject.Name, a.Subject.Node = "Test Alert", "test-node"
	}
	return a
}

// printable returns the beginning of a text without control characters.
func printable(text string, limit int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) || r == '\n' || r == '\t' {
			return r
		}
		return -1
	}, strings.ToValidUTF8(text, ""))
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "")
	}
	return text
}
