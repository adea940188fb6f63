package auth

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"slices"

	"pulse/backend/fault"
	"pulse/backend/store"
)

// RegenerateToken makes a token in place of all stored ones. Those of the
// environment stay.
func (s *Service) RegenerateToken(ctx context.Context) (string, error) {
	raw, record, err := s.makeToken("Primary token")
	if err != nil {
		return "", err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	if err := s.store.ReplaceTokens(ctx, []store.Token{record}); err != nil {
		return "", fmt.Errorf("replace tokens: %w", err)
	}
	return raw, s.reload(ctx)
}

// ReplaceToken makes a token in place of the stored ones of its name.
func (s *Service) ReplaceToken(ctx context.Context, name string) (string, error) {
	raw, record, err := s.makeToken(name)
	if err != nil {
		return "", err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	kept := slices.DeleteFunc(s.stored(), func(t store.Token) bool { return t.Name == name })
	slices.Reverse(kept) // they are listed newest first and stored in their order
	if err := s.store.ReplaceTokens(ctx, append(kept, record)); err != nil {
		return "", fmt.Errorf("replace tokens: %w", err)
	}
	return raw, s.reload(ctx)
}

// DropToken removes the stored tokens of a name, or the only one there is. It
// reports whether there was one to remove.
func (s *Service) DropToken(ctx context.Context, name string) (bool, error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	all := s.stored()
	kept := slices.DeleteFunc(slices.Clone(all), func(t store.Token) bool { return t.Name == name })
	if len(kept) == 1 && len(all) == 1 {
		kept = nil
	}
	if len(kept) == len(all) {
		return false, nil
	}
	slices.Reverse(kept)
	if err := s.store.ReplaceTokens(ctx, kept); err != nil {
		return false, fmt.Errorf("drop token: %w", err)
	}
	return true, s.reload(ctx)
}

// stored are the tokens that are not of the environment, newest first.
func (s *Service) stored() []store.Token {
	c := s.credentials.Load()
	return slices.Clone(c.tokens[c.fixed:])
}

func (s *Service) makeToken(name string) (string, store.Token, error) {
	record, err := NewToken{Name: name}.record(s.now())
	if err != nil {
		return "", store.Token{}, err
	}
	raw := newToken()
	record.fill(raw)
	return raw, record.Token, nil
}

// ValidToken tells whether a token is good, to a caller who may not guess
// without end.
func (s *Service) ValidToken(r *http.Request, token string) (bool, error) {
	if s.tooManyGuesses(r, "validate", maxGuesses) {
		return false, tooMany()
	}
	_, good := s.valid(token)
	if !good {
		s.guessed(r, "validate", maxGuesses)
	}
	return good && !s.env.TokensOff, nil
}

// ResetLockout lets a user, or the callers at an address, try again at once.
func (s *Service) ResetLockout(r *http.Request, identifier string) error {
	if identifier == "" {
		return fault.New(fault.Invalid, "The identifier is missing: give a user name or an address").In("identifier")
	}
	if address, err := netip.ParseAddr(identifier); err == nil {
		identifier = keyOf(address.Unmap().WithZone(""))
	}
	s.lockout.reset(identifier)
	s.guesses.forget(identifier)
	s.Audit(r, "lockout_reset", true, limited(identifier, 100))
	return nil
}
