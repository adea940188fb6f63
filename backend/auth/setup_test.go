package auth

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pulse/backend/fault"
)

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
