package auth

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"pulse/backend/fault"
)

func (f *fixture) signIn(name, word string, change ...func(*http.Request)) *LoginError {
	err := f.SignIn(httptest.NewRecorder(), request("POST", "/api/login", change...), name, word)
	refused, _ := errors.AsType[*LoginError](err)
	return refused
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

func TestSetUp_NeedsTheCodeFromElsewhere(t *testing.T) {
	f := newFixture(t, Environment{})
	code, err := f.SetupCode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := f.SetupCode()
	if err != nil || again != code || len(code) != 14 {
		t.Errorf("code %q, then %q, %v", code, again, err)
	}
	info, err := os.Stat(filepath.Join(f.setup.dir, ".setup-code"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file: %v, %v", info, err)
	}
	in := SetUp{User: "ann", Password: password}
	if _, err := f.setUpFromElsewhere(in); !refused(err, http.StatusUnauthorized) {
		t.Errorf("without code: %v", err)
	}
	in.Code = strings.ToLower(strings.ReplaceAll(code, "-", ""))
	if _, err := f.setUpFromElsewhere(in); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(f.setup.dir, ".setup-code")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the code is still there: %v", err)
	}
	if got := f.call("GET", "/api/read", basic("ann", password)).Code; got != http.StatusOK {
		t.Errorf("new account: got %d", got)
	}
	if done, err := f.setUpFromElsewhere(in); err != nil || !done.Skipped {
		t.Errorf("second set-up: %+v, %v", done, err)
	}
	in.Force = true
	if _, err := f.setUpFromElsewhere(in); !refused(err, http.StatusUnauthorized) {
		t.Errorf("forced by nobody: %v", err)
	}
}

func (f *fixture) setUpFromElsewhere(in SetUp) (SetUpResult, error) {
	r := request("POST", "/api/security/quick-setup")
	return f.SetUp(r.Context(), r, in)
}

func refused(err error, status int) bool {
	r, ok := errors.AsType[*Refusal](err)
	return ok && r.Status == status
}

func TestSetUp_CodeCannotBeGuessed(t *testing.T) {
	f := newFixture(t, Environment{})
	for range maxGuesses {
		if _, err := f.setUpFromElsewhere(SetUp{User: "ann", Password: password, Code: "AAAA-AAAA-AAAA"}); !refused(err, http.StatusUnauthorized) {
			t.Fatalf("wrong code: %v", err)
		}
	}
	code, err := f.SetupCode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.setUpFromElsewhere(SetUp{User: "ann", Password: password, Code: code}); !refused(err, http.StatusTooManyRequests) {
		t.Errorf("after many guesses: %v", err)
	}
}

func TestSetUp_ChecksWhatIsEntered(t *testing.T) {
	cases := []struct {
		name string
		in   SetUp
		want string
	}{
		{"no name", SetUp{Password: password}, "username"},
		{"name with a colon", SetUp{User: "a:b", Password: password}, "username"},
		{"short password", SetUp{User: "ann", Password: "1234567"}, "password"},
		{"long password", SetUp{User: "ann", Password: strings.Repeat("x", 73)}, "password"},
		{"token with a space", SetUp{User: "ann", Password: password, Token: "a b"}, "apiToken"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			wrong, ok := errors.AsType[*fault.Error](c.in.check())
			if !ok || wrong.Field != c.want {
				t.Errorf("got %v, want a fault of %s", wrong, c.want)
			}
		})
	}
}

func TestChangePassword_EndsSessionsAndCountsFailures(t *testing.T) {
	f := newFixture(t, Environment{})
	local := request("POST", "/", peer("127.0.0.1:1"))
	local = local.WithContext(with(local.Context(), Identity{Method: Open, Rights: everything}))
	if _, err := f.SetUp(t.Context(), local, SetUp{User: "ann", Password: password, Generate: true}); err != nil {
		t.Fatal(err)
	}
	session, _ := f.cookies(t)
	err := f.ChangePassword(t.Context(), request("POST", "/"), "wrong", "another one")
	if got, ok := errors.AsType[*LoginError](err); !ok || got.Attempts != 1 {
		t.Errorf("wrong current password: %v", err)
	}
	err = f.ChangePassword(t.Context(), request("POST", "/", basic("ann", "wrong")), password, "another one")
	if got, ok := errors.AsType[*LoginError](err); !ok || got.Attempts != 1 {
		t.Errorf("wrong header beside the right current password: %v", err)
	}
	if err := f.ChangePassword(t.Context(), request("POST", "/", basic("user of a proxy", "wrong")), password, "another one"); err != nil {
		t.Fatal(err)
	}
	if got := f.call("GET", "/api/read", carrying(session)).Code; got != http.StatusUnauthorized {
		t.Errorf("old session: got %d", got)
	}
	if got := f.signIn("ann", password); got == nil {
		t.Error("the old password still works")
	}
	if got := f.signIn("ann", "another one"); got != nil {
		t.Errorf("new password: %+v", got)
	}
}

