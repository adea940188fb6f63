package auth

import (
	"context"
	"fmt"
	"slices"
)

// fixed are the credentials that the environment gives.
type fixed struct {
	account        *account // nil where there is none
	user, password string   // as they were written
	tokens         []string
}

func fixedBy(env Environment, h hashing) (fixed, error) {
	a, err := environmentPassword(env, h)
	return fixed{a, env.User, env.Password, env.Tokens}, err
}

// UseEnvironment takes over the user, the password and the tokens of a changed
// environment; the rest of it counts at the next start. A changed password ends
// the sessions of its account. It reports whether anything changed.
func (s *Service) UseEnvironment(ctx context.Context, env Environment) (changed bool, err error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	before := s.fixed
	samePassword := before.user == env.User && before.password == env.Password
	if samePassword && slices.Equal(before.tokens, env.Tokens) {
		return false, nil
	}
	next, err := fixedBy(env, s.hashing)
	if err != nil {
		return false, err
	}
	if samePassword {
		next.account = before.account // its hash is made already
	} else if err := s.endSessions(ctx, before, next); err != nil {
		return false, err
	}
	s.fixed = next
	if err := s.reload(ctx); err != nil {
		s.fixed = before
		return false, err
	}
	return true, nil
}

// endSessions ends what was begun with another password than is good from now
// on, and makes the hash of the new one.
func (s *Service) endSessions(ctx context.Context, before, next fixed) error {
	if next.account != nil {
		if _, err := next.account.hash(); err != nil {
			return fmt.Errorf("hash the password of the environment: %w", err)
		}
	}
	for _, user := range []string{before.user, next.user} {
		if user == "" {
			continue
		}
		if err := s.store.DeleteSessions(ctx, user, passwordSession); err != nil {
			return fmt.Errorf("end sessions: %w", err)
		}
	}
	return nil
}
