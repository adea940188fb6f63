package wire_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/wire"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// homelab is the example of the published document: one node, one virtual
// machine, and beside them a container, two storages and an alert.
func homelab() wire.View {
	resource := func(id infra.ID, public, name string) infra.Resource {
		return infra.Resource{
			ID: id, PublicID: public, Kind: id.Kind(), Name: name, Target: "pve-0", Instance: "homelab", Node: "pve1",
			SeenAt: time.Unix(1760219854, 0),
		}
	}
	node := infra.Node{
		Resource: resource("node:pve-0/pve1", "homelab-pve1", "pve1"), Host: "https://192.168.1.10:8006",
		Status: infra.NodeOnline, Health: infra.Healthy, Cluster: "homelab", CPU: infra.Some(0.127),
		CPUInfo: infra.CPUInfo{Model: "AMD Ryzen 7 5700G", Cores: 16, Sockets: 1, MHz: "3800"},
		Memory:  infra.Some(infra.Usage{Total: 67108864000, Used: 24159191040, Free: 42949672960}),
		RootFS:  infra.Some(infra.Usage{Total: 100861726720, Used: 20172345344, Free: 75539402752}),
		Uptime:  infra.Some(864000 * time.Second), Load: []float64{0.42, 0.38, 0.31},
		Kernel: "Linux 6.8.12-1-pve", Version: "pve-manager/8.2.4/faa83925",
	}
	vm := infra.Guest{
		Resource: resource("guest:pve-0/101", "homelab-pve1-101", "web-01"), VMID: 101, Type: infra.VM,
		Status: infra.GuestRunning, CPU: infra.Some(0.083), CPUs: 4, Balloon: 8589934592,
		Memory:     infra.Some(infra.Usage{Total: 8589934592, Used: 3221225472}),
		Disk:       infra.Some(infra.Usage{Total: 42949672960, Used: 12884901888, Free: 30064771072}),
		Disks:      []infra.Filesystem{{Usage: infra.Usage{Total: 42949672960, Used: 12884901888, Free: 30064771072}, Mountpoint: "/", Type: "ext4", Device: "/dev/sda1"}},
		Interfaces: []infra.Interface{{Name: "eth0", MAC: "bc:24:11:00:00:01", Addresses: []string{"192.168.1.50"}, RxBytes: 918273, TxBytes: 192837}},
		Addresses:  []string{"192.168.1.50"}, OSName: "Debian GNU/Linux", OSVersion: "12 (bookworm)",
		NetworkIn: infra.Some(12288.7), NetworkOut: infra.Some(8192.0), DiskWrite: infra.Some(4096.0),
		Uptime: infra.Some(86400 * time.Second), Tags: []string{"prod", "web"},
	}
	ct := infra.Guest{
		Resource: resource("guest:pve-0/200", "homelab-pve1-200", "dns"), VMID: 200, Type: infra.LXC,
		Status: infra.GuestStopped, CPU: infra.Some(0.0), CPUs: 1, DiskSize: 8589934592, Uptime: infra.Some(time.Duration(0)),
	}
	ct.Stale = &infra.Staleness{Since: time.Unix(1760219800, 0), Reason: "node pve1 is offline"}
	local := infra.Storage{
		Resource: resource("storage:pve-0/pve1/local", "homelab-pve1-local", "local"), Type: "dir", Content: []string{"backup", "iso"},
		Status: infra.StorageAvailable, Enabled: true, Active: true, Space: infra.Some(infra.Usage{Total: 100, Used: 25, Free: 70}),
	}
	nas := infra.Storage{
		Resource: resource("storage:pve-0//nas", "homelab-cluster-nas", "nas"), Type: "nfs", Content: []string{"images"}, Shared: true,
		Status: infra.StorageInactive, Enabled: true, Nodes: []string{"pve1", "pve2"},
	}
	nas.Node = "cluster"
	firing := &alert.Alert{
		Key: alert.Key{Resource: vm.ID, Type: alert.TypeCPU}, PublicID: "homelab-pve1-101-cpu", Subject: vm.Resource, Phase: alert.Firing,
		Level: alert.Warning, Message: "VM cpu at 85.0%", Value: 85, Threshold: 80, Since: time.Unix(1760219000, 0), SeenAt: time.Unix(1760219854, 0),
	}
	pending := &alert.Alert{Key: alert.Key{Resource: vm.ID, Type: alert.TypeMemory}, PublicID: "homelab-pve1-101-memory", Phase: alert.Pending}
	return wire.View{
		At: time.Unix(1760219854, 567e6),
		Snapshot: &infra.Snapshot{
			Targets: []*infra.Estate{{TargetInfo: infra.TargetInfo{ID: "pve-0", Kind: "pve", Name: "homelab", Host: "https://192.168.1.10:8006"}, Health: infra.Healthy, SeenAt: time.Unix(1760219854, 0)}},
			Nodes:   []infra.Node{node}, Guests: []infra.Guest{vm, ct}, Storages: []infra.Storage{nas, local},
		},
		Active: alert.Active{firing.Key: firing, pending.Key: pending},
		Stats:  wire.Stats{StartedAt: time.Unix(1760210000, 0), Version: "4.24.0"},
	}
}

