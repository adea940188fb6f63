package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pulse/backend/handover"
	"pulse/service/answer"
	"pulse/service/place"
	"pulse/service/servicetest"
)

// person is whose window hands its data over.
const person = 1234

// estate is a computer with a window's data, in a namespace of its own: the
// service really is registered, started and asked.
type estate struct {
	*installation
	home string
}

// estateIn makes the data of a window, with something in it to lose.
func estateIn(t *testing.T) *estate {
	t.Helper()
	e := &estate{installation: installed(t), home: t.TempDir()}
	must(t, os.Chmod(e.home, 0o755)) //nolint:gosec // as homes are
	if os.Chown(e.home, person, person) != nil {
		t.Skip("giving folders to other accounts needs root")
	}
	e.bin = "/opt/pulse"
	must(t, os.MkdirAll(e.bin, 0o755)) //nolint:gosec // programs are for everybody
	if _, err := os.Stat(e.program()); err != nil {
		must(t, copyTo(os.Args[0], e.program()))
	}
	e.data = filepath.Join(e.home, "pulse")
	variables := strings.Join([]string{
		drillVersion + "=v1.0.0", "FRONTEND_PORT=" + e.port, "DISCOVERY_ENABLED=false", "API_TOKEN=" + drillToken,
	}, "\n")
	must(t, os.WriteFile("/etc/default/pulse", []byte(variables), 0o600))
	e.start()
	e.until("the window", e.answers)
	e.must("PUT", "/api/guests/metadata/lab-pve1-101", `{"description":"kept"}`)
	e.end()
	must(t, os.WriteFile(filepath.Join(e.data, ".env"), []byte("LOG_LEVEL=debug\n"), 0o600))
	must(t, chownAll(e.data, person, person))
	t.Cleanup(e.clear)
	return e
}

// clear ends the service and removes what it left.
func (e *estate) clear() {
	_ = exec.Command("/etc/init.d/pulse", "stop").Run() // where it is registered
	left, _ := filepath.Glob("/var/lib/pulse*")
	scripts, _ := filepath.Glob("/etc/rc?.d/*pulse")
	for _, path := range append(append(left, scripts...), "/etc/init.d/pulse", "/etc/pulse") {
		must(e.t, os.RemoveAll(path))
	}
}

