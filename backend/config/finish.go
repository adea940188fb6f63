package config

import (
	"crypto/tls"
	"strings"

	"pulse/backend/fault"
)

// finish checks what several variables say together, and fills what follows
// from them.
func (c *Config) finish() error {
	if err := c.Server.check(); err != nil {
		return err
	}
	c.finishAccess()
	return c.finishOIDC()
}

func (s *Server) check() error {
	if !s.TLS {
		return nil
	}
	for _, file := range []struct{ name, path string }{{"TLS_CERT_FILE", s.CertFile}, {"TLS_KEY_FILE", s.KeyFile}} {
		if file.path == "" {
			return fault.New(fault.Invalid,
				"%s is not set: HTTPS_ENABLED needs both TLS_CERT_FILE and TLS_KEY_FILE; set it, or set HTTPS_ENABLED=false", file.name).In(file.name)
		}
	}
	if _, err := tls.LoadX509KeyPair(s.CertFile, s.KeyFile); err != nil {
		return fault.New(fault.Invalid,
			"TLS_CERT_FILE and TLS_KEY_FILE cannot be used: %v; give a certificate and its key as PEM files that this user may read", err).In("TLS_CERT_FILE")
	}
	return nil
}

func (c *Config) finishAccess() {
	a := &c.Access
	if !c.set["API_TOKEN_ENABLED"] {
		a.TokensEnabled = len(a.Tokens) > 0
	}
	switch {
	case a.Password != "" && a.User == "":
		a.User = "admin"
	case a.Password == "" && a.User != "":
		c.Notes = append(c.Notes, "PULSE_AUTH_USER has no effect without PULSE_AUTH_PASS")
		a.User = ""
	}
	if c.Proxy.Secret != "" && len(a.TrustedProxies) == 0 {
		c.Notes = append(c.Notes, "PROXY_AUTH_SECRET lets nobody in without PULSE_TRUSTED_PROXIES: set that to the address of the proxy")
	}
	if looksCutShort(a.Password) {
		c.Notes = append(c.Notes, "PULSE_AUTH_PASS begins like a bcrypt hash but has not 60 characters: it is taken as the password itself")
	}
}

// looksCutShort finds hashes that lost their end on the way.
func looksCutShort(password string) bool {
	return len(password) >= 55 && len(password) < 60 &&
		(strings.HasPrefix(password, "$2a$") || strings.HasPrefix(password, "$2b$") || strings.HasPrefix(password, "$2y$"))
}

func (c *Config) finishOIDC() error {
	o := &c.OIDC
	for _, v := range oidcVariables(&OIDC{}) {
		o.Fixed = o.Fixed || c.set[v.name]
	}
	if o.RedirectURL == "" && c.Server.PublicURL != "" {
		o.RedirectURL = c.Server.PublicURL + "/api/oidc/callback"
	}
	if !o.Enabled {
		return nil
	}
	for _, need := range []struct{ name, value string }{
		{"OIDC_ISSUER_URL", o.IssuerURL}, {"OIDC_CLIENT_ID", o.ClientID}, {"OIDC_REDIRECT_URL", o.RedirectURL},
	} {
		if need.value == "" {
			return fault.New(fault.Invalid, "%s is not set: OIDC_ENABLED needs it", need.name).In(need.name)
		}
	}
	return nil
}
