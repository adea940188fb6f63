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

// filled is what the log says when the gaps of a new server are filled.
const filled = "gaps in the history were filled"

// Measured for as long as PULSE_MEASURE says, ten minutes for docs/benchmarks.md,
// and before that while the past of a new server is read.
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
	m := meter{"backend": server.cmd.Process.Pid, "tray": child(t, server.cmd.Process.Pid)}
	d.Item(t).WaitFor(t, "All is well, 1 connection")

	filling := m.start(t)
	for deadline := time.Now().Add(time.Hour); !strings.Contains(server.said.String(), filled); time.Sleep(time.Second) {
		if time.Now().After(deadline) {
			t.Fatal("the gaps were not filled in an hour")
		}
	}
	filling.stop(t, "while the past is read")
	time.Sleep(time.Minute)
	watching := m.start(t)
	time.Sleep(span)
	if memory, cpu := watching.stop(t, "after that"); memory > mostMemory || cpu > mostCPU {
		t.Error("more than Pulse may cost while no window is open")
	}
}

// meter is processes by what they are for.
type meter map[string]int

// reading is what the processes had used when it began.
type reading struct {
	meter   meter
	began   time.Time
	seconds map[string]float64
}

func (m meter) start(t *testing.T) reading {
	t.Helper()
	r := reading{meter: m, began: time.Now(), seconds: map[string]float64{}}
	for name, pid := range m {
		r.seconds[name] = seconds(t, pid)
	}
	return r
}

// stop tells what was used since the start, each and together.
func (r reading) stop(t *testing.T, when string) (memory, cpu float64) {
	t.Helper()
	span := time.Since(r.began)
	for name, pid := range r.meter {
		used, own := resident(t, pid)
		spent := seconds(t, pid) - r.seconds[name]
		t.Logf("%s, %v: %s: %.1f MiB (%.1f without what is shared), %.2f s, %.2f %% of a core",
			when, span.Round(time.Second), name, used/(1<<20), own/(1<<20), spent, 100*spent/span.Seconds())
		memory, cpu = memory+used, cpu+spent/span.Seconds()
	}
	t.Logf("%s, together: %.1f MiB, %.2f %% of a core", when, memory/(1<<20), 100*cpu)
	return memory, cpu
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

// resident is the memory of a process, with and without its part in what it
// shares with others.
func resident(t *testing.T, pid int) (all, own float64) {
	t.Helper()
	rollup, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(rollup)) {
		words := strings.Fields(line)
		kb, _ := strconv.ParseFloat(words[1], 64)
		switch words[0] {
		case "Rss:":
			all = 1024 * kb
		case "Private_Clean:", "Private_Dirty:":
			own += 1024 * kb
		}
	}
	return all, own
}
