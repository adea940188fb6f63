package autostart_test

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows/registry"

	"pulse/app/autostart"
)

func TestEntry_IsWhatTheRegistrySays(t *testing.T) {
	path := program(t)
	e := autostart.Entry{Program: path, Args: []string{"--background"}}
	t.Cleanup(func() { _ = e.Set(false) })
	if err := e.Set(true); err != nil {
		t.Fatal(err)
	}
	key, err := registry.OpenKey(registry.CURRENT_USER, `Software\Microsoft\Windows\CurrentVersion\Run`, registry.QUERY_VALUE)
	if err != nil {
		t.Fatal(err)
	}
	defer key.Close()
	if got, _, err := key.GetStringValue("Pulse"); err != nil || got != `"`+path+`" --background` {
		t.Errorf("the registry has %q, %v, want the program in quotes and its argument", got, err)
	}
	if on, err := e.Enabled(); !on || err != nil {
		t.Errorf("Enabled = %v, %v after switching on", on, err)
	}
	if err := e.Set(false); err != nil {
		t.Fatal(err)
	}
	if on, err := e.Enabled(); on || err != nil {
		t.Errorf("Enabled = %v, %v after switching off", on, err)
	}
}

// program is a file with a space in its name. It is not in t.TempDir, because
// Wine 8 cannot remove folders in the way that does.
func program(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "autostart")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "a b.exe")
	t.Cleanup(func() { _, _ = os.Remove(path), os.Remove(dir) })
	if err := os.WriteFile(path, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}
