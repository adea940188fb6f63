package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"net/http"
	"strings"
	"time"

	"pulse/backend/store"
)

// The cookies of a session.
const (
	SessionCookie = "pulse_session"
	CSRFCookie    = "pulse_csrf"
)

// SessionLife is how long a session lasts from its beginning.
const SessionLife = 24 * time.Hour

// sessionInUse is a session with its token, which is stored nowhere.
type sessionInUse struct {
	token   string
	user    string
	kind    string // how it was begun
	expires time.Time
}

// The kinds of sessions.
const (
	passwordSession = "password"
	providerSession = "oidc"
)

// csrf is the token that goes with the session. It follows from the session's
// own, so it is the same in every tab and is not stored.
func (s *sessionInUse) csrf() string {
	mac := hmac.New(sha256.New, []byte(s.token))
	_, _ = mac.Write([]byte("csrf")) // a hash does not fail
	return hex.EncodeToString(mac.Sum(nil))
}

// age is how many seconds the cookies still live, those that have begun
// included: a new session has the whole of SessionLife.
func (s *sessionInUse) age(now time.Time) int {
	return int(math.Ceil(s.expires.Sub(now).Seconds()))
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// begin makes and stores a session.
func (s *Service) begin(ctx context.Context, r *http.Request, user, kind string) (*sessionInUse, error) {
	now := s.now()
	session := &sessionInUse{randomHex(32), user, kind, now.Add(SessionLife)}
	err := s.store.AddSession(ctx, store.Session{
		Hash: hashOf(session.token), User: user, Kind: kind,
		CreatedAt: now, ExpiresAt: session.expires,
		UserAgent: limited(r.UserAgent(), 256), IP: s.clients.address(r).String(),
	})
	return session, err
}

// session finds the session of a request's cookie, if it still counts: one
// begun by a password needs the account of that name, one begun at a provider
// needs that sign-in to be on.
func (s *Service) session(r *http.Request) (*sessionInUse, error) {
	cookie, err := r.Cookie(SessionCookie)
	if err != nil || cookie.Value == "" {
		return nil, nil
	}
	return s.sessionOf(r.Context(), cookie.Value)
}

func (s *Service) sessionOf(ctx context.Context, token string) (*sessionInUse, error) {
	stored, exists, err := s.store.Session(ctx, hashOf(token))
	if err != nil || !exists || !s.now().Before(stored.ExpiresAt) {
		return nil, err
	}
	account := s.credentials.Load().account
	switch {
	case stored.Kind == passwordSession && (account == nil || account.name != stored.User):
		return nil, nil
	case stored.Kind == providerSession && s.signOn.client.Load() == nil:
		return nil, nil
	}
	return &sessionInUse{token, stored.User, stored.Kind, stored.ExpiresAt}, nil
}

// SignOut ends the session of a request and removes its cookies.
func (s *Service) SignOut(w http.ResponseWriter, r *http.Request) error {
	s.Audit(r, "logout", true, "")
	if cookie, err := r.Cookie(SessionCookie); err == nil {
		if err := s.store.DeleteSession(r.Context(), hashOf(cookie.Value)); err != nil {
			return err
		}
		s.remember.forget()
	}
	for _, name := range []string{SessionCookie, CSRFCookie} {
		http.SetCookie(w, cookie(r, name, "", -1))
	}
	return nil
}

func (s *Service) setCookies(w http.ResponseWriter, r *http.Request, session *sessionInUse) {
	age := session.age(s.now())
	http.SetCookie(w, cookie(r, SessionCookie, session.token, age))
	http.SetCookie(w, cookie(r, CSRFCookie, session.csrf(), age))
}

func cookie(r *http.Request, name, value string, age int) *http.Cookie {
	c := &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: age,
		HttpOnly: name == SessionCookie, Secure: secure(r), SameSite: http.SameSiteLaxMode,
	}
	if c.Secure && forwarded(r) {
		c.SameSite = http.SameSiteNoneMode // the proxy's page may have another site
	}
	return c
}

// limited is a text of others, cut where it is longer than anybody needs.
func limited(text string, length int) string {
	if len(text) > length {
		return strings.ToValidUTF8(text[:length], "")
	}
	return text
}
