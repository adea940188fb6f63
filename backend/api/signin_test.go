package api

import (
	"net/http"
	"strings"
	"testing"

	"pulse/backend/auth"
	"pulse/backend/wire"
)

func TestLogin_SaysHowManyAttemptsRemain(t *testing.T) {
	f := newFixture(t, withAccount(t))
	wrong := func() map[string]any {
		return f.object(f.call("POST", "/api/login", `{"username":"ann","password":"wrong"}`))
	}
	first := wrong()
	if first["error"] != "invalid_credentials" || first["attempts"] != 1.0 || first["remaining"] != 4.0 || first["maxAttempts"] != 5.0 {
		t.Errorf("first: %v", first)
	}
	for range 3 {
		wrong()
	}
	if fifth := wrong(); fifth["locked"] != true || fifth["lockoutDuration"] != "15 minutes" {
		t.Errorf("fifth: %v", fifth)
	}
	w := f.call("POST", "/api/login", `{"username":"ann","password":"`+password+`"}`)
	locked := f.object(w)
	if w.Code != http.StatusForbidden || locked["error"] != "account_locked" || locked["remainingMinutes"] != 15.0 || locked["lockedUntil"] != "2026-03-01T12:15:00Z" {
		t.Errorf("locked: %d %v", w.Code, locked)
	}
	basic := f.call("GET", "/api/charts", "", func(r *http.Request) { r.SetBasicAuth("ann", password) })
	if got := f.object(basic); basic.Code != http.StatusForbidden || got["error"] != "Account temporarily locked" || got["lockedUntil"] == nil {
		t.Errorf("basic: %d %v", basic.Code, got)
	}
}

func TestLogin_RefusesBadBodiesAndOtherSites(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if w := f.call("POST", "/api/login", `{`); w.Code != http.StatusBadRequest || f.object(w)["code"] != "invalid_request" {
		t.Errorf("bad body: %d %s", w.Code, w.Body)
	}
	w := f.call("POST", "/api/login", `{"username":"ann","password":"`+password+`"}`, header("Sec-Fetch-Site", "cross-site"))
	if w.Code != http.StatusForbidden {
		t.Errorf("other site: got %d", w.Code)
	}
}

func TestLogin_ThenLogout(t *testing.T) {
	f := newFixture(t, withAccount(t))
	cookies := f.call("POST", "/api/login", `{"username":"ann","password":"`+password+`"}`).Result().Cookies()
	signed := func(r *http.Request) {
		for _, c := range cookies {
			r.AddCookie(c)
			if c.Name == auth.CSRFCookie {
				r.Header.Set("X-CSRF-Token", c.Value)
			}
		}
	}
	if w := f.call("POST", "/api/logout", "", signed); w.Code != http.StatusOK || len(w.Result().Cookies()) != 2 {
		t.Errorf("logout: %d %v", w.Code, w.Result().Cookies())
	}
	for _, call := range [][2]string{{"GET", "/api/charts"}, {"POST", "/api/logout"}} {
		if w := f.call(call[0], call[1], "", signed); w.Code != http.StatusUnauthorized {
			t.Errorf("after logout: %s %s: got %d", call[0], call[1], w.Code)
		}
	}
}

func TestSecurityStatus_TellsStrangersLittle(t *testing.T) {
	f := newFixture(t, withAccount(t))
	stranger := decoded[wire.SecurityStatus](t, f.call("GET", "/api/security/status", ""))
	if stranger.AuthUsername != "" || stranger.APITokenHint != "" || stranger.ClientIP != "" || !stranger.HasAuthentication || !stranger.RequiresAuth || !stranger.APITokenConfigured || !stranger.IsPrivateNetwork {
		t.Errorf("stranger: %+v", stranger)
	}
	known := decoded[wire.SecurityStatus](t, f.call("GET", "/api/security/status", "", asAdmin))
	if known.AuthUsername != "ann" || known.APITokenHint != "environmen...7890" || known.ClientIP != "192.168.1.77" {
		t.Errorf("known: %+v", known)
	}
	off := newFixture(t, auth.Environment{DisableAuth: true}).call("GET", "/api/security/status", "")
	if got := decoded[wire.SecurityOff](t, off); !got.Disabled || got.HasAuthentication || off.Header().Get("X-Auth-Disabled") != "true" {
		t.Errorf("switched off: %+v", got)
	}
}

