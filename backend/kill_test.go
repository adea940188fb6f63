package backend_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"pulse/backend"
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

// runChild is the program that is killed. It tells its parent how to reach it.
func runChild(dir string) error {
	o, err := newOptions(dir)
	if err != nil {
		return err
	}
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

func TestKill_NoNoticeIsLostAndARepetitionCarriesTheSameID(t *testing.T) {
	const kills = 50
	dir := t.TempDir()
	lab, connection := cluster(t, small(1))
	hook := receive(t)
	c := spawn(t, dir)
	c.tellHere(hook)
	c.call("PUT", "/api/alerts/config", map[string]any{"suppressionWindow": 0, "schedule": map[string]any{"maxAlertsHour": 0}}, 200)
	c.call("POST", "/api/config/nodes", connection, http.StatusCreated)
	for i := range kills {
		change := lab.Stop
		if i%2 == 1 {
			change = lab.Start
		}
		if err := change(100); err != nil {
			t.Fatal(err)
		}
		<-time.After(rand.N(600 * time.Millisecond)) // anywhere between poll, commit, send and confirm
		c.kill()
		c = spawn(t, dir)
	}
	raised := func() []any { return c.call("GET", "/api/alerts/history?limit=0", nil, 200).([]any) }
	if err := lab.Stop(100); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the last alert is active", func() bool { return len(c.rows("activeAlerts")) == 1 })
	for _, entry := range raised() {
		key := alertKey(t, entry)
		eventually(t, "a notice of "+key, func() bool { return hook.toldAt(key) > 0 })
	}
	repeated, ids := hook.repetitions()
	t.Logf("%d alerts, %d notices, %d repeated", len(raised()), len(ids), repeated)
	if len(raised()) < 5 {
		t.Errorf("only %d alerts were raised: the test proves little", len(raised()))
	}
	if repeated > kills {
		t.Errorf("%d repetitions after %d kills", repeated, kills)
	}
	for key, id := range ids {
		if len(id) != 1 {
			t.Errorf("%s was told under %d ids", key, len(id))
		}
	}
}

func alertKey(t *testing.T, entry any) string {
	t.Helper()
	a := entry.(map[string]any)
	start, err := time.Parse(time.RFC3339Nano, a["startTime"].(string))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint("firing ", a["id"], " ", start.UnixMilli())
}

// toldAt counts the notices about one occurrence of an alert.
func (r *receiver) toldAt(key string) int {
	_, ids := r.repetitions()
	return len(ids[key])
}

// repetitions counts notices that came again and lists the ids under which each
// occurrence of an alert was told.
func (r *receiver) repetitions() (repeated int, ids map[string]map[string]bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	ids = map[string]map[string]bool{}
	seen := map[string]bool{}
	for _, n := range r.notices {
		if seen[n.Key] {
			repeated++
		}
		seen[n.Key] = true
		for _, a := range n.Alerts {
			key := fmt.Sprint(n.Event, " ", a.ID, " ", a.StartTime.UnixMilli())
			if ids[key] == nil {
				ids[key] = map[string]bool{}
			}
			ids[key][n.Key] = true
		}
	}
	return repeated, ids
}