func TestState_IsTheDocumentedOne(t *testing.T) {
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetIndent("", "  ")
	if err := enc.Encode(wire.StateOf(homelab())); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/state.json"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Error(diff)
	}
}

func TestState_ShowsAPlaceholderForAConnectionThatNeverWorked(t *testing.T) {
	v := wire.View{At: start, Snapshot: &infra.Snapshot{Targets: []*infra.Estate{{
		TargetInfo: infra.TargetInfo{ID: "pve-0", Kind: "pve", Name: "lab"}, Failures: 3, Since: start,
		Failure: &infra.Failure{Kind: infra.FailAuth, Reason: "lab refuses the token (401)"},
	}}}}
	s := wire.StateOf(v)
	if len(s.Nodes) != 1 || s.Nodes[0].ID != "lab-failed" || s.Nodes[0].Status != "offline" {
		t.Fatalf("nodes = %+v, want the placeholder lab-failed", s.Nodes)
	}
	if cpu := s.Nodes[0].CPU; cpu == nil || *cpu != 0 {
		t.Errorf("cpu = %v, want 0 as of every node that is offline", cpu)
	}
	if s.ConnectionHealth["lab"] {
		t.Error("connectionHealth says that it works")
	}
}

func TestState_ShowsThePlaceholderUntilANodeWasSeen(t *testing.T) {
	e := &infra.Estate{
		TargetInfo: infra.TargetInfo{ID: "pve-0", Kind: "pve", Name: "lab"}, Failures: 5, Since: start,
		Failure: &infra.Failure{Kind: infra.FailPermission, Reason: "/nodes may not be read"},
		SeenAt:  start, // by a part beside the list of nodes
	}
	state := func() wire.State {
		return wire.StateOf(wire.View{At: start, Snapshot: &infra.Snapshot{Targets: []*infra.Estate{e}, Nodes: e.Nodes}})
	}
	if s := state(); len(s.Nodes) != 1 || s.Nodes[0].ID != "lab-failed" || s.Nodes[0].StaleReason != "/nodes may not be read" {
		t.Errorf("nodes = %+v, want the placeholder lab-failed with the reason", s.Nodes)
	}
	e.Nodes = []infra.Node{{Resource: infra.Resource{PublicID: "lab-pve1", Name: "pve1"}}}
	if s := state(); len(s.Nodes) != 1 || s.Nodes[0].ID != "lab-pve1" {
		t.Errorf("nodes = %+v, want the node that was seen alone", s.Nodes)
	}
}

func TestState_AnOfflineNodeUsesNothingAndAWeakTokenKnowsNothing(t *testing.T) {
	nodes := []infra.Node{{Status: infra.NodeOffline}, {Status: infra.NodeOnline}}
	s := wire.StateOf(wire.View{At: start, Snapshot: &infra.Snapshot{Nodes: nodes}})
	if off := s.Nodes[0]; off.CPU == nil || *off.CPU != 0 || off.Uptime == nil || *off.Uptime != 0 {
		t.Errorf("offline: cpu %v, uptime %v; want zeros", off.CPU, off.Uptime)
	}
	if unknown := s.Nodes[1]; unknown.CPU != nil || unknown.Uptime != nil {
		t.Errorf("online without figures: cpu %v, uptime %v; want neither", unknown.CPU, unknown.Uptime)
	}
}

func TestState_UnknownTimesAndHealthsHaveTheirPublishedWords(t *testing.T) {
	s := wire.StateOf(wire.View{At: start, Snapshot: &infra.Snapshot{Extras: &infra.Extras{
		Servers: []infra.Server{{}}, Gateways: []infra.Gateway{{}}, Backups: []infra.Backup{{VolID: "local:backup/a"}},
	}}})
	if got := s.PBS[0].ConnectionHealth + " " + s.PMG[0].ConnectionHealth; got != "unhealthy unhealthy" {
		t.Errorf("health of what was not asked yet = %q", got)
	}
	if got := s.PVEBackups.StorageBackups[0].CTime; got != 0 {
		t.Errorf("ctime of a backup without a time = %d, want 0", got)
	}
}

func TestEncoder_EncodesARevisionOnce(t *testing.T) {
	var e wire.Encoder
	v := homelab()
	a, b := e.Encoded(v), e.Encoded(v)
	if &a.JSON()[0] != &b.JSON()[0] {
		t.Error("the same revision was encoded twice")
	}
	v.Rev++
	if c := e.Encoded(v); c.ETag() == a.ETag() {
		t.Error("a new revision has the old entity tag")
	}
}

func BenchmarkEncode500Guests(b *testing.B) {
	v := homelab()
	for len(v.Snapshot.Guests) < 500 {
		v.Snapshot.Guests = append(v.Snapshot.Guests, v.Snapshot.Guests[0])
	}
	for b.Loop() {
		v.Rev++
		var e wire.Encoder
		b.ReportMetric(float64(len(e.Encoded(v).Gzip())), "gzip-bytes")
	}
}
