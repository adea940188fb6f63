package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const passphrase = "a long passphrase"

// answering runs a command whose questions are answered.
func answering(t *testing.T, answer string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	root := newRootCommand(serving{})
	var out, errs bytes.Buffer
	root.SetArgs(args)
	root.SetIn(strings.NewReader(answer))
	root.SetOut(&out)
	root.SetErr(&errs)
	if err := root.ExecuteContext(t.Context()); err != nil {
		return 1, out.String(), err.Error()
	}
	return 0, out.String(), errs.String()
}

// done runs a command that must succeed.
func done(t *testing.T, answer string, args ...string) string {
	t.Helper()
	code, stdout, stderr := answering(t, answer, args...)
	if code != 0 {
		t.Fatalf("%v: %s", args, stderr)
	}
	return stdout
}

func TestConfig_MovesFromOneFolderToAnother(t *testing.T) {
	environment(t)
	t.Setenv("PULSE_PASSPHRASE", passphrase)
	old := existing(t)
	if out := done(t, "", "config", "import", "--from", old, "-f"); !strings.Contains(out, "taken: settings") {
		t.Errorf("the take-over says %q", out)
	}
	for _, flags := range [][]string{nil, {"--strong"}} {
		file := filepath.Join(t.TempDir(), "export")
		done(t, "", append([]string{"config", "export", "-o", file}, flags...)...)
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the export: %v, %v; want mode 600", info.Mode(), err)
		}
		home := t.TempDir()
		t.Setenv("PULSE_DATA_DIR", home)
		if code, _, stderr := answering(t, "n\n", "config", "import", "-i", file); code == 0 || !strings.Contains(stderr, "nothing was changed") {
			t.Errorf("answered no: code %d, %q", code, stderr)
		}
		out := done(t, "y\n", "config", "import", "-i", file)
		if !strings.Contains(out, "settings changed: theme") || !strings.Contains(out, filepath.Join(home, "backups")) {
			t.Errorf("the import says %q", out)
		}
	}
}

func TestConfig_AsksTheServerThatRuns(t *testing.T) {
	environment(t)
	word := filepath.Join(t.TempDir(), "word")
	if err := os.WriteFile(word, []byte(passphrase+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	end := foreground(t)
	text := done(t, "", "config", "export", "--passphrase-file", word)
	file := filepath.Join(t.TempDir(), "export")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := done(t, passphrase, "config", "import", "-f", "-i", file, "--passphrase-file", "-"); !strings.Contains(out, "Imported.") {
		t.Errorf("the import says %q", out)
	}
	t.Setenv("PULSE_PASSPHRASE", "another passphrase")
	if code, _, stderr := answering(t, "", "config", "import", "-f", "-i", file); code == 0 || !strings.Contains(stderr, "the passphrase is wrong") {
		t.Errorf("wrong passphrase: code %d, %q", code, stderr)
	}
	if code, _, stderr := answering(t, "", "config", "import", "-f", "--from", existing(t)); code == 0 || !strings.Contains(stderr, "in use by another Pulse") {
		t.Errorf("taking over while it runs: code %d, %q", code, stderr)
	}
	if code := end(); code != 0 {
		t.Errorf("the server ended with %d", code)
	}
}

func TestConfig_SaysWhatIsMissing(t *testing.T) {
	environment(t)
	cases := map[string]struct {
		args []string
		says string
	}{
		"passphrase":       {[]string{"config", "export"}, "PULSE_PASSPHRASE"},
		"what to import":   {[]string{"config", "import"}, "-i or a folder with --from"},
		"installation":     {[]string{"config", "import", "-f", "--from", t.TempDir()}, "holds no installation"},
		"file":             {[]string{"config", "import", "-i", "/nothing/here", "--passphrase-file", os.Args[0]}, "/nothing/here"},
		"unknown argument": {[]string{"config", "export", "everything"}, "unknown command"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if code, _, stderr := answering(t, "", c.args...); code == 0 || !strings.Contains(stderr, c.says) {
				t.Errorf("code %d, %q; want %q", code, stderr, c.says)
			}
		})
	}
}

// existing is the folder of an installation that keeps its configuration in files.
func existing(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "system.json"), []byte(`{"theme":"dark"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
