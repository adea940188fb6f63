package auth

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"pulse/backend/store"
)

func TestAudit_KeepsNoEndlessPaths(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.call("GET", "/api/read/"+strings.Repeat("ä", 5000), basic("ann", "wrong"))
	records, err := f.store.Audit(t.Context(), 10)
	if err != nil || len(records) != 1 {
		t.Fatalf("got %d records, %v", len(records), err)
	}
	if got := records[0].Path; len(got) > 256 || !utf8.ValidString(got) {
		t.Errorf("a path of %d bytes: %q", len(got), got)
	}
}

func TestAudit_TellsWhoDidWhatFromWhereAndHowItWent(t *testing.T) {
	env := withAccount(t)
	env.AuditFile = true
	f := newFixture(t, env)
	_ = f.signIn("ann", "wrong")
	_ = f.signIn("ann", password)
	records, err := f.store.Audit(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	want := []store.AuditRecord{
		{Timestamp: f.clock.at, Event: "login", User: "ann", IP: "192.168.1.77", Path: "/api/login", Success: true},
		{Timestamp: f.clock.at, Event: "login", User: "ann", IP: "192.168.1.77", Path: "/api/login", Details: "Invalid credentials"},
	}
	if len(records) != 2 || records[0] != want[0] || records[1] != want[1] {
		t.Errorf("got %+v", records)
	}
	file, err := os.ReadFile(filepath.Join(f.records.dir, "audit.log"))
	if err != nil {
		t.Fatal(err)
	}
	var line store.AuditRecord
	if err := json.Unmarshal([]byte(strings.SplitN(string(file), "\n", 2)[0]), &line); err != nil || line != want[1] {
		t.Errorf("first line %s: %v", file, err)
	}
	if info, err := os.Stat(filepath.Join(f.records.dir, "audit.log")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file mode %v %v", info.Mode(), err)
	}
}

func TestAudit_AFloodOfFailuresDoesNotFillTheDisk(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for range 10 * auditLimit {
		_ = f.signIn("ann", "wrong")
	}
	_ = f.signIn("ann", password, peer("192.168.1.99:1"))
	records, err := f.store.Audit(t.Context(), 1000)
	if err != nil || len(records) != auditLimit+1 || !records[0].Success {
		t.Errorf("%d records, %v", len(records), err)
	}
}

func TestAudit_ASmallFileIsBegunWhereTheOldOneIsFull(t *testing.T) {
	dir := t.TempDir()
	full := filepath.Join(dir, "audit.log")
	if err := os.WriteFile(full, make([]byte, auditSize+1), 0o600); err != nil {
		t.Fatal(err)
	}
	f := &auditFile{dir: dir, on: true}
	if err := f.add(store.AuditRecord{Event: "login"}); err != nil {
		t.Fatal(err)
	}
	if now, err := os.Stat(full); err != nil || now.Size() > 1000 {
		t.Errorf("the file: %v %v", now, err)
	}
	if before, err := os.Stat(full + ".1"); err != nil || before.Size() != auditSize+1 {
		t.Errorf("the one before: %v %v", before, err)
	}
}

func TestResetLockout_ByNameAndByAddress(t *testing.T) {
	for _, identifier := range []string{"ann", "192.168.1.77"} {
		f := newFixture(t, withAccount(t))
		for range MaxAttempts {
			_ = f.signIn("ann", "wrong")
		}
		if err := f.ResetLockout(request("POST", "/"), "somebody else"); err != nil {
			t.Fatal(err)
		}
		if got := f.signIn("ann", password); got == nil {
			t.Fatal("not locked")
		}
		if err := f.ResetLockout(request("POST", "/"), identifier); err != nil {
			t.Fatal(err)
		}
		if got := f.signIn("ann", password); got != nil {
			t.Errorf("%s: still refused: %+v", identifier, got)
		}
	}
}

func TestSession_EndsWithItsAccount(t *testing.T) {
	f := newFixture(t, withAccount(t))
	session, _ := f.cookies(t)
	other := *f.credentials.Load()
	renamed := *other.account
	renamed.name = "bob"
	other.account = &renamed
	f.credentials.Store(&other)
	if got := f.call("GET", "/api/read", carrying(session)).Code; got != 401 {
		t.Errorf("session of an account that is gone: %d", got)
	}
}

func TestLockout_AnIPv6CallerOwnsTheWholeNetwork(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for i := range MaxAttempts {
		_ = f.signIn("ann", "wrong", peer("[2001:db8::"+string(rune('1'+i))+"]:1"))
	}
	if got := f.signIn("ann", password, peer("[2001:db8::99]:1")); got == nil || got.Until.IsZero() {
		t.Errorf("another address of the same network: %+v", got)
	}
}

func TestLimiter_AFloodOfAddressesIsBounded(t *testing.T) {
	f := newFixture(t, Environment{Tokens: []string{"environment-token-1234567890"}})
	for i := range maxCounters + maxCounters/5 {
		f.call("GET", "/api/read", peer(fmt.Sprintf("[2001:db8:%x::1]:5", i)), header("X-API-Token", "wrong"))
	}
	if got := len(f.limits.counters); got > maxCounters {
		t.Errorf("%d callers are remembered by the limits", got)
	}
	if got := len(f.guesses.counters); got > maxCounters {
		t.Errorf("%d callers are remembered by their guesses", got)
	}
}
