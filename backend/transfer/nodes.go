package transfer

import (
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// nodes are the connections by product, as the published export has them.
type nodes struct {
	PVE []pveNode `json:"pveInstances"`
	PBS []pbsNode `json:"pbsInstances"`
	PMG []pmgNode `json:"pmgInstances"`
}

// access is what the nodes of every product have. Its keys are capitalised.
type access struct {
	Name        string
	Host        string
	User        string
	Password    string
	TokenName   string
	TokenValue  string
	Fingerprint string
	VerifySSL   bool
}

type pveNode struct {
	access
	MonitorVMs                 bool
	MonitorContainers          bool
	MonitorStorage             bool
	MonitorBackups             bool
	MonitorPhysicalDisks       *bool
	PhysicalDiskPollingMinutes int
	IsCluster                  bool
	ClusterName                string
	ClusterEndpoints           []clusterEndpoint
}

type clusterEndpoint struct {
	NodeID   string
	NodeName string
	Host     string
	IP       string
	Online   bool
	LastSeen time.Time
}

type pbsNode struct {
	access
	MonitorBackups     bool
	MonitorDatastores  bool
	MonitorSyncJobs    bool
	MonitorVerifyJobs  bool
	MonitorPruneJobs   bool
	MonitorGarbageJobs bool
}

type pmgNode struct {
	access
	MonitorMailStats   bool
	MonitorQueues      bool
	MonitorQuarantine  bool
	MonitorDomainStats bool
}

func accessOf(t source.Target) access {
	return access{
		Name: t.Name, Host: t.Host, User: t.User, Password: t.Password, TokenName: t.TokenName, TokenValue: t.TokenValue,
		Fingerprint: t.Fingerprint, VerifySSL: t.VerifyTLS,
	}
}

func (a access) target(kind string, monitor map[string]bool) source.Target {
	return source.Target{
		Kind: kind, Name: a.Name, Host: a.Host, User: a.User, Password: a.Password, TokenName: a.TokenName, TokenValue: a.TokenValue,
		Fingerprint: a.Fingerprint, VerifyTLS: a.VerifySSL, Monitor: monitor,
	}
}

// nodesOf are targets in the published form. Lists are never null.
func nodesOf(targets []source.Target) *nodes {
	n := &nodes{PVE: []pveNode{}, PBS: []pbsNode{}, PMG: []pmgNode{}}
	for _, t := range targets {
		switch t.Kind {
		case "pve":
			n.PVE = append(n.PVE, pveNodeOf(t))
		case "pbs":
			n.PBS = append(n.PBS, pbsNode{
				access: accessOf(t), MonitorBackups: true, MonitorDatastores: t.Monitors("datastores"), MonitorSyncJobs: t.Monitors("syncJobs"),
				MonitorVerifyJobs: t.Monitors("verifyJobs"), MonitorPruneJobs: t.Monitors("pruneJobs"), MonitorGarbageJobs: t.Monitors("garbageJobs"),
			})
		case "pmg":
			n.PMG = append(n.PMG, pmgNode{
				access: accessOf(t), MonitorMailStats: t.Monitors("mailStats"), MonitorQueues: t.Monitors("queues"),
				MonitorQuarantine: t.Monitors("quarantine"), MonitorDomainStats: t.Monitors("domainStats"),
			})
		}
	}
	return n
}

func pveNodeOf(t source.Target) pveNode {
	disks := t.Monitors("disks")
	n := pveNode{
		access: accessOf(t), MonitorVMs: t.Monitors("vms"), MonitorContainers: t.Monitors("containers"), MonitorStorage: t.Monitors("storage"),
		MonitorBackups: t.Monitors("backups"), MonitorPhysicalDisks: &disks, IsCluster: t.Cluster.Name != "", ClusterName: t.Cluster.Name,
		PhysicalDiskPollingMinutes: int(t.DisksEvery / time.Minute),
	}
	for _, m := range t.Cluster.Members {
		n.ClusterEndpoints = append(n.ClusterEndpoints, clusterEndpoint{
			NodeID: m.ID, NodeName: m.Name, Host: m.Address, IP: m.IP, Online: m.Online, LastSeen: m.SeenAt.UTC(),
		})
	}
	return n
}

// targets are the nodes as this program knows connections.
func (n *nodes) targets() []source.Target {
	all := []source.Target{}
	for _, p := range n.PVE {
		all = append(all, p.target())
	}
	for _, p := range n.PBS {
		all = append(all, p.withOneCredential().target("pbs", map[string]bool{
			"datastores": p.MonitorDatastores, "syncJobs": p.MonitorSyncJobs, "verifyJobs": p.MonitorVerifyJobs,
			"pruneJobs": p.MonitorPruneJobs, "garbageJobs": p.MonitorGarbageJobs,
		}))
	}
	for _, p := range n.PMG {
		none := !p.MonitorMailStats && !p.MonitorQueues && !p.MonitorQuarantine && !p.MonitorDomainStats
		all = append(all, p.withOneCredential().target("pmg", map[string]bool{
			"mailStats": p.MonitorMailStats || none, "queues": p.MonitorQueues, "quarantine": p.MonitorQuarantine, "domainStats": p.MonitorDomainStats,
		}))
	}
	return all
}

// dayMinutes is the longest pause between two readings of disks.
const dayMinutes = 24 * 60

func (p pveNode) target() source.Target {
	monitor := map[string]bool{
		"vms": p.MonitorVMs, "containers": p.MonitorContainers, "storage": p.MonitorStorage, "backups": p.MonitorBackups,
		"disks": p.MonitorPhysicalDisks == nil || *p.MonitorPhysicalDisks,
	}
	t := p.access.target("pve", monitor) // not p.target, which is this one
	if minutes := p.PhysicalDiskPollingMinutes; 0 < minutes && minutes <= dayMinutes {
		t.DisksEvery = time.Duration(minutes) * time.Minute
	}
	if !p.IsCluster {
		return t
	}
	t.Cluster = infra.Cluster{Name: p.ClusterName}
	for _, e := range p.ClusterEndpoints {
		t.Cluster.Members = append(t.Cluster.Members, infra.Member{
			ID: e.NodeID, Name: e.NodeName, Address: e.Host, IP: e.IP, Online: e.Online, SeenAt: e.LastSeen,
		})
	}
	return t
}

// withTwoCredentials names the connections of which withOneCredential drops one.
func (n *nodes) withTwoCredentials() (names []string) {
	for _, p := range n.PBS {
		if p.twoCredentials() {
			names = append(names, connection(p.Name, "pbs"))
		}
	}
	for _, p := range n.PMG {
		if p.twoCredentials() {
			names = append(names, connection(p.Name, "pmg"))
		}
	}
	return names
}

func (a access) twoCredentials() bool { return a.Password != "" && a.TokenValue != "" }

// withOneCredential drops the token of a node that has a password, too, as the
// published program does when it reads such a node.
func (a access) withOneCredential() access {
	if a.twoCredentials() {
		a.TokenName, a.TokenValue = "", ""
	}
	return a
}
