package enroll

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// hostile are values that would do something if a shell or JSON read them in
// their own way.
var hostile = []string{
	`x'; touch OWNED; '`, `x"; touch OWNED; "`, "x`touch OWNED`", `$(touch OWNED)`, "x\ntouch OWNED\n", `x\`, `x","admin":true,"y":"`,
}

func script(kind string) Script {
	return Script{Kind: kind, Pulse: "http://10.0.0.9:7655", Host: "https://10.0.0.1:8006", Backups: true, At: time.Unix(1700000000, 0)}
}

func TestPlain_LetsNothingThroughThatAShellCouldRead(t *testing.T) {
	for _, good := range []string{"https://pve1:8006", "http://10.0.0.1", "https://[fd00::1]:8007", "https://a-b.example.org:8006/"} {
		if got, err := Plain(good, "host"); err != nil || got != strings.TrimSuffix(good, "/") {
			t.Errorf("%s: %q, %v", good, got, err)
		}
	}
	bad := []string{"", "pve1", "ftp://a", "https://u:p@a", "https://a/b", "https://a?x", "https://a#b", "https://", "https://a%27b", "https://ü"}
	for _, part := range hostile {
		bad = append(bad, part, "https://"+part, "https://a:8006"+part, "https://a/"+part)
	}
	for _, address := range bad {
		if got, err := Plain(address, "host"); err == nil {
			t.Errorf("%q passes as %q", address, got)
		}
	}
}

func TestPlainCode(t *testing.T) {
	if got, err := PlainCode(" a7k9p2 "); err != nil || got != "A7K9P2" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, bad := range append(slices.Clone(hostile), "A7K9P", "A7K9P22", "A7K9P'", "A7K9Pé") {
		if got, err := PlainCode(bad); err == nil {
			t.Errorf("%q passes as %q", bad, got)
		}
	}
}

func TestScript_HasATokenNameOfItsOwnForEveryPulse(t *testing.T) {
	s := script("pve")
	s.Pulse = "http://pulse.example.org:7655"
	text, err := s.Text()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text, "readonly TOKEN_NAME='pulse-pulse-example-org-1700000000'\n") {
		t.Error(text[:800])
	}
}

func TestScript_IsGoodShell(t *testing.T) {
	shellcheck, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("shellcheck is not installed: build/ci/setup.sh test installs it")
	}
	for _, kind := range []string{"pve", "pbs", "pmg"} {
		path := filepath.Join(t.TempDir(), FileName(kind))
		text, err := script(kind).Text()
		if err != nil {
			t.Fatal(err)
		}
		write(t, path, text)
		for _, check := range [][]string{{"bash", "-n", path}, {shellcheck, "-x", path}} {
			if out, err := exec.CommandContext(t.Context(), check[0], check[1:]...).CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", strings.Join(check[:1], " "), err, out)
			}
		}
	}
}

func TestScript_QuotesEveryValue(t *testing.T) {
	for _, value := range hostile {
		dir := t.TempDir()
		text, err := Script{Kind: "pve", Pulse: value, Host: value, Code: value, SSHKey: value}.Text()
		if err != nil {
			t.Fatal(err)
		}
		text = strings.TrimSuffix(text, "main \"$@\"\n") + `printf '%s\0' "$PULSE_URL" "$SERVER_URL" "$DEFAULT_CODE" "$SSH_KEY"` + "\n"
		write(t, filepath.Join(dir, "s.sh"), text)
		cmd := exec.CommandContext(t.Context(), "bash", "s.sh")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if want := strings.Repeat(value+"\x00", 4); err != nil || string(out) != want {
			t.Errorf("%q came back as %q, %v", value, out, err)
		}
		if _, err := os.Stat(filepath.Join(dir, "OWNED")); err == nil {
			t.Errorf("%q was executed", value)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil { //nolint:gosec // a program of the test
		t.Fatal(err)
	}
}
