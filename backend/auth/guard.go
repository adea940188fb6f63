package auth

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"
)

// Routes is what the guard needs of whoever serves the requests.
type Routes interface {
	http.Handler
	// Rule says who may make a request.
	Rule(*http.Request) Rule
	// Refuse answers a request that may not pass.
	Refuse(http.ResponseWriter, *http.Request, *Refusal)
}

// guard is the one middleware that every request passes.
type guard struct {
	*Service
	routes Routes
}

// Guard puts every request through the checks, in their published order,
// before it reaches the routes.
func (s *Service) Guard(routes Routes) http.Handler { return &guard{s, routes} }

// ServeHTTP is the order of the checks: limit, demo, path, origin, host,
// caller, right, forgery, route.
func (g *guard) ServeHTTP(writer http.ResponseWriter, r *http.Request) {
	w := &answer{ResponseWriter: writer}
	defer g.recover(w, r)
	surface := g.system.Load()
	surface.secure(w.Header())
	if g.env.Demo {
		w.Header().Set("X-Demo-Mode", "true")
	}
	plain := withoutSlash(r)
	rule := g.routes.Rule(plain)
	if !g.withinLimit(w, r, rule) {
		return
	}
	if refusal := g.demo(r); refusal != nil {
		g.routes.Refuse(w, r, refusal)
		return
	}
	if !cleanPath(r.URL) {
		g.routes.Refuse(w, r, invalidPath(r))
		return
	}
	surface.allow(w.Header(), r)
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusOK)
		return
	}
	id, refusal := g.admit(w, plain, rule)
	if refusal != nil {
		if refusal.Challenge != "" {
			w.Header().Set("WWW-Authenticate", refusal.Challenge)
		}
		g.routes.Refuse(w, plain, refusal)
		return
	}
	g.routes.ServeHTTP(w, plain.WithContext(with(plain.Context(), id)))
}

// admit decides whether a request may reach its route, and as whom.
func (g *guard) admit(w http.ResponseWriter, r *http.Request, rule Rule) (Identity, *Refusal) {
	if g.env.DisableAuth {
		w.Header().Set("X-Auth-Disabled", "true")
	}
	if g.open() && !g.hosts.fine(r.Host) {
		return Identity{}, foreignHost()
	}
	if rule.Access == Scrapers && g.clients.local(r) {
		return Identity{}, nil
	}
	id, refusal := g.identify(w, r, rule)
	if refusal != nil && rule.Access > Anyone {
		return id, refusal
	}
	if refusal := g.permit(r, rule, id); refusal != nil {
		return id, refusal
	}
	return id, g.genuine(w, r, rule, id)
}

// open reports whether callers need no credential now.
func (s *Service) open() bool { return s.env.DisableAuth || !s.configured() }

// configured reports whether there is any credential that a caller can show.
func (s *Service) configured() bool {
	return s.credentials.Load().configured() || s.env.Proxy.Secret != "" || s.signOn.client.Load() != nil
}

// permit compares what a caller may do with what the route asks for.
func (g *guard) permit(r *http.Request, rule Rule, id Identity) *Refusal {
	switch rule.Access {
	case Public, Anyone: // nothing is asked for
		return nil
	case Local:
		if !g.clients.local(r) {
			return &Refusal{Status: http.StatusForbidden, Code: "local_only", Style: Structured, Message: "This can only be called on the computer that Pulse runs on"}
		}
		return nil
	case ReadOpen:
		if id.May(Read) {
			return nil
		}
	case Reader, Scrapers:
		if id.May(Read) && !id.Anonymous() {
			return nil
		}
	case Admins:
		if id.May(Admin) {
			return nil
		}
	case Agents:
		if id.May(Agent) {
			return nil
		}
	}
	if id.Method == None || id.Anonymous() {
		return unauthenticated()
	}
	return &Refusal{Status: http.StatusForbidden, Message: "Admin privileges required", Style: Bare}
}

func (g *guard) withinLimit(w http.ResponseWriter, r *http.Request, rule Rule) bool {
	limit := rule.Bucket.limit()
	if limit.calls == 0 || g.clients.local(r) {
		return true
	}
	now := g.now()
	key := limitKey{keyOf(g.clients.address(r)), rule.Bucket.String()}
	if g.limits.take(key, limit, now) {
		return true
	}
	h := w.Header()
	h.Set("Retry-After", strconv.Itoa(int(limit.span/time.Second)))
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit.calls))
	h.Set("X-RateLimit-Remaining", "0")
	h.Set("X-RateLimit-Reset", now.Add(limit.span).UTC().Format(time.RFC3339))
	g.routes.Refuse(w, r, &Refusal{
		Status: http.StatusTooManyRequests, Code: "rate_limit", Message: "Rate limit exceeded. Please try again later.",
	})
	return false
}

// recover keeps a mistake in one route from ending the program.
func (g *guard) recover(w *answer, r *http.Request) {
	reason := recover()
	if reason == nil {
		return
	}
	if reason == http.ErrAbortHandler { //nolint:errorlint // panic values are compared as they are
		panic(reason)
	}
	g.log.Error("panic in a route", "request", r.Header.Get("X-Request-ID"), "method", r.Method, "path", r.URL.Path, "reason", fmt.Sprint(reason), "stack", string(debug.Stack()))
	if w.begun {
		panic(http.ErrAbortHandler) // half an answer is cut off, not continued
	}
	g.routes.Refuse(w, r, &Refusal{
		Status: http.StatusInternalServerError, Code: "internal_error", Style: Structured,
		Message: "Something went wrong inside Pulse; its log says what",
	})
}

func unauthenticated() *Refusal {
	return &Refusal{Status: http.StatusUnauthorized, Message: "Authentication required", Style: Bare}
}

func invalidPath(r *http.Request) *Refusal {
	refusal := &Refusal{Status: http.StatusBadRequest, Code: "invalid_path", Message: "Invalid path"}
	if isAPI(r.URL.Path) {
		refusal.Style = Structured
	}
	return refusal
}

func foreignHost() *Refusal {
	return &Refusal{
		Status: http.StatusMisdirectedRequest, Code: "host_not_allowed", Style: Structured,
		Message: "Pulse does not answer to this host name while no sign-in is needed. Use its address, or add the name to ALLOWED_HOSTS",
	}
}
