package api

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pulse/backend/auth"
	"pulse/backend/wire"
)

// setup asks for a code for a server.
func (f *fixture) setup(kind, host string) wire.SetupScript {
	f.t.Helper()
	return decoded[wire.SetupScript](f.t, f.admin(http.StatusOK, "POST", "/api/setup-script-url", `{"type":"`+kind+`","host":"`+host+`"}`))
}

// announce registers a server from elsewhere.
func (f *fixture) announce(host, code string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	f.t.Helper()
	return f.call("POST", "/api/auto-register", `{"type":"pve","host":"`+host+`","serverName":"pve1","tokenId":"pulse@pam!t","tokenValue":"new-secret","setupCode":"`+code+`"}`, change...)
}

func TestSetupScriptURL_GivesACommandThatHoldsNoCodeInItsAddress(t *testing.T) {
	f := newFixture(t, withAccount(t))
	w := f.admin(http.StatusOK, "POST", "/api/setup-script-url", `{"type":"pve","host":"10.0.0.1","backupPerms":true}`, func(r *http.Request) { r.Host = "192.168.1.5:7655" })
	got := decoded[wire.SetupScript](t, w)
	u, err := url.Parse(got.URL)
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{"type": {"pve"}, "host": {"https://10.0.0.1:8006"}, "pulse_url": {"http://192.168.1.5:7655"}, "backup_perms": {"true"}}
	if u.Host != "192.168.1.5:7655" || u.Path != "/api/setup-script" || u.RawQuery != want.Encode() {
		t.Errorf("url %s", got.URL)
	}
	if len(got.SetupCode) != 6 || got.Expires != noon.Add(5*time.Minute).Unix() {
		t.Errorf("code %q until %d", got.SetupCode, got.Expires)
	}
	if want := `curl -fsSL "` + got.URL + `" | PULSE_SETUP_CODE=` + got.SetupCode + ` bash`; got.Command != want {
		t.Errorf("command %s, want %s", got.Command, want)
	}
	script := f.call("GET", u.RequestURI(), "")
	if script.Code != http.StatusOK || script.Header().Get("Content-Type") != "text/plain; charset=utf-8" ||
		script.Header().Get("Content-Disposition") != "inline; filename=pulse-setup-pve.sh" || strings.Contains(script.Body.String(), got.SetupCode) {
		t.Errorf("script %d %v", script.Code, script.Header())
	}
}

func TestSetupScript_RefusesWhatItCannotWriteDown(t *testing.T) {
	f := newFixture(t, withAccount(t))
	cases := []struct{ query, want string }{
		{"", "Missing required parameter: type"},
		{"type=pxe", "Invalid type"},
		{"type=pve&host=https://a%27%3Btouch+x", "Invalid host"},
		{"type=pve&host=https://u:p@a", "Invalid host"},
		{"type=pve&host=https://a/path", "Invalid host"},
		{"type=pve&pulse_url=http://$(id)", "Invalid pulse_url"},
		{"type=pve&auth_token=%27%3Bid", "Invalid auth_token"},
		{"type=pve&host=a;id", "Invalid parameters"},
	}
	for _, c := range cases {
		w := f.call("GET", "/api/setup-script?"+c.query, "")
		if text, _ := f.object(w)["error"].(string); w.Code != http.StatusBadRequest || !strings.Contains(text, c.want) {
			t.Errorf("%s: %d %s", c.query, w.Code, w.Body)
		}
	}
	for _, body := range []string{`{}`, `{"type":"pve"}`, `{"type":"pxe","host":"a"}`, `{"type":"pve","host":"a b"}`, `{"type":"pve","host":"a$(id)"}`, `{`} {
		f.admin(http.StatusBadRequest, "POST", "/api/setup-script-url", body)
	}
	if w := f.call("PUT", "/api/setup-script", ""); w.Code != http.StatusUnauthorized && w.Code != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d", w.Code)
	}
}

func TestSetupScript_ByPOSTHoldsAFreshCode(t *testing.T) {
	f := newFixture(t, withAccount(t))
	text := f.admin(http.StatusOK, "POST", "/api/setup-script", `{"type":"pve","host":"10.0.0.1"}`).Body.String()
	_, rest, found := strings.Cut(text, "readonly DEFAULT_CODE='")
	if code, _, _ := strings.Cut(rest, "'"); !found || f.announce("https://10.0.0.1:8006", code).Code != http.StatusOK {
		t.Error("the code in the script is not good")
	}
	got := decoded[wire.SetupScript](t, f.admin(http.StatusOK, "POST", "/api/setup-script", `{"type":"pve","host":"10.0.0.1"}`, header("Accept", "application/json")))
	if len(got.SetupCode) != 6 || got.URL == "" {
		t.Errorf("answer %+v", got)
	}
}

