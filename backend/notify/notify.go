// Package notify tells people: what a channel is, and the delivery of notices
// from the outbox, with grouping and retries. Concrete channels live in the
// folders below.
package notify

import (
	"context"
	"encoding/json"
	"time"

	"pulse/backend/alert"
)

// Event is what a notice is about.
type Event string

// The events.
const (
	EventFiring    Event = "firing"
	EventRepeat    Event = "repeat"
	EventEscalated Event = "escalated" // nobody reacted
	EventResolved  Event = "resolved"
	EventTest      Event = "test"
)

// Channel is a configured way to send notices.
type Channel struct {
	ID       string
	Kind     string // KindWebhook or KindEmail
	Name     string
	Enabled  bool
	Resolved bool // send recovery notices too
	URL      string
	Method   string
	Headers  map[string]string
	Service  string
	Template string
	Fields   map[string]string
	Mail     *Mail `json:",omitempty"` // of a channel of kind KindEmail
}

// The kinds of channels that the published API tells apart.
const (
	KindWebhook = "webhook"
	KindEmail   = "email"
)

// Mail is a mail server and whom to write to through it.
type Mail struct {
	Provider      string // name of a Provider; decides the user name where none is given
	Server        string
	Port          int
	Username      string
	Password      string
	From          string
	ReplyTo       string
	To            []string // empty = From
	TLS           bool     // TLS from the first byte
	StartTLS      bool     // demand STARTTLS
	PerMinute     int      // messages; 0 = 60
	CACertificate string   // PEM; trusted beside the system's
}

// Provider is a mail service for the list that a person chooses from.
type Provider struct {
	Name, Server  string
	Port          int
	TLS, StartTLS bool
	Auth          bool // a user name and password are needed
	Instructions  string
}

// Template is a webhook service for the list that a person chooses from, with
// what is to be entered for it.
type Template struct {
	Service, Name   string
	URLPattern      string
	Method          string
	Headers         map[string]string
	PayloadTemplate string
	Instructions    string
}

// Notice is a group of alerts for one channel. ID is the same at every retry;
// firing and resolved alerts never share a notice.
type Notice struct {
	ID     string
	Event  Event
	Alerts []alert.Alert // at least one
	At     time.Time
	Source string // address of this program for links; may be empty
}

// Result is what the other side answered, secrets removed.
type Result struct {
	Status   int
	Request  string // at most 16 KiB
	Response string // at most 16 KiB
}

// Notifier sends notices over one channel. It may be called concurrently.
type Notifier interface {
	// Send delivers one notice. An *Error says whether trying again may help.
	Send(context.Context, Notice) (Result, error)
}

// Error is a delivery that failed.
type Error struct {
	Reason     string // in words, without secrets
	Retry      bool
	RetryAfter time.Duration // asked for by the other side; 0 = not told
	Err        error
}

// Error returns the reason.
func (e *Error) Error() string { return e.Reason }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Kind is one sort of channel.
type Kind struct {
	Name, Title string
	Open        func(Channel, Env) (Notifier, error)
	Providers   []Provider // of a kind that sends mail
	Templates   []Template // of a kind that calls services
}

// Env is what a channel is given by the program.
type Env struct {
	AllowLoopback bool
	OwnAddress    func(host string, port int) bool  // tells whether an address is this program; nil = nothing is
	UserAgent     string                            // empty = the published one
	AlertJSON     func(alert.Alert) json.RawMessage // an alert in the published form, with resolvedTime when it ended
}
