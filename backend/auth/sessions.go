package auth

import (
	"context"
	"net/http"
	"time"

	"pulse/backend/fault"
	"pulse/backend/store"
)

// sessionIDLength is how much of a session's hash tells it apart. The whole
// hash stays here.
const sessionIDLength = 24

// SignedIn is a browser or a program that is signed in.
type SignedIn struct {
	ID        string
	Method    string // password or oidc
	UserAgent string
	IP        string
	CreatedAt time.Time
	ExpiresAt time.Time
	Current   bool // it is the one that asks
}

// SignIns lists the sessions of whoever calls, the newest first. Who has none,
// such as the window of this machine or a token, acts for the local account.
func (s *Service) SignIns(r *http.Request) ([]SignedIn, error) {
	sessions, err := s.sessionsOf(r)
	if err != nil {
		return nil, err
	}
	own := currentHash(r.Context())
	list := make([]SignedIn, 0, len(sessions))
	for _, n := range sessions {
		list = append(list, SignedIn{
			ID: n.Hash[:sessionIDLength], Method: n.Kind, UserAgent: n.UserAgent, IP: n.IP,
			CreatedAt: n.CreatedAt, ExpiresAt: n.ExpiresAt, Current: n.Hash == own,
		})
	}
	return list, nil
}

// EndSignIn ends one session of whoever calls.
func (s *Service) EndSignIn(r *http.Request, id string) error {
	sessions, err := s.sessionsOf(r)
	if err != nil {
		return err
	}
	for _, n := range sessions {
		if n.Hash[:sessionIDLength] == id {
			return s.endSignIns(r, n)
		}
	}
	return fault.New(fault.NotFound, "This sign-in has ended already")
}

// EndOtherSignIns ends every session of whoever calls but the one that asks,
// and tells how many there were.
func (s *Service) EndOtherSignIns(r *http.Request) (int, error) {
	sessions, err := s.sessionsOf(r)
	if err != nil {
		return 0, err
	}
	own := currentHash(r.Context())
	others := make([]store.Session, 0, len(sessions))
	for _, n := range sessions {
		if n.Hash != own {
			others = append(others, n)
		}
	}
	return len(others), s.endSignIns(r, others...)
}

func (s *Service) endSignIns(r *http.Request, sessions ...store.Session) error {
	hashes := make([]string, 0, len(sessions))
	for _, n := range sessions {
		hashes = append(hashes, n.Hash)
	}
	err := s.store.EndSessions(r.Context(), hashes)
	s.remember.forget() // a program that sends a password begins anew
	s.Audit(r, "sessions_end", err == nil, "")
	return err
}

// sessionsOf reads the sessions of whoever calls that have not expired.
func (s *Service) sessionsOf(r *http.Request) ([]store.Session, error) {
	id := From(r.Context())
	user, kind := id.Name, passwordSession
	switch {
	case id.session != nil:
		user, kind = id.session.user, id.session.kind
	case id.Method != Basic:
		account := s.credentials.Load().account
		if account == nil {
			return nil, nil
		}
		user = account.name
	}
	return s.store.Sessions(r.Context(), user, kind, s.now())
}

// currentHash is that of the session of a request; empty when it came without.
func currentHash(ctx context.Context) string {
	if session := From(ctx).session; session != nil {
		return hashOf(session.token)
	}
	return ""
}
