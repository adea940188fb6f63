package place

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/fault"
)

func TestRead_ReturnsWhatWasWrittenLast(t *testing.T) {
	path := filepath.Join(t.TempDir(), "etc", "service.json")
	want := Service{URL: "https://127.0.0.1:7655", Certificate: "-----BEGIN CERTIFICATE-----", HandOver: "a1"}
	for _, s := range []Service{{URL: "http://127.0.0.1:1"}, want} {
		if err := Write(path, s); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Read (-want +got):\n%s", diff)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("beside the file: %v, %v", left, err)
	}
}

func TestRead_WithoutServiceIsNotFound(t *testing.T) {
	dir := t.TempDir()
	removed, empty := filepath.Join(dir, "removed"), filepath.Join(dir, "empty")
	for _, path := range []string{removed, empty} {
		if err := Write(path, Service{HandOver: "a1"}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := Remove(removed); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{removed, empty} {
		if _, err := Read(path); !fault.Is(err, fault.NotFound) || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Read(%s) = %v, want that there is none", filepath.Base(path), err)
		}
	}
	if s, err := Record(empty); err != nil || s.HandOver != "a1" {
		t.Errorf("Record = %v, %v, want the move that was completed", s, err)
	}
}

func TestRead_RefusesWhatNoInstallationWrites(t *testing.T) {
	for name, content := range map[string]string{
		"elsewhere":   `{"url":"http://192.0.2.1:7655"}`,
		"by name":     `{"url":"http://localhost:7655"}`,
		"other kind":  `{"url":"file:///etc/passwd"}`,
		"credentials": `{"url":"http://x@127.0.0.1:7655"}`,
		"not JSON":    `url`,
		"huge":        `{"url":"http://127.0.0.1:1","x":"` + strings.Repeat("x", maxSize) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "service.json")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if s, err := Read(path); !fault.Is(err, fault.Damaged) {
				t.Errorf("Read = %v, %v, want a refusal", s, err)
			}
		})
	}
	if err := Write(filepath.Join(t.TempDir(), "x"), Service{URL: "http://example.net"}); err == nil {
		t.Error("an address elsewhere was written")
	}
}

func TestRead_DoesNotBelieveAFileThatAnybodyMayWrite(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the mode of a file says nothing on Windows")
	}
	path := filepath.Join(t.TempDir(), "service.json")
	if err := Write(path, Service{URL: "http://127.0.0.1:1"}); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o666); err != nil { //nolint:gosec // that is the point
		t.Fatal(err)
	}
	if _, err := Read(path); !fault.Is(err, fault.Forbidden) {
		t.Errorf("Read = %v, want a refusal", err)
	}
}
