package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPackagedUnit_IsTheOneThatInstallWrites(t *testing.T) {
	packaged, err := os.ReadFile("../build/linux/pulse.service")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(renderUnit(t, systemdUnit), "/usr/bin/true", "/usr/lib/pulse/pulse-server")
	if diff := cmp.Diff(want, string(packaged)); diff != "" {
		t.Errorf("build/linux/pulse.service differs from what pulse-server install writes (-want +got):\n%s", diff)
	}
}
