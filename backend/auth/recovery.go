package auth

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// RecoveryTime is how long this machine gets in without a credential once
// recovery was begun.
const RecoveryTime = 15 * time.Minute

// recovery is the way back for people who lost their password: a file in the
// data folder, which only they and this machine can make.
type recovery struct{ dir string }

func (c recovery) path() string { return filepath.Join(c.dir, ".auth_recovery") }

// active reports whether the file is there and young. One from the future would
// last too long.
func (c recovery) active(now time.Time) bool {
	info, err := os.Stat(c.path())
	if err != nil {
		return false
	}
	age := now.Sub(info.ModTime())
	return age > -time.Minute && age < RecoveryTime
}

func (c recovery) begin(now time.Time) error {
	text := "While this file is younger than 15 minutes, callers of this machine need no password.\n"
	if err := os.WriteFile(c.path(), []byte(text), 0o600); err != nil {
		return fmt.Errorf("begin recovery: %w", err)
	}
	return os.Chtimes(c.path(), now, now)
}

func (c recovery) end() error {
	if err := os.Remove(c.path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("end recovery: %w", err)
	}
	return nil
}

// tidy removes a file that does not count any more.
func (c recovery) tidy(now time.Time) error {
	if c.active(now) {
		return nil
	}
	return c.end()
}

// byRecovery lets callers of this machine in while recovery lasts.
func (g *guard) byRecovery(w http.ResponseWriter, r *http.Request) (Identity, bool) {
	if !g.clients.local(r) || !g.recovery.active(g.now()) {
		return Identity{}, false
	}
	w.Header().Set("X-Auth-Recovery", "true")
	return Identity{Method: Recovery, Rights: everything}, true
}

// Recovering reports whether recovery lasts now, to a caller who may know: one
// of this machine or with a recovery token, which is not used up.
func (s *Service) Recovering(r *http.Request) (bool, error) {
	if !s.clients.local(r) {
		if err := s.recoveryToken(r, s.store.HasRecoveryToken); err != nil {
			return false, err
		}
	}
	return s.recovery.active(s.now()), nil
}

// Recover begins or ends recovery for a caller of this machine, or for one who
// shows a recovery token, which is used up.
func (s *Service) Recover(r *http.Request, begin bool) error {
	err := error(nil)
	if !s.clients.local(r) {
		err = s.recoveryToken(r, s.store.TakeRecoveryToken)
	}
	if err == nil && begin {
		err = s.recovery.begin(s.now())
	} else if err == nil {
		err = s.recovery.end()
	}
	s.Audit(r, "recovery", err == nil, map[bool]string{true: "begin", false: "end"}[begin])
	return err
}

// RecoveryToken makes a token that opens recovery once, from wherever. Only
// callers of this machine get one.
func (s *Service) RecoveryToken(r *http.Request, life time.Duration) (string, error) {
	if !s.clients.local(r) {
		s.Audit(r, "recovery", false, "token")
		return "", notForRecovery()
	}
	token := randomHex(32)
	err := s.store.AddRecoveryToken(r.Context(), hashOf(token), s.now().Add(life))
	s.Audit(r, "recovery", err == nil, "token")
	return token, err
}

func (s *Service) recoveryToken(r *http.Request, good func(ctx context.Context, hash string, now time.Time) (bool, error)) error {
	if s.tooManyGuesses(r, "recovery", maxGuesses) {
		return tooMany()
	}
	ok, err := good(r.Context(), hashOf(r.Header.Get("X-Recovery-Token")), s.now())
	if err == nil && !ok {
		s.guessed(r, "recovery", maxGuesses)
		err = notForRecovery()
	}
	return err
}

func notForRecovery() *Refusal {
	return &Refusal{
		Status: http.StatusForbidden, Code: "recovery_forbidden",
		Message: "Recovery needs a call from the computer that Pulse runs on, or a recovery token",
	}
}

func tooMany() *Refusal {
	return &Refusal{Status: http.StatusTooManyRequests, Code: "rate_limit", Message: "Too many attempts. Please try again later."}
}
