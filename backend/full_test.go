package backend_test

import (
	"encoding/json"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"pulse/backend/source/docker/agenttest"
	"pulse/backend/source/pve/pvetest"
)

// everything serves one of each product with all that it may have.
func everything(t *testing.T) (w []*watched, reports *agenttest.Fleet) {
	t.Helper()
	lab := pvetest.Estate(3, 12, 1)
	lab.Storages = append(lab.Storages, pvetest.CephStorages()...)
	estate := watchEstate(t, "estate", lab)
	return []*watched{estate, watchBackups(t), watchMail(t)}, agenttest.New(agenttest.Options{Hosts: 2, Containers: 12})
}

func (p *program) report(agents *agenttest.Fleet) {
	p.t.Helper()
	for i := range agents.Hosts() {
		p.call("POST", "/api/agents/docker/report", json.RawMessage(agents.Report(i)), http.StatusOK)
	}
}

// missing names the collections of the state that have no row, also those that
// stand in others.
func (p *program) missing() string {
	p.t.Helper()
	state := p.call("GET", "/api/state", nil, 200).(map[string]any)
	backups := state["pveBackups"].(map[string]any)
	for _, name := range []string{"backupTasks", "storageBackups", "guestSnapshots"} {
		state[name] = backups[name]
	}
	var empty []string
	for _, name := range []string{
		"nodes", "vms", "containers", "storage", "cephClusters", "physicalDisks", "pbs", "pbsBackups", "pmg", "dockerHosts",
		"backupTasks", "storageBackups", "guestSnapshots",
	} {
		if rows, _ := state[name].([]any); len(rows) == 0 {
			empty = append(empty, name)
		}
	}
	return strings.Join(empty, " ")
}

func TestPulse_FromEmptyDataToAFullStateWithAllProducts(t *testing.T) {
	products, agents := everything(t)
	p := launch(t, t.TempDir(), nil)
	if missing := p.missing(); len(strings.Fields(missing)) != 13 {
		t.Fatalf("before anything is added, only these are empty: %s", missing)
	}
	for _, one := range products {
		one.addTo(p)
	}
	p.report(agents)
	missing := ""
	deadline := time.Now().Add(patience)
	for missing = p.missing(); missing != "" && time.Now().Before(deadline); missing = p.missing() {
		time.Sleep(20 * time.Millisecond) // asking again, not waiting for a time
	}
	if missing != "" {
		t.Fatalf("nothing comes for: %s", missing)
	}
	for _, one := range products {
		eventually(t, one.name+" is well", func() bool { return one.fine(p) })
	}
}

// resources counts goroutines and open files, which include connections.
func resources(t *testing.T) (goroutines, files int) {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("open files are counted on Linux only")
	}
	return runtime.NumGoroutine(), len(open)
}

// TestPulse_GivesConnectionsAndGoroutinesBack repeats what opens them: faults,
// restarts of servers, screens, targets that come and go.
func TestPulse_GivesConnectionsAndGoroutinesBack(t *testing.T) {
	p := launch(t, t.TempDir(), nil)
	p.call("POST", "/api/system/settings/update", map[string]any{"connectionTimeout": 1}, 200)
	products := []*watched{watchCluster(t, "lab", 2), watchBackups(t), watchMail(t)}
	round := func() {
		for _, one := range products {
			one.addTo(p)
			eventually(t, one.name+" is well", func() bool { return one.fine(p) })
			one.restart()
			undo := one.cause(trouble{truncate: true})
			p.lookOnce()
			eventually(t, one.name+" is down", func() bool { return one.down(p) })
			undo()
			eventually(t, one.name+" is well again", func() bool { return one.fine(p) })
			p.call("DELETE", "/api/config/nodes/"+one.id, nil, 200)
			eventually(t, one.name+" is gone", func() bool { return len(one.rows(p)) == 0 })
		}
	}
	round() // opens what stays open
	goroutines, files := resources(t)
	for range 3 {
		round()
	}
	const slack = 5 // connections of this test that are idle, and the like
	eventually(t, "goroutines and files are given back", func() bool {
		g, f := resources(t)
		return g <= goroutines+slack && f <= files+slack
	})
}

// lookOnce opens a screen of each kind, waits for a message and closes it.
func (p *program) lookOnce() {
	p.t.Helper()
	for _, protocols := range [][]string{nil, {"pulse.delta.v1"}} {
		dialer := websocket.Dialer{Subprotocols: protocols}
		conn, _, err := dialer.Dial("ws"+strings.TrimPrefix(p.url, "http")+"/ws", http.Header{"Authorization": {"Bearer " + p.token}})
		if err != nil {
			p.t.Fatal(err)
		}
		_, _, err = conn.ReadMessage()
		_ = conn.Close()
		if err != nil {
			p.t.Fatal(err)
		}
	}
}
