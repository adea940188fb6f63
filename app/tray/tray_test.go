//go:build e2e

// These tests run the tray that make build has made. They need a display that
// stays when its last client ends: xvfb-run -s -noreset go test -tags e2e ./app/tray
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"pulse/app/companion"
	"pulse/app/desktoptest"
	"pulse/app/tray/icons"
	"pulse/backend/logtest"
)

// bench is a tray between a backend and programs that only note how they are called.
type bench struct {
	*desktoptest.Desktop
	home  string
	calls string // what was started, a line each
	stdin io.WriteCloser
	conn  *websocket.Conn
	ended chan struct{}
	heard chan string
}

// start runs the tray and connects it to a backend.
func start(t *testing.T) *bench {
	t.Helper()
	b := &bench{Desktop: desktoptest.Start(t, true), home: t.TempDir(), heard: make(chan string, 100)}
	b.calls = filepath.Join(b.home, "calls")
	conns := make(chan *websocket.Conn, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { b.serve(w, r, conns) }))
	t.Cleanup(server.Close)
	hello := companion.Hello{URL: server.URL, Token: "t", DataDir: b.home, Open: b.program(t, "pulse"), Server: b.program(t, "pulse-server")}
	for !b.launch(t, hello, conns) { // as the process that watches does it
		t.Log("the panel has not heard of the icon: the tray is started again")
	}
	b.say(t, full)
	return b
}

// launch starts the tray and reports whether its icon is in the panel.
func (b *bench) launch(t *testing.T, hello companion.Hello, conns <-chan *websocket.Conn) bool {
	t.Helper()
	path, err := filepath.Abs("../../build/bin/pulse-tray")
	if err != nil {
		t.Fatal(err)
	}
	var said logtest.Transcript
	cmd := exec.Command(path)
	cmd.Env = append(append(os.Environ(), "HOME="+b.home, "XDG_CONFIG_HOME="+filepath.Join(b.home, "config")), b.Env...)
	cmd.Stderr = io.MultiWriter(t.Output(), &said)
	if b.stdin, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v: run make build first", err)
	}
	ended := make(chan struct{})
	b.ended = ended
	go func() {
		_ = cmd.Wait() // how it ended is not asked
		close(ended)
	}()
	end := func() { _ = cmd.Process.Kill(); <-ended }
	t.Cleanup(end)
	b.tell(t, hello)
	select {
	case b.conn = <-conns:
	case <-ended:
		t.Fatal("the tray ended before it connected")
	case <-time.After(20 * time.Second):
		t.Fatal("the tray does not connect")
	}
	desktoptest.Until(t, "an icon", func() bool { return b.Items() > 0 || companion.HasNoIcon(said.String()) })
	if b.Items() > 0 {
		return true
	}
	end()
	return false
}

func (b *bench) serve(w http.ResponseWriter, r *http.Request, conns chan<- *websocket.Conn) {
	up := websocket.Upgrader{Subprotocols: []string{"pulse.brief.v1"}}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	conns <- conn
	for {
		_, m, err := conn.ReadMessage()
		if err != nil {
			return
		}
		b.heard <- strings.TrimSpace(string(m))
	}
}

// program is one that notes its arguments and says that it is ready.
func (b *bench) program(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(b.home, name)
	script := fmt.Sprintf("#!/bin/sh\necho %s \"$@\" \"$PULSE_CRASHES\" >>'%s'\necho ready\n", name, b.calls)
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func (b *bench) tell(t *testing.T, h companion.Hello) {
	t.Helper()
	if err := json.NewEncoder(b.stdin).Encode(h); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) say(t *testing.T, m string) {
	t.Helper()
	if err := b.conn.WriteMessage(websocket.TextMessage, []byte(m)); err != nil {
		t.Fatal(err)
	}
}

// waitForCall waits until a program was started like this.
func (b *bench) waitForCall(t *testing.T, call string) {
	t.Helper()
	desktoptest.Until(t, "the call "+call, func() bool {
		calls, _ := os.ReadFile(b.calls)
		return strings.Contains(string(calls), call)
	})
}

func (b *bench) waitForEnd(t *testing.T) {
	t.Helper()
	select {
	case <-b.ended:
	case <-time.After(20 * time.Second):
		t.Fatal("the tray still runs")
	}
}

const full = `{"t":"full","rev":1,"state":{"activeAlerts":[],"connections":[{"name":"lab","ok":true}]}}`

const critical = `{"t":"delta","rev":2,"set":{"activeAlerts":{"lab-n1-100-cpu":{"id":"lab-n1-100-cpu","level":"critical",
	"resourceName":"db","message":"CPU of db is at 97 %"}}}}`

func TestTray_ShowsTheWorstStateAndOpensAnAlert(t *testing.T) {
	b := start(t)
	item := b.Item(t)
	item.WaitFor(t, "All is well, 1 connection")
	desktoptest.Until(t, "the picture of a fine state", func() bool { return bytes.Equal(item.Picture(), icons.PNG(icons.Fine)) })
	b.say(t, critical)
	item.WaitFor(t, "1 critical alert")
	desktoptest.Until(t, "the label", func() bool { return item.Label() == "1 critical" })
	desktoptest.Until(t, "the picture of a critical state", func() bool { return bytes.Equal(item.Picture(), icons.PNG(icons.Critical)) })
	item.Click(t, "Critical: CPU of db is at 97 %")
	b.waitForCall(t, "pulse --alert=lab-n1-100-cpu")
	item.Click(t, "Open Pulse")
	b.waitForCall(t, "pulse \n")
	item.Click(t, "Quit Pulse")
	b.waitForCall(t, "pulse --quit")
}

func TestTray_PausesNoticesAndResumes(t *testing.T) {
	b := start(t)
	item := b.Item(t)
	item.Click(t, "Pause notices for 1 hour")
	item.WaitFor(t, "All is well, 1 connection, notices are paused until")
	desktoptest.Until(t, "the picture of a pause", func() bool { return bytes.Equal(item.Picture(), icons.PNG(icons.Paused)) })
	b.say(t, `{"t":"notices","notices":[{"seq":1,"kind":"firing","at":1,"alert":{"id":"a","level":"critical","resourceName":"quiet"}}]}`)
	b.waitForWord(t, `{"seq":1,"t":"told"}`)
	item.Click(t, "Resume notices")
	item.WaitFor(t, "Pause notices until tomorrow")
	if got := b.Notices(); len(got) != 0 {
		t.Errorf("shown during the pause: %+v", got)
	}
}

// waitForWord waits until the backend was told something.
func (b *bench) waitForWord(t *testing.T, want string) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		select {
		case got := <-b.heard:
			if got == want {
				return
			}
		case <-deadline:
			t.Fatalf("the backend was not told %s", want)
		}
	}
}

