package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/kardianos/service"
)

// The script of System V lives in fixed folders. The test therefore runs itself
// once more in a mount namespace of its own, where these folders are empty.
const (
	inNamespace = "PULSE_TEST_IN_NAMESPACE"
	// namespaceLimit bounds what a test does there.
	namespaceLimit = 4 * time.Minute
	isolate        = `set -e
for dir in /opt /run /var/log /var/lib; do
	[ ! -d "$dir" ] || mount -t tmpfs tmpfs "$dir"
done
cp -a /etc /opt/etc 2>/dev/null || true
mount -t tmpfs tmpfs /etc
cp -a /opt/etc/. /etc
rm -rf /etc/init.d/* /etc/rc?.d/* /etc/pulse /opt/etc
exec "$0" -test.v -test.run "^$1\$"`
	server = `#!/bin/sh
echo "$PULSE_DATA_DIR $*" >/opt/started
exec sleep 60
`
)

func TestSysV_InstallsStartsStopsAndRemoves(t *testing.T) {
	if os.Getenv(inNamespace) == "" {
		repeatInNamespace(t)
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

// repeatInNamespace runs the calling test again where nothing it installs can
// reach the machine.
func repeatInNamespace(t *testing.T) {
	t.Helper()
	for _, tool := range []string{"unshare", "start-stop-daemon", "service"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	unshare := []string{"--mount"}
	if os.Geteuid() != 0 {
		unshare = append(unshare, "--map-root-user")
	}
	if exec.CommandContext(t.Context(), "unshare", append(unshare, "mount", "-t", "tmpfs", "tmpfs", "/opt")...).Run() != nil {
		t.Skip("this machine does not allow mount namespaces")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), namespaceLimit)
	defer cancel()
	again := exec.CommandContext(ctx, "unshare", append(unshare, "sh", "-c", isolate, self, t.Name())...)
	again.Env = append(os.Environ(), inNamespace+"=1")
	again.WaitDelay = time.Second // what the test starts may outlive it
	if out, err := again.CombinedOutput(); err != nil {
		t.Errorf("in the namespace: %v\n%s", err, out)
	}
}
