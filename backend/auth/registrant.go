package auth

import (
	"net/http"
	"time"
)

// codeGuesses is how many wrong setup codes one address may show, this machine
// included.
func codeGuesses() limit { return limit{10, 5 * time.Minute} }

// ManagesBy reports whether a caller may change things: by the credential of
// the request, or by an API token that the body carries.
func (s *Service) ManagesBy(r *http.Request, token string) bool {
	if From(r.Context()).May(Admin) {
		return true
	}
	if token == "" || s.env.TokensOff {
		return false
	}
	id, good := s.token(token)
	return good && id.May(Admin)
}

// MayTryCode refuses a caller whose address has shown too many wrong setup codes.
func (s *Service) MayTryCode(r *http.Request) error {
	if s.guesses.full(s.codeKey(r), codeGuesses(), s.now()) {
		return tooMany()
	}
	return nil
}

// WrongCode counts a wrong setup code.
func (s *Service) WrongCode(r *http.Request) {
	s.guesses.take(s.codeKey(r), codeGuesses(), s.now()) // counting is all
}

func (s *Service) codeKey(r *http.Request) limitKey {
	return limitKey{keyOf(s.clients.address(r)), "code"}
}

// PrivateCaller reports whether a request comes from this machine or a private
// network, as far as nobody forwarded it who is not trusted.
func (s *Service) PrivateCaller(r *http.Request) bool {
	a, certain := s.clients.caller(r)
	return certain && (a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast())
}

// Origin is the scheme, name and port by which a caller reached this server.
func (s *Service) Origin(r *http.Request) string {
	scheme := "http"
	if secure(r) {
		scheme = "https"
	}
	return scheme + "://" + s.clients.asSent(r).Host
}
