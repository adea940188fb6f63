package handover

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/fault"
	"pulse/backend/secret"
	"pulse/backend/store"
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// data makes a data folder with an account in it.
func data(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "window")
	check(t, os.MkdirAll(filepath.Join(dir, "backups"), 0o700))
	s := open(t, dir)
	check(t, s.SaveUser(t.Context(), store.User{Name: "ana", PasswordHash: "x", ChangedAt: time.Unix(1, 0)}))
	check(t, s.Close())
	for name, text := range map[string]string{".env": "LOG_LEVEL=debug\n", "backups/old.db": "copy", "run.json": "{}", "desktop.log": "x"} {
		check(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	check(t, os.Mkdir(filepath.Join(dir, "elsewhere"), 0o700))
	return dir
}

func open(t *testing.T, dir string) *store.Store {
	t.Helper()
	key, err := secret.Open(dir)
	check(t, err)
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Key: key, Log: slog.New(slog.DiscardHandler)})
	check(t, err)
	return s
}

// account returns who has an account in a data folder.
func account(t *testing.T, dir string) string {
	t.Helper()
	s := open(t, dir)
	defer s.Close()
	user, _, err := s.User(t.Context())
	check(t, err)
	return user.Name
}

// plan moves into a folder beside, with a file that makes it final.
func plan(t *testing.T, from string) Plan {
	return Plan{From: from, To: filepath.Join(t.TempDir(), "service"), Commit: filepath.Join(t.TempDir(), "service.json")}
}

// final writes the file that makes a move final.
func (p Plan) final(id string) error {
	return os.WriteFile(p.Commit, fmt.Appendf(nil, `{"handOver":%q}`, id), 0o600)
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	check(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			all = append(all, filepath.ToSlash(name))
		}
		return err
	}))
	slices.Sort(all)
	return all
}

func TestMove_TakesAllThatLastsAndSetsTheOldFolderAside(t *testing.T) {
	p := plan(t, data(t))
	given := 0
	p.Give = func(string) error { given++; return nil }
	m, err := Begin(t.Context(), p)
	check(t, err)
	kept, err := m.Complete(p.final)
	check(t, err)
	want := []string{".encryption.key", ".env", "backups/old.db", "handover.json", "history.db", "pulse.db", "pulse.lock"}
	if diff := cmp.Diff(want, names(t, p.To)); diff != "" {
		t.Errorf("in the new folder (-want +got):\n%s", diff)
	}
	if got := account(t, p.To); got != "ana" || given != 2 {
		t.Errorf("account %q, given %d times", got, given)
	}
	if _, err := os.Stat(p.From); !errors.Is(err, fs.ErrNotExist) || kept != p.From+".moved" {
		t.Errorf("the old folder: %v, kept as %s", err, kept)
	}
	if _, err := Settle(kept); !errors.Is(err, ErrNotHere) {
		t.Errorf("the old folder can be used: %v", err)
	}
	if trial, err := Settle(p.To); trial != nil || err != nil {
		t.Errorf("the new folder cannot be used: %v, %v", trial, err)
	}
}

func TestMove_UndoneLeavesNothing(t *testing.T) {
	p := plan(t, data(t))
	p.Trial = true
	before := names(t, p.From)
	m, err := Begin(t.Context(), p)
	check(t, err)
	check(t, m.Undo())
	if _, err := os.Stat(p.To); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the copy is still there: %v", err)
	}
	after := slices.DeleteFunc(names(t, p.From), func(name string) bool { return name == "pulse.lock" })
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the old folder (-before +after):\n%s", diff)
	}
	if trial, err := Settle(p.From); trial != nil || err != nil {
		t.Errorf("the old folder cannot be used: %v", err)
	}
}

