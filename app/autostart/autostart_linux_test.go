package autostart_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pulse/app/autostart"
)

// home gives the account settings of its own and returns the file of the entry.
func home(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", dir)
	return filepath.Join(dir, "autostart", "pulse.desktop")
}

func want(t *testing.T, e autostart.Entry, on bool) {
	t.Helper()
	if got, err := e.Enabled(); got != on || err != nil {
		t.Errorf("enabled = %v, %v, want %v", got, err, on)
	}
}

func set(t *testing.T, e autostart.Entry, on bool) {
	t.Helper()
	if err := e.Set(on); err != nil {
		t.Fatal(err)
	}
}

// program is the entry of a program that is there.
func program(t *testing.T) autostart.Entry {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pulse-server")
	if err := os.WriteFile(path, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	return autostart.Entry{Program: path, Args: []string{"--desktop"}}
}

func TestEntry_IsSwitchedOnAndOff(t *testing.T) {
	home(t)
	server := program(t)
	want(t, server, false)
	set(t, server, false) // nothing to remove
	set(t, server, true)
	want(t, server, true)
	set(t, server, false)
	want(t, server, false)
}

func TestEntry_ShowsWhatThePersonDidElsewhere(t *testing.T) {
	for name, change := range map[string]func(string) string{
		"switched off by the desktop": func(s string) string {
			return strings.Replace(s, "X-GNOME-Autostart-enabled=true", "X-GNOME-Autostart-enabled=false", 1)
		},
		"hidden":                 func(s string) string { return s + "Hidden=true\n" },
		"another program":        func(s string) string { return strings.ReplaceAll(s, "/pulse-server", "/old-server") },
		"in a group of its own":  func(s string) string { return "[Other]\n" + s[strings.Index(s, "\n")+1:] },
		"emptied":                func(string) string { return "" },
		"without the background": func(s string) string { return strings.Replace(s, " --desktop", "", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			file := home(t)
			server := program(t)
			set(t, server, true)
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(change(string(content))), 0o600); err != nil {
				t.Fatal(err)
			}
			want(t, server, false)
			set(t, server, true)
			want(t, server, true)
		})
	}
}

func TestEntry_ShowsThatTheProgramIsNoLongerThere(t *testing.T) {
	file := home(t)
	server := program(t)
	set(t, server, true)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if line := "TryExec=" + server.Program + "\n"; !strings.Contains(string(content), line) {
		t.Errorf("got:\n%swant the line %s", content, line) // by which the desktop passes over it
	}
	if err := os.Remove(server.Program); err != nil {
		t.Fatal(err)
	}
	want(t, server, false)
}

func TestEntry_OfAMovedProgramIsSetAnew(t *testing.T) {
	home(t)
	before, after := program(t), program(t)
	set(t, before, true)
	want(t, after, false)
	set(t, after, true)
	want(t, after, true)
	want(t, before, false)
}

func TestEntry_QuotesTheProgramAsTheSpecificationWants(t *testing.T) {
	file := home(t)
	set(t, autostart.Entry{Program: `/home/a b/$x/100%/pulse`, Args: []string{"--desktop"}}, true)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if line := `Exec="/home/a b/\\$x/100%%/pulse" --desktop` + "\n"; !strings.Contains(string(content), line) {
		t.Errorf("got:\n%swant the line %s", content, line)
	}
}
