//go:build e2e

// Package desktoptest is a desktop for tests: a session bus of its own with a
// panel that takes tray icons and a server that takes notices.
package desktoptest

import (
	"bufio"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// limit bounds every wait.
const limit = 30 * time.Second

// Desktop is a desktop that runs until the test ends.
type Desktop struct {
	// Env is what programs are to be started with.
	Env []string

	conn *dbus.Conn

	mu      sync.Mutex
	items   []itemAddress // registered with the panel, newest last
	notices []Notice
}

type itemAddress struct{ owner, path string }

// Notice is a notice that was shown.
type Notice struct {
	ID      uint32
	App     string
	Title   string
	Body    string
	Actions []string
}

// Start runs a desktop. A desktop without a panel is like plain GNOME.
func Start(t *testing.T, panel bool) *Desktop {
	t.Helper()
	address := startBus(t)
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	d := &Desktop{conn: conn, Env: []string{"DBUS_SESSION_BUS_ADDRESS=" + address}}
	must(t, conn.Export(server{d}, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"))
	d.own(t, "org.freedesktop.Notifications")
	if panel {
		d.addPanel(t)
	}
	return d
}

func startBus(t *testing.T) (address string) {
	t.Helper()
	cmd := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address")
	cmd.Stderr = nil // it complains about limits that do not matter here
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // an interrupt is ignored by what a shell started in the background
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	return strings.TrimSpace(line)
}

func (d *Desktop) own(t *testing.T, name string) {
	t.Helper()
	reply, err := d.conn.RequestName(name, dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("own %s: %v, %v", name, reply, err)
	}
}

func (d *Desktop) addPanel(t *testing.T) {
	t.Helper()
	const path, name = "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher"
	must(t, d.conn.Export(watcher{d}, path, name))
	_, err := prop.Export(d.conn, path, prop.Map{name: {
		"IsStatusNotifierHostRegistered": {Value: true, Emit: prop.EmitTrue},
		"ProtocolVersion":                {Value: int32(0), Emit: prop.EmitTrue},
		"RegisteredStatusNotifierItems":  {Value: []string{}, Emit: prop.EmitTrue},
	}})
	must(t, err)
	d.own(t, name)
}

// watcher is the panel, as far as icons register with it.
type watcher struct{ d *Desktop }

// RegisterStatusNotifierItem takes an icon.
func (w watcher) RegisterStatusNotifierItem(service string, sender dbus.Sender) *dbus.Error {
	at := itemAddress{owner: string(sender), path: service}
	if !strings.HasPrefix(service, "/") {
		at = itemAddress{owner: service, path: "/StatusNotifierItem"}
	}
	w.d.mu.Lock()
	defer w.d.mu.Unlock()
	w.d.items = append(w.d.items, at)
	return nil
}

// RegisterStatusNotifierHost takes another panel.
func (w watcher) RegisterStatusNotifierHost(string) *dbus.Error { return nil }

// server is the server of notices.
type server struct{ d *Desktop }

// Notify shows a notice.
func (s server) Notify(app string, _ uint32, _, title, body string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	s.d.mu.Lock()
	defer s.d.mu.Unlock()
	id := uint32(len(s.d.notices) + 1)
	s.d.notices = append(s.d.notices, Notice{ID: id, App: app, Title: title, Body: body, Actions: actions})
	return id, nil
}

// CloseNotification hides a notice.
func (s server) CloseNotification(uint32) *dbus.Error { return nil }

// GetCapabilities says what notices may hold.
func (s server) GetCapabilities() ([]string, *dbus.Error) {
	return []string{"body", "actions"}, nil
}

// GetServerInformation says who shows notices.
func (s server) GetServerInformation() (name, vendor, version, spec string, err *dbus.Error) {
	return "desktoptest", "pulse", "1", "1.2", nil
}

// Notices lists what was shown so far.
func (d *Desktop) Notices() []Notice {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]Notice(nil), d.notices...)
}

// Click clicks on a notice until that has had an effect: a moment after it was
// shown, sooner than a person could click, its program does not know its number.
func (d *Desktop) Click(t *testing.T, n Notice, effect func() bool) {
	t.Helper()
	Until(t, "an effect of the click on "+n.Title, func() bool {
		must(t, d.conn.Emit("/org/freedesktop/Notifications", "org.freedesktop.Notifications.ActionInvoked", n.ID, "default"))
		return effect()
	})
}

// Dismiss closes a notice as a person does who does not want to see it.
func (d *Desktop) Dismiss(t *testing.T, n Notice) {
	t.Helper()
	const byPerson = uint32(2)
	must(t, d.conn.Emit("/org/freedesktop/Notifications", "org.freedesktop.Notifications.NotificationClosed", n.ID, byPerson))
}

// WaitForNotice waits until a notice with this title was shown.
func (d *Desktop) WaitForNotice(t *testing.T, title string) (found Notice) {
	t.Helper()
	Until(t, "a notice "+title, func() bool {
		for _, n := range d.Notices() {
			if n.Title == title {
				found = n
				return true
			}
		}
		return false
	})
	return found
}

// Until waits for something that another process does.
func Until(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.After(limit)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not within %v: %s", limit, what)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
