//go:build e2e

package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"

	"pulse/app/desktoptest"
	"pulse/backend"
)

// These are the troubles that keep the dashboard away, in the real window: the
// address in use is in window_test.go.

func (p *process) waitForTrouble(t *testing.T, title string, words ...string) {
	t.Helper()
	p.waitFor(t, `document.querySelector("h1")?.innerText`, title)
	for _, w := range words {
		p.waitFor(t, `document.querySelector("p").innerText.includes(`+quoted(w)+`)`, true)
	}
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // every string can be quoted
	}
	return string(b)
}

// clickOn clicks a button by its words.
func (p *process) clickOn(t *testing.T, words string) {
	t.Helper()
	find := `[...document.querySelectorAll("button, a")].find((b) => b.textContent.trim() === ` + quoted(words) + `)`
	p.waitFor(t, find+` !== undefined`, true)
	p.evaluate(t, find+`.click()`)
}

// dashboard waits for the frame around every page.
func (p *process) dashboard(t *testing.T) {
	t.Helper()
	p.waitFor(t, `document.querySelector("nav[aria-label=Main]") !== null`, true)
}

func TestTrouble_DamagedDatabaseShowsTheFolderAndGoesOnWhenItIsMended(t *testing.T) {
	data := t.TempDir()
	database := filepath.Join(data, "pulse.db")
	if err := os.WriteFile(database, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	dir, opened := browsers(t)
	w := openWindow(t, data, "PATH="+dir+":"+os.Getenv("PATH"))
	w.waitForTrouble(t, "Pulse cannot start", database, "damaged", filepath.Join(data, "backups"))
	w.clickOn(t, "Show the data folder")
	desktoptest.Until(t, "the folder is shown", func() bool { return opened() == "file://"+data })

	if err := os.Rename(database, database+".bad"); err != nil {
		t.Fatal(err)
	}
	w.clickOn(t, "Try again")
	w.dashboard(t)
}

func TestTrouble_DataFolderThatCannotBeWritten(t *testing.T) {
	w := openWindow(t, t.TempDir(), "PULSE_DATA_DIR=/proc/pulse") // nobody writes there, not even root
	w.waitForTrouble(t, "Pulse cannot start", "/proc/pulse", "PULSE_DATA_DIR")
	_, _ = w.inspector.evaluate(`document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "q", ctrlKey: true, bubbles: true}))`) // it is gone before it answers
	w.waitForEnd(t)
}

func TestTrouble_VariableThatIsWrongIsToldInAWindowOfItsOwn(t *testing.T) {
	w := openWindow(t, t.TempDir(), "FRONTEND_PORT=many")
	w.waitForTrouble(t, "Pulse cannot start", "FRONTEND_PORT", "many")
	w.waitFor(t, `document.querySelectorAll("button").length`, 1.0) // to close
	_, _ = w.inspector.evaluate(`document.querySelector("button").click()`)
	w.waitForEnd(t)
}

func TestTrouble_LockOfAProgramThatDoesNotAnswer(t *testing.T) {
	data := t.TempDir()
	lock := flock.New(filepath.Join(data, "pulse.lock"))
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	w := openWindow(t, data)
	w.waitForTrouble(t, "Pulse cannot start", data, "does not answer")
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	w.clickOn(t, "Try again")
	w.dashboard(t)
}

// older is a Pulse in the background that says it is of an earlier version.
func older(t *testing.T, mode, data string, env ...string) (server *process, info backend.HostInfo) {
	t.Helper()
	var args []string
	if mode == "desktop" {
		args = []string{"--desktop"}
	}
	server = startWith(t, args, built(t, "pulse-server"), data, env...)
	server.waitForHost(t, mode)
	path := filepath.Join(data, "run.json")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var known map[string]any
	if err := json.Unmarshal(content, &known); err != nil {
		t.Fatal(err)
	}
	known["version"] = "0.9.0"
	if content, err = json.Marshal(known); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return server, server.waitForHost(t, mode)
}

func TestTrouble_OlderPulseInTheBackgroundIsReplaced(t *testing.T) {
	data := t.TempDir()
	d := desktoptest.Start(t, true)
	server, _ := older(t, "desktop", data, d.Env...)
	w := openWindow(t, data, d.Env...)
	w.waitForTrouble(t, "Two versions of Pulse", "0.9.0")
	w.clickOn(t, "Restart Pulse")
	server.waitForEnd(t)
	if now := w.waitForHost(t, "window"); now.PID != w.cmd.Process.Pid {
		t.Errorf("process %d watches, want the window's %d", now.PID, w.cmd.Process.Pid)
	}
	w.dashboard(t)
}

func TestTrouble_ServerOfAnotherVersionIsLeftAloneAndAskedAboutOnce(t *testing.T) {
	data := t.TempDir()
	_, info := older(t, "foreground", data)
	w := openWindow(t, data)
	w.waitForTrouble(t, "Two versions of Pulse", "0.9.0", info.URL)
	w.waitFor(t, `document.body.innerText.includes("Restart Pulse")`, false)
	w.clickOn(t, "Open it anyway")
	w.dashboard(t)
	w.end(t)

	next := openWindow(t, data)
	next.dashboard(t)
	if still, err := backend.ReadHost(data); err != nil || still != info {
		t.Errorf("host = %v, %v, want %v as before", still, err, info)
	}
}
