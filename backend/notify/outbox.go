package notify

import (
	"context"
	"time"

	"pulse/backend/alert"
)

// Entry is a change of an alert that waits to be told. It was written in the
// transaction that committed the change.
type Entry struct {
	Seq    int64
	Change alert.Change
}

// State is how far a delivery is.
type State string

// The states of a delivery.
const (
	StatePending State = "pending" // to be sent, now or after a failure
	StateSent    State = "sent"
	StateFailed  State = "failed" // refused for good by the other side
	StateDead    State = "dead"   // given up after a day of retries
)

// Delivery is one notice for one channel and how far it is.
type Delivery struct {
	Notice
	Channel     string // channel id
	Kind        string // of the channel
	ChannelName string
	Address     string // of the channel, masked; empty for mail
	Service     string
	State       State
	Attempts    int
	Since       time.Time // when the first attempt was due; a person may begin anew
	AskedFor    bool      // a person wants it sent, whatever rules and schedule say now
	Next        time.Time // when to try (again)
	UpdatedAt   time.Time
	StatusCode  int
	Error       string // without secrets
	Request     string // masked, at most 16 KiB
	Response    string // masked, at most 16 KiB
}

// Outbox is what the delivery pipeline keeps on disk. Every method is one
// transaction.
type Outbox interface {
	// Entries lists the changes not yet planned, oldest first.
	Entries(context.Context) ([]Entry, error)
	// Plan stores new deliveries and forgets the entries they were made of.
	Plan(ctx context.Context, deliveries []Delivery, planned []int64) error
	// Unfinished lists the deliveries in state pending, oldest first.
	Unfinished(context.Context) ([]Delivery, error)
	// Update stores the outcome of an attempt.
	Update(context.Context, Delivery) error
	// Delivery returns one delivery, or fault.NotFound.
	Delivery(ctx context.Context, id string) (Delivery, error)
	// Requeue makes a delivery that was not sent due at once, because a person
	// asked for it. It changes nothing of one that was sent meanwhile.
	Requeue(ctx context.Context, id string, now time.Time) error
}
