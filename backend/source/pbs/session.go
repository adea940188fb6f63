package pbs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// A ticket is good for two hours. A refused login is not repeated at once:
// several jobs would do so every few seconds.
const (
	ticketRenewal = 90 * time.Minute
	ticketLife    = 2*time.Hour - time.Minute
	refusalPause  = retryAfter - time.Second
	loginTimeout  = 8 * time.Second
	ticketPath    = "/access/ticket"
)

// session proves who we are: by a token in every call, or by a ticket that a
// password bought.
type session struct {
	user, password, token, secret string

	lock    chan struct{} // held by whoever logs in; a channel, so that waiting ends with the context
	ticket  string
	bought  time.Time
	refused error // the newest login, when it was refused
	tried   time.Time
}

func newSession(t source.Target) *session {
	return &session{
		user: t.User, password: t.Password, token: t.TokenName, secret: t.TokenValue,
		lock: make(chan struct{}, 1),
	}
}

// usesToken tells how the session proves itself. A token wins over a password.
func (s *session) usesToken() bool { return s.token != "" && s.secret != "" }

// who names the account in messages.
func (s *session) who() string {
	if s.usesToken() {
		return "the token " + s.token
	}
	return s.user
}

// refusal says that the server does not accept the account.
func (s *session) refusal() string {
	if s.usesToken() {
		return fmt.Sprintf("%s refuses the token %s (401). Was it deleted, or has it expired?", product, s.token)
	}
	return fmt.Sprintf("%s refuses user name or password of %s (401)", product, s.user)
}

// mask takes secrets out of what a server said.
func (s *session) mask(words string) string {
	for _, secret := range []string{s.secret, s.password} {
		if secret != "" {
			words = strings.ReplaceAll(words, secret, "…")
		}
	}
	return words
}

// sign adds the proof to a request, logging in first where that is needed. It
// returns the ticket used, for expire. Between a token and its secret this
// product wants a colon.
func (s *session) sign(ctx context.Context, a *asker, r *resty.Request) (string, error) {
	if s.usesToken() {
		r.SetHeader("Authorization", "PBSAPIToken="+s.token+":"+s.secret)
		return "", nil
	}
	ticket, err := s.current(ctx, a)
	if err != nil {
		return "", err
	}
	r.SetHeader("Cookie", "PBSAuthCookie="+url.QueryEscape(ticket))
	return ticket, nil
}

// expire forgets a ticket that was refused and reports whether logging in
// again makes sense.
func (s *session) expire(ctx context.Context, ticket string) bool {
	if s.usesToken() || s.acquire(ctx) != nil {
		return false
	}
	defer s.release()
	if s.ticket == ticket {
		s.ticket = ""
	}
	return true
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

// current returns a ticket that is good for a while, renewing it with itself
// in time and with the password when that fails.
func (s *session) current(ctx context.Context, a *asker) (string, error) {
	if err := s.acquire(ctx); err != nil {
		return "", err
	}
	defer s.release()
	age := time.Since(s.bought)
	if s.ticket != "" && age < ticketRenewal {
		return s.ticket, nil
	}
	if s.ticket != "" && age < ticketLife && s.buy(ctx, a, s.ticket) == nil {
		return s.ticket, nil
	}
	if s.refused != nil && time.Since(s.tried) < refusalPause {
		return "", s.refused
	}
	s.refused = nil
	err := s.buy(ctx, a, s.password)
	if err == nil {
		return s.ticket, nil
	}
	if source.Failure(err).Kind == infra.FailAuth {
		s.refused, s.tried = err, time.Now()
	}
	return "", err
}

// buy gets a ticket for a password or for an older ticket. Old servers
// understand a form only.
func (s *session) buy(ctx context.Context, a *asker, password string) error {
	ctx, cancel := context.WithTimeout(ctx, loginTimeout)
	defer cancel()
	fields := map[string]string{"username": s.user, "password": password}
	encoded, err := json.Marshal(fields)
	if err != nil {
		return fmt.Errorf("encode login: %w", err)
	}
	a.requests.Add(1)
	resp, err := a.http.R().SetContext(ctx).SetHeader("Content-Type", "application/json").SetBody(encoded).Post(ticketPath)
	if err == nil && (resp.StatusCode() == http.StatusBadRequest || resp.StatusCode() == http.StatusUnsupportedMediaType) {
		a.requests.Add(1)
		resp, err = a.http.R().SetContext(ctx).SetFormData(fields).Post(ticketPath)
	}
	if err != nil {
		return err
	}
	fresh, err := s.ticketIn(resp)
	if err != nil {
		return err
	}
	s.ticket, s.bought = fresh, time.Now()
	return nil
}

func (s *session) ticketIn(resp *resty.Response) (string, error) {
	if resp.StatusCode() == http.StatusUnauthorized {
		return "", &source.Error{Kind: infra.FailAuth, Reason: s.refusal(), Err: s.failed(resp, ticketPath)}
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
		return "", errors.Join(proxmox.ErrUnreadable, errNoData)
	case strings.HasPrefix(ticket, "PBS:!tfa!"):
		return "", &source.Error{Kind: infra.FailAuth, Reason: fmt.Sprintf(
			"%s logs in with a second factor, which only a person can give. Use an API token", s.user)}
	default:
		return ticket, nil
	}
}