func TestBegin_RefusesAndChangesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		disturb func(p Plan) error
		code    fault.Code
	}{
		"no data":  {func(p Plan) error { return os.Remove(filepath.Join(p.From, "pulse.db")) }, fault.NotFound},
		"in use":   {func(p Plan) error { _, err := store.Lock(p.From); return err }, fault.Taken},
		"occupied": {func(p Plan) error { return os.MkdirAll(filepath.Join(p.To, "photos"), 0o700) }, fault.Conflict},
		"damaged": {func(p Plan) error {
			return os.WriteFile(filepath.Join(p.From, "history.db"), []byte(strings.Repeat("no database", 999)), 0o600)
		}, ""},
		"link": {func(p Plan) error { return os.Symlink("/etc/hostname", filepath.Join(p.From, "name")) }, fault.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			p := plan(t, data(t))
			check(t, c.disturb(p))
			_, err := Begin(t.Context(), p)
			if err == nil || c.code != "" && !fault.Is(err, c.code) {
				t.Errorf("Begin = %v, want %q", err, c.code)
			}
			if left := append(glob(t, p.From), glob(t, p.To)...); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		})
	}
}

func glob(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "handover*"))
	check(t, err)
	return found
}

func TestSettle_DecidesByWhetherTheMoveIsFinal(t *testing.T) {
	for name, c := range map[string]struct {
		state  state
		final  bool
		usable bool
		then   state // what the record says afterwards; empty = it is gone
	}{
		"leaving, cut short":  {leaving, false, true, ""},
		"leaving, final":      {leaving, true, false, moved},
		"moved":               {moved, false, false, moved},
		"arriving, cut short": {arriving, false, false, arriving},
		"arriving, final":     {arriving, true, true, arrived},
		"arrived":             {arrived, false, true, arrived},
	} {
		t.Run(name, func(t *testing.T) {
			p := plan(t, t.TempDir())
			check(t, record{ID: "a1", State: c.state, Other: "/other", Commit: p.Commit}.write(p.From))
			check(t, p.final(map[bool]string{true: "a1", false: "another"}[c.final]))
			trial, err := Settle(p.From)
			if (err == nil) != c.usable || trial != nil {
				t.Errorf("Settle = %v, %v, want usable: %v", trial, err, c.usable)
			}
			if r, err := readRecord(p.From); err != nil || r.State != c.then {
				t.Errorf("afterwards: %+v, %v, want %q", r, err, c.then)
			}
		})
	}
}

func TestTrial_LastsAsLongAsTheMove(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(m *Move) error
		want error
	}{
		"completed":         {func(m *Move) error { _, err := m.Complete(m.final); return err }, nil},
		"mover disappeared": {func(m *Move) error { m.release(); return nil }, ErrNotHere},
	} {
		t.Run(name, func(t *testing.T) {
			p := plan(t, data(t))
			p.Trial = true
			m, err := Begin(t.Context(), p)
			check(t, err)
			synctest.Test(t, func(t *testing.T) {
				trial, err := Settle(p.To)
				if err != nil || trial == nil {
					t.Fatalf("Settle = %v, %v, want a trial", trial, err)
				}
				ended := make(chan error, 1)
				go func() { ended <- trial.Run(t.Context()) }()
				time.Sleep(time.Minute)
				select {
				case err := <-ended:
					t.Fatalf("ended during the move: %v", err)
				default:
				}
				check(t, c.end(m))
				if err := <-ended; !errors.Is(err, c.want) {
					t.Errorf("ended with %v, want %v", err, c.want)
				}
			})
		})
	}
}

func TestReport_ReachesWhoWaits(t *testing.T) {
	p := plan(t, data(t))
	p.Trial = true
	m, err := Begin(t.Context(), p)
	check(t, err)
	defer m.Undo() //nolint:errcheck // the test is over
	Report(p.To, errors.New("port 7655\nis in use"))
	Report(p.From, errors.New("of no interest"))
	if got := Problem(p.To); got != "port 7655 is in use" || Problem(p.From) != "" {
		t.Errorf("told: %q, %q", got, Problem(p.From))
	}
}
