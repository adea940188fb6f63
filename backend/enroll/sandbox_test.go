package enroll

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// sandbox is a folder that a script takes for a server: stand-in commands note
// how they were called and answer what the test put there.
type sandbox struct {
	t   *testing.T
	dir string
	env []string
}

// standIn notes its name and arguments, and prints the first file of answers
// whose name begins the call, with spaces as underscores.
const standIn = `#!/bin/bash
name=${0##*/}
{ printf '%s' "$name"; printf ' [%s]' "$@"; echo; } >>"$SANDBOX/calls"
[ "$name" = curl ] && cat >"$SANDBOX/body"
call="$name $*"
call=${call// /_}
call=${call//\//-}
for file in "$SANDBOX"/answers/*; do
	case $call in "${file##*/}"*) cat "$file" ;; esac
done
exit 0
`

func newSandbox(t *testing.T, commands ...string) *sandbox {
	t.Helper()
	s := &sandbox{t: t, dir: t.TempDir()}
	for _, name := range append(commands, "curl", "hostname", "id") {
		write(t, filepath.Join(s.dir, "bin", name), standIn)
	}
	s.answer("id_-u", "0\n")
	s.answer("hostname", "pve1\n")
	s.answer("curl", `{"status":"success"}`)
	s.env = []string{
		"PATH=" + filepath.Join(s.dir, "bin") + ":" + os.Getenv("PATH"), "SANDBOX=" + s.dir, "PULSE_SETUP_ROOT=" + filepath.Join(s.dir, "root"),
		"PULSE_NONINTERACTIVE=1", "PULSE_SETUP_CODE=A7K9P2",
	}
	return s
}

func (s *sandbox) answer(call, text string) {
	write(s.t, filepath.Join(s.dir, "answers", call), text)
}

// run runs a script as a pipe does and returns what it printed.
func (s *sandbox) run(in Script, args ...string) (string, error) {
	s.t.Helper()
	text, err := in.Text()
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := s.command("bash", append([]string{"-s", "--"}, args...)...)
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (s *sandbox) command(name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(s.t.Context(), name, args...)
	cmd.Env, cmd.Dir = s.env, s.dir
	return cmd
}

// calls are the commands that changed something or told somebody.
func (s *sandbox) calls() []string {
	written, err := os.ReadFile(filepath.Join(s.dir, "calls"))
	if err != nil {
		s.t.Fatal(err)
	}
	var calls []string
	for line := range strings.Lines(string(written)) {
		line = strings.TrimSpace(line)
		if reading := strings.Contains(line, "[list]") || strings.Contains(line, "[list-tokens]") || strings.Contains(line, " [get]"); !reading &&
			!strings.HasPrefix(line, "id") && !strings.HasPrefix(line, "hostname") {
			calls = append(calls, line)
		}
	}
	return calls
}

// told is what the script told Pulse.
func (s *sandbox) told() map[string]any {
	s.t.Helper()
	body, err := os.ReadFile(filepath.Join(s.dir, "body"))
	if err != nil {
		s.t.Fatal(err)
	}
	var told map[string]any
	if err := json.Unmarshal(body, &told); err != nil {
		s.t.Fatalf("%v in %s", err, body)
	}
	return told
}
