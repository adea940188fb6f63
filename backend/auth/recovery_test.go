package auth

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// here is a call of this machine.
func here(r *http.Request) { r.RemoteAddr, r.Host = "127.0.0.1:4000", "localhost:7655" }

func TestRecovery_LetsThisMachineInForAWhile(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if got := f.call("GET", "/api/admin", here).Code; got != http.StatusUnauthorized {
		t.Fatalf("before: %d", got)
	}
	if err := f.Recover(request("POST", "/api/security/recovery", here), true); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name string
		who  []func(*http.Request)
		want int
	}{
		{"this machine", []func(*http.Request){here}, 200},
		{"this machine, IPv6", []func(*http.Request){here, peer("[::1]:4000")}, 200},
		{"another machine", nil, 401},
		{"a visitor behind a proxy on this machine", []func(*http.Request){here, header("X-Forwarded-For", "192.168.1.77")}, 401},
		{"a foreign name", []func(*http.Request){here, host("evil.example")}, 401},
	}
	for _, c := range cases {
		w := f.call("GET", "/api/admin", c.who...)
		if w.Code != c.want || (w.Header().Get("X-Auth-Recovery") == "true") != (c.want == 200) {
			t.Errorf("%s: %d %v", c.name, w.Code, w.Header())
		}
	}
	if got := f.call("POST", "/api/admin", here, header("Sec-Fetch-Site", "cross-site")).Code; got != http.StatusForbidden {
		t.Errorf("a foreign page: %d", got)
	}
	if _, err := f.SetUp(t.Context(), as(f, here), SetUp{User: "bob", Password: "battery staple", Force: true}); err == nil {
		t.Error("an account of the environment was replaced")
	}
	f.clock.pass(RecoveryTime)
	if got := f.call("GET", "/api/admin", here).Code; got != http.StatusUnauthorized {
		t.Errorf("after the time: %d", got)
	}
	if err := f.tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(f.recovery.dir, ".auth_recovery")); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
}

// as is a request that the guard has let through.
func as(f *fixture, change ...func(*http.Request)) *http.Request {
	f.call("POST", "/api/admin", change...)
	r := request("POST", "/api/admin", change...)
	return r.WithContext(with(r.Context(), f.routes.seen))
}

func TestRecovery_ReplacesAForgottenPassword(t *testing.T) {
	f := newFixture(t, Environment{})
	if _, err := f.SetUp(t.Context(), as(f, here), SetUp{User: "ann", Password: "forgotten"}); err != nil {
		t.Fatal(err)
	}
	force := SetUp{User: "ann", Password: password, Force: true}
	if _, err := f.SetUp(t.Context(), as(f, here), force); err == nil {
		t.Fatal("replaced without recovery")
	}
	if err := f.Recover(request("POST", "/", here), true); err != nil {
		t.Fatal(err)
	}
	if _, err := f.SetUp(t.Context(), as(f, here), force); err != nil {
		t.Fatal(err)
	}
	if err := f.Recover(request("POST", "/", here), false); err != nil {
		t.Fatal(err)
	}
	if got := f.call("GET", "/api/admin", basic("ann", password)).Code; got != http.StatusOK {
		t.Errorf("new password: %d", got)
	}
	if got := f.call("GET", "/api/admin", here).Code; got != http.StatusUnauthorized {
		t.Errorf("after recovery was ended: %d", got)
	}
}

func TestRecovery_TokenIsGoodOnceAndForAWhile(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if _, err := f.RecoveryToken(request("POST", "/"), time.Minute); err == nil {
		t.Error("another machine got a token")
	}
	obtain := func() string {
		token, err := f.RecoveryToken(request("POST", "/", here), 15*time.Minute)
		if err != nil || len(token) != 64 {
			t.Fatalf("%q %v", token, err)
		}
		return token
	}
	first, second := obtain(), obtain()
	showing := func(token string) *http.Request {
		return request("POST", "/", header("X-Recovery-Token", token))
	}
	for range 2 { // asking does not use it up
		if _, err := f.Recovering(showing(first)); err != nil {
			t.Errorf("asking: %v", err)
		}
	}
	if err := f.Recover(showing(first), true); err != nil {
		t.Errorf("first use: %v", err)
	}
	if err := f.Recover(showing(first), true); err == nil {
		t.Error("used twice")
	}
	f.clock.pass(15 * time.Minute)
	if err := f.Recover(showing(second), true); err == nil {
		t.Error("used after its time")
	}
	kept, err := os.ReadFile(filepath.Join(f.recovery.dir, "pulse.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(kept), second) {
		t.Error("the token itself is stored")
	}
}

func TestRecovery_AFileFromTheFutureDoesNotCount(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if err := f.recovery.begin(f.clock.at.Add(24 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := f.call("GET", "/api/admin", here).Code; got != http.StatusUnauthorized {
		t.Errorf("got %d", got)
	}
}
