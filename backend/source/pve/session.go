package pve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// A ticket is good for two hours. A refused login is not repeated at once:
// three jobs would do so every few seconds, and servers lock out who does.
const (
	ticketRenewal = 90 * time.Minute
	ticketLife    = 2*time.Hour - time.Minute
	refusalPause  = 10 * time.Second
	loginTimeout  = 10 * time.Second
)

// session proves who we are: by a token in every call, or by a ticket that a
// password bought. A ticket of one cluster member is good at all of them.
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
		return fmt.Sprintf("Proxmox VE refuses the token %s (401). Was it deleted, or has it expired?", s.token)
	}
	return fmt.Sprintf("Proxmox VE refuses user name or password of %s (401)", s.user)
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
// returns the ticket used, for expire.
func (s *session) sign(ctx context.Context, via *resty.Client, r *resty.Request) (string, error) {
	if s.usesToken() {
		r.SetHeader("Authorization", "PVEAPIToken="+s.token+"="+s.secret)
		return "", nil
	}
	ticket, err := s.current(ctx, via)
	if err != nil {
		return "", err
	}
	r.SetHeader("Cookie", "PVEAuthCookie="+ticket)
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
func (s *session) current(ctx context.Context, via *resty.Client) (string, error) {
	if err := s.acquire(ctx); err != nil {
		return "", err
	}
	defer s.release()
	age := time.Since(s.bought)
	if s.ticket != "" && age < ticketRenewal {
		return s.ticket, nil
	}
	if s.ticket != "" && age < ticketLife {
		if fresh, err := s.login(ctx, via, s.ticket); err == nil {
			s.keep(fresh)
			return fresh, nil
		}
	}
	if s.refused != nil && time.Since(s.tried) < refusalPause {
		return "", s.refused
	}
	fresh, err := s.login(ctx, via, s.password)
	s.refused = nil
	if err != nil {
		if kindOf(err) == infra.FailAuth {
			s.refused, s.tried = err, time.Now()
		}
		return "", err
	}
	s.keep(fresh)
	return fresh, nil
}

func (s *session) keep(ticket string) { s.ticket, s.bought = ticket, time.Now() }

// login buys a ticket, as JSON first and as a form for servers that want that.
func (s *session) login(ctx context.Context, via *resty.Client, password string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, loginTimeout)
	defer cancel()
	fields := map[string]string{"username": s.user, "password": password}
	body, err := json.Marshal(fields)
	if err != nil {
		return "", fmt.Errorf("encode login: %w", err)
	}
	resp, err := via.R().SetContext(ctx).SetHeader("Content-Type", "application/json").SetBody(body).Post(ticketPath)
	if err == nil && (resp.StatusCode() == http.StatusBadRequest || resp.StatusCode() == http.StatusUnsupportedMediaType) {
		resp, err = via.R().SetContext(ctx).SetFormData(fields).Post(ticketPath)
	}
	if err != nil {
		return "", err
	}
	return s.ticketIn(resp)
}

func (s *session) ticketIn(resp *resty.Response) (string, error) {
	if resp.StatusCode() == http.StatusUnauthorized {
		return "", &source.Error{Kind: infra.FailAuth, Reason: s.refusal(), Err: s.failed(resp, ticketPath)}
	}
	if !resp.IsSuccess() {
		return "", s.failed(resp, ticketPath)
	}
	answer, err := decode[ticket](resp.Body())
	if err != nil {
		return "", errors.Join(errUnreadable, err)
	}
	if answer.NeedTFA.set {
		return "", &source.Error{Kind: infra.FailAuth, Reason: fmt.Sprintf(
			"%s logs in with a second factor, which only a person can give. Use an API token", s.user)}
	}
	if answer.Ticket == "" {
		return "", errors.Join(errUnreadable, errNoData)
	}
	return string(answer.Ticket), nil
}

// failed makes an error of an answer that is not a success. The reason stands
// in the status line, in newer versions also in the body; parameter errors
// name the parameter there.
func (s *session) failed(resp *resty.Response, path string) *statusError {
	_, reason, _ := strings.Cut(resp.Status(), " ")
	if reason == "" || reason == http.StatusText(resp.StatusCode()) {
		var body struct {
			Message text            `json:"message"`
			Errors  map[string]text `json:"errors"`
		}
		if json.Unmarshal(resp.Body(), &body) == nil && body.Message != "" {
			reason = string(body.Message)
		}
		for name, problem := range body.Errors {
			reason += fmt.Sprintf("; %s: %s", name, problem)
		}
	}
	return &statusError{status: resp.StatusCode(), reason: printable(s.mask(reason)), path: path}
}
