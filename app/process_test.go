//go:build e2e

package app

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"pulse/app/desktoptest"
	"pulse/backend"
	"pulse/backend/logtest"
)

// limit bounds every wait of these tests.
const limit = 30 * time.Second

// process is a running executable of ours on a data folder.
type process struct {
	cmd   *exec.Cmd
	data  string
	said  logtest.Transcript // to whoever reads its log
	ended chan struct{}
	*inspector
}

// built is an executable that make build has made.
func built(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "build", "bin", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v: run make build first", err)
	}
	return path
}

// startProgram starts an executable of ours and ends it with the test.
func startProgram(t *testing.T, path, data string, env ...string) *process {
	t.Helper()
	return startWith(t, nil, path, data, env...)
}

// startWith is the same with arguments. Programs on one data folder share a home.
func startWith(t *testing.T, args []string, path, data string, env ...string) *process {
	t.Helper()
	home := filepath.Join(data, "home")
	p := &process{cmd: exec.Command(path, args...), data: data, ended: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = t.Output(), io.MultiWriter(t.Output(), &p.said)
	p.cmd.Env = append(os.Environ(), "HOME="+home, "XDG_DATA_HOME="+home, "XDG_CACHE_HOME="+home, "XDG_CONFIG_HOME="+home,
		"PULSE_DATA_DIR="+data, "FRONTEND_PORT="+freeAddress(t)[len("127.0.0.1:"):], "BACKEND_HOST=127.0.0.1", "DISCOVERY_ENABLED=false")
	p.cmd.Env = append(p.cmd.Env, env...)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is not what these tests ask
		close(p.ended)
	}()
	t.Cleanup(func() {
		if log, err := os.ReadFile(filepath.Join(data, "desktop.log")); err == nil && t.Failed() {
			t.Logf("desktop.log:\n%s", log)
		}
		_ = p.cmd.Process.Signal(syscall.SIGTERM) // killed, its tray would start it again
		select {
		case <-p.ended:
		case <-time.After(limit):
			_ = p.cmd.Process.Kill()
			<-p.ended
		}
	})
	return p
}

func startServer(t *testing.T, data string) *process {
	return startProgram(t, built(t, "pulse-server"), data)
}

// openWindow starts the window and connects to its inspector.
func openWindow(t *testing.T, data string, env ...string) *process {
	t.Helper()
	address := freeAddress(t)
	env = append(env, "WEBKIT_INSPECTOR_HTTP_SERVER="+address)
	p := startProgram(t, built(t, "pulse"), data, env...)
	var err error
	desktoptest.Until(t, "the window's inspector answers", func() bool {
		p.inspector, err = inspect(t.Context(), address)
		return err == nil
	})
	t.Cleanup(func() { p.inspector.close() })
	return p
}

// freeAddress is one of this machine that nothing listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// waitFor waits until an expression has a value in the page.
func (p *process) waitFor(t *testing.T, expression string, want any) {
	t.Helper()
	var got any
	var err error
	defer func() {
		if t.Failed() {
			text, _ := p.inspector.evaluate("document.body.innerText || document.documentElement.outerHTML")
			t.Logf("%s = %v, %v; the page shows:\n%v", expression, got, err, text)
		}
	}()
	desktoptest.Until(t, expression, func() bool {
		got, err = p.inspector.evaluate(expression)
		return err == nil && got == want
	})
}

// is reports whether an expression has a value in the page now.
func (p *process) is(expression string, want any) bool {
	got, err := p.inspector.evaluate(expression)
	return err == nil && got == want
}

// evaluate runs an expression in the page for its effect.
func (p *process) evaluate(t *testing.T, expression string) {
	t.Helper()
	if _, err := p.inspector.evaluate(expression); err != nil {
		t.Fatalf("evaluate %s: %v", expression, err)
	}
}

// waitForHost waits until a process in the given mode holds the data folder.
func (p *process) waitForHost(t *testing.T, mode string) (info backend.HostInfo) {
	t.Helper()
	var err error
	desktoptest.Until(t, "a process holds the data folder in mode "+mode, func() bool {
		info, err = backend.ReadHost(p.data)
		return err == nil && info.Mode == mode
	})
	return info
}

func (p *process) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// waitForEnd waits until the process has ended on its own.
func (p *process) waitForEnd(t *testing.T) {
	t.Helper()
	select {
	case <-p.ended:
	case <-time.After(limit):
		t.Fatalf("%s still runs after %v", p.cmd.Path, limit)
	}
}

// end asks the program to end and waits for it.
func (p *process) end(t *testing.T) {
	t.Helper()
	p.signal(t, syscall.SIGTERM)
	p.waitForEnd(t)
}
