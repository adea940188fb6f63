package auth

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func (f *fixture) signIn(name, word string, change ...func(*http.Request)) *LoginError {
	err := f.SignIn(httptest.NewRecorder(), request("POST", "/api/login", change...), name, word)
	refused, _ := errors.AsType[*LoginError](err)
	return refused
}

func TestSignIn_LocksThePairAfterFiveFailures(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for n := 1; n <= MaxAttempts; n++ {
		got := f.signIn("ann", "wrong")
		if got == nil || got.Attempts != n || got.Locked != (n == MaxAttempts) {
			t.Fatalf("failure %d: %+v", n, got)
		}
	}
	if got := f.signIn("ann", password); got == nil || got.Until.IsZero() {
		t.Errorf("right password while locked: %+v", got)
	}
	if got := f.signIn("ann", password, peer("192.168.1.99:1")); got != nil {
		t.Errorf("right password from elsewhere: %+v", got)
	}
	f.clock.pass(LockTime)
	if got := f.signIn("ann", password); got != nil {
		t.Errorf("right password after the time: %+v", got)
	}
}

func TestSignIn_LimitsGuessesFromThisMachineToo(t *testing.T) {
	f := newFixture(t, withAccount(t))
	here := peer("127.0.0.1:1")
	for i := range maxGuesses {
		if got := f.signIn("name"+string(rune('a'+i)), "wrong", here); got == nil || got.Limited {
			t.Fatalf("guess %d: %+v", i+1, got)
		}
	}
	if got := f.signIn("ann", password, here); got == nil || !got.Limited {
		t.Errorf("guess over the limit: %+v", got)
	}
}

func TestSession_EndsWithItsTimeAndAtSignOut(t *testing.T) {
	f := newFixture(t, withAccount(t))
	session, csrf := f.cookies(t)
	if !session.HttpOnly || csrf.HttpOnly || session.SameSite != http.SameSiteLaxMode || session.MaxAge != 86400 || len(session.Value) != 64 {
		t.Errorf("cookies: %+v, %+v", session, csrf)
	}
	if strings.ContainsAny(csrf.Value, "=;%") {
		t.Errorf("csrf token %q", csrf.Value)
	}
	if got := f.call("GET", "/api/read", carrying(session)).Code; got != http.StatusOK {
		t.Fatalf("session: got %d", got)
	}
	f.clock.pass(SessionLife)
	if got := f.call("GET", "/api/read", carrying(session)).Code; got != http.StatusUnauthorized {
		t.Errorf("after its time: got %d", got)
	}
	session, _ = f.cookies(t)
	w := httptest.NewRecorder()
	if err := f.SignOut(w, request("POST", "/api/logout", carrying(session))); err != nil {
		t.Fatal(err)
	}
	for _, c := range w.Result().Cookies() {
		if c.MaxAge >= 0 || c.Value != "" {
			t.Errorf("cookie after sign-out: %+v", c)
		}
	}
	if got := f.call("GET", "/api/read", carrying(session)).Code; got != http.StatusUnauthorized {
		t.Errorf("after sign-out: got %d", got)
	}
}

func TestCookies_LastADayEvenWhenSigningInTakesTime(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.now = func() time.Time {
		f.clock.pass(time.Millisecond)
		return f.clock.at
	}
	for _, c := range f.call("GET", "/api/read", basic("ann", password)).Result().Cookies() {
		if c.MaxAge != 86400 {
			t.Errorf("%s: max-age %d, want 86400", c.Name, c.MaxAge)
		}
	}
}

func TestCookies_BehindAnEncryptingProxy(t *testing.T) {
	c := cookie(request("GET", "/", header("X-Forwarded-Proto", "https")), SessionCookie, "x", 1)
	if !c.Secure || c.SameSite != http.SameSiteNoneMode {
		t.Errorf("%+v", c)
	}
}

func TestBasic_IsCheckedOnceAndGivesASession(t *testing.T) {
	f := newFixture(t, withAccount(t))
	first := f.call("GET", "/api/read", basic("ann", password)).Result().Cookies()
	second := f.call("GET", "/api/read", basic("ann", password)).Result().Cookies()
	if len(first) != 2 || len(second) != 2 || first[0].Value != second[0].Value {
		t.Errorf("cookies: %v, then %v", first, second)
	}
	if got := f.call("GET", "/api/read", basic("ann", "wrong")).Code; got != http.StatusUnauthorized {
		t.Errorf("wrong password: got %d", got)
	}
}

func TestBasic_LocksLikeTheForm(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for range MaxAttempts {
		f.call("GET", "/api/read", basic("ann", "wrong"))
	}
	if w := f.call("GET", "/api/read", basic("ann", password)); w.Code != http.StatusForbidden {
		t.Errorf("got %d, want 403", w.Code)
	}
}

func refused(err error, status int) bool {
	r, ok := errors.AsType[*Refusal](err)
	return ok && r.Status == status
}

func TestWindow_NeedsTheLaunchSecretAndThisMachine(t *testing.T) {
	f := newFixture(t, withAccount(t))
	r := request("POST", "/api/local/session", peer("127.0.0.1:1"))
	if _, err := f.OpenWindow(r); !refused(err, http.StatusForbidden) {
		t.Errorf("without secret: %v", err)
	}
	r.Header.Set("X-Pulse-Launch", "launch")
	token, err := f.OpenWindow(r)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.call("GET", "/api/admin", header("Authorization", "Bearer "+token)).Code; got != http.StatusOK {
		t.Errorf("window's token: got %d", got)
	}
	if got := f.call("POST", "/api/local").Code; got != http.StatusForbidden {
		t.Errorf("from elsewhere: got %d", got)
	}
	if got := f.call("POST", "/api/local", peer("127.0.0.1:1"), host("localhost:7655")).Code; got != http.StatusOK {
		t.Errorf("from this machine: got %d", got)
	}
	if got := len(f.Tokens()); got != 0 {
		t.Errorf("%d tokens are listed", got)
	}
}
