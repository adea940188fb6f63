package pvetest

import (
	"fmt"
	"time"
)

const gib = 1 << 30

// roles name guests as people do.
var roles = []string{
	"web", "db-primary", "mail", "git", "proxy", "monitor", "build", "files", "dns", "wiki", "cache", "queue",
	"auth", "backup", "vpn", "search", "logs", "registry", "chat", "ci-runner", "db-replica", "media", "erp", "staging",
}

var tagSets = []string{"prod", "prod;web", "staging", "", "prod;database", "internal", "", "dev", "prod;critical", ""}

// Small is a cluster of 3 nodes with 30 guests.
func Small() Options { return Estate(3, 30, 1) }

// Estate is a believable cluster: named guests spread over pve1, pve2, …, with
// tags, a few that are stopped, some without a guest agent, local and shared
// storages, one that is nearly full, one that is disabled and one that only two
// nodes have. The same arguments give the same cluster.
func Estate(nodes, guests int, seed uint64) Options {
	o := Options{Name: "estate", Version: "8.4", Seed: seed, Storages: Storages()}
	if nodes == 1 {
		o.Name = ""
	}
	for i := range nodes {
		o.Nodes = append(o.Nodes, Node{Name: fmt.Sprintf("pve%d", i+1), IP: address("10.10.0.0", 11+i)})
	}
	if nodes > 2 {
		o.Storages = append(o.Storages, Storage{Name: "fast", Type: "lvmthin", Content: "images,rootdir", Nodes: []string{"pve1", "pve2"}, Size: 931 * gib, Use: 0.44})
	}
	for i := range guests {
		g := NewGuest(seed, 100+i, o.Nodes[i%nodes].Name)
		g.Running = noise(keyOf(seed, "run"), int64(i)) > 0.12
		g.Template = i > 0 && i%29 == 0
		o.Guests = append(o.Guests, g)
	}
	Fit(o.Nodes, o.Guests)
	o.Jobs = Replications(o)
	return o
}

// NewGuest makes up a guest that is running: three of five are virtual machines.
func NewGuest(seed uint64, id int, node string) Guest {
	key := keyOf(seed, "spec", uint64(id))
	if noise(key, 1) < 0.4 {
		return NewContainer(seed, id, node)
	}
	return NewMachine(seed, id, node)
}

// NewMachine makes up a virtual machine that is running.
func NewMachine(seed uint64, id int, node string) Guest {
	key := keyOf(seed, "machine", uint64(id))
	g := Guest{
		ID: id, Type: VM, Node: node, Running: true, Name: nameOf(id), Tags: pick(tagSets, noise(key, 2)),
		CPUs:      pick([]int{1, 2, 2, 4, 4, 8}, noise(key, 3)),
		Memory:    pick([]int64{2, 4, 4, 8, 8, 16}, noise(key, 4)) * gib,
		Disk:      pick([]int64{20, 32, 32, 64, 100, 250}, noise(key, 5)) * gib,
		Agent:     pick([]Agent{AgentRunning, AgentRunning, AgentRunning, AgentRunning, AgentOff, AgentMissing}, noise(key, 6)),
		Windows:   noise(key, 7) > 0.85,
		NoBalloon: noise(key, 8) > 0.9,
	}
	if noise(key, 9) > 0.75 {
		g.Snapshots = []Snapshot{{Name: "before-upgrade", Description: "Before the upgrade", Time: time.Unix(1741000000+int64(id)*3600, 0), WithMemory: true}}
	}
	if noise(key, 10) > 0.92 && !g.NoBalloon {
		g.Balloon = g.Memory / 2
	}
	return g
}

// NewContainer makes up a container that is running.
func NewContainer(seed uint64, id int, node string) Guest {
	key := keyOf(seed, "container", uint64(id))
	return Guest{
		ID: id, Type: CT, Node: node, Running: true, Name: nameOf(id), Tags: pick(tagSets, noise(key, 2)),
		CPUs:   pick([]int{1, 1, 2, 2, 4}, noise(key, 3)),
		Memory: pick([]int64{512, 1024, 2048, 2048, 4096}, noise(key, 4)) << 20,
		Disk:   pick([]int64{8, 8, 16, 32, 64}, noise(key, 5)) * gib,
	}
}

// Storages are the usual definitions of a cluster.
func Storages() []Storage {
	return []Storage{
		{Name: "local", Type: "dir", Content: "iso,vztmpl,backup", Size: 94 * gib, Use: 0.31},
		{Name: "local-zfs", Type: "zfspool", Content: "images,rootdir", Pool: "rpool/data", Size: 1700 * gib, Use: 0.52},
		{Name: "nas", Type: "nfs", Content: "images,iso", Shared: true, Size: 7450 * gib, Use: 0.91},
		{Name: "pbs-main", Type: "pbs", Content: "backup", Shared: true, Size: 11000 * gib, Use: 0.63},
		{Name: "archive", Type: "cifs", Content: "backup", Shared: true, Disabled: true},
	}
}

// CephStorages are those that give a cluster Ceph when they are added to its
// definitions.
func CephStorages() []Storage {
	return []Storage{
		{Name: "vm-pool", Type: "rbd", Content: "images,rootdir", Pool: "vm-pool", Shared: true, Size: 5200 * gib, Use: 0.47},
		{Name: "cephfs", Type: "cephfs", Content: "iso,vztmpl", Shared: true, Size: 1900 * gib, Use: 0.12},
	}
}

// Fit gives nodes without a size one that carries their guests.
func Fit(nodes []Node, guests []Guest) {
	for i := range nodes {
		memory, cpus := int64(8*gib), 4
		for _, g := range guests {
			if g.Node == nodes[i].Name {
				memory += g.Memory * 5 / 4
				cpus += g.CPUs / 2
			}
		}
		if nodes[i].Memory == 0 {
			nodes[i].Memory = atLeast(memory, 32*gib)
		}
		if nodes[i].CPUs == 0 {
			nodes[i].CPUs = int(atLeast(int64(cpus), 8))
		}
	}
}

// atLeast doubles a usual size until it holds what is needed.
func atLeast(need, size int64) int64 {
	for size < need {
		size *= 2
	}
	return size
}

func nameOf(id int) string {
	return fmt.Sprintf("%s-%02d", roles[id%len(roles)], max(0, id-100)/len(roles)+1)
}

func pick[T any](from []T, at float64) T { return from[int(at*float64(len(from)))] }
