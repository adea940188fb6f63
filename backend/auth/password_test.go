package auth

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"pulse/backend/fault"
)

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
	if err := f.ChangePassword(t.Context(), request("POST", "/"), password, "another one"); err != nil {
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
