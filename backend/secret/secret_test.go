package secret_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"pulse/backend/fault"
	"pulse/backend/secret"
)

func TestBox_OpensWhatItSealed(t *testing.T) {
	dir := t.TempDir()
	box, err := secret.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, plain := range [][]byte{[]byte("pässword"), {}, bytes.Repeat([]byte("x"), 1<<16)} {
		sealed := box.Seal(plain)
		if len(sealed) != 12+len(plain)+16 {
			t.Errorf("sealed %d bytes to %d, want nonce, ciphertext and tag", len(plain), len(sealed))
		}
		again, err := secret.OpenFor(dir, true)
		if err != nil {
			t.Fatal(err)
		}
		got, err := again.Open(sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("got %q (%v), want %q", got, err, plain)
		}
	}
	if bytes.Equal(box.Seal([]byte("same")), box.Seal([]byte("same"))) {
		t.Error("the same value was sealed alike twice")
	}
}

func TestBox_RefusesWhatItDidNotSeal(t *testing.T) {
	box, other := newBox(t, 1), newBox(t, 2)
	sealed := box.Seal([]byte("password"))
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for name, value := range map[string][]byte{
		"another key": other.Seal([]byte("password")), "changed": changed, "cut": sealed[:20], "empty": nil,
	} {
		if _, err := box.Open(value); !fault.Is(err, fault.Damaged) || !strings.Contains(err.Error(), secret.KeyFile) {
			t.Errorf("%s: got %v, want damaged with the key file named", name, err)
		}
	}
}

func newBox(t *testing.T, b byte) *secret.Box {
	t.Helper()
	box, err := secret.New(bytes.Repeat([]byte{b}, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return box
}

func TestOpen_MakesAPrivateKeyFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := secret.Open(dir); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, secret.KeyFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != secret.KeySize {
		t.Errorf("the file holds %d bytes (%v)", len(key), err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %04o, want 0600", info.Mode().Perm())
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("the folder holds %v, want the key file only", files)
	}
}

func TestOpenFor_NeverReplacesAMissingKey(t *testing.T) {
	dir := t.TempDir()
	_, err := secret.OpenFor(dir, true)
	if !fault.Is(err, fault.Damaged) || !strings.Contains(err.Error(), secret.KeyFile) {
		t.Errorf("got %v, want damaged with the key file named", err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Errorf("the folder holds %v, want nothing", files)
	}
}

func TestOpen_RefusesAKeyFileAndLeavesIt(t *testing.T) {
	good := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, secret.KeySize))
	for name, content := range map[string]string{
		"too short": base64.StdEncoding.EncodeToString([]byte("short")),
		"too long":  base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 33)),
		"no base64": "!" + good,
		"empty":     "",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), secret.KeyFile)
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := secret.Open(filepath.Dir(path))
			if !fault.Is(err, fault.Damaged) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, want %s with the file named", err, fault.Damaged)
			}
			if err != nil && content != "" && strings.Contains(err.Error(), content) {
				t.Errorf("%v tells the key", err)
			}
			if left, _ := os.ReadFile(path); string(left) != content {
				t.Errorf("the file now holds %q", left)
			}
		})
	}
}

func TestOpen_ClosesAKeyFileThatOthersCanRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("access is by lists, not by modes")
	}
	for _, mode := range []os.FileMode{0o644, 0o640, 0o604} {
		dir := t.TempDir()
		path := filepath.Join(dir, secret.KeyFile)
		if err := os.WriteFile(path, []byte(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, secret.KeySize))), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil { // whatever the umask
			t.Fatal(err)
		}
		if _, err := secret.OpenOf(dir); err != nil || modeOf(t, path) != mode {
			t.Errorf("%04o in the folder of another: %v, now %04o", mode, err, modeOf(t, path))
		}
		if _, err := secret.Open(dir); err != nil || modeOf(t, path) != 0o600 {
			t.Errorf("%04o in our folder: %v, now %04o", mode, err, modeOf(t, path))
		}
	}
}

func modeOf(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func TestOpen_AcceptsAKeyWithLineEnd(t *testing.T) {
	dir := t.TempDir()
	key := bytes.Repeat([]byte{7}, secret.KeySize)
	text := base64.StdEncoding.EncodeToString(key) + "\r\n"
	if err := os.WriteFile(filepath.Join(dir, secret.KeyFile), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	box, err := secret.OpenFor(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := box.Open(newBox(t, 7).Seal([]byte("x"))); err != nil || string(got) != "x" {
		t.Errorf("got %q, %v", got, err)
	}
}
