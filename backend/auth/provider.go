package auth

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"

	"pulse/backend/auth/oidc"
	"pulse/backend/fault"
)

// Provider is the sign-in at an OpenID Connect provider.
type Provider = oidc.Config

// FixedProvider is what the environment fixes about it: all, where it names
// anything.
type FixedProvider struct {
	Provider
	Overrides map[string]bool // members that the environment gives
}

// signOn holds the sign-in at a provider and the flows that wait for it.
type signOn struct {
	client atomic.Pointer[oidc.Client] // nil while it is off
	stored atomic.Pointer[Provider]
	flows  flows
}

// Provider returns the sign-in at a provider that is in force, its secret
// included.
func (s *Service) Provider() Provider { return *s.signOn.stored.Load() }

// loadProvider reads what is fixed, or else what was saved.
func (s *Service) loadProvider(ctx context.Context) error {
	config := s.env.Provider.Provider
	if len(s.env.Provider.Overrides) == 0 {
		config = oidc.Default()
		if _, err := s.store.SignIn(ctx, &config); err != nil {
			return err
		}
	}
	s.useProvider(config.Tidied())
	return nil
}

func (s *Service) useProvider(config Provider) {
	s.signOn.stored.Store(&config)
	var client *oidc.Client
	if config.Enabled {
		client = oidc.New(config, s.now)
	}
	if before := s.signOn.client.Swap(client); before != nil {
		before.Close()
	}
	s.signOn.flows.clear()
}

// SaveProvider replaces the sign-in at a provider. Sessions that were begun
// there end: what let them in may hold no longer.
func (s *Service) SaveProvider(ctx context.Context, r *http.Request, config Provider) error {
	if len(s.env.Provider.Overrides) > 0 {
		return &Refusal{
			Status: http.StatusConflict, Code: "oidc_locked", Style: Structured,
			Message: "This sign-in is set by variables that begin with OIDC_: change them and start again",
		}
	}
	config = config.Tidied()
	if err := config.Check(); err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	if err := s.store.SaveSignIn(ctx, config, providerSession); err != nil {
		return err
	}
	s.useProvider(config)
	s.Audit(r, "oidc_settings", true, "")
	return nil
}

// TryProvider asks a provider to describe itself, as a sign-in would. A
// *fault.Error says what is wrong, and with which member.
func (s *Service) TryProvider(ctx context.Context, config Provider) error {
	config = config.Tidied()
	config.Enabled = true
	if err := config.Check(); err != nil {
		return err
	}
	client := oidc.New(config, s.now)
	defer client.Close()
	if _, err := client.AuthorizationURL(ctx, oidc.Flow{}); err != nil {
		return fault.Wrap(fault.Invalid, err, "%s", oidc.Why(err)).In("issuerUrl")
	}
	return nil
}

// BeginSignOn begins a sign-in at the provider for this browser and returns
// where to send it.
func (s *Service) BeginSignOn(w http.ResponseWriter, r *http.Request, returnTo string) (string, error) {
	client := s.signOn.client.Load()
	if client == nil {
		return "", &Refusal{Status: http.StatusBadRequest, Code: "oidc_disabled", Style: Structured, Message: "Signing in at a provider is not switched on"}
	}
	flow := oidc.Flow{State: randomHex(32), Nonce: randomHex(32), Verifier: randomHex(32)}
	target, err := client.AuthorizationURL(r.Context(), flow)
	if err != nil {
		s.log.Warn("the sign-in provider cannot be used", "issuer", client.Config().IssuerURL, "err", err)
		return "", &Refusal{Status: http.StatusInternalServerError, Code: "oidc_init_failed", Style: Structured, Message: "The sign-in provider does not answer; the log says why"}
	}
	browser := randomHex(32)
	s.signOn.flows.add(flow, hashOf(browser), safeReturn(returnTo), s.now())
	http.SetCookie(w, flowCookie(r, flow.State, browser, int(flowLife.Seconds())))
	return target, nil
}

// FinishSignOn takes a browser that comes back from the provider, begins its
// session when all is right, and returns where to send it.
func (s *Service) FinishSignOn(w http.ResponseWriter, r *http.Request) string {
	state := r.URL.Query().Get("state")
	begun, known := s.signOn.flows.take(state, browserOf(r, state), s.now())
	if known {
		http.SetCookie(w, flowCookie(r, state, "", -1))
	}
	name, err := s.finish(r, begun, known)
	if err == nil {
		err = s.beginSignedOn(w, r, name)
	}
	if refused, ok := err.(*oidc.Error); ok { //nolint:errorlint // made just above
		s.audit(r, "oidc_login", name, false, refused.Code)
		s.log.Warn("sign-in at the provider refused", "code", refused.Code, "err", refused.Err)
		return withResult(begun.returnTo, "error", refused.Code)
	}
	s.audit(r, "oidc_login", name, true, "")
	return withResult(begun.returnTo, "success", "")
}

// finish finds out who comes back from the provider.
func (s *Service) finish(r *http.Request, begun waiting, known bool) (string, error) {
	q, client := r.URL.Query(), s.signOn.client.Load()
	switch {
	case client == nil:
		return "", &oidc.Error{Code: "oidc_init_failed", Err: fault.New(fault.Conflict, "this sign-in is off")}
	case oidc.Word(q.Get("error")) != "":
		return "", &oidc.Error{Code: oidc.Word(q.Get("error"))}
	case q.Get("state") == "":
		return "", &oidc.Error{Code: "missing_state"}
	case !known:
		return "", &oidc.Error{Code: "invalid_state"}
	case q.Get("code") == "":
		return "", &oidc.Error{Code: "missing_code"}
	}
	return client.Finish(r.Context(), begun.flow, q.Get("code"))
}

func (s *Service) beginSignedOn(w http.ResponseWriter, r *http.Request, name string) error {
	session, err := s.begin(r.Context(), r, name, providerSession)
	if err != nil {
		return &oidc.Error{Code: "session_failed", Err: fmt.Errorf("begin session: %w", err)}
	}
	s.setCookies(w, r, session)
	return nil
}
