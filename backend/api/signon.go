package api

import (
	"errors"
	"net/http"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/wire"
)

func signOnRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/security/oidc", Access: auth.Admins, Bucket: auth.General, Errors: structured, Out: wire.SignOn{}, Summary: "The sign-in at an OpenID Connect provider", handle: (*server).signOn},
		{Method: "PUT", Path: "/api/security/oidc", Access: auth.Admins, Bucket: auth.General, Errors: structured, In: wire.SignOnInput{}, Out: wire.SignOn{}, Summary: "Replace the sign-in at a provider; ends the sessions that it began", handle: (*server).saveSignOn},
		{Method: "POST", Path: "/api/security/oidc/test", Access: auth.Admins, Bucket: auth.General, Errors: structured, In: wire.SignOnInput{}, Out: wire.Success{}, Summary: "Ask a provider to describe itself, before it is saved", handle: (*server).trySignOn},
		{Method: "POST", Path: "/api/oidc/login", Access: auth.Public, Bucket: auth.SignIn, SameOrigin: true, Errors: structured, In: wire.SignOnStart{}, Out: wire.SignOnBegun{}, Summary: "Begin a sign-in at the provider", handle: (*server).beginSignOn},
		{Method: "GET", Path: "/api/oidc/callback", Access: auth.Public, Bucket: auth.General, Errors: structured, Status: http.StatusFound, Query: []string{"state", "code", "error"}, Summary: "Where the provider sends the browser back to", handle: (*server).finishSignOn},
	}
}

func (s *server) signOn(w http.ResponseWriter, r *http.Request) error {
	return reply(w, http.StatusOK, s.signOnOf(r))
}

func (s *server) signOnOf(r *http.Request) wire.SignOn {
	p := s.Auth.Provider()
	out := wire.SignOn{
		Enabled: p.Enabled, IssuerURL: p.IssuerURL, ClientID: p.ClientID, RedirectURL: p.RedirectURL, LogoutURL: p.LogoutURL,
		Scopes: p.Scopes, UsernameClaim: p.UsernameClaim, EmailClaim: p.EmailClaim, GroupsClaim: p.GroupsClaim,
		AllowedGroups: p.AllowedGroups, AllowedDomains: p.AllowedDomains, AllowedEmails: p.AllowedEmails,
		ClientSecretSet: p.ClientSecret != "", EnvOverrides: s.Auth.Status(r).Overrides,
	}
	if s.PublicURL != nil && s.PublicURL() != "" {
		out.DefaultRedirect = s.PublicURL() + "/api/oidc/callback"
	}
	return out
}

func (s *server) saveSignOn(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.SignOnInput](r)
	if err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	if err := s.Auth.SaveProvider(r.Context(), r, s.providerOf(in)); err != nil {
		return providerRefused(err)
	}
	return reply(w, http.StatusOK, s.signOnOf(r))
}

// trySignOn looks whether the provider can be used before it is saved.
func (s *server) trySignOn(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.SignOnInput](r)
	if err != nil {
		return err
	}
	if err := s.Auth.TryProvider(r.Context(), s.providerOf(in)); err != nil {
		return providerRefused(err)
	}
	return reply(w, http.StatusOK, wire.Success{Success: true, Message: "The provider answers and can be used"})
}

// providerOf is a sign-in as it was sent, with the stored secret where none
// was sent.
func (s *server) providerOf(in wire.SignOnInput) auth.Provider {
	next := auth.Provider{
		Enabled: in.Enabled, IssuerURL: in.IssuerURL, ClientID: in.ClientID, RedirectURL: in.RedirectURL, LogoutURL: in.LogoutURL,
		Scopes: in.Scopes, UsernameClaim: in.UsernameClaim, EmailClaim: in.EmailClaim, GroupsClaim: in.GroupsClaim,
		AllowedGroups: in.AllowedGroups, AllowedDomains: in.AllowedDomains, AllowedEmails: in.AllowedEmails,
		ClientSecret: s.Auth.Provider().ClientSecret,
	}
	if in.ClientSecret != nil {
		next.ClientSecret = *in.ClientSecret
	}
	if in.ClearClientSecret {
		next.ClientSecret = ""
	}
	return next
}

// providerRefused names the member that is wrong.
func providerRefused(err error) error {
	if wrong, ok := errors.AsType[*fault.Error](err); ok && wrong.Code == fault.Invalid {
		return &failure{status: http.StatusBadRequest, code: "validation_error", text: wrong.Message, shape: structured, details: field(wrong.Field), err: wrong.Err}
	}
	return err
}

func (s *server) beginSignOn(w http.ResponseWriter, r *http.Request) error {
	in, err := decodeOptional[wire.SignOnStart](r)
	if err != nil {
		return err
	}
	target, err := s.Auth.BeginSignOn(w, r, in.ReturnTo)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.SignOnBegun{AuthorizationURL: target})
}

func (s *server) finishSignOn(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, s.Auth.FinishSignOn(w, r), http.StatusFound)
	return nil
}
