//go:build e2e

package app

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"pulse/app/desktoptest"
	"pulse/app/host"
	"pulse/backend/source/pve/pvetest"
)

// What Pulse may cost while no window is open.
const (
	mostMemory = 100 << 20 // bytes, backend and tray together
	mostCPU    = 0.005     // of a core
)

// Measured for as long as PULSE_MEASURE says, ten minutes for docs/benchmarks.md.
func TestCost_WithoutAWindow(t *testing.T) {
	span, err := time.ParseDuration(os.Getenv("PULSE_MEASURE"))
	if err != nil {
		t.Skip("set PULSE_MEASURE to a duration, such as 10m, to measure")
	}
	d := desktoptest.Start(t, true)
	data := t.TempDir()
	server := startWith(t, []string{"--desktop"}, built(t, "pulse-server"), data, d.Env...)
	info := server.waitForHost(t, "desktop")
	token, err := host.SignIn(t.Context(), info)
	if err != nil {
		t.Fatal(err)
	}
	call(t, token, http.MethodPost, info.URL+"/api/config/nodes", hundredGuests(t))
	tray := child(t, server.cmd.Process.Pid)
	d.Item(t).WaitFor(t, "All is well, 1 connection")

	time.Sleep(2 * time.Minute) // everything was read once
	pids := map[string]int{"backend": server.cmd.Process.Pid, "tray": tray}
	before := map[string]float64{}
	for name, pid := range pids {
		before[name] = seconds(t, pid)
	}
	time.Sleep(span)
	var memory, cpu float64
	for name, pid := range pids {
		used, load := resident(t, pid), (seconds(t, pid)-before[name])/span.Seconds()
		t.Logf("%s: %.1f MiB, %.2f %% of a core", name, used/(1<<20), 100*load)
		memory, cpu = memory+used, cpu+load
	}
	t.Logf("together: %.1f MiB, %.2f %% of a core over %v", memory/(1<<20), 100*cpu, span)
	if memory > mostMemory || cpu > mostCPU {
		t.Error("more than Pulse may cost while no window is open")
	}
}

func hundredGuests(t *testing.T) map[string]any {
	t.Helper()
	o := pvetest.Options{}
	for n := range 5 {
		o.Nodes = append(o.Nodes, pvetest.Node{Name: fmt.Sprint("node", n)})
	}
	for g := range 100 {
		o.Guests = append(o.Guests, pvetest.Guest{ID: 100 + g, Name: fmt.Sprint("guest", g), Node: fmt.Sprint("node", g%5), Running: true})
	}
	_, form := serveCluster(t, o)
	return form
}

// child waits for the only child of a process.
func child(t *testing.T, pid int) (found int) {
	t.Helper()
	desktoptest.Until(t, "the tray", func() bool {
		out, err := exec.Command("pgrep", "-P", strconv.Itoa(pid)).Output()
		if err == nil {
			found, err = strconv.Atoi(strings.TrimSpace(string(out)))
		}
		return err == nil
	})
	return found
}

// seconds is the processor time that a process has used.
func seconds(t *testing.T, pid int) float64 {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100
}

// resident is the memory of a process, shared libraries included.
func resident(t *testing.T, pid int) float64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, _ := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			return n * 1024
		}
	}
	t.Fatal("no VmRSS")
	return 0
}
