//go:build e2e

package app

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pulse/app/desktoptest"
	serviceplace "pulse/service/place"
	"pulse/service/servicetest"
)

func TestWindow_HandsItsDataToAServiceAndTakesItBack(t *testing.T) {
	if servicetest.Apart(t) {
		return
	}
	port := strings.TrimPrefix(freeAddress(t), "127.0.0.1:")
	if err := os.WriteFile("/etc/default/pulse", []byte("DISCOVERY_ENABLED=false\nFRONTEND_PORT="+port+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = exec.Command("/etc/init.d/pulse", "stop").Run() }) // where the test ends before
	data := filepath.Join(t.TempDir(), "pulse")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	manageWindows(t)
	home := t.TempDir()
	p := openWindow(t, data, "FRONTEND_PORT="+port, "HOME="+home, "XDG_DATA_HOME="+home, "XDG_CONFIG_HOME="+home)
	p.waitForHost(t, "window")
	p.waitFor(t, `typeof window.go?.app?.OSService?.State`, "function")

	p.evaluate(t, `void window.go.app.OSService.Install()`)
	desktoptest.Until(t, "the service is there", func() bool { _, err := serviceplace.Read(serviceplace.Path()); return err == nil })
	p.leadsTo(t, "the service of this computer")
	p.readDialog(t, "Pulse is set up anew")
	if _, err := os.Stat(filepath.Join(data, "pulse.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the window still has data of its own: %v", err)
	}

	p.evaluate(t, `void window.go.app.OSService.Remove()`)
	desktoptest.Until(t, "the service is gone", func() bool { _, err := serviceplace.Record(serviceplace.Path()); return err != nil })
	p.waitForHost(t, "window")
	p.leadsTo(t, "")
	p.readDialog(t, "Pulse is set up anew")
	if _, err := os.Stat("/etc/init.d/pulse"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the service is still registered: %v", err)
	}
}

// readDialog waits for a dialog and ends it with the key that says OK.
func (p *process) readDialog(t *testing.T, title string) {
	t.Helper()
	xdotool(t, "windowactivate", "--sync", p.shownWindow(t, title), "key", "Return")
}

// leadsTo waits until the page leads to a Pulse elsewhere of that name.
func (p *process) leadsTo(t *testing.T, name string) {
	t.Helper()
	p.evaluate(t, `window.leads = undefined`)
	desktoptest.Until(t, "the window shows "+name, func() bool {
		_, _ = p.inspector.evaluate(`void window.go.app.Shell.Connection().then((c) => { window.leads = c.elsewhere ?? "" })`)
		got, err := p.inspector.evaluate(`window.leads`)
		return err == nil && got == name
	})
}