// run runs a command of pulse-server as an administrator does.
func (e *estate) run(env string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(e.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, e.program(), args...)
	cmd.Env = append(os.Environ(), drillVersion+"=v1.0.0", "HOME="+e.home, "PULSE_DATA_DIR="+e.data+".moved", "FRONTEND_PORT="+e.port, env)
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// done runs a command that has to succeed.
func (e *estate) done(args ...string) string {
	e.t.Helper()
	out, err := e.run("", args...)
	if err != nil {
		log, _ := os.ReadFile("/var/log/pulse.log")
		e.t.Fatalf("%v: %v\n%s\n%s", args, err, out, log)
	}
	return out
}

// refused runs a command that has to fail, with words.
func (e *estate) refused(words string, args ...string) {
	e.t.Helper()
	if out, err := e.run("", args...); err == nil || !strings.Contains(out, words) {
		e.t.Errorf("%v: %v, want a refusal with %q\n%s", args, err, words, out)
	}
}

// killedAt runs a command that is killed before a step.
func (e *estate) killedAt(step string, args ...string) {
	e.t.Helper()
	out, err := e.run(drillKill+"="+step, args...)
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL { //nolint:forcetypeassert // of this system
		e.t.Fatalf("%v was not killed at %q: %v\n%s", args, step, err, out)
	}
}

// answers reports whether a server answers with what was stored.
func (e *estate) answers() bool { status, _ := e.call("GET", "/api/version", ""); return status == 200 }

// whole reports whether the server that answers has all data.
func (e *estate) whole() bool {
	_, text := e.call("GET", "/api/guests/metadata/lab-pve1-101", "")
	return strings.Contains(text, `"kept"`)
}

// windowRuns starts a backend on the window's folder and reports whether it has
// all data. It is ended again. A folder without data begins anew; the window
// looks for a service before.
func (e *estate) windowRuns() bool {
	e.t.Helper()
	if handover.HasData(e.data) != nil {
		return false
	}
	e.start()
	defer e.end()
	return e.comesUp(func() bool { return zombie(e.process) })
}

// serviceRuns starts the service as the system does at its start and reports
// whether it has all data. It is ended again.
func (e *estate) serviceRuns() bool {
	e.t.Helper()
	if exec.Command("/etc/init.d/pulse", "start").Run() != nil {
		return false // not registered
	}
	defer func() { must(e.t, exec.Command("/etc/init.d/pulse", "stop").Run()) }()
	return e.comesUp(func() bool { return exec.Command("/etc/init.d/pulse", "status").Run() != nil })
}

// comesUp waits until a server answers or has ended.
func (e *estate) comesUp(ended func() bool) (whole bool) {
	e.until("an answer or an end", func() bool {
		if e.answers() {
			whole = e.whole()
			return true
		}
		return ended()
	})
	return whole
}

// oneIsGood checks that exactly one of the two folders is good to run on.
func (e *estate) oneIsGood(step string) {
	e.t.Helper()
	if e.answers() { // a service on trial ends, one that is complete goes on
		e.until("the end of a trial", func() bool { return !e.answers() || e.committed() })
		_ = exec.Command("/etc/init.d/pulse", "stop").Run()
	}
	window, service := e.windowRuns(), e.serviceRuns()
	if window == service {
		e.t.Errorf("killed at %q: the window has its data: %v, the service: %v; want exactly one", step, window, service)
	}
}

func (e *estate) committed() bool {
	s, err := place.Record(place.Path())
	return err == nil && s.HandOver != ""
}

func TestHandOver_MovesAllDataToTheServiceAndBack(t *testing.T) {
	if servicetest.Apart(t) {
		return
	}
	e := estateIn(t)
	letter := filepath.Join(t.TempDir(), "answer")
	must(t, os.Mkdir(letter, 0o700))
	e.done("install", "--from", e.data, "--answer", letter)
	if !e.whole() {
		t.Error("the service does not have the data")
	}
	told, err := answer.Read(letter)
	must(t, err)
	at, err := place.Read(place.Path())
	must(t, err)
	if at.URL != "http://127.0.0.1:"+e.port || told.URL != at.URL || told.Kept != e.data+".moved" {
		t.Errorf("the service is at %+v; the window was told %+v", at, told)
	}
	e.opens(told.Token, true)
	e.refused("was moved to /var/lib/pulse", "--service") // on the window's old folder
	e.controls()

	out := e.done("uninstall", "--to", e.data)
	e.gone()
	if !strings.Contains(out, "/var/lib/pulse.moved") {
		t.Errorf("uninstall does not say where the old data is: %s", out)
	}
	e.belongsTo(person)
	if !e.windowRuns() {
		t.Error("the window does not have its data back")
	}
	e.start()
	e.until("the window", e.answers)
	e.opens(told.Token, false)
}

// opens checks whether a token opens what runs.
func (e *estate) opens(token string, want bool) {
	e.t.Helper()
	r, err := exec.CommandContext(e.t.Context(), "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}",
		"-H", "Authorization: Bearer "+token, "http://127.0.0.1:"+e.port+"/api/security/tokens").Output()
	if got := string(r) == "200"; err != nil || got != want {
		e.t.Errorf("the window's token: %s, %v, want it to open: %v", r, err, want)
	}
}

// controls stops, starts and restarts the service.
func (e *estate) controls() {
	e.t.Helper()
	e.done("stop")
	e.refused("the service is stopped", "status")
	e.done("start")
	e.done("restart")
	if out := e.done("status"); !strings.Contains(out, "running") || !strings.Contains(out, e.port) || !strings.Contains(out, "/var/log/pulse.log") {
		e.t.Errorf("status: %s", out)
	}
}

// gone checks that nothing of the service is left in the system.
func (e *estate) gone() {
	e.t.Helper()
	for _, path := range []string{"/etc/init.d/pulse", place.Path(), "/var/lib/pulse"} {
		if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
			e.t.Errorf("%s is still there (%v)", path, err)
		}
	}
}

// belongsTo checks who owns the window's data.
func (e *estate) belongsTo(uid uint32) {
	e.t.Helper()
	must(e.t, filepath.Walk(e.data, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Sys().(*syscall.Stat_t).Uid != uid { //nolint:forcetypeassert // of this system
			err = fmt.Errorf("%s belongs to another account", path)
		}
		return err
	}))
}

