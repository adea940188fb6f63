package auth

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestGuard_ForeignPagesCannotMakeBrowsersChangeThings(t *testing.T) {
	local := []func(*http.Request){peer("127.0.0.1:4000"), host("127.0.0.1:7655")}
	cases := []struct {
		name string
		more func(*http.Request)
		want int
	}{
		{"a program", func(*http.Request) {}, 200},
		{"our page", header("Sec-Fetch-Site", "same-origin"), 200},
		{"our page by its origin", header("Origin", "http://127.0.0.1:7655"), 200},
		{"the window", header("Origin", "wails://wails"), 200},
		{"a foreign page", header("Sec-Fetch-Site", "cross-site"), 403},
		{"a foreign page by its origin", header("Origin", "https://evil.example"), 403},
		{"another port of this machine", header("Sec-Fetch-Site", "same-site"), 403},
	}
	f := newFixture(t, Environment{})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := f.call("POST", "/api/admin", append(local, c.more)...).Code; got != c.want {
				t.Errorf("while nothing is configured: got %d, want %d", got, c.want)
			}
			if got := f.call("POST", "/api/sign-in", append(local, c.more)...).Code; got != c.want {
				t.Errorf("sign-in: got %d, want %d", got, c.want)
			}
		})
	}
}

func TestGuard_CSRF(t *testing.T) {
	f := newFixture(t, withAccount(t))
	session, csrf := f.cookies(t)
	wrong := f.call("POST", "/api/admin", carrying(session), header("X-CSRF-Token", "wrong"))
	if wrong.Code != http.StatusForbidden || !strings.Contains(wrong.Body.String(), "CSRF") {
		t.Errorf("wrong token: %d %q", wrong.Code, wrong.Body)
	}
	fresh := wrong.Result().Cookies()
	if len(fresh) != 1 || fresh[0].Name != CSRFCookie || fresh[0].Value != csrf.Value {
		t.Errorf("cookie with the refusal: %v, want the session's own token", fresh)
	}
	form := httptest.NewRecorder()
	r := httptest.NewRequest("POST", "/api/admin", strings.NewReader("csrf_token="+csrf.Value))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(session)
	f.guard.ServeHTTP(form, r)
	if form.Code != http.StatusOK {
		t.Errorf("form field: got %d, want 200", form.Code)
	}
	if got := f.call("POST", "/api/anyone", carrying(session), header("Sec-Fetch-Site", "same-origin")).Code; got != http.StatusOK {
		t.Errorf("route that takes our own page's mark: got %d, want 200", got)
	}
}

func TestGuard_BasicBesideACookieNeedsNoCSRFToken(t *testing.T) {
	f := newFixture(t, withAccount(t))
	session, _ := f.cookies(t)
	for word, want := range map[string]int{password: http.StatusOK, "wrong": http.StatusForbidden} {
		if got := f.call("POST", "/api/admin", carrying(session), basic("ann", word)).Code; got != want {
			t.Errorf("password %q: got %d, want %d", word, got, want)
		}
	}
}

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

func TestGuard_NeverAsksForBasic(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if got := f.call("GET", "/api/admin", basic("ann", "wrong")).Header().Get("WWW-Authenticate"); got != "" {
		t.Errorf("WWW-Authenticate: %q", got)
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
