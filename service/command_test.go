package main

import (
	"bytes"
	"strings"
	"testing"
)

func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	args = append([]string{}, args...) // cobra reads the arguments of the test program for nil
	code = execute(t.Context(), args, &out, &errs)
	return code, out.String(), errs.String()
}

func TestExecute_RefusesWhatItDoesNotKnowInOneLine(t *testing.T) {
	for name, args := range map[string][]string{
		"command":             {"explode"},
		"flag":                {"--loud"},
		"argument of install": {"install", "now"},
		"argument of version": {"version", "please"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := run(t, args...)
			if code != 1 || stdout != "" {
				t.Errorf("code = %d, stdout = %q, want 1 and nothing", code, stdout)
			}
			if strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "pulse-server: unknown") {
				t.Errorf("stderr = %q, want one line that names what is unknown", stderr)
			}
		})
	}
}

func TestExecute_VersionIsPrintedToStdout(t *testing.T) {
	for _, word := range []string{"version", "--version"} {
		code, stdout, stderr := run(t, word)
		if code != 0 || stderr != "" || !strings.HasPrefix(stdout, "pulse-server "+version+" (go") || strings.Count(stdout, "\n") != 1 {
			t.Errorf("%s: code = %d, stdout = %q, stderr = %q", word, code, stdout, stderr)
		}
	}
}

func TestExecute_HelpListsCommandsAndVariables(t *testing.T) {
	code, stdout, _ := run(t, "--help")
	if code != 0 {
		t.Errorf("code = %d, want 0", code)
	}
	for _, word := range []string{"install", "uninstall", "status", "PULSE_DATA_DIR", "FRONTEND_PORT"} {
		if !strings.Contains(stdout, word) {
			t.Errorf("help does not mention %s", word)
		}
	}
	if strings.Contains(stdout, "--service") {
		t.Error("help shows the flag that only a service manager uses")
	}
}

func TestExecute_BadVariableEndsTheStartInOneLine(t *testing.T) {
	t.Setenv("PULSE_DATA_DIR", t.TempDir())
	t.Setenv("FRONTEND_PORT", "many")
	code, _, stderr := run(t)
	if code != 1 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "FRONTEND_PORT") {
		t.Errorf("code = %d, stderr = %q, want 1 and one line that names FRONTEND_PORT", code, stderr)
	}
}
