//go:build e2e

package app

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"testing"

	"pulse/app/desktoptest"
	"pulse/app/elsewhere/elsewheretest"
	"pulse/app/gate"
	"pulse/app/host"
	"pulse/app/prefs"
	"pulse/backend"
	"pulse/backend/fault"
	"pulse/backend/source/pve/pvetest"
)

// far is a Pulse on another machine that watches a guest.
type far struct {
	*elsewheretest.Server
	cluster *pvetest.Cluster
}

func startFar(t *testing.T) *far {
	t.Helper()
	f := &far{Server: elsewheretest.Start(t)}
	var form map[string]any
	f.cluster, form = serveCluster(t, pvetest.Options{
		Nodes:  []pvetest.Node{{Name: "far-node"}},
		Guests: []pvetest.Guest{{ID: 100, Name: "far-guest", Node: "far-node", Running: true}},
	})
	f.load(t, 0.1)
	f.Call(t, http.MethodPut, "/api/alerts/config", map[string]any{
		"timeThresholds": map[string]int{"guest": 1}, "metricTimeThresholds": map[string]any{}, "schedule": map[string]any{"cooldown": 0},
	}, nil)
	f.Call(t, http.MethodPost, "/api/config/nodes", form, nil)
	return f
}

func (f *far) load(t *testing.T, cpu float64) {
	t.Helper()
	if err := f.cluster.SetLoad(100, cpu, 0.3, 0.3); err != nil {
		t.Fatal(err)
	}
}

// follow clicks what leads to an address of the page.
func (p *process) follow(t *testing.T, path string) {
	t.Helper()
	p.waitFor(t, fmt.Sprintf(`(document.querySelector('a[href=%q]')?.click(), location.pathname)`, path), path)
}

// press presses a button by its words.
func (p *process) press(t *testing.T, words string) {
	t.Helper()
	button := fmt.Sprintf(`[...document.querySelectorAll("button")].findLast((b) => b.innerText.trim() === %q && !b.disabled)`, words)
	p.waitFor(t, button+` !== undefined`, true)
	p.evaluate(t, button+`.click()`)
}

// enter types into the field with a label.
func (p *process) enter(t *testing.T, label, text string) {
	t.Helper()
	field := fmt.Sprintf(`document.getElementById([...document.querySelectorAll("label")].find((l) => l.innerText.trim() === %q)?.htmlFor)`, label)
	p.waitFor(t, field+` !== null`, true)
	p.evaluate(t, fmt.Sprintf(`(() => {
		const input = %s;
		Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, %q);
		input.dispatchEvent(new InputEvent("input", { bubbles: true }));
	})()`, field, text))
}

// connect goes through the steps to a Pulse elsewhere, as a person does.
func (p *process) connect(t *testing.T, f *far) {
	t.Helper()
	p.follow(t, "/settings")
	p.follow(t, "/settings/elsewhere")
	p.press(t, "Connect")
	p.enter(t, "Address of the other Pulse", f.URL[len("https://"):])
	p.press(t, "Go on")
	p.shows(t, "CN=nas.lan")
	p.press(t, "They match")
	p.enter(t, "Name", elsewheretest.User)
	p.enter(t, "Password", elsewheretest.Password)
	p.press(t, "Connect")
}

// waitForGate waits until a process in the given mode leads elsewhere.
func waitForGate(t *testing.T, data, mode string) {
	t.Helper()
	desktoptest.Until(t, "a process leads elsewhere in mode "+mode, func() bool {
		info, err := backend.ReadHost(gate.Folder(data))
		return err == nil && info.Mode == mode
	})
}

