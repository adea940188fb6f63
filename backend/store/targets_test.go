package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/notify"
	"pulse/backend/secret"
	"pulse/backend/source"
)

func TestTargets_ComeBackAsTheyWere(t *testing.T) {
	s := open(t, t.TempDir())
	want := source.Target{
		Kind: "pve", Name: "lab", Host: "https://10.0.0.1:8006", User: "root@pam", Password: "one",
		TokenName: "root@pam!pulse", TokenValue: "two", Fingerprint: "AB:CD", VerifyTLS: true,
		Monitor: map[string]bool{"vms": true, "backups": false}, DisksEvery: 30 * time.Minute,
		Cluster: infra.Cluster{Name: "lab"}, CreatedAt: at(0),
	}
	added := must(s.AddTarget(t.Context(), want))(t)
	want.ID = "pve-0"
	if diff := cmp.Diff(want, added); diff != "" {
		t.Errorf("added (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, must(s.Target(t.Context(), "pve-0"))(t)); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}

	want.Name, want.Password, want.Monitor, want.VerifyTLS, want.DisksEvery = "lab2", "", nil, false, 0
	check(t, s.UpdateTarget(t.Context(), want))
	if diff := cmp.Diff([]source.Target{want}, must(s.Targets(t.Context()))(t)); diff != "" {
		t.Errorf("updated (-want +got):\n%s", diff)
	}
}

func TestTargets_AreListedByKindThenAge(t *testing.T) {
	s := open(t, t.TempDir())
	for _, add := range []source.Target{{Kind: "pmg", Name: "a"}, {Kind: "pve", Name: "z"}, {Kind: "pbs", Name: "a"}, {Kind: "pve", Name: "a"}} {
		must(s.AddTarget(t.Context(), add))(t)
	}
	var got []infra.TargetID
	for _, target := range must(s.Targets(t.Context()))(t) {
		got = append(got, target.ID)
	}
	if diff := cmp.Diff([]infra.TargetID{"pve-0", "pve-1", "pbs-0", "pmg-0"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAddTarget_NeverReusesANumber(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "a"}))(t)
	b := must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "b"}))(t)
	if removed := must(s.DeleteTarget(t.Context(), b.ID))(t); removed.Name != "b" {
		t.Errorf("removed %+v, want b", removed)
	}
	check(t, s.Close())
	c := must(open(t, dir).AddTarget(t.Context(), source.Target{Kind: "pve", Name: "c"}))(t)
	if c.ID != "pve-2" {
		t.Errorf("got %s after deleting %s, want pve-2", c.ID, b.ID)
	}
}

func TestTargets_RefuseATakenName(t *testing.T) {
	s := open(t, t.TempDir())
	must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "a"}))(t)
	b := must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "b"}))(t)
	must(s.AddTarget(t.Context(), source.Target{Kind: "pbs", Name: "a"}))(t)

	_, err := s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "a"})
	if !fault.Is(err, fault.Conflict) || err.Error() != "A node with this name already exists" {
		t.Errorf("add: got %v", err)
	}
	b.Name = "a"
	if err := s.UpdateTarget(t.Context(), b); !fault.Is(err, fault.Conflict) {
		t.Errorf("update: got %v", err)
	}
	if next := must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "c"}))(t); next.ID != "pve-2" {
		t.Errorf("a refused target used up a number: next is %s", next.ID)
	}
}

func TestTargets_TellWhatDoesNotExist(t *testing.T) {
	s := open(t, t.TempDir())
	_, readErr := s.Target(t.Context(), "pve-9")
	_, deleteErr := s.DeleteTarget(t.Context(), "pve-9")
	for doing, err := range map[string]error{
		"read": readErr, "delete": deleteErr, "update": s.UpdateTarget(t.Context(), source.Target{ID: "pve-9"}),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: got %v", doing, err)
		}
	}
}

func TestStore_HoldsNoPlainSecret(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	secrets := []string{"password-in-clear", "token-in-clear", "header-in-clear", "address-in-clear", "field-in-clear", "csrf-in-clear"}
	must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "visible-name", Password: secrets[0], TokenValue: secrets[1]}))(t)
	check(t, s.SaveChannel(t.Context(), notify.Channel{
		ID: "c", Kind: "webhook", Headers: map[string]string{"Authorization": secrets[2]},
		URL: "https://example/" + secrets[3], Fields: map[string]string{"token": secrets[4]},
	}))
	check(t, s.AddSession(t.Context(), Session{Hash: "h", CSRF: secrets[5], CreatedAt: at(0), ExpiresAt: at(1)}))
	check(t, s.db.backup(t.Context(), filepath.Join(dir, backupFolder), 1))

	var content []byte
	files := append(must(filepath.Glob(filepath.Join(dir, "*")))(t), must(filepath.Glob(filepath.Join(dir, backupFolder, "*")))(t)...)
	for _, file := range files {
		part, err := os.ReadFile(file)
		if err == nil { // not a folder
			content = append(content, part...)
		}
	}
	if !bytes.Contains(content, []byte("visible-name")) {
		t.Fatal("the files do not hold what was stored")
	}
	for _, word := range secrets {
		if bytes.Contains(content, []byte(word)) {
			t.Errorf("the files hold %q", word)
		}
	}
}

func TestTargets_TellOfAnotherKey(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "a", Password: "secret"}))(t)
	s.key = must(secret.New(make([]byte, secret.KeySize)))(t)
	if _, err := s.Targets(t.Context()); !fault.Is(err, fault.Damaged) {
		t.Errorf("got %v, want damaged", err)
	}
}

func TestHasSealed(t *testing.T) {
	tests := map[string]struct {
		fill func(*testing.T, *Store)
		want bool
	}{
		"a new folder": {func(*testing.T, *Store) {}, false},
		"no secret": {func(t *testing.T, s *Store) {
			must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "a", User: "root@pam"}))(t)
		}, false},
		"a password": {func(t *testing.T, s *Store) {
			must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "a", Password: "x"}))(t)
		}, true},
		"a token": {func(t *testing.T, s *Store) {
			must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "a", TokenValue: "x"}))(t)
		}, true},
		"a channel": {func(t *testing.T, s *Store) {
			check(t, s.SaveChannel(t.Context(), notify.Channel{ID: "c"}))
		}, true},
		"a session": {func(t *testing.T, s *Store) {
			check(t, s.AddSession(t.Context(), Session{Hash: "h", CSRF: "x", CreatedAt: at(0), ExpiresAt: at(1)}))
		}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			test.fill(t, s)
			check(t, s.Close())
			if got := must(HasSealed(t.Context(), dir))(t); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	if got := must(HasSealed(t.Context(), t.TempDir()))(t); got {
		t.Error("an empty folder holds sealed values")
	}
}
