package store

import (
	"bufio"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pulse/backend/alert"
	"pulse/backend/fault"
	"pulse/backend/secret"
	"pulse/backend/source"
)

func TestLock_RefusesASecondHolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first := must(Lock(dir))(t)
	_, err := Lock(dir)
	if !fault.Is(err, fault.Taken) || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "PULSE_DATA_DIR") {
		t.Errorf("got %v, want the folder and what to do", err)
	}
	for mode, way := range map[string]string{
		"window": "pulse --quit", "desktop": "pulse --quit", "service": "pulse-server stop", "foreground": "stop that one",
	} {
		check(t, WriteHost(dir, HostInfo{PID: 4711, URL: "http://127.0.0.1:7655", Mode: mode, Secret: "launch-secret"}))
		_, err = Lock(dir)
		if err == nil || !strings.Contains(err.Error(), "process 4711 at http://127.0.0.1:7655") || !strings.Contains(err.Error(), way) {
			t.Errorf("%s: got %v, want the holder named, and %s", mode, err, way)
		}
		if err != nil && strings.Contains(err.Error(), "launch-secret") {
			t.Errorf("%v tells the secret", err)
		}
	}
	check(t, first.Release())
	check(t, must(Lock(dir))(t).Release())
}

func TestHost_ComesBackAsItWas(t *testing.T) {
	dir := t.TempDir()
	if _, err := ReadHost(dir); !fault.Is(err, fault.NotFound) {
		t.Errorf("without a host: got %v", err)
	}
	want := HostInfo{PID: 1, URL: "http://127.0.0.1:7655", Version: "5.0.0", Mode: "window", Secret: "s"}
	check(t, WriteHost(dir, HostInfo{PID: 2}))
	check(t, WriteHost(dir, want))
	if got := must(ReadHost(dir))(t); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	check(t, RemoveHost(dir))
	check(t, RemoveHost(dir))
	check(t, os.WriteFile(filepath.Join(dir, "run.json"), []byte(`{"pid":`), 0o600))
	if _, err := ReadHost(dir); !fault.Is(err, fault.Damaged) {
		t.Errorf("half a file: got %v", err)
	}
	if left := must(filepath.Glob(filepath.Join(dir, "*.tmp")))(t); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A process of its own writes until it is killed. Everything of which it said
// that it was written must be there afterwards.
func TestWrites_SurviveAKill(t *testing.T) {
	const writer = "PULSE_TEST_WRITER"
	if dir := os.Getenv(writer); dir != "" {
		writeUntilKilled(t, dir)
	}
	dir := t.TempDir()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	child.Env = append(os.Environ(), writer+"="+dir)
	child.Stderr = os.Stderr
	output := must(child.StdoutPipe())(t)
	check(t, child.Start())
	written := 0
	lines := bufio.NewScanner(output)
	for written < 25 && lines.Scan() {
		if _, err := fmt.Sscanf(lines.Text(), "written %d", &written); err != nil {
			t.Fatalf("the writer said %q", lines.Text())
		}
	}
	check(t, child.Process.Kill())
	_ = child.Wait() // it was killed
	if written < 25 {
		t.Fatalf("the writer ended after %d writes", written)
	}

	s := open(t, dir)
	for kind, got := range map[string]int{
		"targets": len(must(s.Targets(t.Context()))(t)),
		"entries": len(must(s.Entries(t.Context()))(t)),
		"alerts":  len(must(s.ActiveAlerts(t.Context()))(t)),
	} {
		if got < written {
			t.Errorf("%d %s are left of %d", got, kind, written)
		}
	}
	check(t, must(Lock(dir))(t).Release())
}

func writeUntilKilled(t *testing.T, dir string) {
	t.Helper()
	must(Lock(dir))(t)
	key := must(secret.Open(dir))(t)
	s := must(Open(t.Context(), Options{Dir: dir, Key: key, Log: slog.New(slog.DiscardHandler)}))(t)
	next := alert.Active{}
	for i := 1; ; i++ {
		must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: fmt.Sprint(i), Password: "secret"}))(t)
		a := cpuAlert(i, "n1", at(0))
		grown := alert.Active{a.Key: &a}
		for key, one := range next {
			grown[key] = one
		}
		next = grown
		check(t, s.Commit(t.Context(), alert.Batch{Next: next, Changes: []alert.Change{{Kind: alert.Raised, Alert: a, At: at(0), Notify: true}}}))
		fmt.Printf("written %d\n", i)
	}
}
