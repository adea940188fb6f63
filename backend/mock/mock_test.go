package mock_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pulse/backend/mock"
)

// list polls one list of a connection.
// usual is what mock mode makes up when nothing else is configured.
var usual = mock.Options{Nodes: 7, VMsPerNode: 5, LXCsPerNode: 8, StoppedPart: 0.2, RandomMetrics: true, DockerHosts: 3, ContainersPerHost: 12}

func list(t *testing.T, e *mock.Estate, c mock.Connection, path string) []map[string]any {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.Host+"/api2/json"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "PVEAPIToken="+c.Token+"="+c.Secret)
	resp, err := e.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var in struct{ Data []map[string]any }
	if err := json.NewDecoder(resp.Body).Decode(&in); err != nil {
		t.Fatalf("GET %s of %s: %s, %v", path, c.Name, resp.Status, err)
	}
	return in.Data
}

// hypervisors are the connections of Proxmox VE.
func hypervisors(e *mock.Estate) []mock.Connection {
	return slices.DeleteFunc(slices.Clone(e.Connections()), func(c mock.Connection) bool { return c.Kind != "pve" })
}

func names(connections []mock.Connection) string {
	var all []string
	for _, c := range connections {
		all = append(all, c.Name)
	}
	return strings.Join(all, " ")
}

func TestNew_MakesUpAClusterOfFiveWithOneOfflineAndTwoStandaloneNodes(t *testing.T) {
	e := mock.New(usual)
	if got, want := names(e.Connections()), "mock-cluster standalone1 standalone2 pbs-main pbs-offsite mail"; got != want {
		t.Errorf("connections: %s, want %s", got, want)
	}
	offline := map[string]int{}
	for _, node := range list(t, e, e.Connections()[0], "/nodes") {
		if node["status"] == "offline" {
			offline[node["node"].(string)]++
		}
	}
	if len(offline) != 1 || offline["pve3"] != 1 {
		t.Errorf("offline nodes: %v, want pve3 only", offline)
	}
	kinds := map[any]int{}
	stopped, ids := 0, map[any]bool{}
	for _, c := range hypervisors(e) {
		for _, guest := range list(t, e, c, "/cluster/resources?type=vm") {
			kinds[guest["type"]]++
			ids[guest["vmid"]] = true
			if guest["status"] == "stopped" {
				stopped++
			}
		}
	}
	if kinds["qemu"] != 35 || kinds["lxc"] != 56 || len(ids) != 91 {
		t.Errorf("guests: %v with %d numbers, want 35 qemu, 56 lxc and 91", kinds, len(ids))
	}
	if stopped < 9 || stopped > 28 {
		t.Errorf("%d of 91 guests are stopped, want about a fifth", stopped)
	}
}

func TestOptions_AreFollowed(t *testing.T) {
	for _, test := range []struct {
		name            string
		options         mock.Options
		connections     string
		guests, stopped int
	}{
		{"one node", mock.Options{Nodes: 1, VMsPerNode: 2, StoppedPart: 1}, "pve1", 2, 2},
		{"no guests", mock.Options{Nodes: 2}, "mock-cluster", 0, 0},
		{"nothing stopped", mock.Options{Nodes: 6, LXCsPerNode: 1}, "mock-cluster standalone1", 5, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := mock.New(test.options)
			if got := names(hypervisors(e)); got != test.connections {
				t.Errorf("connections: %s, want %s", got, test.connections)
			}
			stopped := 0
			rows := list(t, e, e.Connections()[0], "/cluster/resources?type=vm")
			for _, row := range rows {
				if row["status"] == "stopped" {
					stopped++
				}
			}
			if len(rows) != test.guests || stopped != test.stopped {
				t.Errorf("%d guests of which %d are stopped, want %d and %d", len(rows), stopped, test.guests, test.stopped)
			}
		})
	}
}

func TestFigures_MoveOnlyWithRandomMetrics(t *testing.T) {
	for name, random := range map[string]bool{"moving": true, "still": false} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2025, 3, 14, 12, 0, 0, 0, time.UTC)
			o := mock.Options{Nodes: 1, VMsPerNode: 1, RandomMetrics: random, Now: func() time.Time { return now }}
			e := mock.New(o)
			cpu := func() any { return list(t, e, e.Connections()[0], "/cluster/resources?type=vm")[0]["cpu"] }
			before := cpu()
			now = now.Add(2 * time.Second)
			if moved := cpu() != before; moved != random {
				t.Errorf("after 2 s the load moved: %v, want %v", moved, random)
			}
		})
	}
}

func TestHighLoadNodes_AreBusy(t *testing.T) {
	e := mock.New(mock.Options{Nodes: 2, VMsPerNode: 1, HighLoadNodes: []string{"pve2"}})
	for _, node := range list(t, e, e.Connections()[0], "/nodes") {
		if busy := node["cpu"].(float64) > 0.8; busy != (node["node"] == "pve2") {
			t.Errorf("%s has a load of %v", node["node"], node["cpu"])
		}
	}
}

func TestForeignHosts_AreNeverAsked(t *testing.T) {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://192.0.2.1:8006/", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := mock.New(usual).RoundTrip(req); err == nil {
		_ = resp.Body.Close()
		t.Error("a host outside the estate answered")
	}
}
