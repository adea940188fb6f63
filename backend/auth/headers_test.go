package auth

import (
	"net/http"
	"strings"
	"testing"
)

func TestGuard_Headers(t *testing.T) {
	f := newFixture(t, Environment{})
	h := f.call("GET", "/api/public").Header()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "X-XSS-Protection": "1; mode=block",
		"Referrer-Policy": "strict-origin-when-cross-origin", "Access-Control-Allow-Origin": "", "Vary": "Origin",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if policy := h.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe-eval") {
		t.Errorf("policy: %s", policy)
	}
	system, err := f.store.System(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	system.AllowEmbedding, system.AllowedEmbedOrigins = true, "https://home.lan, nonsense;script-src *"
	f.Apply(system)
	h = f.call("GET", "/api/public").Header()
	if policy := h.Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors 'self' https://home.lan") || h.Get("X-Frame-Options") != "" {
		t.Errorf("embedding: %s", policy)
	}
}

func TestGuard_CORS(t *testing.T) {
	cases := []struct{ name, configured, origin, want string }{
		{"nothing configured", "", "https://a.lan", ""},
		{"the window on Linux", "", "wails://wails", "wails://wails"},
		{"the window on Windows", "", "http://wails.localhost", "http://wails.localhost"},
		{"one of several", "https://a.lan, https://b.lan", "https://b.lan", "https://b.lan"},
		{"none of several", "https://a.lan, https://b.lan", "https://c.lan", ""},
		{"not a part of one", "https://a.lan", "https://a.la", ""},
		{"all", "*", "https://a.lan", "*"},
	}
	f := newFixture(t, Environment{})
	system, err := f.store.System(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			system.AllowedOrigins = c.configured
			f.Apply(system)
			w := f.call("OPTIONS", "/api/admin", header("Origin", c.origin), header("Access-Control-Request-Private-Network", "true"))
			if got := w.Header().Get("Access-Control-Allow-Origin"); got != c.want || w.Code != http.StatusOK {
				t.Errorf("got %d %q, want 200 %q", w.Code, got, c.want)
			}
			if w.Header().Get("Access-Control-Allow-Credentials") != "" {
				t.Error("credentials are allowed")
			}
		})
	}
}

func TestGuard_LetsTheDevelopmentServerOfThePageCall(t *testing.T) {
	const page = "http://localhost:5173"
	allowed := func(f *fixture) string {
		return f.call("GET", "/api/public", header("Origin", page)).Header().Get("Access-Control-Allow-Origin")
	}
	f := newFixture(t, Environment{Development: true})
	if got := allowed(f); got != page {
		t.Errorf("in development: %q", got)
	}
	system, err := f.store.System(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	system.AllowedOrigins = "https://a.lan"
	f.Apply(system)
	if got := allowed(f); got != "" {
		t.Errorf("with other origins named: %q", got)
	}
	if got := allowed(newFixture(t, Environment{})); got != "" {
		t.Errorf("outside development: %q", got)
	}
}
