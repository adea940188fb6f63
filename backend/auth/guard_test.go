package auth

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestGuard_CallersGetWhatTheirCredentialAllows(t *testing.T) {
	env := withAccount(t)
	env.Tokens = []string{"environment-token-1234567890"}
	f := newFixture(t, env)
	reader, _, err := f.AddToken(t.Context(), NewToken{Name: "reader", Scopes: []string{"read"}})
	if err != nil {
		t.Fatal(err)
	}
	agent, _, err := f.AddToken(t.Context(), NewToken{Name: "agent", Scopes: []string{"agent"}})
	if err != nil {
		t.Fatal(err)
	}
	session, csrf := f.cookies(t)
	window := f.WindowToken()
	nothing := func(*http.Request) {}
	cases := []struct {
		name                            string
		who                             func(*http.Request)
		public, open, read, admin, post int
	}{
		{"nobody", nothing, 200, 401, 401, 401, 401},
		{"this machine", peer("127.0.0.1:4000"), 200, 401, 401, 401, 401},
		{"wrong token", header("X-API-Token", "nonsense"), 200, 401, 401, 401, 401},
		{"wrong session", carrying(&http.Cookie{Name: SessionCookie, Value: "nonsense"}), 200, 401, 401, 401, 401},
		{"token of the environment", header("X-API-Token", env.Tokens[0]), 200, 200, 200, 200, 200},
		{"bearer", header("Authorization", "Bearer "+env.Tokens[0]), 200, 200, 200, 200, 200},
		{"sub-protocol", header("Sec-WebSocket-Protocol", "pulse.delta.v1, token."+env.Tokens[0]), 200, 200, 200, 200, 200},
		{"reading token", header("X-API-Token", reader), 200, 200, 200, 403, 403},
		{"agent's token", header("X-API-Token", agent), 200, 403, 403, 403, 403},
		{"window", header("Authorization", "Bearer "+window), 200, 200, 200, 200, 200},
		{"password", basic("ann", password), 200, 200, 200, 200, 200},
		{"session without csrf", carrying(session), 200, 200, 200, 200, 403},
		{"session with csrf", func(r *http.Request) { r.AddCookie(session); r.Header.Set("X-CSRF-Token", csrf.Value) }, 200, 200, 200, 200, 200},
		{"session beside a wrong token", func(r *http.Request) { r.AddCookie(session); r.Header.Set("X-API-Token", "dummy") }, 200, 200, 200, 200, 403},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := []int{
				f.call("GET", "/api/public", c.who).Code, f.call("GET", "/api/open", c.who).Code,
				f.call("GET", "/api/read", c.who).Code, f.call("GET", "/api/admin", c.who).Code, f.call("POST", "/api/admin", c.who).Code,
			}
			want := []int{c.public, c.open, c.read, c.admin, c.post}
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("public, open, read, admin, post: got %v, want %v", got, want)
				}
			}
		})
	}
}

func TestGuard_QueryTokenIsAccepted(t *testing.T) {
	f := newFixture(t, Environment{Tokens: []string{"environment-token-1234567890"}})
	if got := f.call("GET", "/api/admin?token=environment-token-1234567890").Code; got != http.StatusOK {
		t.Errorf("got %d, want 200", got)
	}
}

