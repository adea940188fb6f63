package proxmox

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// TicketPath is where tickets are bought.
const TicketPath = "/access/ticket"

// TicketRenewal and TicketLife are how old a ticket may be before another one
// is bought, and before it can no longer pay for that itself: it is good for
// two hours.
const (
	TicketRenewal = 90 * time.Minute
	TicketLife    = 2*time.Hour - time.Minute
)

// Tickets keep the ticket that an account bought last. Its methods may be
// called concurrently; only one caller buys at a time.
type Tickets[T comparable] struct {
	renewal, life time.Duration
	pause         time.Duration // after a refusal, until the next try

	lock    chan struct{} // held by whoever buys; a channel, so that waiting ends with the context
	ticket  T
	bought  time.Time
	refused error // the newest login, when it was refused
	tried   time.Time
}

// NewTickets makes a store of tickets. A life of 0 says that a ticket cannot be
// renewed with itself. A refused login is not repeated before the pause is
// over: several jobs would do so every few seconds, and servers lock out who does.
func NewTickets[T comparable](renewal, life, pause time.Duration) *Tickets[T] {
	return &Tickets[T]{renewal: renewal, life: life, pause: pause, lock: make(chan struct{}, 1)}
}

// Current returns a ticket that is good for a while. Where there is none, buy
// is called: with the held ticket while that can still pay, and with the zero
// value when only the password can.
func (t *Tickets[T]) Current(ctx context.Context, buy func(ctx context.Context, held T) (T, error)) (T, error) {
	var none T
	if err := t.acquire(ctx); err != nil {
		return none, err
	}
	defer func() { <-t.lock }()
	age := time.Since(t.bought)
	if t.ticket != none && age < t.renewal {
		return t.ticket, nil
	}
	if t.ticket != none && age < t.life {
		if fresh, err := buy(ctx, t.ticket); err == nil {
			return t.keep(fresh), nil
		}
	}
	if t.refused != nil && time.Since(t.tried) < t.pause {
		return none, t.refused
	}
	t.refused = nil
	fresh, err := buy(ctx, none)
	if err == nil {
		return t.keep(fresh), nil
	}
	if source.Failure(err).Kind == infra.FailAuth {
		t.refused, t.tried = err, time.Now()
	}
	return none, err
}

func (t *Tickets[T]) keep(fresh T) T {
	t.ticket, t.bought = fresh, time.Now()
	return fresh
}

// Expire forgets a ticket that was refused.
func (t *Tickets[T]) Expire(ctx context.Context, refused T) error {
	if err := t.acquire(ctx); err != nil {
		return err
	}
	defer func() { <-t.lock }()
	if t.ticket == refused {
		var none T
		t.ticket = none
	}
	return nil
}

func (t *Tickets[T]) acquire(ctx context.Context) error {
	select {
	case t.lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Login asks for a ticket, as JSON first and as a form for servers that want
// that, and counts what it asked.
func Login(ctx context.Context, via *resty.Client, requests *atomic.Int64, user, password string) (*resty.Response, error) {
	fields := map[string]string{"username": user, "password": password}
	body, err := json.Marshal(fields)
	if err != nil {
		return nil, fmt.Errorf("encode login: %w", err)
	}
	requests.Add(1)
	resp, err := via.R().SetContext(ctx).SetHeader("Content-Type", "application/json").SetBody(body).Post(TicketPath)
	if err == nil && (resp.StatusCode() == http.StatusBadRequest || resp.StatusCode() == http.StatusUnsupportedMediaType) {
		requests.Add(1)
		resp, err = via.R().SetContext(ctx).SetFormData(fields).Post(TicketPath)
	}
	return resp, err
}

// SecondFactor is the error for an account that needs one.
func SecondFactor(user, advice string) error {
	return &source.Error{Kind: infra.FailAuth, Reason: fmt.Sprintf(
		"%s logs in with a second factor, which only a person can give. %s", user, advice)}
}
