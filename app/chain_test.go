//go:build e2e

package app

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pulse/app/desktoptest"
	"pulse/app/host"
	"pulse/backend"
	"pulse/backend/source/pve/pvetest"
)

// estate is a backend that watches one guest and warns of it at once.
type estate struct {
	cluster *pvetest.Cluster
	token   string
	info    backend.HostInfo
}

// watch adds a cluster to the process that holds the data folder.
func watch(t *testing.T, data string, info backend.HostInfo) *estate {
	t.Helper()
	e := &estate{}
	t.Cleanup(func() { _ = host.Quit(context.Background(), data) }) // whoever watches by then
	var form map[string]any
	e.cluster, form = cluster(t)
	e.signIn(t, info)
	call(t, e.token, http.MethodPut, info.URL+"/api/alerts/config", map[string]any{
		"timeThresholds": map[string]int{"guest": 1}, "metricTimeThresholds": map[string]any{}, "schedule": map[string]any{"cooldown": 0},
	})
	e.load(t, 0.1)
	call(t, e.token, http.MethodPost, info.URL+"/api/config/nodes", form)
	return e
}

func (e *estate) signIn(t *testing.T, info backend.HostInfo) {
	t.Helper()
	token, err := host.SignIn(t.Context(), info)
	if err != nil {
		t.Fatal(err)
	}
	e.token, e.info = token, info
}

func (e *estate) load(t *testing.T, cpu float64) {
	t.Helper()
	if err := e.cluster.SetLoad(100, cpu, 0.3, 0.3); err != nil {
		t.Fatal(err)
	}
}

// env is what a program gets from a desktop, and the address at which a window
// that it opens can be inspected.
func env(t *testing.T, d *desktoptest.Desktop) (env []string, address string) {
	t.Helper()
	address = freeAddress(t)
	return append([]string{"WEBKIT_INSPECTOR_HTTP_SERVER=" + address}, d.Env...), address
}

// inspectWindow connects to a window that another program has opened.
func inspectWindow(t *testing.T, address string) *process {
	t.Helper()
	p := &process{}
	desktoptest.Until(t, "a window is open", func() bool {
		var err error
		p.inspector, err = inspect(t.Context(), address)
		return err == nil
	})
	t.Cleanup(func() { p.inspector.close() })
	return p
}

// gone waits until nobody answers at an inspector's address any more.
func gone(t *testing.T, address string) {
	t.Helper()
	desktoptest.Until(t, "the window is gone", func() bool {
		i, err := inspect(t.Context(), address)
		if err == nil {
			i.close()
		}
		return err != nil
	})
}

func titles(d *desktoptest.Desktop) string {
	var all []string
	for _, n := range d.Notices() {
		all = append(all, n.Title)
	}
	return strings.Join(all, ", ")
}

func TestChain_StartAtLoginNoticeOpenCloseQuit(t *testing.T) {
	d := desktoptest.Start(t, true)
	vars, address := env(t, d)
	data := t.TempDir()
	login := startWith(t, []string{"--desktop"}, built(t, "pulse-server"), data, vars...)
	info := login.waitForHost(t, "desktop")
	item := d.Item(t)
	item.WaitFor(t, "No servers are watched yet")

	e := watch(t, data, info)
	item.WaitFor(t, "All is well, 1 connection")
	e.load(t, 0.99)
	d.WaitForNotice(t, "Critical: billing-db")
	desktoptest.Until(t, "the label", func() bool { return item.Label() == "1 critical" })

	item.Click(t, "Critical: billing-db") // opens the alert in a window
	w := inspectWindow(t, address)
	w.waitFor(t, `location.pathname`, "/alerts")
	w.waitFor(t, `document.body.innerText.includes("billing-db")`, true)
	w.close(t)
	gone(t, address)
	if still, err := backend.ReadHost(data); err != nil || still != info {
		t.Errorf("host = %v, %v, want %v as before", still, err, info)
	}

	item.Click(t, "Quit Pulse")
	login.waitForEnd(t)
	desktoptest.Until(t, "the icon goes", func() bool { return d.Items() == 0 })
	if got := titles(d); got != "Critical: billing-db" {
		t.Errorf("notices: %s", got)
	}
}

