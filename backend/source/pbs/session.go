package pbs

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

const (
	refusalPause = retryAfter - time.Second
	loginTimeout = 8 * time.Second
	ticketPath   = proxmox.TicketPath
)

// session proves who we are: by a token in every call, or by a ticket that a
// password bought.
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
// returns the ticket used, for expire. Between a token and its secret this
// product wants a colon.
func (s *session) sign(ctx context.Context, a *asker, r *resty.Request) (string, error) {
	if s.UsesToken() {
		r.SetHeader("Authorization", "PBSAPIToken="+s.Token+":"+s.Secret)
		return "", nil
	}
	ticket, err := s.tickets.Current(ctx, func(ctx context.Context, held string) (string, error) {
		return s.buy(ctx, a, held)
	})
	if err != nil {
		return "", err
	}
	r.SetHeader("Cookie", "PBSAuthCookie="+url.QueryEscape(ticket))
	return ticket, nil
}

// expire forgets a ticket that was refused and reports whether logging in
// again makes sense.
func (s *session) expire(ctx context.Context, ticket string) bool {
	return !s.UsesToken() && s.tickets.Expire(ctx, ticket) == nil
}

// buy gets a ticket for an older one or, without one, for the password.
func (s *session) buy(ctx context.Context, a *asker, held string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, loginTimeout)
	defer cancel()
	password := s.Password
	if held != "" {
		password = held
	}
	resp, err := proxmox.Login(ctx, a.http, &a.requests, s.User, password)
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
	var answer struct {
		Data struct {
			Ticket text `json:"ticket"`
		} `json:"data"`
	}
	if err := json.Unmarshal(resp.Body(), &answer); err != nil {
		return "", errors.Join(proxmox.ErrUnreadable, err)
	}
	switch ticket := string(answer.Data.Ticket); {
	case ticket == "":
		return "", errors.Join(proxmox.ErrUnreadable, proxmox.ErrNoData)
	case strings.HasPrefix(ticket, "PBS:!tfa!"):
		return "", proxmox.SecondFactor(s.User, "Use an API token")
	default:
		return ticket, nil
	}
}
