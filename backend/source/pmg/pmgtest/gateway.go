// Package pmgtest simulates a Proxmox Mail Gateway, alone or as a cluster: an
// http.Handler that answers as pmgproxy does, over a state that a test changes.
// Figures are functions of the seed and the time, so nothing runs in the
// background.
package pmgtest

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// Options describe a gateway at its beginning.
type Options struct {
	Version  string // "7.3", "8.2", "9.0"; empty means "8.2"
	Seed     uint64
	Nodes    []Node    // the first is the one that is asked; more than one make a cluster
	Accounts []Account // nil means DefaultAccounts

	Strings    bool          // numbers arrive as text, null and negative, as after a rebuild of the statistics
	Unlisted   bool          // the cluster's list is empty without a cluster
	FormLogin  bool          // refuse a login sent as JSON
	DenyDelay  time.Duration // how long a 401 takes; a real server takes 3 s
	RelayDelay time.Duration // how long a call takes that a dead node should answer
	CloseEvery int           // every n-th answer closes its connection; 0 never
	Now        func() time.Time
}

// Node is one member.
type Node struct {
	Name string
	IP   string
}

// node is a member as it is now.
type node struct {
	Node
	cid    int
	booted time.Time
	down   bool
	queues map[string]shape
}

// Gateway is a simulated gateway. Its methods may be called concurrently.
type Gateway struct {
	*proxmoxtest.Front

	opts  Options
	proxy proxmoxtest.Proxy
	now   func() time.Time

	mu         sync.RWMutex
	nodes      []*node
	accounts   []Account
	issued     int // generation of tickets; older ones are refused
	quarantine map[string]int
	mailPerDay float64
	cert       *proxmoxtest.Certificate
}

// New builds a gateway. It panics when the version is no number.
func New(opts Options) *Gateway {
	if opts.Version == "" {
		opts.Version = "8.2"
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if len(opts.Nodes) == 0 {
		opts.Nodes = []Node{{Name: "pmg", IP: "10.9.0.1"}}
	}
	if opts.Accounts == nil {
		opts.Accounts = DefaultAccounts()
	}
	proxy := proxmoxtest.Proxy{
		Server: "pmg-api-daemon/3.0", Major: proxmoxtest.Major(opts.Version), DenyDelay: opts.DenyDelay, CloseEvery: opts.CloseEvery,
	}
	g := &Gateway{
		Front: proxmoxtest.NewFront(proxy.Manner()), opts: opts, proxy: proxy, now: opts.Now, accounts: opts.Accounts,
		quarantine: map[string]int{"spam": 57, "virus": 3}, mailPerDay: 4800,
	}
	for i, spec := range opts.Nodes {
		g.nodes = append(g.nodes, &node{
			Node: spec, cid: i + 1, booted: g.now().Add(-time.Duration(5+i) * 24 * time.Hour),
			queues: naturalQueues(opts.Seed + uint64(i)),
		})
	}
	g.cert = newCertificate(g.nodes[0], g.now())
	return g
}

// Cluster describes a gateway with so many members: mx1, mx2 …
func Cluster(members int) Options {
	var o Options
	for i := range members {
		o.Nodes = append(o.Nodes, Node{Name: fmt.Sprintf("mx%d", i+1), IP: fmt.Sprintf("10.9.0.%d", i+1)})
	}
	return o
}

// Handler is what pmgproxy serves.
func (g *Gateway) Handler() http.Handler { return proxmoxtest.Reply(g.reply) }

// node returns nil when there is none of that name.
func (g *Gateway) node(name string) *node {
	if name == "localhost" {
		return g.nodes[0]
	}
	for _, n := range g.nodes {
		if n.Name == name {
			return n
		}
	}
	return nil
}

func (g *Gateway) clustered() bool { return len(g.nodes) > 1 }
