package pmg

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// A ticket is good for two hours. A refused login is not repeated at once:
// several jobs would do so, and servers lock out who does.
const (
	ticketFor    = 90 * time.Minute
	refusalPause = 10 * time.Second
	loginTimeout = 10 * time.Second
	ticketPath   = "/access/ticket"
	cookie       = "PMGAuthCookie="
)

// session proves who we are by a ticket that a password buys; this product has
// no API tokens.
type session struct {
	user, password string
	token          string // configured all the same

	lock    chan struct{} // held by whoever logs in; a channel, so that waiting ends with the context
	ticket  ticket
	bought  time.Time
	refused error // the newest login, when it was refused
	tried   time.Time
}

func newSession(t source.Target) *session {
	return &session{user: t.User, password: t.Password, token: t.TokenName, lock: make(chan struct{}, 1)}
}

// usable tells what is wrong with the credentials themselves.
func (s *session) usable() error {
	switch {
	case s.user != "" && s.password != "":
		return nil
	case s.token != "":
		return &source.Error{Kind: infra.FailAuth, Reason: fmt.Sprintf(
			"%s has no API tokens, so that %s cannot be used. Enter a user with password, such as pulse@pmg with the role Auditor", product, s.token)}
	}
	return &source.Error{Kind: infra.FailAuth, Reason: "Authentication credentials required: a user with realm, such as pulse@pmg, and the password"}
}

// current returns a ticket that is good for a while, logging in where needed.
func (s *session) current(ctx context.Context, a *asker) (ticket, error) {
	if err := s.usable(); err != nil {
		return ticket{}, err
	}
	if err := s.acquire(ctx); err != nil {
		return ticket{}, err
	}
	defer s.release()
	if s.ticket.Ticket != "" && time.Since(s.bought) < ticketFor {
		return s.ticket, nil
	}
	if s.refused != nil && time.Since(s.tried) < refusalPause {
		return ticket{}, s.refused
	}
	fresh, err := s.login(ctx, a)
	s.refused = nil
	if err != nil {
		if source.Failure(err).Kind == infra.FailAuth {
			s.refused, s.tried = err, time.Now()
		}
		return ticket{}, err
	}
	s.ticket, s.bought = fresh, time.Now()
	return fresh, nil
}

// expire forgets a ticket that was refused.
func (s *session) expire(ctx context.Context, refused ticket) error {
	if err := s.acquire(ctx); err != nil {
		return err
	}
	defer s.release()
	if s.ticket == refused {
		s.ticket = ticket{}
	}
	return nil
}

func (s *session) acquire(ctx context.Context) error {
	select {
	case s.lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *session) release() { <-s.lock }

// login buys a ticket, as JSON first and as a form for servers that want that.
func (s *session) login(ctx context.Context, a *asker) (ticket, error) {
	ctx, cancel := context.WithTimeout(ctx, a.limit(loginTimeout))
	defer cancel()
	fields := map[string]string{"username": s.user, "password": s.password}
	body, err := json.Marshal(fields)
	if err != nil {
		return ticket{}, fmt.Errorf("encode login: %w", err)
	}
	a.requests.Add(1)
	resp, err := a.http.R().SetContext(ctx).SetHeader("Content-Type", "application/json").SetBody(body).Post(ticketPath)
	if err == nil && (resp.StatusCode() == http.StatusBadRequest || resp.StatusCode() == http.StatusUnsupportedMediaType) {
		a.requests.Add(1)
		resp, err = a.http.R().SetContext(ctx).SetFormData(fields).Post(ticketPath)
	}
	if err != nil {
		return ticket{}, a.call(query{path: ticketPath}).Explain(err)
	}
	bought, err := s.ticketIn(resp)
	if err != nil {
		return ticket{}, a.call(query{path: ticketPath}).Explain(err)
	}
	return bought, nil
}

func (s *session) ticketIn(resp *resty.Response) (ticket, error) {
	if !resp.IsSuccess() {
		return ticket{}, proxmox.Failed(resp, ticketPath, s.password)
	}
	answer, err := proxmox.Decode[ticket](resp.Body())
	switch {
	case err != nil:
		return ticket{}, err
	case answer.secondFactor():
		return ticket{}, &source.Error{Kind: infra.FailAuth, Reason: fmt.Sprintf(
			"%s logs in with a second factor, which only a person can give. Use an account of its own for Pulse, without one", s.user)}
	case answer.Ticket == "":
		return ticket{}, errors.Join(proxmox.ErrUnreadable, errors.New("there is no ticket in it"))
	}
	return answer, nil
}
