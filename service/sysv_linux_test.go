package main

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/kardianos/service"

	"pulse/service/servicetest"
)

// server notes how it was started.
const server = `#!/bin/sh
echo "$PULSE_DATA_DIR $*" >/opt/started
exec sleep 60
`

func TestSysV_InstallsStartsStopsAndRemoves(t *testing.T) {
	if servicetest.Apart(t) {
		return
	}
	const program = "/opt/pulse-server"
	if err := os.WriteFile(program, []byte(server), 0o755); err != nil { //nolint:gosec // it is a program
		t.Fatal(err)
	}
	m, err := newManager(systemNamed(t, sysv), program, false)
	if err != nil {
		t.Fatal(err)
	}
	must := func(step string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}
	wantStatus := func(want service.Status) {
		t.Helper()
		if got, err := m.status(); got != want || err != nil {
			t.Fatalf("status = %v, %v, want %v", got, err, want)
		}
	}

	must("install", m.install())
	wantStatus(service.StatusStopped)
	must("start", m.control("start", service.Service.Start))
	wantStatus(service.StatusRunning)
	must("restart", m.control("restart", service.Service.Restart))
	wantStatus(service.StatusRunning)
	must("stop", m.control("stop", service.Service.Stop))
	wantStatus(service.StatusStopped)
	must("start again", m.control("start", service.Service.Start))
	must("uninstall", m.uninstall())
	if _, err := m.status(); !errors.Is(err, service.ErrNotInstalled) {
		t.Errorf("status after removal = %v, want ErrNotInstalled", err)
	}
	if left := m.installed(); left != "" {
		t.Errorf("removal left %s", left)
	}
	started, err := os.ReadFile("/opt/started")
	must("read what the server noted", err)
	if got, want := strings.TrimSpace(string(started)), "/var/lib/pulse --service"; got != want {
		t.Errorf("the server was started with %q, want %q", got, want)
	}
}