func TestGuard_WhileNothingIsConfigured(t *testing.T) {
	cases := []struct {
		name string
		env  Environment
		who  []func(*http.Request)
		want int
	}{
		{"this machine", Environment{}, []func(*http.Request){peer("127.0.0.1:4000"), host("localhost:7655")}, 200},
		{"this machine, IPv6", Environment{}, []func(*http.Request){peer("[::1]:4000"), host("[::1]:7655")}, 200},
		{"another machine", Environment{}, nil, 401},
		{"this machine for somebody else", Environment{}, []func(*http.Request){peer("127.0.0.1:4000"), header("X-Forwarded-For", "127.0.0.1")}, 401},
		{"another machine that claims to be this one", Environment{}, []func(*http.Request){header("X-Forwarded-For", "127.0.0.1")}, 401},
		{"this machine by a foreign name", Environment{}, []func(*http.Request){peer("127.0.0.1:4000"), host("evil.example")}, 421},
		{"allowed name gives no rights of this machine", Environment{Hosts: []string{"pulse.lan"}}, []func(*http.Request){peer("127.0.0.1:4000"), host("pulse.lan")}, 401},
		{"open set-up", Environment{OpenSetup: true}, nil, 200},
		{"open set-up by a foreign name", Environment{OpenSetup: true}, []func(*http.Request){host("evil.example")}, 421},
		{"open set-up by an allowed name", Environment{OpenSetup: true, Hosts: []string{"pulse.lan"}}, []func(*http.Request){host("pulse.lan:7655")}, 200},
		{"switched off", Environment{DisableAuth: true}, nil, 200},
		{"switched off by a foreign name", Environment{DisableAuth: true}, []func(*http.Request){host("evil.example")}, 421},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := newFixture(t, c.env).call("GET", "/api/admin", c.who...).Code; got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestGuard_TokenOnlyModeShowsReadingToEverybody(t *testing.T) {
	f := newFixture(t, Environment{Tokens: []string{"environment-token-1234567890"}})
	cases := []struct {
		name, method, path string
		who                func(*http.Request)
		want               int
	}{
		{"open reading", "GET", "/api/open", peer("1.2.3.4:5"), 200},
		{"other reading", "GET", "/api/read", peer("1.2.3.4:5"), 401},
		{"writing", "POST", "/api/open", peer("1.2.3.4:5"), 401},
		{"wrong token", "GET", "/api/open", header("X-API-Token", "nonsense"), 401},
		{"foreign name", "GET", "/api/open", host("evil.example"), 421},
		{"foreign name with token", "GET", "/api/open", func(r *http.Request) {
			r.Host = "evil.example"
			r.Header.Set("X-API-Token", "environment-token-1234567890")
		}, 200},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := f.call(c.method, c.path, c.who).Code; got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
	if got := f.call("GET", "/api/read").Header().Get("WWW-Authenticate"); got != `Bearer realm="API Token Required"` {
		t.Errorf("WWW-Authenticate without a token: %q", got)
	}
	if got := f.call("GET", "/api/anyone").Header().Get("WWW-Authenticate"); got != "" {
		t.Errorf("WWW-Authenticate of a route that is open: %q", got)
	}
	system, err := f.store.System(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	system.OpenReadOnly = false
	f.Apply(system)
	if got := f.call("GET", "/api/open").Code; got != http.StatusUnauthorized {
		t.Errorf("switched off: got %d, want 401", got)
	}
}

func TestGuard_Paths(t *testing.T) {
	f := newFixture(t, Environment{Tokens: []string{"environment-token-1234567890"}})
	cases := []struct {
		path string
		want int
	}{
		{"/api/admin", 200},
		{"/api/admin/", 200},
		{"/api/admin/pve1%2F101", 200},
		{"/api/admin/a%20b:c", 200},
		{"/api/admin/a..b", 200},
		{"/api/admin/100%25", 200},
		{"/", 200},
		{"/guests/pve1", 200},
		{"/api/admin//", 400},
		{"/api//admin", 400},
		{"//api/admin", 400},
		{"//", 400},
		{"/api/./admin", 400},
		{"/api/../admin", 400},
		{"/api/admin/..", 400},
		{"/api/%2e%2e/admin", 400},
		{"/api/%2e/admin", 400},
		{"/api/admin/a%2F..%2Fb", 400},
		{"/api/admin/..%2f..%2fetc", 400},
		{"/api/admin/..%5c..%5cetc", 400},
		{"/api/admin/%252e%252e", 400},
		{"/api/admin/a%00b", 400},
		{"/api/admin/a%0Ab", 400},
		{"/assets/../../etc/passwd", 400},
	}
	for _, c := range cases {
		t.Run(c.path, func(t *testing.T) {
			r := request("GET", "/", header("X-API-Token", "environment-token-1234567890"))
			var err error
			if r.URL, err = r.URL.Parse("http://x"); err != nil {
				t.Fatal(err)
			}
			setPath(t, r, c.path)
			w := httptest.NewRecorder()
			f.guard.ServeHTTP(w, r)
			if w.Code != c.want {
				t.Errorf("got %d, want %d", w.Code, c.want)
			}
		})
	}
}

func TestGuard_TakesOneSlashAwayAndKeepsEscapes(t *testing.T) {
	f := newFixture(t, Environment{})
	got := f.call("GET", "/api/public/a%2Fb/").Body.String()
	if got != "/api/public/a%2Fb" {
		t.Errorf("the route saw %q", got)
	}
}

func TestGuard_LimitsPerCaller(t *testing.T) {
	f := newFixture(t, Environment{})
	for range SignIn.limit().calls {
		if got := f.call("POST", "/api/sign-in").Code; got != http.StatusOK {
			t.Fatalf("within the limit: got %d", got)
		}
	}
	w := f.call("POST", "/api/sign-in", header("X-Forwarded-For", "9.9.9.9"))
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "60" || w.Header().Get("X-RateLimit-Limit") != "10" {
		t.Errorf("over the limit: %d %v", w.Code, w.Header())
	}
	if got := f.call("POST", "/api/sign-in", peer("192.168.1.78:1")).Code; got != http.StatusOK {
		t.Errorf("another caller: got %d", got)
	}
	for range 3 * SignIn.limit().calls {
		if got := f.call("POST", "/api/sign-in", peer("127.0.0.1:1")).Code; got != http.StatusOK {
			t.Fatalf("this machine: got %d", got)
		}
	}
	f.clock.pass(time.Minute)
	if got := f.call("POST", "/api/sign-in").Code; got != http.StatusOK {
		t.Errorf("a minute later: got %d", got)
	}
}

func TestGuard_SurvivesAPanic(t *testing.T) {
	f := newFixture(t, Environment{})
	if got := f.call("GET", "/api/public/panic").Code; got != http.StatusInternalServerError {
		t.Errorf("got %d, want 500", got)
	}
}

func TestGuard_DisabledStillRefusesWrongTokens(t *testing.T) {
	f := newFixture(t, Environment{DisableAuth: true, Tokens: []string{"environment-token-1234567890"}})
	if w := f.call("GET", "/api/admin"); w.Code != http.StatusOK || w.Header().Get("X-Auth-Disabled") != "true" {
		t.Errorf("without token: %d %v", w.Code, w.Header())
	}
	if got := f.call("GET", "/api/public").Header().Get("X-Auth-Disabled"); got != "true" {
		t.Errorf("public route: X-Auth-Disabled %q", got)
	}
	if got := f.call("GET", "/api/admin", header("X-API-Token", "nonsense")).Code; got != http.StatusUnauthorized {
		t.Errorf("wrong token: got %d, want 401", got)
	}
}

func TestIdentity_IsNotInErrorsOrJSON(t *testing.T) {
	text, err := json.Marshal(Identity{Name: "ann", session: &sessionInUse{token: "secret"}})
	if err != nil || strings.Contains(string(text), "secret") {
		t.Errorf("%s, %v", text, err)
	}
}
