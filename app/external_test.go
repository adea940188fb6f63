package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExternalAddress_IsOfTheWebOrOfMail(t *testing.T) {
	for address, want := range map[string]string{
		"https://pve1.example:8006/#v1:0:=qemu%2F100": "https://pve1.example:8006/#v1:0:=qemu%2F100",
		"http://[fd00::1]:8006/":                      "http://[fd00::1]:8006/",
		"https://example.org/a?b=c&d=e":               "https://example.org/a?b=c&d=e",
		"mailto:admin@example.org":                    "mailto:admin@example.org",
		"https://example.org/$(reboot);`x`|y":         "https://example.org/%24%28reboot%29%3B%60x%60%7Cy",
	} {
		if got, err := externalAddress(address); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", address, got, err, want)
		}
	}
	for _, address := range []string{
		"file:///etc/passwd", "javascript:alert(1)", "https:///path", "http:", "ssh://host", "mailto:", "smb://host/share",
		"-version", "/etc/passwd", "not an address", "", "https://a b/",
	} {
		if got, err := externalAddress(address); err == nil {
			t.Errorf("%q is opened as %q", address, got)
		}
	}
}

// browsers is a folder with a program that notes what it was to open, in place
// of the system's own.
func browsers(t *testing.T) (dir string, opened func() string) {
	t.Helper()
	dir = t.TempDir()
	note := filepath.Join(dir, "opened")
	script := "#!/bin/sh\nprintf '%s' \"$1\" > '" + note + ".new' && mv '" + note + ".new' '" + note + "'\n"
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir, func() string {
		content, _ := os.ReadFile(note)
		return string(content)
	}
}

func TestShell_OpensAddressesInTheBrowserOfTheSystem(t *testing.T) {
	dir, opened := browsers(t)
	t.Setenv("PATH", dir+":/bin:/usr/bin")
	s := &Shell{}
	if err := s.OpenExternal("https://pve1.example:8006"); err != nil || opened() != "https://pve1.example:8006" {
		t.Errorf("opened %q, %v", opened(), err)
	}
}

func TestShell_SaysWhenNothingOpensAddresses(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if err := (&Shell{}).OpenExternal("https://pve1.example:8006"); err == nil || !strings.Contains(err.Error(), "https://pve1.example:8006") {
		t.Errorf("got %v, want the address named", err)
	}
}
