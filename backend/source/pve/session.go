package pve

import (
	"context"
	"errors"
	"net/http"
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
)

// session proves who we are: by a token in every call, or by a ticket that a
// password bought. A ticket of one cluster member is good at all of them.
type session struct {
	proxmox.Account
	tickets *proxmox.Tickets[string]
}

func newSession(t source.Target) *session {
	return &session{
		Account: proxmox.AccountOf(t, product),
		tickets: proxmox.NewTickets[string](proxmox.TicketRenewal, proxmox.TicketLife, refusalPause),
	}
}

// sign adds the proof to a request, logging in first where that is needed. It
// returns the ticket used, for expire.
func (s *session) sign(ctx context.Context, a *asker, via *resty.Client, r *resty.Request) (string, error) {
	if s.UsesToken() {
		r.SetHeader("Authorization", "PVEAPIToken="+s.Token+"="+s.Secret)
		return "", nil
	}
	ticket, err := s.tickets.Current(ctx, func(ctx context.Context, held string) (string, error) {
		return s.buy(ctx, a, via, held)
	})
	if err != nil {
		return "", err
	}
	r.SetHeader("Cookie", "PVEAuthCookie="+ticket)
	return ticket, nil
}

// expire forgets a ticket that was refused and reports whether logging in
// again makes sense.
func (s *session) expire(ctx context.Context, ticket string) bool {
	return !s.UsesToken() && s.tickets.Expire(ctx, ticket) == nil
}

// buy gets a ticket for an older one or, without one, for the password.
func (s *session) buy(ctx context.Context, a *asker, via *resty.Client, held string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, loginTimeout)
	defer cancel()
	password := s.Password
	if held != "" {
		password = held
	}
	resp, err := proxmox.Login(ctx, via, &a.requests, s.User, password)
	if err != nil {
		return "", err
	}
	return s.ticketIn(resp)
}

func (s *session) ticketIn(resp *resty.Response) (string, error) {
	if resp.StatusCode() == http.StatusUnauthorized {
		return "", &source.Error{Kind: infra.FailAuth, Reason: s.Refusal(), Err: s.failed(resp, ticketPath)}
	}
	if !resp.IsSuccess() {
		return "", s.failed(resp, ticketPath)
	}
	answer, err := proxmox.Decode[ticket](resp.Body())
	switch {
	case err != nil:
		return "", err
	case answer.NeedTFA.set:
		return "", proxmox.SecondFactor(s.User, "Use an API token")
	case answer.Ticket == "":
		return "", errors.Join(proxmox.ErrUnreadable, proxmox.ErrNoData)
	}
	return string(answer.Ticket), nil
}

// failed makes an error of an answer that is not a success.
func (s *session) failed(resp *resty.Response, path string) *proxmox.StatusError {
	return proxmox.Failed(resp, path, s.Secrets()...)
}
