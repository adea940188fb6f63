package auth

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"pulse/backend/store"
)

// ProviderSessions is the kind under which sessions are stored that were begun
// at a sign-in provider.
const ProviderSessions = providerSession

// Adopt takes over accounts, tokens and the sign-in at a provider that were
// stored by somebody else.
func (s *Service) Adopt(ctx context.Context) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	if err := s.reload(ctx); err != nil {
		return err
	}
	return s.loadProvider(ctx)
}

// TokenOf is the record of an unrestricted token that is known in clear or, in
// 64 hex digits, by its hash. Its id comes from the hash: the same token has
// the same id wherever it is read.
func TokenOf(value, name string, at time.Time) store.Token {
	t := store.Token{Name: name, Hash: strings.ToLower(value), CreatedAt: at, Scopes: []string{"admin"}}
	if !isHash(value) {
		t.Hash = hashOf(value)
		t.Prefix, t.Suffix = ends(value)
	}
	t.ID = uuid.NewSHA1(uuid.NameSpaceOID, []byte(t.Hash)).String()
	return t
}
