package api

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/store"
	"pulse/backend/wire"
)

func (s *server) securityStatus(w http.ResponseWriter, r *http.Request) error {
	st := s.Auth.Status(r)
	id := auth.From(r.Context())
	full := id.Proven() || id.May(auth.Admin)
	if !full {
		st.User, st.TokenHint, st.ChangedAt, st.Provider.ClientID, st.Overrides = "", "", time.Time{}, "", nil
	}
	if st.Disabled {
		return reply(w, http.StatusOK, wire.SecurityOff{
			Disabled: true, Message: "Authentication is switched off by DISABLE_AUTH",
			APITokenConfigured: st.Tokens, APITokenHint: st.TokenHint,
			OIDCEnabled: st.Provider.Enabled, OIDCIssuer: st.Provider.IssuerURL, OIDCClientID: st.Provider.ClientID,
			OIDCLogoutURL: st.Provider.LogoutURL, OIDCEnvOverrides: st.Overrides,
			SignedInBy: string(id.Method), MayChange: id.May(auth.Admin),
		})
	}
	out := wire.SecurityStatus{
		APITokenConfigured: st.Tokens, APITokenHint: st.TokenHint, RequiresAuth: st.Configured,
		HasAuthentication: st.Configured || st.RequireAuth,
		ExportProtected:   st.Tokens || !s.OpenExport, UnprotectedExportAllowed: s.OpenExport,
		HasAuditLogging: s.Audit, CredentialsEncrypted: true, HasHTTPS: r.TLS != nil,
		IsPrivateNetwork: st.Private, PublicAccess: !st.Private, IsTrustedNetwork: st.Trusted,
		AuthUsername: st.User, BootstrapRequired: st.NeedsCode, HasPassword: st.Account, AccountFixed: st.Fixed,
		SignedInBy: string(id.Method), MayChange: id.May(auth.Admin),
		HasProxyAuth: st.Proxy, ProxyAuthLogoutURL: st.LogoutURL,
		OIDCEnabled: st.Provider.Enabled, OIDCIssuer: st.Provider.IssuerURL, OIDCClientID: st.Provider.ClientID,
		OIDCLogoutURL: st.Provider.LogoutURL, OIDCEnvOverrides: st.Overrides,
	}
	switch id.Method {
	case auth.Proxy:
		out.ProxyAuthUsername, out.ProxyAuthIsAdmin = id.Name, id.May(auth.Admin)
	case auth.OIDC:
		out.OIDCUsername = id.Name
	}
	if full {
		out.ClientIP = st.Client.String()
		for _, proxy := range st.Proxies {
			out.TrustedProxies = append(out.TrustedProxies, proxy.String())
		}
	}
	if !st.ChangedAt.IsZero() {
		out.AuthLastModified = st.ChangedAt.UTC().Format(time.RFC3339)
	}
	return reply(w, http.StatusOK, out)
}

func (s *server) quickSetup(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.SetupInput](r)
	if err != nil {
		return err
	}
	done, err := s.Auth.SetUp(r.Context(), r, auth.SetUp{
		User: in.Username, Password: in.Password, Token: in.APIToken, Generate: in.GenerateAPIToken,
		Force: in.Force, Code: cmp.Or(r.Header.Get("X-Bootstrap-Code"), in.BootstrapCode),
	})
	if err != nil {
		return err
	}
	if done.Skipped {
		return reply(w, http.StatusOK, wire.SetupDone{Success: true, Skipped: true, Message: "Pulse is set up already. Sign in to change its account"})
	}
	return reply(w, http.StatusOK, wire.SetupDone{
		Success: true, Method: s.setupMethod(), DeploymentType: s.Deployment,
		Message: "The account is ready", Note: "It is in force at once; nothing has to be started again", APIToken: done.Token,
	})
}

func (s *server) setupMethod() string {
	switch {
	case s.Docker:
		return "docker"
	case s.Deployment == "systemd":
		return "systemd-nonroot"
	default:
		return "manual"
	}
}

func (s *server) changePassword(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.PasswordInput](r)
	if err != nil {
		return err
	}
	err = s.Auth.ChangePassword(r.Context(), r, in.CurrentPassword, in.NewPassword)
	if refused, ok := errors.AsType[*auth.LoginError](err); ok {
		return passwordRefused(w, refused)
	}
	if wrong, ok := errors.AsType[*fault.Error](err); ok && wrong.Code == fault.Invalid {
		return &failure{status: http.StatusBadRequest, code: "invalid_password", text: wrong.Message, shape: structured}
	}
	if wrong, ok := errors.AsType[*fault.Error](err); ok && wrong.Code == fault.Unauthorized {
		return &failure{status: http.StatusUnauthorized, code: "unauthorized", text: wrong.Message, shape: structured}
	}
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.PasswordChanged{Success: true, Message: "Password changed. Sign in again."})
}

func passwordRefused(w http.ResponseWriter, refused *auth.LoginError) error {
	switch {
	case refused.Limited:
		w.Header().Set("Retry-After", "60")
		return &failure{status: http.StatusTooManyRequests, code: "rate_limit", text: "Too many attempts. Please try again later.", shape: structured}
	case !refused.Until.IsZero():
		return &failure{status: http.StatusForbidden, code: "forbidden", text: "Too many wrong passwords. Try again at " + refused.Until.UTC().Format(time.RFC3339), shape: structured}
	default:
		return &failure{status: http.StatusUnauthorized, code: "unauthorized", text: "The current password is wrong", shape: structured}
	}
}

func (s *server) tokens(w http.ResponseWriter, _ *http.Request) error {
	list := wire.Tokens{Tokens: []wire.Token{}}
	for _, t := range s.Auth.Tokens() {
		record := tokenOf(t)
		record.Fixed = s.Auth.FixedToken(t.ID)
		list.Tokens = append(list.Tokens, record)
	}
	return reply(w, http.StatusOK, list)
}

func (s *server) addToken(w http.ResponseWriter, r *http.Request) error {
	in, err := decodeOptional[wire.TokenInput](r)
	if err != nil {
		return err
	}
	ask := auth.NewToken{Name: in.Name, Scopes: in.Scopes}
	if in.ExpiresAt != nil {
		ask.Expires = *in.ExpiresAt
	}
	raw, record, err := s.Auth.AddToken(r.Context(), ask)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.TokenAdded{Token: raw, Record: tokenOf(record)})
}

func (s *server) deleteToken(w http.ResponseWriter, r *http.Request) error {
	if err := s.Auth.DeleteToken(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func tokenOf(t store.Token) wire.Token {
	return wire.Token{
		ID: t.ID, Name: t.Name, Prefix: t.Prefix, Suffix: t.Suffix, CreatedAt: t.CreatedAt.UTC(),
		LastUsedAt: wire.Moment(t.LastUsedAt), Scopes: t.Scopes, ExpiresAt: wire.Moment(t.ExpiresAt),
	}
}