func TestAutoRegister_TakesTheCodeOnceAndWatchesTheServer(t *testing.T) {
	f := newFixture(t, withAccount(t))
	code := f.setup("pve", "https://10.0.0.1:8006").SetupCode
	answer := decoded[wire.Registered](t, f.announce("10.0.0.1", strings.ToLower(code)))
	if answer.Status != "success" || answer.NodeID != "10.0.0.1" {
		t.Errorf("answer %+v", answer)
	}
	node := f.firstNode()
	if node.Name != "pve1" || node.Host != "https://10.0.0.1:8006" || node.TokenName != "pulse@pam!t" || !node.HasToken || node.VerifySSL ||
		!*node.MonitorVMs || !*node.MonitorStorage || !*node.MonitorBackups {
		t.Errorf("node %+v", node)
	}
	if !slices.Contains(f.estate.events, "node_auto_registered") || f.estate.reloads != 1 {
		t.Errorf("events %v, %d reloads", f.estate.events, f.estate.reloads)
	}
	w := f.announce("10.0.0.1", code)
	if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "Authentication required") {
		t.Errorf("again: %d %s", w.Code, w.Body)
	}
}

func TestAutoRegister_FailureLeavesTheCodeGood(t *testing.T) {
	f := newFixture(t, withAccount(t))
	code := f.setup("pve", "dead").SetupCode
	w := f.announce("dead", code)
	if got := f.object(w); w.Code != http.StatusBadGateway || got["code"] != "node_unreachable" {
		t.Errorf("unreachable: %d %s", w.Code, w.Body)
	}
	if got := f.announce("other", code).Code; got != http.StatusUnauthorized {
		t.Errorf("other host: %d", got)
	}
	if got := f.call("POST", "/api/auto-register", `{"type":"pve","host":"dead","setupCode":"`+code+`"}`).Code; got != http.StatusBadRequest {
		t.Errorf("without a token: %d", got)
	}
	if got := f.announce("dead", code).Code; got != http.StatusBadGateway {
		t.Errorf("the code is used up: %d", got)
	}
	if list := f.admin(http.StatusOK, "GET", "/api/config/nodes", "").Body.String(); strings.TrimSpace(list) != "[]" {
		t.Errorf("nodes %s", list)
	}
}

func TestAutoRegister_UnderstandsAllSpellings(t *testing.T) {
	for name, body := range map[string]string{
		"authToken":      `{"type":"pve","host":"a","serverName":"n","tokenId":"pulse@pam!t","tokenValue":"v","authToken":"CODE"}`,
		"older document": `{"type":"pve","host":"a","name":"n","username":"pulse@pam","tokenId":"t","tokenValue":"v","setupCode":"CODE"}`,
	} {
		f := newFixture(t, withAccount(t))
		code := f.setup("pve", "a").SetupCode
		if w := f.call("POST", "/api/auto-register", strings.ReplaceAll(body, "CODE", code)); w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		} else if node := f.firstNode(); node.Name != "n" || node.TokenName != "pulse@pam!t" {
			t.Errorf("%s: %+v", name, node)
		}
	}
	f := newFixture(t, withAccount(t))
	if w := f.announce("a", "", header("X-Registration-Token", f.setup("pve", "a").SetupCode)); w.Code != http.StatusOK {
		t.Errorf("header: %d %s", w.Code, w.Body)
	}
	if w := f.announce("b", admin); w.Code != http.StatusOK {
		t.Errorf("API token in the body: %d %s", w.Code, w.Body)
	}
	names := []string{}
	for _, n := range decoded[[]wire.ConfigNode](t, f.admin(http.StatusOK, "GET", "/api/config/nodes", "")) {
		names = append(names, n.Name)
	}
	if !slices.Equal(names, []string{"pve1", "pve1-2"}) {
		t.Errorf("names %v", names)
	}
}

func TestAutoRegister_ReplacesTheTokenOfAKnownServerAndNothingElse(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", `{"type":"pve","name":"mine","host":"a","user":"root@pam","password":"p","monitorBackups":false,"fingerprint":"AA"}`)
	if w := f.announce("a", f.setup("pve", "a").SetupCode); w.Code != http.StatusOK {
		t.Fatal(w.Body)
	}
	n := f.firstNode()
	if n.Name != "mine" || n.HasPassword || !n.HasToken || n.TokenName != "pulse@pam!t" || *n.MonitorBackups || n.Fingerprint != "AA" {
		t.Errorf("node %+v", n)
	}
}

