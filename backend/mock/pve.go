package mock

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"pulse/backend/source/pve/pvetest"
)

const (
	seed         = 1975
	clusterNodes = 5
	offlineNode  = "pve3"
	rhythm       = 2 * time.Second // of the figures; real servers take 10 s
	firstGuest   = 100
	nights       = 14 // of backups, which is what a board shows
)

// addPVE adds one cluster and the nodes that stand alone.
func (e *Estate) addPVE(o Options) {
	random := rand.New(rand.NewPCG(seed, seed))
	members := min(o.Nodes, clusterNodes)
	var clusters []*pvetest.Cluster
	for first := 0; first < o.Nodes; {
		count := 1
		if first == 0 {
			count = members
		}
		c := newCluster(o, first, count, members, random)
		clusters = append(clusters, c)
		e.connections = append(e.connections, connection(c))
		first += count
	}
	e.networks = append(e.networks, pvetest.NewNetwork(clusters...))
}

// newCluster makes up count nodes, of which the first is number first of all.
func newCluster(o Options, first, count, members int, random *rand.Rand) *pvetest.Cluster {
	options := pvetest.Options{
		Version: "9.1", Seed: seed + uint64(first), Steady: !o.RandomMetrics, Rhythm: rhythm, Now: o.Now,
		Storages: pvetest.Storages(), Nights: nights,
	}
	if count > 1 {
		options.Name = "mock-cluster"
	} else {
		options.Version = "8.4"
		options.Storages = slices.DeleteFunc(options.Storages, func(s pvetest.Storage) bool { return s.Shared })
	}
	perNode := o.VMsPerNode + o.LXCsPerNode
	for i := range count {
		name := nodeName(first+i, members)
		options.Nodes = append(options.Nodes, pvetest.Node{Name: name, IP: fmt.Sprintf("10.99.%d.%d", (first+i)/200, 11+(first+i)%200)})
		options.Guests = append(options.Guests, guests(o, name, firstGuest+(first+i)*perNode, random)...)
	}
	pvetest.Fit(options.Nodes, options.Guests)
	options.Jobs = pvetest.Replications(options)
	c := pvetest.New(options)
	settle(c, o.HighLoadNodes, options.Guests)
	return c
}

func nodeName(i, members int) string {
	if i < members {
		return fmt.Sprintf("pve%d", i+1)
	}
	return fmt.Sprintf("standalone%d", i-members+1)
}

func guests(o Options, node string, id int, random *rand.Rand) []pvetest.Guest {
	var all []pvetest.Guest
	for i := range o.VMsPerNode + o.LXCsPerNode {
		g := pvetest.NewMachine(seed, id+i, node)
		if i >= o.VMsPerNode {
			g = pvetest.NewContainer(seed, id+i, node)
		}
		g.Running = random.Float64() >= o.StoppedPart
		all = append(all, g)
	}
	return all
}

// settle loads the busy nodes and takes the offline one away.
func settle(c *pvetest.Cluster, busy []string, guests []pvetest.Guest) {
	for _, name := range c.Nodes() {
		if slices.Contains(busy, name) {
			mustWork(c.SetNodeLoad(name, 0.93, 0.9))
		}
		if name == offlineNode && len(c.Nodes()) > 1 {
			mustWork(c.NodeDown(name))
		}
	}
	for _, g := range guests {
		if slices.Contains(busy, g.Node) {
			mustWork(c.SetLoad(g.ID, 0.88, 0.91, pvetest.Natural))
		}
	}
}

// mustWork panics: the names come from the estate itself.
func mustWork(err error) {
	if err != nil {
		panic("mock: " + err.Error())
	}
}

func connection(c *pvetest.Cluster) Connection {
	return Connection{Kind: "pve", Name: c.Name(), Host: "https://" + c.Nodes()[0] + ".example:8006", Token: pvetest.Token, Secret: pvetest.Secret}
}