func TestQuickSetup(t *testing.T) {
	f := newFixture(t, auth.Environment{})
	if got := decoded[wire.SecurityStatus](t, f.call("GET", "/api/security/status", "")); got.HasAuthentication || !got.BootstrapRequired {
		t.Errorf("before: %+v", got)
	}
	body := `{"username":"ann","password":"correct horse","generateApiToken":true}`
	w := f.call("POST", "/api/security/quick-setup", body)
	if w.Code != http.StatusUnauthorized || f.object(w)["code"] != "setup_code_required" {
		t.Errorf("without code: %d %s", w.Code, w.Body)
	}
	code, err := f.auth.SetupCode()
	if err != nil {
		t.Fatal(err)
	}
	w = f.call("POST", "/api/security/quick-setup", body, header("X-Bootstrap-Code", code))
	done := decoded[wire.SetupDone](t, w)
	if w.Code != http.StatusOK || !done.Success || !strings.HasPrefix(done.APIToken, "pulse_") || done.Method != "manual" {
		t.Fatalf("set up: %d %s", w.Code, w.Body)
	}
	if got := f.call("GET", "/api/charts", "", header("X-API-Token", done.APIToken)).Code; got != http.StatusOK {
		t.Errorf("new token: got %d", got)
	}
	if got := decoded[wire.SetupDone](t, f.call("POST", "/api/security/quick-setup", body)); !got.Skipped {
		t.Errorf("second: %+v", got)
	}
	force := strings.Replace(body, "{", `{"force":true,`, 1)
	if w := f.call("POST", "/api/security/quick-setup", force, local); w.Code != http.StatusUnauthorized || f.object(w)["error"] != "Authentication required" {
		t.Errorf("forced by nobody: %d %s", w.Code, w.Body)
	}
	if w := f.call("POST", "/api/security/quick-setup", force, header("X-API-Token", done.APIToken)); w.Code != http.StatusOK {
		t.Errorf("forced by an admin: %d %s", w.Code, w.Body)
	}
}

func TestChangePassword(t *testing.T) {
	f := newFixture(t, auth.Environment{})
	f.call("POST", "/api/security/quick-setup", `{"username":"ann","password":"correct horse"}`, local)
	as := func(word string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth("ann", word) }
	}
	cases := []struct {
		body   string
		status int
		code   string
	}{
		{`{"currentPassword":"wrong","newPassword":"battery staple"}`, 401, "unauthorized"},
		{`{"currentPassword":"correct horse","newPassword":"short"}`, 400, "invalid_password"},
		{`{`, 400, "invalid_request"},
	}
	for _, c := range cases {
		w := f.call("POST", "/api/security/change-password", c.body, as(password))
		if w.Code != c.status || f.object(w)["code"] != c.code {
			t.Errorf("%s: %d %s", c.body, w.Code, w.Body)
		}
	}
	if w := f.call("POST", "/api/security/change-password", `{"currentPassword":"correct horse","newPassword":"battery staple"}`, as(password)); w.Code != http.StatusOK {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	if got := f.call("GET", "/api/charts", "", as(password)).Code; got != http.StatusUnauthorized {
		t.Errorf("old password: got %d", got)
	}
	if got := f.call("GET", "/api/charts", "", as("battery staple")).Code; got != http.StatusOK {
		t.Errorf("new password: got %d", got)
	}
}

func TestTokenRoutes(t *testing.T) {
	f := newFixture(t, withAccount(t))
	added := decoded[wire.TokenAdded](t, f.admin(http.StatusOK, "POST", "/api/security/tokens", `{"name":" ansible ","scopes":["read"]}`))
	if !strings.HasPrefix(added.Token, "pulse_") || added.Record.Name != "ansible" || added.Record.LastUsedAt != nil {
		t.Errorf("added %+v", added)
	}
	if got := decoded[wire.TokenAdded](t, f.admin(http.StatusOK, "POST", "/api/security/tokens", "")); got.Record.Name != "API token" {
		t.Errorf("without body: %+v", got)
	}
	list := f.admin(http.StatusOK, "GET", "/api/security/tokens", "")
	if got := decoded[wire.Tokens](t, list); len(got.Tokens) != 3 || strings.Contains(list.Body.String(), added.Token) {
		t.Errorf("list %s", list.Body)
	}
	f.admin(http.StatusBadRequest, "POST", "/api/security/tokens", `{"scopes":["root"]}`)
	if got := f.object(f.admin(http.StatusBadRequest, "POST", "/api/security/tokens", `{"expiresAt":"soon"}`)); !strings.Contains(got["error"].(string), "a time looks like") {
		t.Errorf("bad time: %v", got)
	}
	f.admin(http.StatusNoContent, "DELETE", "/api/security/tokens/"+added.Record.ID, "")
	f.admin(http.StatusNotFound, "DELETE", "/api/security/tokens/"+added.Record.ID, "")
}

func TestLocalSession(t *testing.T) {
	f := newFixture(t, withAccount(t))
	launch := header("X-Pulse-Launch", "launch")
	if w := f.call("POST", "/api/local/session", "", launch); w.Code != http.StatusForbidden || f.object(w)["code"] != "local_only" {
		t.Errorf("from elsewhere: %d %s", w.Code, w.Body)
	}
	if w := f.call("POST", "/api/local/session", "", local); w.Code != http.StatusForbidden {
		t.Errorf("without secret: %d", w.Code)
	}
	session := decoded[wire.LocalSession](t, f.call("POST", "/api/local/session", "", local, launch))
	if got := f.call("GET", "/api/charts", "", header("Authorization", "Bearer "+session.Token)).Code; got != http.StatusOK {
		t.Errorf("token of the window: got %d", got)
	}
	if w := f.call("POST", "/api/local/quit", "", local, launch); w.Code != http.StatusAccepted {
		t.Errorf("quit: got %d", w.Code)
	}
}
