// Package pvetest simulates a cluster of Proxmox VE nodes, or a single node: an
// http.Handler for each member that answers as pveproxy does, over a state that
// a test changes. Figures are functions of the seed, the resource and the time,
// so nothing runs in the background.
package pvetest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// Options describe a cluster at its beginning.
type Options struct {
	Name     string // of the cluster; empty for a node that stands alone
	Version  string // of Proxmox VE: "6.4", "7.4", "8.4", "9.1"; empty means "8.4"
	Seed     uint64
	Nodes    []Node
	Guests   []Guest
	Storages []Storage
	Jobs     []Replication
	Accounts []Account // nil means DefaultAccounts
	Nights   int       // how many nights of backups are kept; 0 means 3

	Rhythm       time.Duration // how often the lists' figures change; 0 means pvestatd's 10 s
	Steady       bool          // figures keep their base value instead of moving with time
	FormLogin    bool          // refuse a login sent as JSON, as old servers do
	DenyDelay    time.Duration // how long a 401 takes; a real server takes 3 s
	RelayDelay   time.Duration // how long a call takes that a dead node or file system should answer
	OfflineAfter time.Duration // how long the others still list a dead node as online
	CloseEvery   int           // every n-th answer closes its connection; 0 never
	Now          func() time.Time
}

// Cluster is a simulated cluster. Its methods may be called concurrently.
type Cluster struct {
	*proxmoxtest.Front

	opts  Options
	proxy proxmoxtest.Proxy
	major int
	now   func() time.Time
	born  time.Time

	mu       sync.RWMutex
	nodes    []*node
	guests   []*guest // by ID
	storages []*storage
	accounts []Account
	roles    map[string][]string // privileges by role
	tasks    []*task
	jobs     []Replication
}

// New builds a cluster. It panics when the options contradict themselves, for
// instance a guest on a node that does not exist: the caller's program is wrong.
func New(opts Options) *Cluster {
	opts = withDefaults(opts)
	proxy := proxmoxtest.Proxy{
		Server: "pve-api-daemon/3.0", Major: proxmoxtest.Major(opts.Version), DenyDelay: opts.DenyDelay, CloseEvery: opts.CloseEvery,
	}
	c := &Cluster{
		Front: proxmoxtest.NewFront(proxy.Manner()), opts: opts, proxy: proxy, major: proxy.Major,
		now: opts.Now, born: opts.Now(), accounts: opts.Accounts, jobs: opts.Jobs, roles: rolesOf(proxmoxtest.Major(opts.Version)),
	}
	for i, spec := range opts.Nodes {
		c.nodes = append(c.nodes, newNode(opts.Seed, i, spec, c.born))
	}
	for _, spec := range opts.Storages {
		c.storages = append(c.storages, newStorage(opts.Seed, spec, opts.Steady))
	}
	for _, spec := range opts.Guests {
		if err := c.addGuest(spec, c.born); err != nil {
			panic("pvetest: " + err.Error())
		}
	}
	return c
}

func withDefaults(o Options) Options {
	if o.Version == "" {
		o.Version = "8.4"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rhythm <= 0 {
		o.Rhythm = 10 * time.Second
	}
	if o.Nights <= 0 {
		o.Nights = 3
	}
	if len(o.Nodes) == 0 {
		o.Nodes = []Node{{Name: "pve"}}
	}
	if o.Accounts == nil {
		o.Accounts = DefaultAccounts(o.Version)
	}
	return o
}

// Name is the cluster's name, or the node's where there is no cluster.
func (c *Cluster) Name() string {
	if c.opts.Name != "" {
		return c.opts.Name
	}
	return c.opts.Nodes[0].Name
}

// Nodes lists the names of the members.
func (c *Cluster) Nodes() []string {
	names := make([]string, len(c.opts.Nodes))
	for i, n := range c.opts.Nodes {
		names[i] = n.Name
	}
	return names
}

// GuestIDs lists the guests that exist, in order.
func (c *Cluster) GuestIDs() []int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	ids := make([]int, len(c.guests))
	for i, g := range c.guests {
		ids[i] = g.ID
	}
	return ids
}

func (c *Cluster) addGuest(spec Guest, now time.Time) error {
	n := c.node(spec.Node)
	if n == nil {
		return fmt.Errorf("guest %d: there is no node %q", spec.ID, spec.Node)
	}
	i, exists := slices.BinarySearchFunc(c.guests, spec.ID, byID)
	if exists {
		return fmt.Errorf("guest %d exists already", spec.ID)
	}
	g := newGuest(c.opts, spec, now)
	c.guests = slices.Insert(c.guests, i, g)
	n.place(g)
	return nil
}

// node returns nil when there is none of that name.
func (c *Cluster) node(name string) *node {
	for _, n := range c.nodes {
		if n.Name == name {
			return n
		}
	}
	return nil
}

func (c *Cluster) guest(id int) *guest {
	if i, ok := slices.BinarySearchFunc(c.guests, id, byID); ok {
		return c.guests[i]
	}
	return nil
}

func (c *Cluster) storage(name string) *storage {
	for _, s := range c.storages {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// statTime is when the node's statistics daemon last reported. Each node has
// its own phase; a dead node stays at its last report.
func (c *Cluster) statTime(n *node, now time.Time) time.Time {
	if n.down {
		now = n.downSince
	}
	phase := time.Duration(n.key % uint64(c.opts.Rhythm))
	return now.Add(-phase).Truncate(c.opts.Rhythm).Add(phase)
}
