package auth

import (
	"net/http"
	"testing"
)

func TestGuard_TrustedProxySpeaksForItsCallers(t *testing.T) {
	env := Environment{TrustedProxies: prefixes(t, "10.0.0.0/8")}
	f := newFixture(t, env)
	proxy := peer("10.0.0.2:80")
	cases := []struct {
		name string
		who  []func(*http.Request)
		want string
	}{
		{"last hop that is not trusted", []func(*http.Request){proxy, header("X-Forwarded-For", "1.2.3.4, 5.6.7.8, 10.0.0.9")}, "5.6.7.8"},
		{"only trusted hops", []func(*http.Request){proxy, header("X-Forwarded-For", "10.0.0.9"), header("X-Real-IP", "5.6.7.8")}, "10.0.0.9"},
		{"with a port", []func(*http.Request){proxy, header("X-Forwarded-For", "5.6.7.8:5678")}, "5.6.7.8"},
		{"IPv6 with a port", []func(*http.Request){proxy, header("X-Forwarded-For", "[2001:db8::1]:443")}, "2001:db8::1"},
		{"nonsense", []func(*http.Request){proxy, header("X-Forwarded-For", "nonsense")}, "10.0.0.2"},
		{"other header", []func(*http.Request){proxy, header("X-Real-IP", "5.6.7.8")}, "5.6.7.8"},
		{"not trusted", []func(*http.Request){peer("11.0.0.2:80"), header("X-Forwarded-For", "5.6.7.8")}, "11.0.0.2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := f.clients.address(request("GET", "/", c.who...)).String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestGuard_ProxyOnThisMachineMakesNobodyLocal(t *testing.T) {
	f := newFixture(t, Environment{TrustedProxies: prefixes(t, "127.0.0.0/8")})
	cases := []struct {
		name string
		who  []func(*http.Request)
		want int
	}{
		{"it says this machine", []func(*http.Request){header("X-Forwarded-For", "127.0.0.1")}, 200},
		{"it says elsewhere", []func(*http.Request){header("X-Forwarded-For", "1.2.3.4")}, 401},
		{"elsewhere with a port", []func(*http.Request){header("X-Forwarded-For", "1.2.3.4:5678")}, 401},
		{"IPv6 with a port", []func(*http.Request){header("X-Forwarded-For", "[2001:db8::1]:443")}, 401},
		{"it hides who", []func(*http.Request){header("X-Forwarded-For", "unknown")}, 401},
		{"it tells the scheme alone", []func(*http.Request){header("X-Forwarded-Proto", "https")}, 401},
		{"it tells in a header that is not read", []func(*http.Request){header("Forwarded", "for=1.2.3.4")}, 401},
		{"the caller forged the header that it leaves alone", []func(*http.Request){header("X-Forwarded-For", "127.0.0.1"), header("X-Real-IP", "1.2.3.4")}, 401},
		{"no proxy", nil, 200},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := f.call("GET", "/api/local", append(c.who, peer("127.0.0.1:1"))...).Code; got != c.want && (c.want != 401 || got != 403) {
				t.Errorf("route of this machine: got %d, want %d", got, c.want)
			}
			if got := f.call("GET", "/api/admin", append(c.who, peer("127.0.0.1:1"))...).Code; got != c.want {
				t.Errorf("first run: got %d, want %d", got, c.want)
			}
		})
	}
}
