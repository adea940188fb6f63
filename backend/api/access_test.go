package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"pulse/backend/auth"
	"pulse/backend/auth/authtest"
	"pulse/backend/wire"
)

func (f *fixture) pass(d time.Duration) {
	later := f.clock.Load().Add(d)
	f.clock.Store(&later)
}

func TestRegenerateToken_ReplacesTheStoredOnes(t *testing.T) {
	f := newFixture(t, withAccount(t))
	old := decoded[wire.TokenAdded](t, f.admin(http.StatusOK, "POST", "/api/security/tokens", `{"name":"old"}`))
	done := decoded[wire.TokenRegenerated](t, f.admin(http.StatusOK, "POST", "/api/security/regenerate-token", ""))
	if !done.Success || done.RequiresRestart || done.DeploymentType != "manual" {
		t.Errorf("answer %+v", done)
	}
	for token, want := range map[string]int{old.Token: 401, done.Token: 200, admin: 200} {
		if got := f.call("GET", "/api/charts", "", header("X-API-Token", token)).Code; got != want {
			t.Errorf("token %.10s: got %d, want %d", token, got, want)
		}
	}
}

func TestValidateToken(t *testing.T) {
	f := newFixture(t, withAccount(t))
	cases := []struct {
		body   string
		status int
		valid  bool
	}{
		{`{"token":"` + admin + `"}`, 200, true},
		{`{"token":"nonsense"}`, 200, false},
		{`{"token":""}`, 400, false},
		{`{`, 400, false},
	}
	for _, c := range cases {
		w := f.admin(c.status, "POST", "/api/security/validate-token", c.body)
		if got := f.object(w); got["valid"] != c.valid || got["message"] == "" {
			t.Errorf("%s: %s", c.body, w.Body)
		}
	}
	for range 9 {
		f.admin(http.StatusOK, "POST", "/api/security/validate-token", `{"token":"guess"}`)
	}
	f.admin(http.StatusTooManyRequests, "POST", "/api/security/validate-token", `{"token":"guess"}`)
	env := withAccount(t)
	env.TokensOff = true
	off := newFixture(t, env)
	w := off.call("POST", "/api/security/validate-token", cases[0].body, func(r *http.Request) { r.SetBasicAuth("ann", password) })
	if got := off.object(w); w.Code != http.StatusOK || got["valid"] != false {
		t.Errorf("tokens switched off: %d %s", w.Code, w.Body)
	}
}

