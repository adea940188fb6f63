package auth

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"pulse/backend/fault"
	"pulse/backend/store"
)

// SetUp is the first account, or a replacement of it.
type SetUp struct {
	User     string
	Password string
	Token    string // chosen by the caller; may be empty
	Generate bool   // make a token when none was chosen
	Force    bool   // replace what is configured
	Code     string // the setup code, for callers from elsewhere
}

// SetUpResult tells what was done.
type SetUpResult struct {
	Skipped bool   // something is configured already and Force was not given
	Token   string // a token that was made here
}

// SetUp creates the account and, when asked for, the first token. While
// nothing is configured it needs this machine or the setup code, later a
// caller who may change things.
func (s *Service) SetUp(ctx context.Context, r *http.Request, in SetUp) (SetUpResult, error) {
	if s.configured() && !in.Force {
		return SetUpResult{Skipped: true}, nil
	}
	if err := s.maySetUp(r, in.Code); err != nil {
		s.Audit(r, "setup", false, "not allowed")
		return SetUpResult{}, err
	}
	if err := in.check(); err != nil {
		return SetUpResult{}, err
	}
	hash, err := s.hashing.hash(in.Password)
	if err != nil {
		return SetUpResult{}, fmt.Errorf("hash password: %w", err)
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	if s.configured() && !in.Force { // somebody was faster
		return SetUpResult{Skipped: true}, nil
	}
	if a := s.credentials.Load().account; a != nil && a.environment {
		return SetUpResult{}, errFixedPassword()
	}
	result, err := s.replace(ctx, in, hash)
	s.audit(r, "setup", in.User, err == nil, "")
	return result, err
}

// maySetUp decides who may set up or replace the account.
func (s *Service) maySetUp(r *http.Request, code string) error {
	id := From(r.Context())
	if s.configured() {
		if id.Proven() && id.May(Admin) {
			return nil
		}
		return unauthenticated()
	}
	if id.May(Admin) { // this machine, or an open set-up
		return nil
	}
	if s.tooManyGuesses(r, "setup", maxGuesses) {
		return tooMany()
	}
	if s.setup.matches(code) {
		return nil
	}
	s.guessed(r, "setup", maxGuesses)
	return &Refusal{
		Status: http.StatusUnauthorized, Code: "setup_code_required", Style: Structured,
		Message: "Enter the setup code that the server printed at its start; it is also in the file .setup-code of its data folder",
	}
}

func (in *SetUp) check() error {
	in.User, in.Token = strings.TrimSpace(in.User), strings.TrimSpace(in.Token)
	if err := checkUser(in.User); err != nil {
		return err
	}
	if err := checkPassword(in.Password); err != nil {
		return err
	}
	if len(in.Token) > 256 || strings.IndexFunc(in.Token, func(r rune) bool { return r <= ' ' || r > '~' }) >= 0 {
		return fault.New(fault.Invalid, "An API token has at most 256 characters, without spaces").In("apiToken")
	}
	return nil
}

// replace stores the account and the token; what was valid before ends.
func (s *Service) replace(ctx context.Context, in SetUp, hash []byte) (SetUpResult, error) {
	var (
		result SetUpResult
		tokens []store.Token
	)
	raw := in.Token
	if raw == "" && in.Generate {
		raw = newToken()
		result.Token = raw
	}
	if raw != "" {
		record, err := NewToken{Name: "Primary token"}.record(s.now())
		if err != nil {
			return result, err
		}
		record.fill(raw)
		tokens = append(tokens, record.Token)
	}
	if err := s.savePassword(ctx, in.User, hash, tokens...); err != nil {
		return result, err
	}
	return result, s.setup.remove()
}

// savePassword stores the account, and tokens in place of all where there are
// any, and ends its sessions.
func (s *Service) savePassword(ctx context.Context, user string, hash []byte, tokens ...store.Token) error {
	account := store.User{Name: user, PasswordHash: string(hash), ChangedAt: s.now()}
	if err := s.store.SaveUser(ctx, account, tokens...); err != nil {
		return fmt.Errorf("store account: %w", err)
	}
	return s.reload(ctx)
}

// ChangePassword replaces the password and ends all sessions of the account. A
// wrong current one is a *LoginError.
func (s *Service) ChangePassword(ctx context.Context, r *http.Request, current, next string) error {
	a := s.credentials.Load().account
	if a == nil {
		return fault.Wrap(fault.Unauthorized, errNoPassword, "No password is configured")
	}
	if a.environment {
		return errFixedPassword()
	}
	if err := checkPassword(next); err != nil {
		return err
	}
	shown := []string{current}
	if name, word, ok := r.BasicAuth(); ok && name == a.name && word != current {
		shown = append(shown, word) // who shows it twice must be right twice
	}
	for _, word := range shown {
		if err := s.password(ctx, r, a.name, word); err != nil {
			s.audit(r, "password_change", a.name, false, err.Error())
			return err
		}
	}
	hash, err := s.hashing.hash(next)
	if err != nil {
		return fmt.Errorf("hash password: %w", err)
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	err = s.savePassword(ctx, a.name, hash)
	s.audit(r, "password_change", a.name, err == nil, "")
	return err
}

func errFixedPassword() error {
	return fault.New(fault.Conflict, "The account is set by PULSE_AUTH_USER and PULSE_AUTH_PASS: change it there and start again")
}
