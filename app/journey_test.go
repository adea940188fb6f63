//go:build e2e

package app

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pulse/app/desktoptest"
	"pulse/app/host"
	"pulse/backend"
	"pulse/backend/source/pve/pvetest"
)

// The words of an account that a test makes.
const (
	accountName     = "ann"
	accountPassword = "a long password"
)

// fill writes into the field with a label, as typing does.
func (p *process) fill(t *testing.T, label, value string) {
	t.Helper()
	find := `[...document.querySelectorAll("label")].find((l) => l.textContent.trim() === ` + quoted(label) + `)?.control`
	p.waitFor(t, `!!`+find, true)
	p.evaluate(t, `(() => { const field = `+find+`; field.value = `+quoted(value)+`; field.dispatchEvent(new InputEvent("input", {bubbles: true})); })()`)
}

// choose ticks the choice with a label.
func (p *process) choose(t *testing.T, label string) {
	t.Helper()
	find := `[...document.querySelectorAll("label")].find((l) => l.textContent.trim().startsWith(` + quoted(label) + `))`
	p.waitFor(t, `!!`+find, true)
	p.evaluate(t, find+`.click()`)
}

// clickNamed clicks what has a name for those who cannot see it.
func (p *process) clickNamed(t *testing.T, name string) {
	t.Helper()
	find := `document.querySelector("[aria-label=" + JSON.stringify(` + quoted(name) + `) + "]")`
	p.waitFor(t, find+` !== null`, true)
	p.evaluate(t, find+`.click()`)
}

// visit goes to a page as the menu of the window does.
func (p *process) visit(t *testing.T, path string) {
	t.Helper()
	p.evaluate(t, `window.wails.EventsNotify(JSON.stringify({name: "pulse:go", data: [`+quoted(path)+`]}))`)
	p.waitFor(t, `location.pathname`, path)
}

// shows waits until the page holds words.
func (p *process) shows(t *testing.T, words string) {
	t.Helper()
	p.waitFor(t, `document.body.innerText.includes(`+quoted(words)+`)`, true)
}

func TestJourney_FromTheFirstStartToATableOnDisk(t *testing.T) {
	manageWindows(t)
	d := desktoptest.Start(t, true)
	dir, opened := browsers(t)
	data := t.TempDir()
	w := openWindow(t, data, append(d.Env, "PATH="+dir+":"+os.Getenv("PATH"))...)
	t.Cleanup(func() { _ = host.Quit(t.Context(), data) })
	w.dashboard(t) // a window needs no account for itself
	w.shows(t, "Nothing is watched yet.")
	e := &estate{}
	e.signIn(t, w.waitForHost(t, "window"))
	call(t, e.token, http.MethodPut, e.info.URL+"/api/alerts/config", map[string]any{
		"timeThresholds": map[string]int{"guest": 1}, "metricTimeThresholds": map[string]any{}, "schedule": map[string]any{"cooldown": 0},
	})

	w.makeAccount(t, e.info)
	e.cluster = w.addServer(t)
	w.visit(t, "/guests")
	w.shows(t, "billing-db")

	w.visit(t, "/nodes")
	w.waitFor(t, `document.querySelector("a[href^='/nodes/']") !== null`, true)
	w.evaluate(t, `document.querySelector("a[href^='/nodes/']").click()`)
	w.clickNamed(t, "Open in Proxmox")
	desktoptest.Until(t, "the server's own page is in the browser", func() bool { return strings.HasPrefix(opened(), "https://127.0.1.1:") })
	w.waitFor(t, `location.protocol`, "wails:")

	e.load(t, 0.99)
	d.WaitForNotice(t, "Critical: billing-db")
	w.visit(t, "/alerts")
	w.evaluate(t, `document.querySelector("[role=row] [aria-label^='Acknowledge']")?.scrollIntoView()`)
	w.waitFor(t, `document.querySelector("[aria-label^='Acknowledge billing-db']") !== null`, true)
	w.evaluate(t, `document.querySelector("[aria-label^='Acknowledge billing-db']").click()`)
	w.shows(t, "Seen and snoozed")

	w.visit(t, "/guests")
	path := filepath.Join(t.TempDir(), "guests.csv")
	w.clickNamed(t, "Save the list as CSV")
	answerSaveDialog(t, w, path)
	desktoptest.Until(t, "the table is on disk", func() bool {
		content, err := os.ReadFile(path)
		return err == nil && strings.Contains(string(content), "billing-db")
	})
}

// makeAccount makes the first account in the settings, and signs in with it as
// a browser does.
func (p *process) makeAccount(t *testing.T, info backend.HostInfo) {
	t.Helper()
	p.visit(t, "/settings/security")
	p.fill(t, "Name", accountName)
	p.fill(t, "Password", accountPassword)
	p.clickOn(t, "Create the account")
	p.shows(t, "The account "+accountName+" was made")
	call(t, "", http.MethodPost, info.URL+"/api/login", map[string]string{"username": accountName, "password": accountPassword})
}

// addServer adds a simulated cluster step by step, with a token.
func (p *process) addServer(t *testing.T) *pvetest.Cluster {
	t.Helper()
	c, form := cluster(t)
	p.visit(t, "/settings/connections/add")
	p.fill(t, "Address of a Proxmox VE server", form["host"].(string))
	p.clickOn(t, "Go on")
	p.clickOn(t, "They match")
	p.choose(t, "Paste a token")
	p.clickOn(t, "Copy")
	p.evaluate(t, `window.runtime.ClipboardGetText().then((text) => { window.copied = text; })`)
	p.waitFor(t, `window.copied?.includes("pveum")`, true)
	p.fill(t, "Token ID", pvetest.Token)
	p.fill(t, "Token value", pvetest.Secret)
	p.clickOn(t, "Connect")
	p.fill(t, "Name in Pulse", "lab")
	p.clickOn(t, "Add server")
	p.shows(t, "lab was added")
	return c
}

// answerSaveDialog enters where a file is to be kept, with the keys.
func answerSaveDialog(t *testing.T, p *process, path string) {
	t.Helper()
	id := p.shownWindow(t, "Save a file")
	xdotool(t, "windowactivate", "--sync", id, "key", "ctrl+a", "type", "--delay", "5", path)
	xdotool(t, "key", "Return")
}

func TestSave_SaysInThePageWhyAFileCannotBeWritten(t *testing.T) {
	manageWindows(t)
	data := t.TempDir()
	w := openWindow(t, data)
	e := &estate{}
	e.signIn(t, w.waitForHost(t, "window"))
	call(t, e.token, http.MethodPost, e.info.URL+"/api/config/nodes", simulatedCluster(t))
	w.shows(t, "billing-db")
	w.visit(t, "/guests")
	w.clickNamed(t, "Save the list as CSV")
	answerSaveDialog(t, w, "/proc/guests.csv") // nobody writes there, not even root
	w.shows(t, "The file could not be saved. save guests.csv")
}