func TestChangePassword_NotWhereTheEnvironmentFixesIt(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if err := f.ChangePassword(t.Context(), request("POST", "/"), password, "another one"); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v", err)
	}
}

func TestTokens_AreListedWithoutTheirSecretAndEnd(t *testing.T) {
	f := newFixture(t, withAccount(t))
	raw, record, err := f.AddToken(t.Context(), NewToken{Expires: f.clock.at.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(raw, "pulse_") || len(raw) != 46 || record.Name != "API token" || record.Prefix != raw[:10] || record.Suffix != raw[42:] {
		t.Errorf("token %q, record %+v", raw, record)
	}
	f.clock.pass(time.Minute)
	if got := f.call("GET", "/api/admin", header("X-API-Token", raw)).Code; got != http.StatusOK {
		t.Errorf("token: got %d", got)
	}
	if got := f.Tokens()[0].LastUsedAt; !got.Equal(f.clock.at) {
		t.Errorf("last used %v", got)
	}
	if err := f.saveTokenUses(t.Context()); err != nil {
		t.Fatal(err)
	}
	stored, err := f.store.Tokens(t.Context())
	if err != nil || !stored[0].LastUsedAt.Equal(f.clock.at) {
		t.Errorf("stored: %+v, %v", stored, err)
	}
	f.clock.pass(time.Hour)
	if got := f.call("GET", "/api/admin", header("X-API-Token", raw)).Code; got != http.StatusUnauthorized {
		t.Errorf("after its time: got %d", got)
	}
	if err := f.DeleteToken(t.Context(), record.ID); err != nil {
		t.Fatal(err)
	}
	if err := f.DeleteToken(t.Context(), record.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("deleted twice: %v", err)
	}
}

func TestTokens_AreShownAsTheyAreStored(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.clock.pass(1234567 * time.Nanosecond)
	_, record, err := f.AddToken(t.Context(), NewToken{})
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Tokens()[0].CreatedAt; !got.Equal(record.CreatedAt) {
		t.Errorf("created at %v when it was made, later %v", record.CreatedAt, got)
	}
}

func TestTokens_OfTheEnvironmentMayBeHashesAndStay(t *testing.T) {
	f := newFixture(t, Environment{Tokens: []string{hashOf("clear-text-of-a-token")}})
	if got := f.call("GET", "/api/admin", header("X-API-Token", "clear-text-of-a-token")).Code; got != http.StatusOK {
		t.Errorf("got %d, want 200", got)
	}
	again := environmentTokens(f.env.Tokens, f.clock.at)
	if got := f.Tokens()[0]; !slices.Equal(got.Scopes, []string{"admin"}) || !got.CreatedAt.Equal(f.clock.at) {
		t.Errorf("record %+v, want the scope admin and the time of the start", got)
	}
	if err := f.DeleteToken(t.Context(), again[0].ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("delete: %v", err)
	}
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

func TestNew_RefusesAPasswordThatCannotBeHashed(t *testing.T) {
	_, err := environmentPassword(Environment{User: "ann", Password: strings.Repeat("x", 73)}, newHashing(bcrypt.MinCost))
	if wrong, ok := errors.AsType[*fault.Error](err); !ok || wrong.Field != "PULSE_AUTH_PASS" || strings.Contains(wrong.Message, "xxx") {
		t.Errorf("got %v", err)
	}
}

func TestEnvironmentPassword_IsHashedWhenItIsNeeded(t *testing.T) {
	f := newFixture(t, Environment{User: "ann", Password: password})
	if got := f.signIn("ann", password); got != nil {
		t.Errorf("sign-in before Run: %+v", got)
	}
}

func TestHashing_UnknownNamesCostAsMuchAsKnownOnes(t *testing.T) {
	for _, cost := range []int{bcrypt.MinCost, bcryptCost} {
		got, err := bcrypt.Cost(newHashing(cost).nobody(nil))
		if err != nil || got != cost {
			t.Errorf("cost %d: the hash of nobody costs %d, %v", cost, got, err)
		}
	}
	if got := newHashing(0).cost; got != bcryptCost {
		t.Errorf("usual cost %d", got)
	}
}