func TestTray_ShowsANoticeAndSaysSo(t *testing.T) {
	b := start(t)
	b.say(t, fmt.Sprintf(`{"t":"notices","notices":[{"seq":5,"kind":"firing","at":%d,
		"alert":{"id":"a","level":"critical","resourceName":"db","message":"CPU <is> at 97 %%"}}]}`, time.Now().UnixMilli()))
	n := b.WaitForNotice(t, "Critical: db")
	if n.App != "Pulse" || n.Body != "CPU &lt;is&gt; at 97 %" {
		t.Errorf("notice: %+v", n)
	}
	b.waitForWord(t, `{"seq":5,"t":"told"}`)
}

func TestTray_SwitchesTheStartAtLogin(t *testing.T) {
	b := start(t)
	item := b.Item(t)
	entry := filepath.Join(b.home, "config", "autostart", "pulse.desktop")
	item.Click(t, "Start at login")
	desktoptest.Until(t, "the mark", func() bool { e, _ := item.Entry("Start at login"); return e.Checked })
	// The library marks an entry before it tells of the click.
	desktoptest.Until(t, "the entry", func() bool { _, err := os.Stat(entry); return err == nil })
	content, err := os.ReadFile(entry)
	if err != nil || !strings.Contains(string(content), `Exec="`+filepath.Join(b.home, "pulse-server")+`" --desktop`) {
		t.Errorf("%v, entry:\n%s", err, content)
	}
	if err := os.Remove(entry); err != nil { // somebody switches it off elsewhere
		t.Fatal(err)
	}
	desktoptest.Until(t, "the mark to go", func() bool { e, ok := item.Entry("Start at login"); return ok && !e.Checked })
}

func TestTray_EndsWithItsHost(t *testing.T) {
	b := start(t)
	b.Item(t)
	if _, err := io.WriteString(b.stdin, "bye\n"); err != nil {
		t.Fatal(err)
	}
	b.waitForEnd(t)
	if calls, _ := os.ReadFile(b.calls); len(calls) > 0 {
		t.Errorf("started after a clean end: %s", calls)
	}
}

func TestTray_StartsTheHostAgainAfterACrash(t *testing.T) {
	b := start(t)
	b.Item(t)
	b.stdin.Close() // without a word
	b.waitForCall(t, "pulse-server --desktop 1")
	b.WaitForNotice(t, "Pulse was started again")
	b.waitForEnd(t)
}

func TestTray_IsOneHoweverManyProgramsRun(t *testing.T) {
	b := start(t)
	b.Item(t)
	path, _ := filepath.Abs("../../build/bin/pulse-tray")
	second := exec.Command(path)
	second.Env = append(append(os.Environ(), "HOME="+b.home, "XDG_CONFIG_HOME="+filepath.Join(b.home, "config")), b.Env...)
	second.Stdin = strings.NewReader(fmt.Sprintf(`{"url":"http://127.0.0.1:1","dataDir":%q}`+"\nbye\n", b.home))
	if err := second.Run(); err != nil { // it waits for its turn, and ends with its host
		t.Error(err)
	}
	if n := b.Items(); n != 1 {
		t.Errorf("%d icons", n)
	}
}
