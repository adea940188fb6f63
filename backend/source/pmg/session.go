package pmg

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-resty/resty/v2"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

const (
	refusalPause = 10 * time.Second
	loginTimeout = 10 * time.Second
	ticketPath   = proxmox.TicketPath
	cookie       = "PMGAuthCookie="
)

// session proves who we are by a ticket that a password buys; this product has
// no API tokens.
type session struct {
	user, password string
	token          string // configured all the same

	tickets *proxmox.Tickets[ticket]
}

func newSession(t source.Target) *session {
	return &session{
		user: t.User, password: t.Password, token: t.TokenName,
		tickets: proxmox.NewTickets[ticket](proxmox.TicketRenewal, 0, refusalPause),
	}
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
	return s.tickets.Current(ctx, func(ctx context.Context, _ ticket) (ticket, error) { return s.login(ctx, a) })
}

// login buys a ticket.
func (s *session) login(ctx context.Context, a *asker) (ticket, error) {
	ctx, cancel := context.WithTimeout(ctx, a.limit(loginTimeout))
	defer cancel()
	resp, err := proxmox.Login(ctx, a.http, &a.requests, s.user, s.password)
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
		return ticket{}, proxmox.SecondFactor(s.user, "Use an account of its own for Pulse, without one")
	case answer.Ticket == "":
		return ticket{}, errors.Join(proxmox.ErrUnreadable, errors.New("there is no ticket in it"))
	}
	return answer, nil
}
