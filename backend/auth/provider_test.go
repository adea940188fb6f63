package auth

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pulse/backend/auth/authtest"
)

func TestSignOn_BeginsASessionAndReturnsToThePage(t *testing.T) {
	f := newSignOn(t, nil)
	b := f.browser()
	to := f.comeBack(b, f.begin(t, b, "/guests?view=list"))
	if to != "/guests?oidc=success&view=list" {
		t.Errorf("sent to %s", to)
	}
	w := b.call(request("GET", "/api/admin"), f.guard.ServeHTTP)
	if w.Code != http.StatusOK || w.Header().Get("X-Auth-Method") != "oidc" || w.Header().Get("X-Authenticated-User") != "ann" {
		t.Errorf("afterwards: %d %v", w.Code, w.Header())
	}
	if got := b.call(request("POST", "/api/admin"), f.guard.ServeHTTP).Code; got != http.StatusForbidden {
		t.Errorf("change without csrf token: %d", got)
	}
	if err := f.SignOut(httptest.NewRecorder(), request("POST", "/api/logout", carrying(b.cookies[SessionCookie]))); err != nil {
		t.Fatal(err)
	}
	if f.signedIn(b) {
		t.Error("still signed in after signing out")
	}
}

func TestSignOn_RefusesWhatTheProviderShouldNotHaveSaid(t *testing.T) {
	cases := []struct {
		name   string
		claims map[string]any
		fault  authtest.Fault
		want   string
	}{
		{"wrong nonce", map[string]any{"nonce": "another"}, authtest.Sound, "invalid_nonce"},
		{"wrong audience", map[string]any{"aud": "another"}, authtest.Sound, "invalid_id_token"},
		{"audience with others", map[string]any{"aud": []string{"pulse", "another"}, "azp": "another"}, authtest.Sound, "invalid_id_token"},
		{"wrong issuer", map[string]any{"iss": "https://another.example"}, authtest.Sound, "invalid_id_token"},
		{"expired", map[string]any{"exp": 1}, authtest.Sound, "invalid_id_token"},
		{"signed by somebody else", nil, authtest.OtherKey, "invalid_id_token"},
		{"signed with the shared secret", nil, authtest.SharedSecret, "invalid_signature_alg"},
		{"no ID token", nil, authtest.NoIDToken, "missing_id_token"},
		{"exchange refused", nil, authtest.TokensRefused, "exchange_failed"},
	}
	f := newSignOn(t, nil)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f.issuer.Say(c.claims)
			f.issuer.Break(c.fault)
			b := f.browser()
			if got := errorOf(f.comeBack(b, f.begin(t, b, ""))); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if f.signedIn(b) {
				t.Error("signed in all the same")
			}
		})
	}
}

func TestSignOn_OnlyTheBrowserThatBeganMayFinishAndOnlyOnce(t *testing.T) {
	f := newSignOn(t, nil)
	mine, other := f.browser(), f.browser()
	back := f.begin(t, mine, "")
	if got := errorOf(f.comeBack(other, back)); got != "invalid_state" || f.signedIn(other) {
		t.Errorf("another browser: %q", got)
	}
	if got := errorOf(f.comeBack(mine, back)); got != "" || !f.signedIn(mine) {
		t.Errorf("the one that began: %q", got)
	}
	if got := errorOf(f.comeBack(mine, back)); got != "invalid_state" {
		t.Errorf("the same answer again: %q", got)
	}
	again := f.begin(t, other, "")
	replayed := *again
	q := again.Query()
	q.Set("code", back.Query().Get("code"))
	replayed.RawQuery = q.Encode()
	if got := errorOf(f.comeBack(other, &replayed)); got != "exchange_failed" || f.signedIn(other) {
		t.Errorf("a code that was used: %q", got)
	}
}

