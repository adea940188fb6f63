package pvetest

import (
	"slices"
	"time"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// Node describes a member of the cluster. Sizes that are zero get a default.
type Node struct {
	Name   string
	IP     string // what /cluster/status lists
	CPUs   int
	Memory int64 // bytes
	Disk   int64 // bytes of the root file system
	Model  string
}

// Type tells a virtual machine from a container, in the words of the API.
type Type string

// The two types of guests.
const (
	VM Type = "qemu"
	CT Type = "lxc"
)

// Agent is the state of a virtual machine's guest agent.
type Agent int

// What a guest agent can be.
const (
	AgentOff     Agent = iota // not enabled in the configuration
	AgentRunning              // answers
	AgentMissing              // enabled, but not running in the guest
	AgentSilent               // runs, but every command times out
)

// Snapshot is one snapshot of a guest.
type Snapshot struct {
	Name, Description, Parent string
	Time                      time.Time
	WithMemory                bool
}

// Guest describes a virtual machine or a container.
type Guest struct {
	ID        int
	Type      Type
	Name      string
	Node      string
	CPUs      int
	Memory    int64 // bytes
	Disk      int64 // bytes
	Running   bool
	Template  bool
	Tags      string // separated by semicolons
	Lock      string // "backup", "migrate", … or empty
	HAState   string // "started", "error", … or empty where HA does not manage it
	Pool      string // resource pool, or empty
	Windows   bool
	Agent     Agent
	NoBalloon bool  // the balloon driver reports nothing: memory is the host's view
	Balloon   int64 // bytes the balloon leaves to the guest; 0 = all of Memory
	Snapshots []Snapshot
}

// Storage describes a definition of the cluster's storage configuration.
type Storage struct {
	Name     string
	Type     string // "dir", "lvmthin", "zfspool", "nfs", "pbs", …
	Content  string // separated by commas
	Pool     string // of a zfspool: "rpool/data"; of rbd: the Ceph pool
	Nodes    []string
	Shared   bool
	Disabled bool
	Size     int64   // bytes on each node, or together when shared; 0 is reported as 0
	Use      float64 // the used part of Size, 0 to 1
}

type node struct {
	Node
	index     int
	key       uint64
	booted    time.Time
	down      bool
	downSince time.Time
	silent    bool // its statistics daemon does not report
	noDaemon  bool // its pvedaemon is down, its pveproxy is not
	noFS      bool // its cluster file system is down
	cpu       float64
	memory    float64
	guests    []*guest // by ID
	disks     []disk
	packages  []Package         // that can be updated
	pools     map[string]string // state of a pool that is not ONLINE
	cert      *proxmoxtest.Certificate
}

func newNode(seed uint64, index int, spec Node, now time.Time) *node {
	if spec.CPUs == 0 {
		spec.CPUs = 16
	}
	if spec.Memory == 0 {
		spec.Memory = 64 << 30
	}
	if spec.Disk == 0 {
		spec.Disk = 94 << 30
	}
	if spec.Model == "" {
		spec.Model = "Intel(R) Xeon(R) Silver 4214 CPU @ 2.20GHz"
	}
	if spec.IP == "" {
		spec.IP = address("10.10.0.0", 11+index)
	}
	n := &node{Node: spec, index: index, key: keyOf(seed, "node/"+spec.Name), cpu: Natural, memory: Natural}
	n.booted = now.Add(-time.Duration(5+noise(n.key, 1)*60*24) * time.Hour)
	n.disks, n.packages = disksOf(n), updatesOf(n.key)
	return n
}

func (n *node) place(g *guest) {
	i, _ := slices.BinarySearchFunc(n.guests, g.ID, byID)
	n.guests = slices.Insert(n.guests, i, g)
	g.Node = n.Name
}

func (n *node) remove(g *guest) {
	if i, ok := slices.BinarySearchFunc(n.guests, g.ID, byID); ok {
		n.guests = slices.Delete(n.guests, i, i+1)
	}
}

type guest struct {
	Guest
	key     uint64
	steady  bool
	paused  bool
	started time.Time
	oldName string // what lists show until the statistics daemon's next report
	renamed time.Time
	cpu     float64
	memory  float64
	disk    float64
	meter   meter
}

func newGuest(opts Options, spec Guest, now time.Time) *guest {
	if spec.CPUs == 0 {
		spec.CPUs = 2
	}
	if spec.Memory == 0 {
		spec.Memory = 4 << 30
	}
	if spec.Disk == 0 {
		spec.Disk = 32 << 30
	}
	if spec.Type == "" {
		spec.Type = VM
	}
	g := &guest{
		Guest: spec, key: keyOf(opts.Seed, "guest", uint64(spec.ID)), steady: opts.Steady,
		cpu: Natural, memory: Natural, disk: Natural,
	}
	g.Running = false
	g.meter = newMeter(g.key, opts.Steady)
	if spec.Running && !spec.Template {
		g.start(now.Add(-time.Duration(1+noise(g.key, 2)*30*24) * time.Hour))
	}
	return g
}

func (g *guest) start(at time.Time) {
	g.Running, g.paused, g.started = true, false, at
	g.meter.reset(at)
}

func (g *guest) stop() { g.Running, g.paused = false, false }

// status is what the lists of a node say: they do not know "paused".
func (g *guest) status() string {
	if g.Running {
		return "running"
	}
	return "stopped"
}

// qmpStatus is what QEMU says of itself.
func (g *guest) qmpStatus() string {
	if g.paused {
		return "paused"
	}
	return g.status()
}

func (g *guest) uptime(at time.Time) int64 {
	if !g.Running {
		return 0
	}
	return max(1, int64(at.Sub(g.started)/time.Second))
}

func (g *guest) nameAt(at time.Time) string {
	if at.Before(g.renamed) {
		return g.oldName
	}
	return g.Name
}

type storage struct {
	Storage
	key      uint64
	steady   bool
	inactive map[string]bool    // by node; "" stands for all
	use      map[string]float64 // by node; "" stands for all
}

func newStorage(seed uint64, spec Storage, steady bool) *storage {
	return &storage{
		Storage: spec, key: keyOf(seed, "storage/"+spec.Name), steady: steady,
		inactive: map[string]bool{}, use: map[string]float64{},
	}
}

// enabledOn is false on nodes that the storage is not meant for.
func (s *storage) enabledOn(node string) bool {
	return !s.Disabled && (len(s.Nodes) == 0 || slices.Contains(s.Nodes, node))
}

func (s *storage) activeOn(node string) bool {
	return s.enabledOn(node) && !s.inactive[""] && !s.inactive[node]
}

func byID(g *guest, id int) int { return g.ID - id }
