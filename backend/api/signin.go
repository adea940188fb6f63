package api

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"pulse/backend/auth"
	"pulse/backend/wire"
)

func (s *server) login(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.LoginInput](r)
	if err != nil {
		return err
	}
	if err := s.Auth.SignIn(w, r, in.Username, in.Password); err != nil {
		return s.signInRefused(w, err)
	}
	return reply(w, http.StatusOK, wire.Success{Success: true, Message: "Signed in"})
}

// signInRefused is the body of a failed sign-in, which is one of a kind.
func (s *server) signInRefused(w http.ResponseWriter, err error) error {
	refused, ok := errors.AsType[*auth.LoginError](err)
	if !ok {
		return err
	}
	minutes := int(auth.LockTime / time.Minute)
	switch {
	case refused.Limited:
		w.Header().Set("Retry-After", "60")
		return &failure{status: http.StatusTooManyRequests, body: wire.LoginRefused{
			Error: "rate_limit", Message: "Too many attempts. Please try again later.",
		}}
	case !refused.Until.IsZero():
		left := int(math.Ceil(refused.Until.Sub(s.Now()).Minutes()))
		return &failure{status: http.StatusForbidden, body: wire.LoginRefused{
			Error: "account_locked", Message: "Too many wrong passwords. Try again in " + strconv.Itoa(left) + " minutes.",
			LockedUntil: refused.Until.UTC().Format(time.RFC3339), RemainingMinutes: left,
		}}
	case refused.Locked:
		return &failure{status: http.StatusUnauthorized, body: wire.LoginRefused{
			Error: "invalid_credentials", Locked: true, LockoutDuration: strconv.Itoa(minutes) + " minutes",
			Message: "User name or password is wrong. Sign-in is locked for " + strconv.Itoa(minutes) + " minutes.",
		}}
	default:
		remaining := auth.MaxAttempts - refused.Attempts
		return &failure{status: http.StatusUnauthorized, body: wire.LoginRefused{
			Error: "invalid_credentials", Message: "User name or password is wrong. " + strconv.Itoa(remaining) + " attempts remain.",
			Attempts: refused.Attempts, Remaining: &remaining, MaxAttempts: auth.MaxAttempts,
		}}
	}
}

func (s *server) logout(w http.ResponseWriter, r *http.Request) error {
	if err := s.Auth.SignOut(w, r); err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.Success{Success: true, Message: "Signed out"})
}

func (s *server) localSession(w http.ResponseWriter, r *http.Request) error {
	token, err := s.Auth.OpenWindow(r)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.LocalSession{Token: token})
}

func (s *server) quit(w http.ResponseWriter, r *http.Request) error {
	if err := s.Auth.ShowedLaunchSecret(r); err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	if s.Quit != nil {
		s.Quit()
	}
	return nil
}
