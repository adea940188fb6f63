package answer

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrite_ReachesWhoAskedAndNobodyElse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "answer")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("before the command ran: %v", err)
	}
	want := Answer{URL: "http://127.0.0.1:1", Token: "t", Kept: "/x", Notes: []string{"n"}}
	if err := Write(dir, want); err != nil {
		t.Fatal(err)
	}
	got, err := Read(dir)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v, (-want +got):\n%s", err, diff)
	}
	info, err := os.Stat(filepath.Join(dir, fileName))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the answer has mode %v, %v", info.Mode(), err)
	}
}

func TestWrite_RefusesAFolderThatOthersUse(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the mode of a folder says nothing on Windows")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777); err != nil { //nolint:gosec // that is the point
		t.Fatal(err)
	}
	if err := Write(dir, Answer{Token: "t"}); err == nil {
		t.Error("a token was written where everybody can read")
	}
}

func TestWrite_DoesNotFollowALink(t *testing.T) {
	dir, target := t.TempDir(), filepath.Join(t.TempDir(), "target")
	if err := os.Chmod(dir, 0o700); err != nil { //nolint:gosec // a folder
		t.Fatal(err)
	}
	if err := os.Symlink(target, filepath.Join(dir, fileName)); err != nil {
		t.Skip("links cannot be made here")
	}
	if err := Write(dir, Answer{Token: "t"}); err == nil {
		t.Error("no refusal")
	}
	if _, err := os.Lstat(target); !errors.Is(err, os.ErrNotExist) {
		t.Error("the target of the link was written")
	}
}
