package api

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"pulse/backend/auth"
)

// caller is somebody who tries every route.
type caller struct {
	name string
	// who makes the requests of this caller; it may prepare the server.
	who func(*testing.T, *fixture) func(*http.Request)
	// allowed are the accesses whose routes let the caller in.
	allowed []auth.Access
	// unproven callers lack what proves that they mean their changes.
	unproven bool
}

// What the callers may reach.
var (
	toStrangers = []auth.Access{auth.Public, auth.Anyone}
	toHere      = []auth.Access{auth.Public, auth.Anyone, auth.Local, auth.Scrapers}
	toReaders   = []auth.Access{auth.Public, auth.Anyone, auth.ReadOpen, auth.Reader, auth.Scrapers}
	toAgents    = []auth.Access{auth.Public, auth.Anyone, auth.Agents}
	toAdmins    = []auth.Access{auth.Public, auth.Anyone, auth.ReadOpen, auth.Reader, auth.Admins, auth.Agents, auth.Scrapers}
)

// callers are all kinds that there are. Everybody calls from another computer
// unless it is said.
func callers() []caller {
	return []caller{
		{"nobody", plain(), toStrangers, false},
		{"nobody on this machine", plain(local), toHere, false},
		{"forged forwarding to this machine", plain(header("X-Forwarded-For", "127.0.0.1"), header("X-Real-IP", "127.0.0.1")), toStrangers, false},
		{"forwarded by this machine", plain(local, header("X-Forwarded-For", "127.0.0.1")), toStrangers, false},
		{"this machine by a foreign name", plain(local, func(r *http.Request) { r.Host = "evil.example" }), toStrangers, false},
		{"wrong token", plain(header("X-API-Token", "wrong")), toStrangers, false},
		{"wrong session", plain(func(r *http.Request) { r.AddCookie(&http.Cookie{Name: auth.SessionCookie, Value: "wrong"}) }), toStrangers, false},
		{"wrong password", plain(func(r *http.Request) { r.SetBasicAuth("ann", "wrong") }), toStrangers, false},
		{"expired token", token("admin", time.Nanosecond), toStrangers, false},
		{"reading token", token("read", 0), toReaders, false},
		{"agent's token", token("agent", 0), toAgents, false},
		{"admin's token", token("admin", 0), toAdmins, false},
		{"token of the environment", plain(asAdmin), toAdmins, false},
		{"password", plain(func(r *http.Request) { r.SetBasicAuth("ann", password) }), toAdmins, false},
		{"session without csrf", session(false), toAdmins, true},
		{"session without csrf, with a dummy token", both(session(false), plain(header("X-API-Token", "dummy"))), toAdmins, true},
		{"session with csrf", session(true), toAdmins, false},
		{"proxy with the role", plain(proxied("staff|admin")), toAdmins, false},
		{"proxy with another role", plain(proxied("staff")), toReaders, false},
		{"proxy without roles", plain(proxied("")), toReaders, false},
		{"proxy with the role, a foreign page", plain(proxied("admin"), header("Sec-Fetch-Site", "cross-site")), toAdmins, true},
		{"proxy that is not trusted", plain(proxied("admin"), func(r *http.Request) { r.RemoteAddr = "10.0.0.9:1" }), toStrangers, false},
		{"proxy with a wrong secret", plain(proxied("admin"), header("X-Proxy-Secret", "wrong")), toStrangers, false},
		{"proxy without a user", plain(proxied("admin"), header("X-User", "")), toStrangers, false},
	}
}

func plain(change ...func(*http.Request)) func(*testing.T, *fixture) func(*http.Request) {
	return func(*testing.T, *fixture) func(*http.Request) {
		return func(r *http.Request) {
			for _, c := range change {
				c(r)
			}
		}
	}
}

func both(a, b func(*testing.T, *fixture) func(*http.Request)) func(*testing.T, *fixture) func(*http.Request) {
	return func(t *testing.T, f *fixture) func(*http.Request) {
		first, second := a(t, f), b(t, f)
		return func(r *http.Request) { first(r); second(r) }
	}
}