// Weakness 2 of the published product: with a password alone, everybody could
// register servers, and replace the access of known ones.
func TestWeakness_NobodyRegistersAServerWithoutACodeOrACredential(t *testing.T) {
	onlyPassword := withAccount(t)
	onlyPassword.Tokens = nil
	for name, env := range map[string]auth.Environment{"password": onlyPassword, "password and token": withAccount(t), "token": {Tokens: []string{admin}}, "nothing": {}} {
		f := newFixture(t, env)
		for who, change := range map[string]func(*http.Request){
			"nobody": func(*http.Request) {}, "forged": header("X-Forwarded-For", "127.0.0.1"), "wrong token": header("X-API-Token", "wrong"),
			"wrong password": func(r *http.Request) { r.SetBasicAuth("ann", "wrong") }, "dummy": header("Authorization", "x"),
		} {
			for _, code := range []string{"", "AAAAAA"} {
				if w := f.announce("a", code, change); w.Code != http.StatusUnauthorized && w.Code != http.StatusTooManyRequests {
					t.Errorf("%s, %s, code %q: %d %s", name, who, code, w.Code, w.Body)
				}
			}
		}
		if targets, err := f.store.Targets(t.Context()); err != nil || len(targets) != 0 {
			t.Errorf("%s: %d targets, %v", name, len(targets), err)
		}
	}
}

func TestWeakness_ASessionWithoutItsTokenRegistersNothing(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if w := f.announce("a", "", session(false)(t, f)); w.Code != http.StatusForbidden {
		t.Errorf("without csrf: %d", w.Code)
	}
	if w := f.announce("a", "", session(true)(t, f)); w.Code != http.StatusOK {
		t.Errorf("with csrf: %d %s", w.Code, w.Body)
	}
}

func TestWeakness_ACodeForAnyAddressDoesNotReplaceAKnownAccess(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", cluster)
	loose := decoded[wire.SetupScript](t, f.admin(http.StatusOK, "POST", "/api/setup-script-url", `{"type":"pve","host":"b","anyHost":true}`))
	if w := f.announce("10.0.0.1", loose.SetupCode); w.Code != http.StatusUnauthorized {
		t.Errorf("known: %d %s", w.Code, w.Body)
	}
	if w := f.announce("c", loose.SetupCode); w.Code != http.StatusOK {
		t.Errorf("new: %d %s", w.Code, w.Body)
	}
}

func TestWeakness_CodesCannotBeGuessed(t *testing.T) {
	f := newFixture(t, withAccount(t))
	good := f.setup("pve", "a").SetupCode
	for range 10 {
		f.announce("a", "AAAAAA", local)
	}
	if got := f.announce("a", good, local).Code; got != http.StatusTooManyRequests {
		t.Errorf("the eleventh try: %d", got)
	}
	for i := range 40 {
		f.announce("a", "AAAAAA", func(r *http.Request) { r.RemoteAddr = "10.0." + string(rune('0'+i/8)) + ".1:1" })
	}
	if got := f.announce("a", good, func(r *http.Request) { r.RemoteAddr = "10.9.9.9:1" }).Code; got != http.StatusUnauthorized {
		t.Errorf("the code outlived fifty wrong ones: %d", got)
	}
}

func TestVerifyTemperatures_NeedsACodeAndNamesOnlyWatchedNodes(t *testing.T) {
	f := newFixture(t, withAccount(t))
	code := f.setup("pve", "a").SetupCode
	for name, call := range map[string]func(*http.Request){
		"header": header("X-Setup-Token", code), "bearer": header("Authorization", "Bearer "+code), "query": func(r *http.Request) { r.URL.RawQuery = "auth_token=" + code },
	} {
		w := f.call("POST", "/api/system/verify-temperature-ssh", `{"nodes":"pve1 -oProxyCommand=x"}`, call)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") || !strings.Contains(w.Body.String(), "PULSE_TEMPERATURE_SSH") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if w := f.call("POST", "/api/system/verify-temperature-ssh", `{`, header("X-Setup-Token", code)); w.Code != http.StatusOK {
		t.Errorf("bad body: %d", w.Code)
	}
	if w := f.call("POST", "/api/system/verify-temperature-ssh", `{}`, header("X-Setup-Token", "AAAAAA")); w.Code != http.StatusUnauthorized {
		t.Errorf("wrong code: %d", w.Code)
	}
}

func TestAutoRegister_BelievesTheCertificateThatAPersonCompared(t *testing.T) {
	f := newFixture(t, withAccount(t))
	setup := decoded[wire.SetupScript](t, f.admin(http.StatusOK, "POST", "/api/setup-script-url", `{"type":"pve","host":"a","fingerprint":"11:22"}`))
	f.announce("a", setup.SetupCode)
	if n := f.firstNode(); n.Fingerprint != "11:22" || n.VerifySSL {
		t.Errorf("node %+v", n)
	}
}
