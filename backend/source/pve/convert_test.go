package pve

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source/proxmox"
)

var readAt = time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)

// listed converts rows of /cluster/resources as a target without settings does.
func listed(t *testing.T, rows string) listing {
	t.Helper()
	decoded, err := proxmox.Decode[[]resourceRow]([]byte(`{"data":` + rows + `}`))
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{}
	r.target.ID = testTarget
	var l listing
	r.addResources(&l, decoded)
	for i := range l.guests {
		l.guests[i].SeenAt = readAt
	}
	for i := range l.nodes {
		l.nodes[i].SeenAt = readAt
	}
	return l
}

func onlyGuest(t *testing.T, row string) infra.Guest {
	t.Helper()
	l := listed(t, "["+row+"]")
	if len(l.guests) != 1 {
		t.Fatalf("%s gives %d guests, want one", row, len(l.guests))
	}
	return l.guests[0].Guest
}

func TestGuestOf_RunningMachine(t *testing.T) {
	got := onlyGuest(t, `{"type":"qemu","id":"qemu/101","vmid":101,"name":"web","node":"pve1","status":"running","cpu":0.25,"maxcpu":4,
		"mem":1073741824,"maxmem":4294967296,"disk":0,"maxdisk":34359738368,"uptime":60,"tags":"prod;web","lock":"backup","pool":"p","hastate":"started"}`)
	want := infra.Guest{
		Resource: infra.Resource{ID: "guest:pve-0/101", Kind: infra.KindGuest, Name: "web", Target: testTarget, Node: "pve1", SeenAt: readAt},
		VMID:     101, Type: infra.VM, Status: infra.GuestRunning, Tags: []string{"prod", "web"}, Lock: "backup", Pool: "p", HAState: "started",
		CPU: infra.Some(0.25), CPUs: 4, Memory: used(4*gib, gib), MemorySource: "cluster-resources",
		DiskSize: 32 * gib, DiskReason: "no-status", Uptime: infra.Some(time.Minute),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestGuestOf_StoppedGuestDoesNothing(t *testing.T) {
	got := onlyGuest(t, `{"type":"qemu","vmid":"102","node":"pve1","status":"stopped","maxmem":1073741824,"maxdisk":1073741824,"maxcpu":"2","template":"","lock":""}`)
	zero := infra.Some(0.0)
	want := infra.Guest{
		Resource: infra.Resource{ID: "guest:pve-0/102", Kind: infra.KindGuest, Name: "VM 102", Target: testTarget, Node: "pve1", SeenAt: readAt},
		VMID:     102, Type: infra.VM, Status: infra.GuestStopped, CPU: zero, CPUs: 2,
		Memory: used(gib, 0), MemorySource: "powered-off", DiskSize: gib, DiskReason: "vm-stopped",
		NetworkIn: zero, NetworkOut: zero, DiskRead: zero, DiskWrite: zero, Uptime: infra.Some(time.Duration(0)),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestGuestOf_Container(t *testing.T) {
	got := onlyGuest(t, `{"type":"lxc","vmid":200,"node":"pve1","status":"running","cpu":0,"maxcpu":1,"mem":1,"maxmem":4,"disk":"2","maxdisk":"8","uptime":1}`)
	want := infra.Guest{
		Resource: infra.Resource{ID: "guest:pve-0/200", Kind: infra.KindGuest, Name: "CT200", Target: testTarget, Node: "pve1", SeenAt: readAt},
		VMID:     200, Type: infra.LXC, Status: infra.GuestRunning, CPU: infra.Some(0.0), CPUs: 1,
		Memory: used(4, 1), MemorySource: "cluster-resources", Disk: used(8, 2), DiskSize: 8, Uptime: infra.Some(time.Second),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestGuestOf_MissingFiguresAreUnknown(t *testing.T) {
	got := onlyGuest(t, `{"id":"qemu/100","type":"qemu","node":"node1"}`)
	if got.VMID != 100 || got.Status != infra.GuestUnknown || got.CPU.Known || got.Memory.Known || got.Uptime.Known {
		t.Errorf("got %+v, want guest 100 with nothing known", got)
	}
}

func TestGuestOf_MemoryAboveSizeIsHostsView(t *testing.T) {
	got := onlyGuest(t, `{"type":"qemu","vmid":112,"node":"a","status":"running","mem":34390517760,"maxmem":34359738368,"memhost":34390517760}`)
	if got.Memory != used(34359738368, 34359738368) || !got.MemoryHostView {
		t.Errorf("memory = %+v, host view %t; want all of it, as the host's view", got.Memory, got.MemoryHostView)
	}
}

func TestGuestOf_LeavesOutTemplatesAndStrangers(t *testing.T) {
	l := listed(t, `[{"type":"qemu","vmid":1,"node":"a","template":1},{"type":"lxc","vmid":2,"node":"a","template":"1"},
		{"type":"qemu","node":"a"},{"type":"sdn","id":"sdn/a/localnetwork"},{"type":"pool","pool":"p"}]`)
	if len(l.guests) != 0 || len(l.nodes) != 0 {
		t.Errorf("got %+v, want nothing", l)
	}
}

func TestGuestOf_HypervisorKnowsWhoIsPaused(t *testing.T) {
	for want, row := range map[infra.GuestStatus]guestRow{
		"paused":  {guestFigures{VMID: n(1), QMPStatus: "paused"}, sharedFigures{Status: "running"}},
		"running": {guestFigures{VMID: n(1)}, sharedFigures{Status: "running"}},
		"stopped": {guestFigures{VMID: n(1), QMPStatus: "running"}, sharedFigures{Status: "stopped"}},
	} {
		if got, _ := guestOf(testTarget, infra.VM, row, readAt, fromNodeLists); got.Status != want {
			t.Errorf("status of %+v = %q, want %q", row, got.Status, want)
		}
	}
}

func TestListing_KeepsTheRunningOneOfTwoRows(t *testing.T) {
	l := listed(t, `[{"type":"qemu","vmid":1,"node":"a","status":"stopped"},{"type":"qemu","vmid":1,"node":"b","status":"running"},
		{"type":"qemu","vmid":2,"node":"b","status":"running"},{"type":"qemu","vmid":2,"node":"a","status":"stopped"}]`)
	if len(l.guests) != 2 || l.guests[0].Node != "b" || l.guests[1].Node != "b" {
		t.Errorf("got %+v, want both guests on b", l.guests)
	}
}

func TestTagsOf(t *testing.T) {
	for tags, want := range map[text][]string{"": nil, " ": nil, "a": {"a"}, "a;b": {"a", "b"}, "a, b": {"a", "b"}} {
		if diff := cmp.Diff(want, tagsOf(tags)); diff != "" {
			t.Errorf("tagsOf(%q): %s", tags, diff)
		}
	}
}

func TestNodeOf_WeakTokenSeesNoFigures(t *testing.T) {
	l := listed(t, `[{"type":"node","node":"a","status":"online","level":""}]`)
	got := l.nodes[0]
	if got.Status != infra.NodeOnline || got.CPU.Known || got.Memory.Known || got.Uptime.Known || got.RootFS.Known {
		t.Errorf("got %+v, want an online node without figures", got)
	}
}

func TestNodeOf_OfflineNodeIsNotUp(t *testing.T) {
	got := listed(t, `[{"type":"node","node":"a","status":"offline"}]`).nodes[0]
	if got.Status != infra.NodeOffline || got.Uptime != infra.Some(time.Duration(0)) || got.CPU.Known {
		t.Errorf("got %+v, want offline, without uptime", got)
	}
}

const fullStatus = `{"cpu":0.1,"uptime":100,"loadavg":["0.10","0.20","0.30"],"kversion":"Linux 6.8","pveversion":"pve-manager/8.4.1/x",
	"cpuinfo":{"model":"Xeon","cpus":8,"cores":4,"sockets":1,"mhz":"3400.400","hvm":"1"},
	"swap":{"total":8,"used":2,"free":6},"rootfs":{"total":100,"used":40,"avail":55,"free":60}}`

func TestDetailOfNode(t *testing.T) {
	listedNode := nodeOf(testTarget, nodeRow{sharedFigures: sharedFigures{Node: "a", Status: "online", CPU: n(0.5), Uptime: n(90), MaxCPU: n(16)}}, readAt)
	got := detailOfNode(listedNode, decodeInto[nodeStatus](t, fullStatus), readAt.Add(time.Second))
	want := infra.Node{
		Resource: infra.Resource{ID: "node:pve-0/a", Kind: infra.KindNode, Name: "a", Target: testTarget, Node: "a", SeenAt: readAt.Add(time.Second)},
		CPUInfo:  infra.CPUInfo{Model: "Xeon", Cores: 16, Sockets: 1, MHz: "3400"},
		Load:     []float64{0.1, 0.2, 0.3}, Kernel: "Linux 6.8", Version: "pve-manager/8.4.1/x",
		Swap: used(8, 2), RootFS: infra.Some(infra.Usage{Total: 100, Used: 40, Free: 55}),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDetailOfNode_FillsWhatTheListDoesNotKnow(t *testing.T) {
	listedNode := nodeOf(testTarget, nodeRow{sharedFigures: sharedFigures{Node: "a", Status: "unknown"}}, readAt)
	got := detailOfNode(listedNode, decodeInto[nodeStatus](t, fullStatus), readAt)
	if got.Status != infra.NodeOnline || got.CPU != infra.Some(0.1) || got.Uptime != infra.Some(100*time.Second) || got.CPUInfo.Cores != 8 {
		t.Errorf("got %+v, want online with processor, uptime and cores of the node itself", got)
	}
}

func TestEarlier_KeepsFiguresButNotTheStatus(t *testing.T) {
	now := nodeOf(testTarget, nodeRow{sharedFigures: sharedFigures{Node: "a", Status: "online"}}, readAt)
	before := infra.Node{
		Resource: now.Resource, Status: infra.NodeOnline, CPU: infra.Some(1.0), Uptime: infra.Some(time.Hour),
		Memory: used(4, 1), MemorySource: "available-field", Kernel: "Linux",
	}
	want := infra.Node{Resource: now.Resource, Memory: used(4, 1), MemorySource: "previous-snapshot", Kernel: "Linux"}
	if diff := cmp.Diff(want, earlier(now, before)); diff != "" {
		t.Error(diff)
	}
}