// token makes an API token; one that lasts for no time has expired when it is
// used.
func token(scope string, life time.Duration) func(*testing.T, *fixture) func(*http.Request) {
	return func(t *testing.T, f *fixture) func(*http.Request) {
		ask := auth.NewToken{Scopes: []string{scope}}
		if life > 0 {
			ask.Expires = f.clock.Load().Add(life)
		}
		raw, _, err := f.auth.AddToken(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		later := f.clock.Load().Add(2 * life)
		f.clock.Store(&later)
		return header("Authorization", "Bearer "+raw)
	}
}

func session(withCSRF bool) func(*testing.T, *fixture) func(*http.Request) {
	return func(_ *testing.T, f *fixture) func(*http.Request) {
		cookies := f.call("POST", "/api/login", `{"username":"ann","password":"`+password+`"}`).Result().Cookies()
		return func(r *http.Request) {
			for _, c := range cookies {
				r.AddCookie(c)
				if withCSRF && c.Name == auth.CSRFCookie {
					r.Header.Set("X-CSRF-Token", c.Value)
				}
			}
		}
	}
}

// proxied is a call through the trusted proxy.
func proxied(roles string) func(*http.Request) {
	return func(r *http.Request) {
		r.RemoteAddr = "10.0.0.2:443"
		r.Header.Set("X-Forwarded-For", "192.168.1.77")
		r.Header.Set("X-Proxy-Secret", "the proxy's secret")
		r.Header.Set("X-User", "carl")
		if roles != "" {
			r.Header.Set("X-Roles", roles)
		}
	}
}

// behindProxy is an account, a token and a proxy that signs people in.
func behindProxy(t testing.TB) auth.Environment {
	env := withAccount(t)
	env.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.2/32")}
	env.Proxy = auth.ProxyTrust{Secret: "the proxy's secret", UserHeader: "X-User", RoleHeader: "X-Roles"}
	return env
}

func TestRoutes_LetInOnlyWhomTheTableNames(t *testing.T) {
	for _, c := range callers() {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t, behindProxy(t))
			who := c.who(t, f)
			for _, route := range Routes() {
				if !triable(route) {
					continue
				}
				// A route a minute, so that no limit speaks instead of the table.
				later := f.clock.Load().Add(time.Minute)
				f.clock.Store(&later)
				method := route.Method
				if method == "" {
					method = "POST"
				}
				passes := slices.Contains(c.allowed, route.Access)
				if c.unproven && method != "GET" {
					passes = route.SameOrigin && !strings.Contains(c.name, "foreign page")
				}
				w := f.call(method, concrete(route.Path), "", who)
				if refused := w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden; refused == passes {
					t.Errorf("%s %s (%s): got %d %s, passes should be %v", method, route.Path, route.Access, w.Code, w.Body, passes)
				}
			}
		})
	}
}

// triable leaves out routes that refuse by checks of their own, and those that
// end the credentials of the caller who tries.
func triable(r Route) bool {
	return r.Path != "/ws" && r.Path != "/api/login" && r.Path != "/api/logout" && r.Access != auth.Local &&
		!strings.HasPrefix(r.Path, "/api/security/re") && !strings.HasSuffix(r.Path, "quick-setup") &&
		!strings.HasPrefix(r.Path, "/api/system/api-token/") && !strings.HasSuffix(r.Path, "verify-temperature-ssh") && !strings.HasSuffix(r.Path, "change-password")
}

// The routes that the matrix leaves out, with the callers who must not pass.
func TestRoutes_WithChecksOfTheirOwnRefuseStrangers(t *testing.T) {
	cases := []struct{ method, path string }{
		{"POST", "/api/logout"},
		{"POST", "/api/local/session"},
		{"POST", "/api/local/quit"},
		{"GET", "/api/security/recovery"},
		{"POST", "/api/security/recovery"},
		{"POST", "/api/security/regenerate-token"},
		{"POST", "/api/security/reset-lockout"},
		{"POST", "/api/system/api-token/generate"},
		{"DELETE", "/api/system/api-token/delete"},
		{"POST", "/api/security/change-password"},
		{"POST", "/api/system/verify-temperature-ssh"},
		{"GET", "/ws"},
	}
	strangers := map[string]func(*http.Request){
		"nobody": func(*http.Request) {}, "forged forwarding": header("X-Forwarded-For", "127.0.0.1"),
		"wrong token": header("X-API-Token", "wrong"), "a proxy's hop": proxied("admin"),
	}
	f := newFixture(t, withAccount(t)) // no proxy is trusted here
	for _, c := range cases {
		for name, who := range strangers {
			later := f.clock.Load().Add(10 * time.Minute)
			f.clock.Store(&later)
			w := f.call(c.method, c.path, `{"action":"disable_auth","username":"ann","password":"wrong"}`, who)
			if w.Code != http.StatusUnauthorized && w.Code != http.StatusForbidden {
				t.Errorf("%s: %s %s: got %d %s", name, c.method, c.path, w.Code, w.Body)
			}
		}
	}
}