func TestSignOn_TwoTabsDoNotDisturbEachOther(t *testing.T) {
	f := newSignOn(t, nil)
	b := f.browser()
	first, second := f.begin(t, b, "/a"), f.begin(t, b, "/b")
	if got := f.comeBack(b, first); got != "/a?oidc=success" {
		t.Errorf("first: %s", got)
	}
	if got := f.comeBack(b, second); got != "/b?oidc=success" {
		t.Errorf("second: %s", got)
	}
}

func TestSignOn_WaitsTenMinutes(t *testing.T) {
	f := newSignOn(t, nil)
	b := f.browser()
	back := f.begin(t, b, "")
	f.clock.pass(flowLife)
	if got := errorOf(f.comeBack(b, back)); got != "invalid_state" {
		t.Errorf("got %q", got)
	}
}

func TestSignOn_NamesWhatIsMissing(t *testing.T) {
	f := newSignOn(t, nil)
	b := f.browser()
	back := f.begin(t, b, "")
	for query, want := range map[string]string{
		"code=x":                             "missing_state",
		"code=x&state=y":                     "invalid_state",
		"error=access_denied&state=y":        "access_denied",
		"error=a%0d%0ab<script>":             "abscript",
		"state=" + back.Query().Get("state"): "missing_code",
	} {
		u := *back
		u.RawQuery = query
		if got := errorOf(f.comeBack(b, &u)); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}

func TestSignOn_FollowsNewKeysOfTheProvider(t *testing.T) {
	f := newSignOn(t, nil)
	for range 3 {
		b := f.browser()
		if got := errorOf(f.comeBack(b, f.begin(t, b, ""))); got != "" {
			t.Errorf("got %q", got)
		}
		f.issuer.Rotate()
	}
}

func TestSignOn_SaysWhenTheProviderIsAway(t *testing.T) {
	f := newSignOn(t, nil)
	f.issuer.Close()
	_, err := f.BeginSignOn(httptest.NewRecorder(), request("POST", "/api/oidc/login"), "")
	refused, ok := err.(*Refusal) //nolint:errorlint // as the API gets it
	if !ok || refused.Code != "oidc_init_failed" {
		t.Errorf("got %v", err)
	}
	if got := f.call("GET", "/api/admin", basic("ann", password)).Code; got != http.StatusOK {
		t.Errorf("signing in by password meanwhile: %d", got)
	}
}

func TestSignOn_LetsInOnlyWhoIsOnTheLists(t *testing.T) {
	cases := []struct {
		name   string
		lists  func(*Provider)
		claims map[string]any
		want   string
	}{
		{"mail address", func(p *Provider) { p.AllowedEmails = []string{"ANN@example.com"} }, nil, ""},
		{"other mail address", func(p *Provider) { p.AllowedEmails = []string{"bob@example.com"} }, nil, "email_restricted"},
		{"mail address that nobody checked", func(p *Provider) { p.AllowedEmails = []string{"ann@example.com"} }, map[string]any{"email_verified": false}, "email_restricted"},
		{"domain", func(p *Provider) { p.AllowedDomains = []string{"example.com"} }, nil, ""},
		{"other domain", func(p *Provider) { p.AllowedDomains = []string{"example.org"} }, nil, "domain_restricted"},
		{"domain in the local part", func(p *Provider) { p.AllowedDomains = []string{"example.com"} }, map[string]any{"email": "example.com@evil.example"}, "domain_restricted"},
		{"no mail address", func(p *Provider) { p.AllowedDomains = []string{"example.com"} }, map[string]any{"email": ""}, "domain_restricted"},
		{"group", func(p *Provider) { p.AllowedGroups = []string{"operators"} }, nil, ""},
		{"group as one text", func(p *Provider) { p.AllowedGroups = []string{"operators"} }, map[string]any{"groups": "operators"}, ""},
		{"other group", func(p *Provider) { p.AllowedGroups = []string{"admins"} }, nil, "group_restricted"},
		{"group without the claim", func(p *Provider) { p.AllowedGroups, p.GroupsClaim = []string{"operators"}, "" }, nil, "group_restricted"},
		{"mail address but not the group", func(p *Provider) {
			p.AllowedEmails, p.AllowedGroups = []string{"ann@example.com"}, []string{"admins"}
		}, nil, "group_restricted"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := newSignOn(t, c.lists)
			f.issuer.Say(c.claims)
			b := f.browser()
			got := errorOf(f.comeBack(b, f.begin(t, b, "")))
			if got != c.want || f.signedIn(b) != (c.want == "") {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestSignOn_ReturnsToOurOwnPagesOnly(t *testing.T) {
	f := newSignOn(t, nil)
	for _, path := range []string{"https://evil.example", "//evil.example", "/\\evil.example", "evil", "/a\r\nLocation: b", "javascript:alert(1)"} {
		b := f.browser()
		if got := f.comeBack(b, f.begin(t, b, path)); got != "/?oidc=success" {
			t.Errorf("%q: sent to %s", path, got)
		}
	}
}

func TestSignOn_ChangedSettingsEndItsSessions(t *testing.T) {
	f := newSignOn(t, nil)
	b := f.browser()
	f.comeBack(b, f.begin(t, b, ""))
	own, _ := f.cookies(t)
	config := f.Provider()
	config.AllowedGroups = []string{"admins"}
	if err := f.SaveProvider(t.Context(), request("PUT", "/"), config); err != nil {
		t.Fatal(err)
	}
	if f.signedIn(b) {
		t.Error("a session of the provider outlived its settings")
	}
	if got := f.call("GET", "/api/admin", carrying(own)).Code; got != http.StatusOK {
		t.Errorf("a session by password: %d", got)
	}
}

func TestSignOn_FixedByTheEnvironmentCannotBeChanged(t *testing.T) {
	f := newFixture(t, Environment{Provider: FixedProvider{Overrides: map[string]bool{"issuerUrl": true}, Provider: Provider{IssuerURL: "https://login.example"}}})
	err := f.SaveProvider(t.Context(), request("PUT", "/"), Provider{})
	if refused, ok := err.(*Refusal); !ok || refused.Code != "oidc_locked" || refused.Status != http.StatusConflict { //nolint:errorlint // as the API gets it
		t.Errorf("got %v", err)
	}
}

func TestSignOn_FloodOfBeginningsIsBounded(t *testing.T) {
	f := newSignOn(t, nil)
	for range maxFlows + 50 {
		w := httptest.NewRecorder()
		if _, err := f.BeginSignOn(w, request("POST", "/api/oidc/login"), ""); err != nil {
			t.Fatal(err)
		}
		f.clock.pass(time.Millisecond)
	}
	if got := len(f.signOn.flows.waiting); got != maxFlows {
		t.Errorf("%d beginnings are kept", got)
	}
	b := f.browser()
	if got := errorOf(f.comeBack(b, f.begin(t, b, ""))); got != "" {
		t.Errorf("the newest: %q", got)
	}
}

func TestSignOn_IsACredentialOfItsOwn(t *testing.T) {
	f := newFixture(t, Environment{})
	issuer := authtest.NewIssuer(f.clock.now)
	defer issuer.Close()
	here := []func(*http.Request){peer("127.0.0.1:1"), host("localhost")}
	if got := f.call("GET", "/api/admin", here...).Code; got != http.StatusOK {
		t.Fatalf("while nothing is configured: %d", got)
	}
	config := Provider{Enabled: true, IssuerURL: issuer.URL, ClientID: "pulse", RedirectURL: "http://localhost/api/oidc/callback"}
	if err := f.SaveProvider(t.Context(), request("PUT", "/"), config); err != nil {
		t.Fatal(err)
	}
	if got := f.call("GET", "/api/admin", here...); got.Code != http.StatusUnauthorized || strings.Contains(got.Body.String(), "API token") {
		t.Errorf("with a provider: %d %s", got.Code, got.Body)
	}
}
