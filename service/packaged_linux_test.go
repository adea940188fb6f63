package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pulse/service/servicetest"
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

func TestPackage_AnUpgradeRestartsAServiceOfSystemVThatRuns(t *testing.T) {
	if servicetest.Apart(t) {
		return
	}
	const program, told = "/opt/pulse-server", "/opt/told"
	script, err := os.ReadFile("../build/linux/postinst.sh")
	must(t, err)
	after := strings.ReplaceAll(string(script), "/usr/lib/pulse/pulse-server", program)
	must(t, os.WriteFile(program, []byte("#!/bin/sh\necho \"$*\" >"+told+"\n"), 0o755)) //nolint:gosec // it is a program
	for state, want := range map[string]string{"0": "restart\n", "3": ""} {
		_ = os.Remove(told)
		must(t, os.WriteFile("/etc/init.d/pulse", []byte("#!/bin/sh\n# runs "+program+"\nexit "+state+"\n"), 0o755)) //nolint:gosec // it is a program
		if out, err := exec.CommandContext(t.Context(), "sh", "-c", after, "postinst", "configure", "0.1").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if got, _ := os.ReadFile(told); string(got) != want {
			t.Errorf("state %s: the program was told %q, want %q", state, got, want)
		}
	}
}