func TestHandOver_KilledAtAnyStepLeavesExactlyOneGoodFolder(t *testing.T) {
	if servicetest.Apart(t) {
		return
	}
	for _, step := range []string{
		"lock", "announce", "leave", "copy history.db", "check", "admit", "register", "start", "wait", "commit", "retire", "set aside",
	} {
		t.Run(step, func(t *testing.T) {
			e := estateIn(t)
			e.killedAt(step, "install", "--from", e.data)
			e.oneIsGood(step)
			_, _ = e.run("", "install", "--from", e.data) // refused where it was complete
			e.until("the service after another attempt", func() bool {
				_ = exec.Command("/etc/init.d/pulse", "start").Run()
				return e.answers()
			})
			if _, err := os.Stat(e.data); !e.whole() || err == nil {
				t.Errorf("after another attempt: the service has all data: %v; the window's folder: %v", e.whole(), err)
			}
		})
	}
}

func TestHandBack_KilledAtAnyStepLeavesExactlyOneGoodFolder(t *testing.T) {
	if servicetest.Apart(t) {
		return
	}
	for _, step := range []string{
		"stop", "lock", "announce", "leave", "copy history.db", "check", "admit", "commit", "retire", "unregister", "set aside", "forget",
	} {
		t.Run(step, func(t *testing.T) {
			e := estateIn(t)
			e.done("install", "--from", e.data)
			e.killedAt(step, "uninstall", "--to", e.data)
			e.oneIsGood(step)
			_, _ = e.run("", "uninstall", "--to", e.data) // refused where it was complete
			e.gone()
			if !e.windowRuns() {
				t.Error("after another attempt the window does not have its data")
			}
		})
	}
}

func TestHandOver_RefusalsChangeNothing(t *testing.T) {
	if servicetest.Apart(t) {
		return
	}
	for name, c := range map[string]struct {
		disturb func(e *estate)
		says    string
	}{
		"window runs": {func(e *estate) { e.start(); e.until("the window", e.answers) }, "is in use by another Pulse"},
		"service has data": {func(e *estate) {
			must(e.t, os.MkdirAll("/var/lib/pulse", 0o700))
			must(e.t, os.WriteFile("/var/lib/pulse/pulse.db", nil, 0o600))
		}, "holds data already"},
		"port in use": {func(e *estate) {
			other := exec.Command("python3", "-m", "http.server", "--bind", "127.0.0.1", e.port)
			must(e.t, other.Start())
			e.t.Cleanup(func() { _ = other.Process.Kill(); _ = other.Wait() })
			e.until("the other program", func() bool { _, text := e.call("GET", "/", ""); return !strings.Contains(text, "refused") })
		}, "port " + "%s" + " on 127.0.0.1 is in use"},
		"disk is full": {func(e *estate) {
			must(e.t, os.MkdirAll("/var/lib/pulse", 0o700))
			must(e.t, exec.Command("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", "/var/lib/pulse").Run())
			e.t.Cleanup(func() { must(e.t, exec.Command("umount", "-l", "/var/lib/pulse").Run()) })
		}, "has no room for the data"},
		"link": {func(e *estate) { must(e.t, os.Symlink("/etc/shadow", filepath.Join(e.data, "audit.log"))) }, "is a link"},
	} {
		t.Run(name, func(t *testing.T) {
			e := estateIn(t)
			c.disturb(e)
			e.refused(strings.ReplaceAll(c.says, "%s", e.port), "install", "--from", e.data)
			if _, err := os.Stat("/etc/init.d/pulse"); err == nil {
				t.Error("the service is registered")
			}
			if _, err := place.Record(place.Path()); err == nil {
				t.Error("service.json was written")
			}
			if left, _ := filepath.Glob(filepath.Join(e.data, "handover*")); len(left) > 0 {
				t.Errorf("the window's folder still holds %v", left)
			}
			if name != "port in use" && !e.keeps() {
				t.Error("the window has lost its data")
			}
		})
	}
}

// keeps reports whether the window, running or not, has its data.
func (e *estate) keeps() bool { return e.answers() && e.whole() || e.windowRuns() }

func TestHandOver_NeedsAnAdministrator(t *testing.T) {
	if servicetest.Apart(t) {
		return
	}
	e := estateIn(t)
	cmd := exec.Command(e.program(), "install", "--from", e.data)
	cmd.Env = append(os.Environ(), drillVersion+"=v1.0.0")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: person, Gid: person}}
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "needs root") {
		t.Errorf("%v: %s", err, out)
	}
	if !e.windowRuns() {
		t.Error("the window has lost its data")
	}
}
