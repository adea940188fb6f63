package auth

import "net/http"

// Still reports whether what let a request through the guard would let it
// through now. Long connections ask from time to time: what was signed out,
// deleted or has expired must not be looked through for ever.
func (s *Service) Still(r *http.Request) bool {
	id := From(r.Context())
	switch id.Method {
	case Token:
		return s.holds(id.TokenID)
	case Session, OIDC, Basic:
		session, err := s.sessionOf(r.Context(), id.session.token)
		return err != nil || session != nil // a store that cannot be read ends nobody
	case Window:
		_, known := s.windows.identity(presentedToken(r))
		return known
	case Recovery:
		return s.recovery.active(s.now())
	case Open:
		return !s.configured()
	case ReadOnly:
		return s.credentials.Load().account == nil && s.system.Load().readable
	default: // the environment decided it
		return true
	}
}

// holds reports whether there is such a token, which has not expired.
func (s *Service) holds(tokenID string) bool {
	for _, t := range s.credentials.Load().tokens {
		if t.ID == tokenID {
			return t.ExpiresAt.IsZero() || s.now().Before(t.ExpiresAt)
		}
	}
	return false
}