func TestOlderTokenRoutes(t *testing.T) {
	f := newFixture(t, auth.Environment{})
	f.call("POST", "/api/security/quick-setup", `{"username":"ann","password":"`+password+`"}`, local)
	ann := func(r *http.Request) { r.SetBasicAuth("ann", password) }
	has := func(method, path string, want bool) wire.APIToken {
		t.Helper()
		w := f.call(method, path, "", ann)
		out := decoded[wire.APIToken](t, w)
		if w.Code != http.StatusOK || out.HasToken != want {
			t.Errorf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
		return out
	}
	has("GET", "/api/system/api-token", false)
	first := has("POST", "/api/system/api-token/generate", true).Token
	second := has("POST", "/api/system/api-token/generate", true).Token
	for token, want := range map[string]int{first: 401, second: 200} {
		if got := f.call("GET", "/api/charts", "", header("X-API-Token", token)).Code; got != want {
			t.Errorf("token %.12s: got %d, want %d", token, got, want)
		}
	}
	shown := has("GET", "/api/system/api-token?reveal=true", true)
	if shown.Token != "" || shown.Hint != second[:10]+"..."+second[len(second)-4:] {
		t.Errorf("reveal: %+v", shown)
	}
	if got := f.call("GET", "/api/system/api-token?reveal=true", ""); got.Code != http.StatusUnauthorized || f.object(got)["error"] != "Authentication required" {
		t.Errorf("a stranger: %d %s", got.Code, got.Body)
	}
	f.call("POST", "/api/security/tokens", `{"name":"ansible"}`, ann)
	has("DELETE", "/api/system/api-token/delete", false)
	has("GET", "/api/system/api-token", true) // that of another name is still there
	has("DELETE", "/api/system/api-token/delete", false)
	has("GET", "/api/system/api-token", false)
}

func TestResetLockout_NeedsAnIdentifier(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if got := f.object(f.admin(http.StatusBadRequest, "POST", "/api/security/reset-lockout", `{}`))["code"]; got != "missing_identifier" {
		t.Errorf("code %v", got)
	}
	if got := f.object(f.admin(http.StatusOK, "POST", "/api/security/reset-lockout", `{"identifier":"ann"}`))["success"]; got != true {
		t.Errorf("success %v", got)
	}
}

func TestApplyRestart_OnlyWhereAServiceManagerStartsAgain(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if got := decoded[wire.Success](t, f.admin(http.StatusOK, "POST", "/api/security/apply-restart", "")); got.Success || got.Message == "" {
		t.Errorf("without a manager: %+v", got)
	}
}

func TestRecoveryRoute(t *testing.T) {
	f := newFixture(t, withAccount(t))
	const path = "/api/security/recovery"
	recovering := func() bool {
		return decoded[wire.RecoveryState](t, f.call("GET", path, "", local)).RecoveryMode
	}
	if w := f.call("GET", path, ""); w.Code != http.StatusForbidden {
		t.Errorf("from elsewhere: %d %s", w.Code, w.Body)
	}
	token := decoded[wire.RecoveryDone](t, f.call("POST", path, `{"action":"generate_token","duration":999}`, local))
	if !token.Success || len(token.Token) != 64 || token.ExpiresInMinutes != 60 {
		t.Fatalf("token %+v", token)
	}
	if w := f.call("POST", path, `{"action":"generate_token"}`, header("X-Recovery-Token", token.Token)); w.Code != http.StatusForbidden {
		t.Errorf("a token for a token: %d", w.Code)
	}
	if w := f.call("POST", path, `{"action":"dance"}`, local); w.Code != http.StatusOK || f.object(w)["success"] != false {
		t.Errorf("unknown action: %d %s", w.Code, w.Body)
	}
	if recovering() {
		t.Error("recovery before it was begun")
	}
	if w := f.call("POST", path, `{"action":"disable_auth"}`, header("X-Recovery-Token", token.Token)); w.Code != http.StatusOK || !recovering() {
		t.Errorf("begin: %d %s", w.Code, w.Body)
	}
	if w := f.call("GET", "/api/charts", "", local); w.Code != http.StatusOK || w.Header().Get("X-Auth-Recovery") != "true" {
		t.Errorf("while it lasts: %d", w.Code)
	}
	if w := f.call("POST", path, `{"action":"enable_auth"}`, local); w.Code != http.StatusOK || recovering() {
		t.Errorf("end: %d %s", w.Code, w.Body)
	}
}

func TestRecoveryRoute_IsTriedThreeTimesInTenMinutes(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for range 3 {
		f.call("GET", "/api/security/recovery", "")
	}
	w := f.call("GET", "/api/security/recovery", "")
	h := w.Header()
	if w.Code != http.StatusTooManyRequests || h.Get("Retry-After") != "600" || h.Get("X-RateLimit-Limit") != "3" ||
		h.Get("X-RateLimit-Remaining") != "0" || h.Get("X-RateLimit-Reset") != "2026-03-01T12:10:00Z" {
		t.Errorf("%d %v", w.Code, h)
	}
	f.pass(11 * time.Minute)
	if got := f.call("GET", "/api/security/recovery", "").Code; got != http.StatusForbidden {
		t.Errorf("later: %d", got)
	}
}

func TestSignOnRoutes(t *testing.T) {
	f := newFixture(t, withAccount(t))
	issuer := authtest.NewIssuer(func() time.Time { return *f.clock.Load() })
	defer issuer.Close()
	const path = "/api/security/oidc"
	before := decoded[wire.SignOn](t, f.admin(http.StatusOK, "GET", path, ""))
	if before.Enabled || before.UsernameClaim != "preferred_username" || len(before.Scopes) != 3 || before.AllowedGroups == nil {
		t.Errorf("before: %+v", before)
	}
	if w := f.call("POST", "/api/oidc/login", `{}`); w.Code != http.StatusBadRequest || f.object(w)["code"] != "oidc_disabled" {
		t.Errorf("while off: %d %s", w.Code, w.Body)
	}
	for _, body := range []string{
		`{"enabled":true}`, `{"enabled":true,"issuerUrl":"nonsense","clientId":"x","redirectUrl":"http://x/y"}`,
		`{"enabled":true,"issuerUrl":"http://x","clientId":"x"}`,
	} {
		if got := f.object(f.admin(http.StatusBadRequest, "PUT", path, body))["code"]; got != "validation_error" {
			t.Errorf("%s: code %v", body, got)
		}
	}
	config := `{"enabled":true,"issuerUrl":"` + issuer.URL + `","clientId":"pulse","redirectUrl":"http://192.168.1.5:7655/api/oidc/callback","allowedGroups":[" Staff","staff",""]`
	saved := decoded[wire.SignOn](t, f.admin(http.StatusOK, "PUT", path, config+`,"clientSecret":"`+issuer.ClientSecret+`"}`))
	if !saved.ClientSecretSet || len(saved.AllowedGroups) != 1 || saved.AllowedGroups[0] != "Staff" {
		t.Errorf("saved %+v", saved)
	}
	kept := f.admin(http.StatusOK, "PUT", path, config+`}`)
	if strings.Contains(kept.Body.String(), issuer.ClientSecret) || !decoded[wire.SignOn](t, kept).ClientSecretSet {
		t.Errorf("kept %s", kept.Body)
	}
	status := decoded[wire.SecurityStatus](t, f.call("GET", "/api/security/status", ""))
	if !status.OIDCEnabled || status.OIDCIssuer != issuer.URL || status.OIDCClientID != "" || !status.RequiresAuth {
		t.Errorf("status for a stranger: %+v", status)
	}
	begun := decoded[wire.SignOnBegun](t, f.call("POST", "/api/oidc/login", `{"returnTo":"/x"}`))
	if !strings.HasPrefix(begun.AuthorizationURL, issuer.URL+"/authorize?") || !strings.Contains(begun.AuthorizationURL, "code_challenge_method=S256") || !strings.Contains(begun.AuthorizationURL, "nonce=") {
		t.Errorf("sent to %s", begun.AuthorizationURL)
	}
	if w := f.call("POST", "/api/oidc/login", `{}`, header("Sec-Fetch-Site", "cross-site")); w.Code != http.StatusForbidden {
		t.Errorf("begun by a foreign page: %d", w.Code)
	}
	w := f.call("GET", "/api/oidc/callback?code=x&state=y", "")
	if w.Code != http.StatusFound || w.Header().Get("Location") != "/?oidc=error&oidc_error=invalid_state" {
		t.Errorf("callback: %d %s", w.Code, w.Header().Get("Location"))
	}
	cleared := decoded[wire.SignOn](t, f.admin(http.StatusOK, "PUT", path, config+`,"clearClientSecret":true}`))
	if cleared.ClientSecretSet {
		t.Error("the secret is still there")
	}
}

func TestSecurityStatus_KnowsTheProxysUser(t *testing.T) {
	f := newFixture(t, behindProxy(t))
	got := decoded[wire.SecurityStatus](t, f.call("GET", "/api/security/status", "", proxied("staff")))
	if !got.HasProxyAuth || got.ProxyAuthUsername != "carl" || got.ProxyAuthIsAdmin || got.ClientIP != "192.168.1.77" {
		t.Errorf("reader: %+v", got)
	}
	if got := decoded[wire.SecurityStatus](t, f.call("GET", "/api/security/status", "", proxied("admin"))); !got.ProxyAuthIsAdmin {
		t.Errorf("admin: %+v", got)
	}
}

func TestAudit_RecordsChangesOfNodesAndTokens(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", `{"type":"pve","name":"lab","host":"https://10.0.0.1:8006","tokenName":"a@pve!b","tokenValue":"geheim"}`)
	f.admin(http.StatusBadRequest, "POST", "/api/config/nodes", `{}`)
	f.admin(http.StatusNoContent, "DELETE", "/api/security/tokens/"+decoded[wire.TokenAdded](t, f.admin(http.StatusOK, "POST", "/api/security/tokens", "")).Record.ID, "")
	records, err := f.store.Audit(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range records {
		got = append(got, r.Event+map[bool]string{true: " done by ", false: " refused to "}[r.Success]+r.User)
	}
	want := "token_delete done by Environment token, token_create done by Environment token, node_add refused to Environment token, node_add done by Environment token"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %q", got)
	}
}
