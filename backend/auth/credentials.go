package auth

import (
	"context"
	"crypto/sha3"
	"encoding/hex"
	"fmt"
	"time"

	"pulse/backend/store"
)

// credentials are all that can be shown to prove a right. The value is
// replaced as a whole.
type credentials struct {
	account   *account // nil while there is no password
	changedAt time.Time
	tokens    []store.Token // of the environment, then stored ones
	fixed     int           // how many of tokens are of the environment
}

// configured reports whether a caller has to prove anything.
func (c *credentials) configured() bool { return c.account != nil || len(c.tokens) > 0 }

func (c *credentials) find(hash string) (store.Token, bool) {
	for _, t := range c.tokens {
		if t.Hash == hash { // digests: the time tells nothing about the token
			return t, true
		}
	}
	return store.Token{}, false
}

// reload reads the stored credentials and puts those of the environment over
// them; the caller holds the mutex or is alone.
func (s *Service) reload(ctx context.Context) error {
	tokens, err := s.store.Tokens(ctx)
	if err != nil {
		return fmt.Errorf("read tokens: %w", err)
	}
	user, exists, err := s.store.User(ctx)
	if err != nil {
		return fmt.Errorf("read account: %w", err)
	}
	c := &credentials{account: s.fixed.account, tokens: environmentTokens(s.fixed.tokens, s.started)}
	c.fixed = len(c.tokens)
	for _, t := range tokens {
		if _, double := c.find(t.Hash); !double {
			c.tokens = append(c.tokens, t)
		}
	}
	if exists {
		c.changedAt = user.ChangedAt
		if c.account == nil {
			hash := []byte(user.PasswordHash)
			c.account = &account{name: user.Name, hash: func() ([]byte, error) { return hash, nil }}
		}
	}
	s.credentials.Store(c)
	s.remember.forget()
	return nil
}

// environmentTokens are the records of the environment's tokens, made at the
// start of the program. Their ids come from their hashes, so that they stay the
// same at every start.
func environmentTokens(values []string, started time.Time) []store.Token {
	var tokens []store.Token
	for _, value := range values {
		tokens = append(tokens, TokenOf(value, "Environment token", started))
	}
	return tokens
}

// hashOf is the form in which tokens and sessions are kept.
func hashOf(secret string) string {
	sum := sha3.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func isHash(value string) bool {
	_, err := hex.DecodeString(value)
	return err == nil && len(value) == 64
}

// ends are what a list may show of a token.
func ends(token string) (prefix, suffix string) {
	const shown = 10 + 4
	if len(token) < shown+8 { // a short one would be given away
		return "", ""
	}
	return token[:10], token[len(token)-4:]
}
