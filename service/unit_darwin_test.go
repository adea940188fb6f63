package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/kardianos/service"
)

func TestLaunchdPlist_RendersAsExpected(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	m, err := newManager(service.ChosenSystem(), "/usr/bin/true", true)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.install(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(home, "Library/LaunchAgents/pulse.plist"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/pulse.plist")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), strings.ReplaceAll(string(got), home, "/Users/ana")); diff != "" {
		t.Errorf("pulse.plist (-want +got):\n%s", diff)
	}
}
