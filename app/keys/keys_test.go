package keys

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/zalando/go-keyring"

	"pulse/app/prefs"
)

// errBroken is what a computer without a key store answers.
var errBroken = errors.New("no such service on the bus")

func store(t *testing.T) *Store {
	t.Helper()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere") // a session that has a key store, which is not asked
	return New(prefs.File(filepath.Join(t.TempDir(), "settings", "desktop.json")))
}

func TestStore_KeepsInTheKeyStore(t *testing.T) {
	keyring.MockInit()
	s := store(t)
	place, err := s.Set(t.Context(), "nas", "secret")
	if place != InStore || err != nil {
		t.Fatalf("set = %q, %v", place, err)
	}
	if token, place, err := s.Get(t.Context(), "nas"); token != "secret" || place != InStore || err != nil {
		t.Errorf("get = %q, %q, %v", token, place, err)
	}
	if _, err := os.Stat(string(s.file)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file was written, too: %v", err)
	}
	if err := s.Delete(t.Context(), "nas"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Get(t.Context(), "nas"); !errors.Is(err, ErrNone) {
		t.Errorf("get after delete = %v", err)
	}
	if err := s.Delete(t.Context(), "nas"); err != nil {
		t.Errorf("deleting twice: %v", err)
	}
}

func TestStore_WithoutAKeyStoreKeepsInAFileForThisAccountOnly(t *testing.T) {
	keyring.MockInitWithError(errBroken)
	s := store(t)
	for _, id := range []string{"nas", "attic"} {
		if place, err := s.Set(t.Context(), id, "secret of "+id); place != InFile || err != nil {
			t.Fatalf("set = %q, %v", place, err)
		}
	}
	if info, err := os.Stat(string(s.file)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if token, place, err := s.Get(t.Context(), "nas"); token != "secret of nas" || place != InFile || err != nil {
		t.Errorf("get = %q, %q, %v", token, place, err)
	}
	for _, id := range []string{"nas", "attic"} {
		if err := s.Delete(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(string(s.file)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file outlives its last token: %v", err)
	}
}

func TestStore_MovesATokenIntoAKeyStoreThatIsThereNow(t *testing.T) {
	keyring.MockInitWithError(errBroken)
	s := store(t)
	if _, err := s.Set(t.Context(), "nas", "old"); err != nil {
		t.Fatal(err)
	}
	keyring.MockInit()
	if place, err := s.Set(t.Context(), "nas", "new"); place != InStore || err != nil {
		t.Fatalf("set = %q, %v", place, err)
	}
	if token, place, err := s.Get(t.Context(), "nas"); token != "new" || place != InStore || err != nil {
		t.Errorf("get = %q, %q, %v", token, place, err)
	}
}

func TestStore_SaysThatTheKeyStoreRefused(t *testing.T) {
	keyring.MockInitWithError(errBroken)
	_, _, err := store(t).Get(t.Context(), "nas")
	if err == nil || errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "key store") {
		t.Errorf("get = %v", err)
	}
}

func TestStore_StartsNoBusWhereTheSessionHasNone(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux reaches its key store by a bus")
	}
	keyring.MockInit()
	s := store(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	if place, err := s.Set(t.Context(), "nas", "secret"); place != InFile || err != nil {
		t.Errorf("set = %q, %v, want it in a file", place, err)
	}
	if _, _, err := s.Get(t.Context(), "other"); err == nil || errors.Is(err, ErrNone) {
		t.Errorf("get = %v: what a key store may hold is not known", err)
	}
}

// stuck is a key store that waits for a person.
type stuck struct{ answer chan struct{} }

func (s stuck) Set(string, string, string) error { <-s.answer; return nil }
func (s stuck) Get(string, string) (string, error) {
	<-s.answer
	return "secret", nil
}
func (s stuck) Delete(string, string) error { return nil }

func TestStore_GivesUpAKeyStoreThatNobodyUnlocks(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := &Store{system: stuck{make(chan struct{})}, file: file(filepath.Join(dir, "tokens.json"))}
		defer close(s.system.(stuck).answer)
		if _, _, err := s.Get(t.Context(), "nas"); err == nil || errors.Is(err, ErrNone) {
			t.Errorf("get = %v", err)
		}
	})
}

func TestFile_ThatIsDamagedIsToldWithoutItsContent(t *testing.T) {
	keyring.MockInit()
	s := store(t)
	if err := os.MkdirAll(filepath.Dir(string(s.file)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(string(s.file), []byte(`{"nas":"sec`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Get(t.Context(), "nas"); err == nil || strings.Contains(err.Error(), "sec\"") || !strings.Contains(err.Error(), string(s.file)) {
		t.Errorf("get = %v", err)
	}
	if _, err := s.Set(t.Context(), "nas", "new"); err != nil {
		t.Errorf("set over the damage: %v", err)
	}
}
