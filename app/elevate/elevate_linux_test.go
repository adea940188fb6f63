package elevate

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// asPerson runs the calling test again as somebody who is no administrator.
func asPerson(t *testing.T) (again bool) {
	t.Helper()
	if os.Geteuid() != 0 {
		return false
	}
	program := filepath.Join(t.TempDir(), "test")
	content, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(program, content, 0o755); err != nil { //nolint:gosec // it is a program
		t.Fatal(err)
	}
	home := t.TempDir()
	for dir := home; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o777); err != nil { //nolint:gosec // for the other account
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), program, "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), "TMPDIR="+home)
	cmd.Dir = home
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("as another account: %v\n%s", err, out)
	}
	return true
}

// pkexec puts a program of that name on PATH.
func pkexec(t *testing.T, script string) (notes string) {
	t.Helper()
	dir := t.TempDir()
	notes = filepath.Join(dir, "notes")
	if err := os.WriteFile(filepath.Join(dir, "pkexec"), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil { //nolint:gosec // it is a program
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	t.Setenv("NOTES", notes)
	return notes
}

func TestRun_SaysWhyTheProgramDidNotRun(t *testing.T) {
	if asPerson(t) {
		return
	}
	for name, c := range map[string]struct {
		script string
		want   error
	}{
		"dismissed":     {"exit 126", ErrRefused},
		"nobody to ask": {"exit 127", ErrRefused},
	} {
		t.Run(name, func(t *testing.T) {
			pkexec(t, c.script)
			if err := Run(t.Context(), "/bin/true"); !errors.Is(err, c.want) {
				t.Errorf("Run = %v, want %v", err, c.want)
			}
		})
	}
	t.Setenv("PATH", t.TempDir())
	if err := Run(t.Context(), "/bin/true"); !errors.Is(err, ErrAbsent) {
		t.Errorf("without pkexec: %v", err)
	}
}

func TestRun_RunsTheProgramWithItsArguments(t *testing.T) {
	if asPerson(t) {
		return
	}
	notes := pkexec(t, `shift; printf '%s|' "$@" >"$NOTES"; exec "$@"`)
	if err := Run(t.Context(), "/bin/sh", "-c", "exit 3", "a folder"); err == nil || errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("Run = %v, want the failure of the program", err)
	}
	if got, _ := os.ReadFile(notes); string(got) != "/bin/sh|-c|exit 3|a folder|" {
		t.Errorf("pkexec was given %s", got)
	}
}

func TestTyped_CanBePastedIntoAShell(t *testing.T) {
	got := Typed("printf", "%s|", "a folder", "it's", "", "plain/path")
	out, err := exec.CommandContext(context.Background(), "sh", "-c", strings.TrimPrefix(got, prefix)).Output()
	if want := "a folder|it's||plain/path|"; err != nil || string(out) != want {
		t.Errorf("%s prints %q, %v, want %q", got, out, err, want)
	}
}
