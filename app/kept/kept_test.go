package kept_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"pulse/app/kept"
)

func TestChange_LosesNothingWhenManyChangeAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "of this account", "file")
	const writers = 20
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			err := kept.Change(path, func() ([]byte, error) {
				content, _ := os.ReadFile(path) // there is none at first
				n, _ := strconv.Atoi(string(content))
				return strconv.AppendInt(nil, int64(n+1), 10), nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if content, err := os.ReadFile(path); err != nil || string(content) != strconv.Itoa(writers) {
		t.Errorf("the file holds %q, %v, want %d", content, err, writers)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v: others may read it", info.Mode(), err)
	}
}

func TestChange_RemovesAFileThatHoldsNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, "old")
	if err := kept.Change(path, func() ([]byte, error) { return nil, nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

func TestChange_LeavesTheFileAloneWhenThereIsNothingNew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, "old")
	refused := errors.New("refused")
	if err := kept.Change(path, func() ([]byte, error) { return []byte("new"), refused }); !errors.Is(err, refused) {
		t.Errorf("got %v, want why there is nothing new", err)
	}
	if content, _ := os.ReadFile(path); string(content) != "old" {
		t.Errorf("the file holds %q", content)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
