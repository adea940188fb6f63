//go:build e2e

// These tests drive the programs that make build has made. They need a session
// bus, and a display that stays when its last client ends:
// dbus-run-session -- xvfb-run -s -noreset go test -tags e2e ./app
package app

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"pulse/app/host"
	"pulse/backend"
	"pulse/backend/source/pve/pvetest"
)

func TestWindow_SignsItselfInAndShowsAGuest(t *testing.T) {
	data := t.TempDir()
	w := openWindow(t, data)
	running := w.waitForHost(t, "window")
	token, err := host.SignIn(t.Context(), running)
	if err != nil {
		t.Fatal(err)
	}
	call(t, token, http.MethodPost, running.URL+"/api/config/nodes", simulatedCluster(t))

	w.waitFor(t, `location.origin`, "wails://wails")
	w.waitFor(t, `document.body.innerText.includes("billing-db")`, true)

	w.end(t)
	if _, err := backend.ReadHost(data); err == nil {
		t.Error("run.json is still there after the window was closed")
	}
}

func TestWindow_IsAClientOfARunningServerAndTakesOverWhenThatIsKilled(t *testing.T) {
	data := t.TempDir()
	server := startServer(t, data)
	running := server.waitForHost(t, "foreground")
	w := openWindow(t, data)
	w.waitFor(t, `typeof window.go?.app?.Shell`, "object")
	w.evaluate(t, `window.go.app.Shell.Connection().then(c => { window.told = c.url })`)
	w.waitFor(t, `window.told`, running.URL)

	server.signal(t, syscall.SIGKILL)
	mine := w.waitForHost(t, "window")
	if mine.PID != w.cmd.Process.Pid {
		t.Errorf("process %d holds the folder, want the window's %d", mine.PID, w.cmd.Process.Pid)
	}
	w.waitFor(t, `window.told`, nil) // the page was loaded again
}

func TestWindow_SaysThatThePortIsInUseAndStartsOnAnother(t *testing.T) {
	used, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer used.Close()
	port := used.Addr().(*net.TCPAddr).Port
	w := openWindow(t, t.TempDir(), "FRONTEND_PORT="+strconv.Itoa(port))
	w.waitFor(t, `document.querySelector("h1")?.innerText`, "Pulse cannot start")
	w.waitFor(t, `document.querySelector("p").innerText.includes("`+strconv.Itoa(port)+`")`, true)

	w.evaluate(t, `document.querySelector("button.primary").click()`)
	running := w.waitForHost(t, "window")
	if strings.HasSuffix(running.URL, ":"+strconv.Itoa(port)) {
		t.Errorf("listens at %s, the address in use", running.URL)
	}
	w.waitFor(t, `document.title.includes("cannot start")`, false)
}

func TestWindow_SecondStartShowsTheFirstAndEnds(t *testing.T) {
	data := t.TempDir()
	first := openWindow(t, data)
	host := first.waitForHost(t, "window")
	second := startProgram(t, built(t, "pulse"), data)
	second.waitForEnd(t)
	if still, err := backend.ReadHost(data); err != nil || still != host {
		t.Errorf("host = %v, %v, want %v as before", still, err, host)
	}
}

// simulatedCluster serves a cluster and returns the form that adds it.
func simulatedCluster(t *testing.T) map[string]any {
	t.Helper()
	_, form := cluster(t)
	return form
}

// cluster serves a cluster that the test can change.
func cluster(t *testing.T) (*pvetest.Cluster, map[string]any) {
	t.Helper()
	return serveCluster(t, pvetest.Options{
		Nodes: []pvetest.Node{{Name: "lab-node"}},
		Guests: []pvetest.Guest{
			{ID: 100, Name: "billing-db", Node: "lab-node", Running: true},
			{ID: 101, Name: "web", Node: "lab-node", Running: true},
		},
	})
}

// serveCluster serves any cluster and returns the form that adds it.
func serveCluster(t *testing.T, o pvetest.Options) (*pvetest.Cluster, map[string]any) {
	t.Helper()
	c := pvetest.New(o)
	servers, err := c.Listen("127.0.1.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = servers.Close() })
	first := o.Nodes[0].Name
	return c, map[string]any{
		"type": "pve", "name": "lab", "host": servers.URL(first),
		"tokenName": pvetest.Token, "tokenValue": pvetest.Secret,
		"fingerprint": c.Fingerprint(first), "verifySSL": true,
	}
}

// call sends JSON to the API and fails the test unless it is accepted.
func call(t *testing.T, token, method, url string, body any) {
	t.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(string(content)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		answer, _ := io.ReadAll(resp.Body)
		t.Fatalf("%s %s: %s %s", method, url, resp.Status, answer)
	}
}
