package auth

import (
	"net/http"
	"strings"
	"time"
)

// identify finds out who calls; the first proof that holds counts.
func (g *guard) identify(w http.ResponseWriter, r *http.Request, rule Rule) (Identity, *Refusal) {
	if rule.Access == Public || rule.Access == Local {
		return Identity{}, nil
	}
	token := presentedToken(r)
	if id, ok := g.windows.identity(token); ok {
		return id, nil
	}
	if id, ok := g.byProxy(w, r); ok {
		return id, nil
	}
	session, err := g.session(r)
	if err != nil {
		g.log.Error("reading a session failed", "err", err)
		return Identity{}, &Refusal{Status: http.StatusInternalServerError, Code: "internal_error", Style: Structured, Message: "The session could not be read; the log says why"}
	}
	if session != nil && session.kind == providerSession {
		id := Identity{Name: session.user, Method: OIDC, Rights: everything, session: session}
		mark(w, id)
		return id, nil
	}
	if id, ok := g.byRecovery(w, r); ok {
		return id, nil
	}
	return g.ownCredential(w, r, rule, token, session)
}

// ownCredential looks for what Pulse itself hands out.
func (g *guard) ownCredential(w http.ResponseWriter, r *http.Request, rule Rule, token string, session *sessionInUse) (Identity, *Refusal) {
	c := g.credentials.Load()
	switch {
	case g.env.DisableAuth:
		return g.disabled(w, r, token, c)
	case !g.configured():
		if g.env.OpenSetup || g.clients.local(r) || g.env.OpenExport && rule.Bucket == Export {
			return Identity{Method: Open, Rights: everything}, nil
		}
		return Identity{}, unauthenticated()
	case c.account == nil && g.env.Proxy.Secret == "" && g.signOn.client.Load() == nil:
		return g.tokenOnly(w, r, token, rule)
	default:
		return g.proven(w, r, token, session)
	}
}

func (g *guard) disabled(w http.ResponseWriter, r *http.Request, token string, c *credentials) (Identity, *Refusal) {
	if token != "" && len(c.tokens) > 0 {
		id, refusal := g.byToken(w, r, token)
		if refusal != nil {
			return Identity{}, refusal
		}
		return Identity{Method: Disabled, Rights: everything, TokenID: id.TokenID}, nil
	}
	return Identity{Method: Disabled, Rights: everything}, nil
}

// tokenOnly is API-only mode: tokens exist, a password does not.
func (g *guard) tokenOnly(w http.ResponseWriter, r *http.Request, token string, rule Rule) (Identity, *Refusal) {
	if token != "" {
		return g.byToken(w, r, token)
	}
	if rule.Access == ReadOpen && r.Method == http.MethodGet && g.system.Load().readable {
		if !g.hosts.fine(r.Host) {
			return Identity{}, foreignHost()
		}
		return Identity{Method: ReadOnly, Rights: Read}, nil
	}
	return Identity{}, &Refusal{
		Status: http.StatusUnauthorized, Message: "API token required", Style: Bare, Challenge: `Bearer realm="API Token Required"`,
	}
}

func (g *guard) proven(w http.ResponseWriter, r *http.Request, token string, session *sessionInUse) (Identity, *Refusal) {
	var refusal *Refusal
	if token != "" {
		id, wrong := g.byToken(w, r, token)
		if wrong == nil {
			return id, nil
		}
		refusal = wrong
	}
	if session != nil {
		return Identity{Name: session.user, Method: Session, Rights: everything, session: session}, nil
	}
	if name, password, ok := r.BasicAuth(); ok {
		return g.byPassword(w, r, name, password)
	}
	if refusal != nil && refusal.Status == http.StatusTooManyRequests {
		return Identity{}, refusal
	}
	return Identity{}, unauthenticated()
}

func (g *guard) byToken(w http.ResponseWriter, r *http.Request, token string) (Identity, *Refusal) {
	if g.tooManyGuesses(r, "token", maxBadTokens) {
		w.Header().Set("Retry-After", "60")
		return Identity{}, tooMany()
	}
	id, ok := g.token(token)
	if !ok {
		g.guessed(r, "token", maxBadTokens)
		return Identity{}, &Refusal{Status: http.StatusUnauthorized, Message: "Invalid API token", Style: Bare}
	}
	w.Header().Set("X-Auth-Method", string(Token))
	return id, nil
}

// byPassword checks a Basic header and begins a session, so that a browser
// need not send it again.
func (g *guard) byPassword(w http.ResponseWriter, r *http.Request, name, password string) (Identity, *Refusal) {
	digest := g.remember.digest(name, password, g.clients.address(r).String(), r.UserAgent())
	session := g.remember.find(digest)
	if session == nil || g.now().Add(SessionLife/2).After(session.expires) {
		var err error
		if session, err = g.beginByPassword(r, name, password); err != nil {
			return Identity{}, g.refused(w, err)
		}
		g.remember.add(digest, session)
	}
	g.setCookies(w, r, session)
	return Identity{Name: name, Method: Basic, Rights: everything, session: session}, nil
}

// refused is the answer to a Basic header that was not accepted.
func (g *guard) refused(w http.ResponseWriter, err error) *Refusal {
	login, ok := err.(*LoginError) //nolint:errorlint // made by password, which does not wrap it
	switch {
	case !ok:
		g.log.Error("checking a password failed", "err", err)
		return &Refusal{Status: http.StatusInternalServerError, Code: "internal_error", Style: Structured, Message: "The password could not be checked; the log says why"}
	case login.Limited:
		w.Header().Set("Retry-After", "60")
		return tooMany()
	case !login.Until.IsZero():
		return &Refusal{
			Status: http.StatusForbidden, Message: "Account temporarily locked", Style: Bare,
			Extra: map[string]any{
				"message":     "Too many wrong passwords. Try again at " + login.Until.UTC().Format("15:04 MST") + ".",
				"lockedUntil": login.Until.UTC().Format(time.RFC3339),
			},
		}
	default:
		return unauthenticated()
	}
}

// presentedToken is the API token of a request, from the first place that has
// one. A browser cannot set headers on a socket, so a sub-protocol counts too.
func presentedToken(r *http.Request) string {
	if t := r.Header.Get("X-API-Token"); t != "" {
		return strings.TrimSpace(t)
	}
	if scheme, t, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(t)
	}
	for _, header := range r.Header.Values("Sec-Websocket-Protocol") {
		for protocol := range strings.SplitSeq(header, ",") {
			if t, ok := strings.CutPrefix(strings.TrimSpace(protocol), "token."); ok {
				return t
			}
		}
	}
	return r.URL.Query().Get("token")
}
