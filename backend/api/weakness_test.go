package api

import (
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pulse/backend/auth"
	"pulse/backend/wire"
)

// Each test of this file is named by a weakness that products of this kind
// have had, and shows that this one has it not.

func TestWeakness_SetupByForceNeedsACredential(t *testing.T) {
	const force = `{"username":"evil","password":"taken over","force":true}`
	for name, who := range map[string]func(*http.Request){"elsewhere": func(*http.Request) {}, "this machine": local, "reader": proxied("staff")} {
		f := newFixture(t, behindProxy(t))
		if got := f.call("POST", "/api/security/quick-setup", force, who).Code; got != http.StatusUnauthorized {
			t.Errorf("%s: got %d", name, got)
		}
	}
	f := newFixture(t, auth.Environment{})
	f.call("POST", "/api/security/quick-setup", `{"username":"ann","password":"`+password+`"}`, local)
	cookies := f.call("POST", "/api/login", `{"username":"ann","password":"`+password+`"}`).Result().Cookies()
	foreign := func(r *http.Request) {
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		for _, c := range cookies {
			r.AddCookie(c)
		}
	}
	if got := f.call("POST", "/api/security/quick-setup", force, foreign).Code; got != http.StatusForbidden {
		t.Errorf("a foreign page in the browser of somebody who is signed in: %d", got)
	}
}

func TestWeakness_ForwardedHeadersAreBelievedFromNobodyByDefault(t *testing.T) {
	forged := []func(*http.Request){
		header("X-Forwarded-For", "127.0.0.1"), header("X-Real-IP", "127.0.0.1"), header("Forwarded", "for=127.0.0.1"), header("Cf-Connecting-Ip", "127.0.0.1"),
	}
	for _, forge := range forged {
		f := newFixture(t, withAccount(t))
		for i := range 10 {
			f.call("POST", "/api/login", `{"username":"u`+string(rune('a'+i))+`","password":"x"}`, forge)
		}
		if got := f.call("POST", "/api/login", `{}`, forge).Code; got != http.StatusTooManyRequests {
			t.Errorf("limit: got %d", got)
		}
		if got := decoded[wire.SecurityStatus](t, f.call("GET", "/api/security/status", "", asAdmin, forge)).ClientIP; got != "192.168.1.77" {
			t.Errorf("client %s", got)
		}
		if got := newFixture(t, auth.Environment{}).call("GET", "/api/charts", "", forge).Code; got != http.StatusUnauthorized {
			t.Errorf("first run: got %d", got)
		}
	}
}

func TestWeakness_LockoutCannotBeAvoidedByForgedAddresses(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for i := range auth.MaxAttempts {
		f.call("POST", "/api/login", `{"username":"ann","password":"wrong"}`, header("X-Forwarded-For", "10.1.1."+string(rune('1'+i))))
	}
	w := f.call("POST", "/api/login", `{"username":"ann","password":"`+password+`"}`, header("X-Forwarded-For", "10.9.9.9"))
	if w.Code != http.StatusForbidden {
		t.Errorf("got %d", w.Code)
	}
}

func TestWeakness_AValidSessionDoesNotReplaceItsCSRFToken(t *testing.T) {
	f := newFixture(t, withAccount(t))
	who := session(false)(t, f)
	for name, more := range map[string]func(*http.Request){
		"none": func(*http.Request) {}, "any text": header("X-CSRF-Token", "x"),
		"dummy authorization": header("Authorization", "x"), "dummy token": header("X-API-Token", "x"),
	} {
		w := f.call("POST", "/api/security/tokens", "", who, more)
		if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "CSRF") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

func TestWeakness_RestartAndRecoveryDoNotLeaveThisMachineOpen(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusOK, "POST", "/api/security/apply-restart", "")
	if got := f.call("GET", "/api/charts", "", local).Code; got != http.StatusUnauthorized {
		t.Errorf("after a restart: %d", got)
	}
	f.call("POST", "/api/security/recovery", `{"action":"disable_auth"}`, local)
	f.pass(auth.RecoveryTime)
	if got := f.call("GET", "/api/charts", "", local).Code; got != http.StatusUnauthorized {
		t.Errorf("after recovery: %d", got)
	}
}

