package auth

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"pulse/backend/pause"
)

// maxGuesses is how many wrong passwords, codes or secrets one address may
// show in a minute, this machine included.
const maxGuesses = 10

// maxBadTokens is the same for API tokens, which are long: a program with an
// old token must not stop others behind the same address.
const maxBadTokens = 300

// LoginError is a refused sign-in.
type LoginError struct {
	Attempts int       // wrong ones so far
	Locked   bool      // this one locked
	Until    time.Time // refused until then, without a look at the password
	Limited  bool      // too many from this address
}

// Error names the reason.
func (e *LoginError) Error() string {
	switch {
	case e.Limited:
		return "too many attempts"
	case !e.Until.IsZero():
		return "account is locked for this address"
	default:
		return "user name or password is wrong"
	}
}

// SignIn checks a name and a password and begins a session, whose cookies it
// sets. A refusal is a *LoginError.
func (s *Service) SignIn(w http.ResponseWriter, r *http.Request, name, password string) error {
	session, err := s.beginByPassword(r, name, password)
	if err != nil {
		return err
	}
	s.setCookies(w, r, session)
	return nil
}

// beginByPassword checks a password and begins a session.
func (s *Service) beginByPassword(r *http.Request, name, password string) (*sessionInUse, error) {
	hash, _, err := s.hashFor(name)
	if err != nil {
		return nil, fmt.Errorf("check password: %w", err)
	}
	var session *sessionInUse
	if err = s.password(r.Context(), r, name, password); err == nil {
		session, err = s.beginUnchanged(r, name, hash)
	}
	s.auditLogin(r, name, err)
	return session, err
}

// beginUnchanged begins a session unless the password was replaced while it was
// compared: the sessions of that one have been ended already.
func (s *Service) beginUnchanged(r *http.Request, name string, compared []byte) (*sessionInUse, error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	if hash, _, err := s.hashFor(name); err != nil || !bytes.Equal(hash, compared) {
		return nil, &LoginError{Attempts: 1}
	}
	session, err := s.begin(r.Context(), r, name, passwordSession)
	if err != nil {
		return nil, fmt.Errorf("begin session: %w", err)
	}
	return session, nil
}

// password checks a password with all that slows down guessing.
func (s *Service) password(ctx context.Context, r *http.Request, name, password string) error {
	client := s.clients.address(r)
	who := pair{limited(name, 100), keyOf(client)}
	if err := s.mayTry(r, who); err != nil {
		return err
	}
	if err := pause.For(ctx, s.lockout.delay(who.name, s.now())); err != nil {
		return err
	}
	hash, known, err := s.hashFor(name)
	if err != nil {
		return fmt.Errorf("check password: %w", err)
	}
	leave, err := s.hashing.enter(ctx)
	if err != nil {
		return fmt.Errorf("check password: %w", err)
	}
	defer leave()
	if err := s.mayTry(r, who); err != nil {
		return err // others have failed while this one waited
	}
	if s.hashing.matches(hash, password) && known {
		s.lockout.succeed(who)
		return nil
	}
	s.guessed(r, "password", maxGuesses)
	n := s.lockout.fail(who, s.now())
	return &LoginError{Attempts: n, Locked: n >= MaxAttempts}
}

// mayTry refuses who has failed too often.
func (s *Service) mayTry(r *http.Request, who pair) error {
	if until := s.lockout.until(who, s.now()); !until.IsZero() {
		return &LoginError{Until: until}
	}
	if s.tooManyGuesses(r, "password", maxGuesses) {
		return &LoginError{Limited: true}
	}
	return nil
}

// tooManyGuesses reports whether an address has guessed too often.
func (s *Service) tooManyGuesses(r *http.Request, what string, limit int) bool {
	return s.guesses.full(limitKey{keyOf(s.clients.address(r)), what}, perMinute(limit), s.now())
}

func (s *Service) guessed(r *http.Request, what string, limit int) {
	s.guesses.take(limitKey{keyOf(s.clients.address(r)), what}, perMinute(limit), s.now()) // counting is all
}
