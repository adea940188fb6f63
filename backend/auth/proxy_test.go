package auth

import (
	"net/http"
	"testing"
)

func throughProxy(more ...func(*http.Request)) func(*http.Request) {
	return func(r *http.Request) {
		r.RemoteAddr = "10.0.0.2:443"
		r.Header.Set("X-Proxy-Secret", "secret of the proxy")
		for _, c := range more {
			c(r)
		}
	}
}

func TestProxy_DecidesWhoCallsAndWhatTheyMay(t *testing.T) {
	cases := []struct {
		name  string
		trust ProxyTrust
		who   func(*http.Request)
		want  int
		user  string
	}{
		{"secret alone", ProxyTrust{}, throughProxy(), 200, ""},
		{"user", ProxyTrust{UserHeader: "X-User"}, throughProxy(header("X-User", "carl")), 200, "carl"},
		{"no user", ProxyTrust{UserHeader: "X-User"}, throughProxy(), 401, ""},
		{"own words for roles", ProxyTrust{RoleHeader: "X-Roles", RoleSeparator: ",", AdminRole: "root"}, throughProxy(header("X-Roles", "a, root")), 200, ""},
		{"part of a role", ProxyTrust{RoleHeader: "X-Roles"}, throughProxy(header("X-Roles", "administrator|x")), 403, ""},
		{"no role", ProxyTrust{RoleHeader: "X-Roles"}, throughProxy(), 403, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.trust.Secret = "secret of the proxy"
			for _, off := range []bool{false, true} {
				env := Environment{Proxy: c.trust, TrustedProxies: prefixes(t, "10.0.0.0/8"), DisableAuth: off}
				want := c.want
				if off && want == http.StatusUnauthorized {
					want = http.StatusOK // not known by the proxy, and everybody may
				}
				w := newFixture(t, env).call("GET", "/api/admin", c.who)
				if w.Code != want || w.Header().Get("X-Authenticated-User") != c.user {
					t.Errorf("switched off %v: %d %v", off, w.Code, w.Header())
				}
			}
		})
	}
}

func TestProxy_MeansThatACredentialIsNeeded(t *testing.T) {
	f := newFixture(t, Environment{Proxy: ProxyTrust{Secret: "secret of the proxy"}, Tokens: []string{"environment-token-1234567890"}})
	for _, path := range []string{"/api/open", "/api/read", "/api/admin"} {
		if got := f.call("GET", path, here).Code; got != http.StatusUnauthorized {
			t.Errorf("%s: %d", path, got)
		}
	}
}

func TestProxy_PageBehindItIsOurOwn(t *testing.T) {
	env := withAccount(t)
	env.TrustedProxies = prefixes(t, "10.0.0.0/8")
	f := newFixture(t, env)
	page := []func(*http.Request){header("Origin", "http://pulse.lan"), header("X-Forwarded-Host", "pulse.lan")}
	if got := f.call("POST", "/api/sign-in", append(page, peer("10.0.0.2:1"))...).Code; got != http.StatusOK {
		t.Errorf("through the proxy: %d", got)
	}
	if got := f.call("POST", "/api/sign-in", page...).Code; got != http.StatusForbidden {
		t.Errorf("forged: %d", got)
	}
}
