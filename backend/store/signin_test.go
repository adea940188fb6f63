package store

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSignIn_IsSealedAndEndsItsSessions(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	var got map[string]string
	if saved, err := s.SignIn(t.Context(), &got); saved || err != nil {
		t.Errorf("a new database: %v %v", saved, err)
	}
	if sealed := must(HasSealed(t.Context(), dir))(t); sealed {
		t.Error("a new database holds sealed values")
	}
	check(t, s.AddSession(t.Context(), Session{Hash: "there", User: "ann", Kind: "oidc", CreatedAt: at(0), ExpiresAt: at(9)}))
	check(t, s.AddSession(t.Context(), Session{Hash: "here", User: "ann", Kind: "password", CreatedAt: at(0), ExpiresAt: at(9)}))
	check(t, s.SaveSignIn(t.Context(), map[string]string{"clientSecret": "not to be read"}, "oidc"))
	if saved, err := s.SignIn(t.Context(), &got); !saved || err != nil || got["clientSecret"] != "not to be read" {
		t.Errorf("%v %v %v", saved, err, got)
	}
	for hash, want := range map[string]bool{"there": false, "here": true} {
		if _, exists, err := s.Session(t.Context(), hash); exists != want || err != nil {
			t.Errorf("session %s: %v %v", hash, exists, err)
		}
	}
	for _, name := range []string{"pulse.db", "pulse.db-wal"} {
		if content := must(os.ReadFile(filepath.Join(dir, name)))(t); strings.Contains(string(content), "not to be read") {
			t.Errorf("%s holds the secret", name)
		}
	}
	if sealed := must(HasSealed(t.Context(), dir))(t); !sealed {
		t.Error("the sealed sign-in is not noticed")
	}
}

func TestHasSealed_KnowsDatabasesWithoutASignIn(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	must(s.db.writer.Exec(`DROP TABLE sign_in`))(t)
	if sealed, err := HasSealed(t.Context(), dir); sealed || err != nil {
		t.Errorf("%v %v", sealed, err)
	}
}

func TestAudit_KeepsTheNewest(t *testing.T) {
	s := open(t, t.TempDir())
	const extra = 5
	must(s.db.writer.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		INSERT INTO audit (at, event, user, ip, path, success, details) SELECT i, 'login', 'ann', '', '', 1, i FROM n`, auditKept+extra))(t)
	check(t, s.PruneAudit(t.Context()))
	records := must(s.Audit(t.Context(), 2*auditKept))(t)
	if len(records) != auditKept || records[0].Details != "10005" || records[auditKept-1].Details != "6" {
		t.Errorf("%d records, from %+v", len(records), records[0])
	}
}

func TestOpen_KeepsTheAuditOverARestart(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	want := AuditRecord{Timestamp: at(1), Event: "login", User: "ann", IP: "10.0.0.1", Path: "/api/login", Details: "Invalid credentials"}
	check(t, s.AddAudit(t.Context(), want))
	check(t, s.Close())
	again, err := Open(t.Context(), Options{Dir: dir, Key: s.key, Log: slog.New(slog.DiscardHandler)})
	check(t, err)
	defer closeStore(t, again)
	if got := must(again.Audit(t.Context(), 1))(t); len(got) != 1 || got[0] != want {
		t.Errorf("got %+v", got)
	}
}
