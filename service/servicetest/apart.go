// Package servicetest lets tests register real services where that cannot reach
// the machine they run on.
package servicetest

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"
)

// Services live in fixed folders. A test therefore runs itself once more in a
// mount namespace of its own, where these folders are empty or copies.
const (
	inNamespace = "PULSE_TEST_IN_NAMESPACE"
	isolate     = `set -e
for dir in /opt /run /var/log /var/lib; do
	[ ! -d "$dir" ] || mount -t tmpfs tmpfs "$dir"
done
cp -a /etc /opt/etc 2>/dev/null || true
mount -t tmpfs tmpfs /etc
cp -a /opt/etc/. /etc
rm -rf /etc/init.d/* /etc/rc?.d/* /etc/pulse /opt/etc
exec "$0" -test.v -test.run "^$1\$"`
	// limit bounds what a test does there.
	limit = 4 * time.Minute
)

// Apart runs the calling test again where nothing that it installs can reach
// the machine, and reports whether it did: the caller returns then.
func Apart(t *testing.T) (done bool) {
	t.Helper()
	if os.Getenv(inNamespace) != "" {
		return false
	}
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
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	again := exec.CommandContext(ctx, "unshare", append(unshare, "sh", "-c", isolate, self, t.Name())...)
	again.Env = append(os.Environ(), inNamespace+"=1")
	again.WaitDelay = time.Second // what the test starts may outlive it
	if out, err := again.CombinedOutput(); err != nil {
		t.Errorf("in the namespace: %v\n%s", err, out)
	}
	return true
}
