package auth

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"pulse/backend/fault"
	"pulse/backend/store"
)

// NewToken is what a person asks for.
type NewToken struct {
	Name    string
	Scopes  []string // read, agent, admin; none means admin
	Expires time.Time
}

// Tokens lists the API tokens, newest first. Those of the environment are as old
// as the running program.
func (s *Service) Tokens() []store.Token {
	tokens := slices.Clone(s.credentials.Load().tokens)
	for i, t := range tokens {
		if used := s.uses.of(t.ID); used.After(t.LastUsedAt) {
			tokens[i].LastUsedAt = used
		}
	}
	slices.SortStableFunc(tokens, func(a, b store.Token) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return tokens
}

// FixedToken reports whether a token is of the environment and cannot be
// deleted here.
func (s *Service) FixedToken(id string) bool {
	c := s.credentials.Load()
	return slices.ContainsFunc(c.tokens[:c.fixed], func(t store.Token) bool { return t.ID == id })
}

// AddToken makes a token. The first result is the only time it is seen.
func (s *Service) AddToken(ctx context.Context, in NewToken) (string, store.Token, error) {
	record, err := in.record(s.now())
	if err != nil {
		return "", store.Token{}, err
	}
	raw := newToken()
	record.fill(raw)
	s.changing.Lock()
	defer s.changing.Unlock()
	if err := s.store.AddToken(ctx, record.Token); err != nil {
		return "", store.Token{}, fmt.Errorf("add token: %w", err)
	}
	return raw, record.Token, s.reload(ctx)
}

// DeleteToken removes a stored token.
func (s *Service) DeleteToken(ctx context.Context, id string) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	c := s.credentials.Load()
	at := slices.IndexFunc(c.tokens, func(t store.Token) bool { return t.ID == id })
	if at < 0 {
		return fault.New(fault.NotFound, "Token not found")
	}
	if at < c.fixed {
		return fault.New(fault.Conflict, "This token is set by API_TOKENS or API_TOKEN: remove it there and start again")
	}
	if err := s.store.DeleteToken(ctx, id); err != nil {
		return fmt.Errorf("delete token: %w", err)
	}
	return s.reload(ctx)
}

type tokenRecord struct{ store.Token }

func (in NewToken) record(now time.Time) (tokenRecord, error) {
	name := cmp.Or(strings.TrimSpace(in.Name), "API token")
	if len([]rune(name)) > 100 || strings.IndexFunc(name, isControl) >= 0 {
		return tokenRecord{}, fault.New(fault.Invalid, "Token name must have at most 100 characters, without control characters").In("name")
	}
	for _, scope := range in.Scopes {
		if !slices.Contains([]string{"read", "agent", "admin"}, scope) {
			return tokenRecord{}, fault.New(fault.Invalid, "Scopes are read, agent and admin").In("scopes")
		}
	}
	if !in.Expires.IsZero() && !in.Expires.After(now) {
		return tokenRecord{}, fault.New(fault.Invalid, "expiresAt must be in the future").In("expiresAt")
	}
	scopes := in.Scopes
	if len(scopes) == 0 {
		scopes = []string{"admin"}
	}
	return tokenRecord{store.Token{ID: uuid.NewString(), Name: name, Scopes: scopes, CreatedAt: now.Truncate(time.Millisecond), ExpiresAt: in.Expires}}, nil
}

// newToken is the secret of a token that is made here.
func newToken() string { return "pulse_" + randomHex(20) }

func (t *tokenRecord) fill(raw string) {
	t.Hash = hashOf(raw)
	t.Prefix, t.Suffix = ends(raw)
}

// valid finds the token that was presented, unless it has expired.
func (s *Service) valid(presented string) (store.Token, bool) {
	t, known := s.credentials.Load().find(hashOf(presented))
	return t, known && (t.ExpiresAt.IsZero() || s.now().Before(t.ExpiresAt))
}

// token checks a presented token and notes its use.
func (s *Service) token(presented string) (Identity, bool) {
	t, good := s.valid(presented)
	if !good {
		return Identity{}, false
	}
	s.uses.note(t.ID, s.now())
	return Identity{Name: t.Name, Method: Token, Rights: rightsOf(t.Scopes), TokenID: t.ID}, true
}

// tokenUses remembers when tokens were used last; the disk learns it once a minute.
type tokenUses struct {
	mu    sync.Mutex
	last  map[string]time.Time
	dirty map[string]time.Time
}

func (u *tokenUses) note(id string, at time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.last[id] = at
	if u.dirty == nil {
		u.dirty = map[string]time.Time{}
	}
	u.dirty[id] = at
}

func (u *tokenUses) of(id string) time.Time {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.last[id]
}

func (u *tokenUses) take() map[string]time.Time {
	u.mu.Lock()
	defer u.mu.Unlock()
	dirty := u.dirty
	u.dirty = nil
	return dirty
}

func (s *Service) saveTokenUses(ctx context.Context) error {
	for id, at := range s.uses.take() {
		if err := s.store.TouchToken(ctx, id, at); err != nil {
			return fmt.Errorf("note use of token: %w", err)
		}
	}
	return nil
}