func TestElsewhere_WindowTrayAndNoticesFollowAnotherPulse(t *testing.T) {
	d := desktoptest.Start(t, true)
	vars, address := env(t, d)
	data := t.TempDir()
	f := startFar(t)
	w := startProgram(t, built(t, "pulse"), data, vars...)
	w.inspector = inspectWindow(t, address).inspector
	w.waitForHost(t, "window")

	w.connect(t, f)
	w.shows(t, "You see 127.0.0.1")
	w.shows(t, "far-guest")
	waitForGate(t, data, "window")
	if _, err := backend.ReadHost(data); !fault.Is(err, fault.NotFound) {
		t.Errorf("the own backend goes on: %v", err)
	}

	w.close(t)
	w.waitForEnd(t)
	waitForGate(t, data, "desktop")
	d.Item(t).WaitFor(t, "127.0.0.1: all is well, 1 connection")
	f.load(t, 0.99)
	d.WaitForNotice(t, "Critical: far-guest")
	if _, err := backend.ReadHost(data); !fault.Is(err, fault.NotFound) {
		t.Errorf("the own backend was started: %v", err)
	}

	again := startProgram(t, built(t, "pulse"), data, vars...)
	again.inspector = inspectWindow(t, address).inspector
	again.shows(t, "far-guest")
	quit := startWith(t, []string{"--quit"}, built(t, "pulse"), data, vars...)
	quit.waitForEnd(t)
	again.waitForEnd(t)
	desktoptest.Until(t, "the icon goes", func() bool { return d.Items() == 0 })
	f.Call(t, http.MethodGet, "/api/config/nodes", nil, nil) // the other Pulse goes on
	if got := titles(d); got != "Critical: far-guest" {
		t.Errorf("notices: %s", got)
	}
}

func TestElsewhere_ProcessInTheBackgroundFollowsEverySwitch(t *testing.T) {
	d := desktoptest.Start(t, true)
	vars, address := env(t, d)
	data := t.TempDir()
	f := startFar(t)
	login := startWith(t, []string{"--desktop"}, built(t, "pulse-server"), data, vars...)
	t.Cleanup(func() { _ = host.Quit(context.Background(), data) })
	login.waitForHost(t, "desktop")
	w := startProgram(t, built(t, "pulse"), data, vars...)
	w.inspector = inspectWindow(t, address).inspector

	w.connect(t, f)
	w.shows(t, "far-guest")
	waitForGate(t, data, "desktop")
	d.Item(t).WaitFor(t, "127.0.0.1: all is well, 1 connection")
	if _, err := backend.ReadHost(data); !fault.Is(err, fault.NotFound) {
		t.Errorf("somebody watches here, too: %v", err)
	}

	w.follow(t, "/settings")
	w.follow(t, "/settings/elsewhere")
	w.press(t, "Show") // the only other one: this computer
	info := w.waitForHost(t, "desktop")
	w.waitFor(t, `location.pathname`, "/") // the page was loaded again
	d.Item(t).WaitFor(t, "No servers are watched yet")
	if info.PID != login.cmd.Process.Pid {
		t.Errorf("process %d watches, want the one in the background, %d", info.PID, login.cmd.Process.Pid)
	}

	w.follow(t, "/settings")
	w.follow(t, "/settings/elsewhere")
	w.press(t, "Forget")
	w.press(t, "Forget") // in the question
	w.waitFor(t, `document.body.innerText.includes("is forgotten")`, true)
	if tokens := f.Tokens(t); len(tokens) != 0 {
		t.Errorf("tokens there: %v", tokens)
	}
}

func TestElsewhere_DoorWhenItIsOffSignedOutOrAnother(t *testing.T) {
	data := t.TempDir()
	f := startFar(t)
	w := openWindow(t, data)
	w.waitForHost(t, "window")
	w.connect(t, f)
	w.shows(t, "far-guest")

	f.RevokeAll(t)
	w.evaluate(t, `location.reload()`)
	w.shows(t, "Sign in at 127.0.0.1")
	w.enter(t, "Name", elsewheretest.User)
	w.enter(t, "Password", elsewheretest.Password)
	w.press(t, "Sign in")
	w.shows(t, "far-guest")

	f.End()
	w.evaluate(t, `location.reload()`)
	w.shows(t, "127.0.0.1 cannot be reached.")
	f.NewCertificate(t)
	f.Begin(t)
	w.shows(t, "shows another certificate") // by itself
	w.press(t, "They match")
	w.shows(t, "far-guest")

	f.End()
	w.evaluate(t, `location.reload()`)
	w.press(t, "Use this computer")
	w.waitForHost(t, "window")
	w.waitFor(t, `document.body.innerText.includes("far-guest")`, false)
	choices, err := prefs.File(filepath.Join(data, "home", "pulse", "desktop.json")).Load()
	if err != nil || choices.Elsewhere.Chosen != prefs.ThisComputer || len(choices.Elsewhere.Known) != 1 {
		t.Errorf("choices = %+v, %v", choices.Elsewhere, err)
	}
}
