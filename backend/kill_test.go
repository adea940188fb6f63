package backend_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"pulse/backend"
	"pulse/backend/source/pve/pvetest"
)

// childFolder names the data folder of a child that a test kills.
const childFolder = "PULSE_TEST_CHILD_FOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childFolder); dir != "" {
		if err := runChild(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// runChild is the program that is killed. It tells its parent how to reach it,
// and ends when nobody is left to kill it.
func runChild(dir string) error {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	o, err := newOptions(dir)
	if err != nil {
		return err
	}
	o.Rhythm.Retry = 10 * time.Millisecond
	b, err := backend.New(o)
	if err != nil {
		return err
	}
	go func() {
		<-b.Ready()
		_ = json.NewEncoder(os.Stdout).Encode([]string{b.URL(), b.LaunchToken()})
	}()
	return b.Run(context.Background())
}

// child is a backend in a process of its own.
type child struct {
	*program
	process *exec.Cmd
}

func spawn(t *testing.T, dir string) *child {
	t.Helper()
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), childFolder+"="+dir)
	process.Stderr = os.Stderr
	if _, err := process.StdinPipe(); err != nil { // closed with this process
		t.Fatal(err)
	}
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	c := &child{process: process}
	t.Cleanup(c.kill)
	var address []string
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil || json.Unmarshal(line, &address) != nil {
		t.Fatalf("the child did not start: %v %s", err, line)
	}
	c.program = &program{t: t, url: address[0], token: address[1]}
	return c
}

// kill ends the process as a power failure would.
func (c *child) kill() {
	_ = c.process.Process.Kill()
	_ = c.process.Wait()
}

// killsAsked is how many kills a test makes: few, or as many as PULSE_KILLS says.
func killsAsked(t *testing.T) int {
	t.Helper()
	text := os.Getenv("PULSE_KILLS")
	if text == "" {
		return 48
	}
	kills, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("PULSE_KILLS: %v", err)
	}
	return kills
}

// TestKill_NoNoticeIsLostAndARepetitionCarriesTheSameID runs in several labs
// at a time, because most of it is waiting.
func TestKill_NoNoticeIsLostAndARepetitionCarriesTheSameID(t *testing.T) {
	const labs = 4
	kills := killsAsked(t) / labs
	for i := range labs {
		t.Run(fmt.Sprint("lab ", i+1), func(t *testing.T) {
			t.Parallel()
			killAgainAndAgain(t, kills)
		})
	}
}

func killAgainAndAgain(t *testing.T, kills int) {
	dir := t.TempDir()
	lab, connection := cluster(t, small(3))
	hook := newMoody(t)
	c := spawn(t, dir)
	defer func() { c.tellOpen(t) }()
	c.call("POST", "/api/system/settings/update", map[string]any{"allowLoopbackWebhooks": true}, 200)
	c.call("POST", "/api/notifications/webhooks", map[string]any{"name": "test", "url": hook.url(), "notifyOnResolve": true}, 200)
	c.call("PUT", "/api/alerts/config", map[string]any{"suppressionWindow": 0, "schedule": map[string]any{"maxAlertsHour": 0, "cooldown": 0}}, 200)
	c.call("POST", "/api/config/nodes", connection, http.StatusCreated)
	stopped := map[int]bool{}
	for i := range kills {
		hook.feel(moods[rand.N(len(moods))])
		toggle(t, lab, stopped, 100+rand.N(3))
		hook.moment(stages[i%len(stages)])
		c.kill()
		hook.killed()
		c = spawn(t, dir)
	}
	hook.feel(up)
	toggle(t, lab, stopped, 100)
	eventually(t, "the engine knows the last state", func() bool { return len(c.rows("activeAlerts")) == count(stopped) })
	alerts := c.call("GET", "/api/alerts/history?limit=0", nil, 200).([]any)
	for _, entry := range alerts {
		for _, key := range expected(t, entry) {
			eventually(t, "a notice of "+key, func() bool { return len(hook.ids(key)) > 0 })
		}
	}
	hook.examine(t, kills, len(alerts))
}

// tellOpen says of a test that failed what became of the notices that did not
// arrive.
func (c *child) tellOpen(t *testing.T) {
	if !t.Failed() {
		return
	}
	for _, d := range c.deliveries() {
		if d["state"] != "sent" {
			t.Logf("%v: %v %v, %v attempts, %v", d["state"], d["event"], d["alertIds"], d["attempts"], d["error"])
		}
	}
}

// toggle stops a guest that runs and starts one that is stopped.
func toggle(t *testing.T, lab *pvetest.Cluster, stopped map[int]bool, vmid int) {
	t.Helper()
	change := lab.Stop
	if stopped[vmid] {
		change = lab.Start
	}
	if err := change(vmid); err != nil {
		t.Fatal(err)
	}
	stopped[vmid] = !stopped[vmid]
}

func count(set map[int]bool) (n int) {
	for _, in := range set {
		if in {
			n++
		}
	}
	return n
}

// expected lists what must have been told of an entry of the alert history.
func expected(t *testing.T, entry any) []string {
	t.Helper()
	a := entry.(map[string]any)
	start, err := time.Parse(time.RFC3339Nano, a["startTime"].(string))
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{fmt.Sprint("firing ", a["id"], " ", start.UnixMilli())}
	if a["resolvedTime"] != nil {
		keys = append(keys, fmt.Sprint("resolved ", a["id"], " ", start.UnixMilli()))
	}
	return keys
}