func TestClose_HandsOverWithoutLosingOrRepeatingANotice(t *testing.T) {
	d := desktoptest.Start(t, true)
	vars, address := env(t, d)
	data := t.TempDir()
	w := startProgram(t, built(t, "pulse"), data, vars...)
	w.inspector = inspectWindow(t, address).inspector
	e := watch(t, data, w.waitForHost(t, "window"))
	w.waitFor(t, `document.body.innerText.includes("billing-db")`, true)
	e.load(t, 0.99)
	n := d.WaitForNotice(t, "Critical: billing-db")
	d.Click(t, n, func() bool { return w.is(`location.pathname`, "/alerts") })

	w.close(t)
	e.load(t, 0.1) // it ends while nobody may be watching
	started := time.Now()
	info := w.waitForHost(t, "desktop")
	t.Logf("handed over after %v", time.Since(started))
	w.waitForEnd(t)
	d.WaitForNotice(t, "Resolved: billing-db")
	d.Item(t).WaitFor(t, "All is well, 1 connection")
	if got := titles(d); got != "Critical: billing-db, Resolved: billing-db" {
		t.Errorf("notices: %s", got)
	}

	started = time.Now()
	again := startProgram(t, built(t, "pulse"), data, vars...)
	again.inspector = inspectWindow(t, address).inspector
	again.waitFor(t, `document.body.innerText.includes("billing-db")`, true)
	t.Logf("opened again after %v", time.Since(started))

	e.signIn(t, info)
	quit := startWith(t, []string{"--quit"}, built(t, "pulse"), data, vars...)
	quit.waitForEnd(t)
	again.waitForEnd(t) // the window that was a client ends as well
	if _, err := backend.ReadHost(data); err == nil {
		t.Error("somebody still watches")
	}
}

func TestNotice_ThatIsDismissedOpensNothing(t *testing.T) {
	d := desktoptest.Start(t, true)
	vars, address := env(t, d)
	data := t.TempDir()
	w := startProgram(t, built(t, "pulse"), data, vars...)
	w.inspector = inspectWindow(t, address).inspector
	e := watch(t, data, w.waitForHost(t, "window"))
	w.waitFor(t, `document.body.innerText.includes("billing-db")`, true)
	w.evaluate(t, `window.runtime.EventsOn("pulse:open", () => { window.opened = (window.opened ?? 0) + 1; })`)
	e.load(t, 0.99)
	first := d.WaitForNotice(t, "Critical: billing-db")
	e.load(t, 0.1)
	second := d.WaitForNotice(t, "Resolved: billing-db")
	d.Dismiss(t, first)
	d.Click(t, second, func() bool { return w.is(`location.pathname`, "/alerts") })
	w.waitFor(t, `window.opened`, 1.0)
}

func TestClose_StaysOpenWhenNobodyCanTakeOver(t *testing.T) {
	d := desktoptest.Start(t, true)
	vars, address := env(t, d)
	data := t.TempDir()
	w := startProgram(t, copied(t), data, vars...)
	w.inspector = inspectWindow(t, address).inspector
	before := w.waitForHost(t, "window")
	w.close(t)
	desktoptest.Until(t, "the window watches again", func() bool {
		now, err := backend.ReadHost(data)
		return err == nil && now.Mode == "window" && now.Secret != before.Secret
	})
	if now, _ := backend.ReadHost(data); now.PID != w.cmd.Process.Pid {
		t.Errorf("process %d watches", now.PID)
	}
	w.shownWindow(t, "Pulse stays open")
	w.end(t) // without that anybody has read it
}

// copied is the window beside a pulse-server that cannot start.
func copied(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	content, err := os.ReadFile(built(t, "pulse"))
	if err != nil {
		t.Fatal(err)
	}
	broken := "#!/bin/sh\necho 'pulse-server: the disk is full' >&2\nexit 1\n"
	for name, content := range map[string][]byte{"pulse": content, "pulse-server": []byte(broken)} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "pulse")
}

// close closes the window as a person does.
func (p *process) close(t *testing.T) {
	t.Helper()
	p.waitFor(t, `typeof window.runtime?.Quit`, "function")
	_, _ = p.inspector.evaluate(`setTimeout(() => window.runtime.Quit())`) // it may be gone before it answers
}