func TestWeakness_NoRoleIsNotTheAdministratorsRole(t *testing.T) {
	f := newFixture(t, behindProxy(t))
	w := f.call("GET", "/api/security/tokens", "", proxied(""))
	if w.Code != http.StatusForbidden || f.object(w)["error"] != "Admin privileges required" {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestWeakness_WhoMayReadChangesNothing(t *testing.T) {
	f := newFixture(t, behindProxy(t))
	for _, route := range Routes() {
		if route.Method == "GET" || route.Method == "" || route.Access == auth.Public || route.Access == auth.Anyone ||
			route.Access == auth.Local || route.Path == "/api/logout" {
			continue
		}
		f.pass(time.Minute)
		if got := f.call(route.Method, concrete(route.Path), "{}", proxied("staff")).Code; got != http.StatusForbidden {
			t.Errorf("%s %s: %d", route.Method, route.Path, got)
		}
	}
}

func TestWeakness_AStrangerCannotLockSomebodyOut(t *testing.T) {
	f := newFixture(t, withAccount(t))
	stranger := func(r *http.Request) { r.RemoteAddr = "192.168.1.66:1" }
	for range 2 * auth.MaxAttempts {
		f.call("POST", "/api/login", `{"username":"ann","password":"wrong"}`, stranger)
	}
	if got := f.call("POST", "/api/login", `{"username":"ann","password":"`+password+`"}`).Code; got != http.StatusOK {
		t.Errorf("got %d", got)
	}
}

func TestWeakness_SecretsAreNotStoredInClear(t *testing.T) {
	f := newFixture(t, auth.Environment{})
	f.call("POST", "/api/security/quick-setup", `{"username":"ann","password":"`+password+`"}`, local)
	ann := func(r *http.Request) { r.SetBasicAuth("ann", password) }
	secrets := []string{password}
	for _, c := range f.call("GET", "/api/charts", "", ann).Result().Cookies() {
		secrets = append(secrets, c.Value)
	}
	secrets = append(secrets,
		decoded[wire.TokenAdded](t, f.call("POST", "/api/security/tokens", "", ann)).Token,
		decoded[wire.RecoveryDone](t, f.call("POST", "/api/security/recovery", `{"action":"generate_token"}`, local)).Token)
	f.call("PUT", "/api/security/oidc", `{"issuerUrl":"http://x","clientSecret":"client-secret-of-the-test"}`, ann)
	secrets = append(secrets, "client-secret-of-the-test")
	if len(secrets) != 6 {
		t.Fatalf("only %d secrets", len(secrets))
	}
	files, err := filepath.Glob(filepath.Join(f.dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, secret := range secrets {
			if strings.Contains(string(content), secret) {
				t.Errorf("%s holds secret %d", filepath.Base(file), i)
			}
		}
	}
}

func TestWeakness_CredentialsOfRequestsAreNotLogged(t *testing.T) {
	f := newFixture(t, withAccount(t))
	calls := []func(*http.Request){
		asAdmin, header("Authorization", "Bearer "+admin), func(r *http.Request) { r.SetBasicAuth("ann", password) },
		func(r *http.Request) { r.SetBasicAuth("ann", "nearly "+password) }, session(true)(t, f), header("X-Recovery-Token", admin),
	}
	for _, who := range calls {
		for _, path := range []string{"/api/charts", "/api/nothing", "/api/security/recovery", "/api/../x", "/api/config/nodes/x/test"} {
			f.call("POST", path+"?token="+admin, "{", who)
		}
	}
	log := f.log.String()
	for _, secret := range []string{admin, password, base64.StdEncoding.EncodeToString([]byte("ann:" + password)), "token="} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if !strings.Contains(log, "audit") {
		t.Error("nothing was logged: the test proves nothing")
	}
}
