package auth

import (
	"net/http"
	"net/netip"
	"time"
)

// Status is how this server is protected, for the route of that name.
type Status struct {
	Disabled    bool // authentication is switched off
	Configured  bool // a credential is needed
	Tokens      bool
	TokenHint   string // ends of the newest token
	User        string
	Account     bool      // there is a name and a password
	Fixed       bool      // the environment gives them
	ChangedAt   time.Time // of the account
	Client      netip.Addr
	Private     bool // the client is in a private network
	Trusted     bool // the client is in a trusted network
	RequireAuth bool
	NeedsCode   bool // the first set-up needs the code from this caller
	Proxy       bool // a proxy signs people in
	LogoutURL   string
	Provider    Provider // the sign-in at a provider, without its secret
	Overrides   map[string]bool
	Proxies     []netip.Prefix // peers whose forwarding headers are believed
}

// Status describes the protection to the caller of a request.
func (s *Service) Status(r *http.Request) Status {
	c := s.credentials.Load()
	client := s.clients.address(r)
	private := client.IsLoopback() || client.IsPrivate() || client.IsLinkLocalUnicast()
	st := Status{
		Disabled: s.env.DisableAuth, Configured: s.configured(), Tokens: len(c.tokens) > 0,
		ChangedAt: c.changedAt, Client: client, Private: private, Trusted: private,
		RequireAuth: s.env.RequireAuth,
		NeedsCode:   !s.configured() && !From(r.Context()).May(Admin),
	}
	st.Proxy, st.LogoutURL = s.env.Proxy.Secret != "", s.env.Proxy.LogoutURL
	st.Provider, st.Overrides = s.Provider(), s.env.Provider.Overrides
	if len(s.env.TrustedNetworks) > 0 {
		st.Trusted = clients{trusted: s.env.TrustedNetworks}.trusts(client)
	}
	st.Proxies = s.env.TrustedProxies
	if c.account != nil {
		st.User, st.Account, st.Fixed = c.account.name, true, c.account.environment
	}
	if tokens := s.Tokens(); len(tokens) > 0 && tokens[0].Prefix != "" {
		st.TokenHint = tokens[0].Prefix + "..." + tokens[0].Suffix
	}
	return st
}

// LocalCaller reports whether a request comes from this machine, without a hop
// that is not trusted.
func (s *Service) LocalCaller(r *http.Request) bool { return s.clients.local(r) }

// Protected reports whether callers from elsewhere need a credential.
func (s *Service) Protected() bool { return !s.open() }
