package auth

import (
	"net/http"
	"testing"
)

func TestGuard_DemoOnlyReads(t *testing.T) {
	f := newFixture(t, Environment{Demo: true, OpenSetup: true})
	cases := []struct {
		name, method, path string
		change             []func(*http.Request)
		want               int
	}{
		{"reading", "GET", "/api/admin", nil, 200},
		{"options", "OPTIONS", "/api/admin", nil, 200},
		{"socket", "GET", "/api/open", []func(*http.Request){header("Upgrade", "websocket")}, 200},
		{"changing", "PUT", "/api/admin", nil, 403},
		{"signing in", "POST", "/api/sign-in", nil, 403},
	}
	for _, c := range cases {
		w := f.call(c.method, c.path, c.change...)
		if w.Code != c.want || w.Header().Get("X-Demo-Mode") != "true" {
			t.Errorf("%s: got %d %v, want %d", c.name, w.Code, w.Header(), c.want)
		}
	}
	for range SignIn.limit().calls {
		f.call("GET", "/api/sign-in")
	}
	if w := f.call("GET", "/api/sign-in"); w.Code != http.StatusTooManyRequests || w.Header().Get("X-Demo-Mode") != "true" {
		t.Errorf("over the limit: got %d %v", w.Code, w.Header())
	}
}
