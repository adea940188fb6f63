package auth

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"pulse/backend/auth/authtest"
)

// browser keeps cookies as people's browsers do.
type browser struct {
	f       *fixture
	cookies map[string]*http.Cookie
}

func (b *browser) call(r *http.Request, serve func(http.ResponseWriter, *http.Request)) *httptest.ResponseRecorder {
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	serve(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c
		}
	}
	return w
}

// signOnFixture is a server with a provider that people sign in at.
type signOnFixture struct {
	*fixture
	issuer *authtest.Issuer
}

func newSignOn(t *testing.T, change func(*Provider)) *signOnFixture {
	t.Helper()
	f := newFixture(t, withAccount(t))
	issuer := authtest.NewIssuer(f.clock.now)
	t.Cleanup(issuer.Close)
	config := Provider{
		Enabled: true, IssuerURL: issuer.URL, ClientID: issuer.ClientID, ClientSecret: issuer.ClientSecret,
		RedirectURL: "http://192.168.1.5:7655/api/oidc/callback", GroupsClaim: "groups",
	}
	if change != nil {
		change(&config)
	}
	if err := f.SaveProvider(t.Context(), request("PUT", "/api/security/oidc"), config); err != nil {
		t.Fatal(err)
	}
	return &signOnFixture{f, issuer}
}

func (f *signOnFixture) browser() *browser { return &browser{f.fixture, map[string]*http.Cookie{}} }

// begin starts a sign-in and lets the provider send the browser back; the
// result is where to.
func (f *signOnFixture) begin(t *testing.T, b *browser, returnTo string) *url.URL {
	t.Helper()
	var target string
	b.call(request("POST", "/api/oidc/login"), func(w http.ResponseWriter, r *http.Request) {
		var err error
		if target, err = f.BeginSignOn(w, r, returnTo); err != nil {
			t.Fatal(err)
		}
	})
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(target)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	back, err := res.Location()
	if err != nil {
		t.Fatalf("the provider answered %s", res.Status)
	}
	return back
}

// comeBack ends a sign-in; the result is where the browser is sent then.
func (f *signOnFixture) comeBack(b *browser, back *url.URL) (to string) {
	b.call(request("GET", "/api/oidc/callback?"+back.RawQuery), func(w http.ResponseWriter, r *http.Request) {
		to = f.FinishSignOn(w, r)
	})
	return to
}

// signedIn reports whether the browser may see things now.
func (f *signOnFixture) signedIn(b *browser) bool {
	w := b.call(request("GET", "/api/admin"), f.guard.ServeHTTP)
	return w.Code == http.StatusOK && w.Header().Get("X-Auth-Method") == "oidc"
}

func errorOf(to string) string {
	u, err := url.Parse(to)
	if err != nil || !strings.HasPrefix(to, "/") {
		return to
	}
	return u.Query().Get("oidc_error")
}
