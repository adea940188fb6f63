package wire

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// ConfigNode is a configured target. Its credentials are told only as "has".
type ConfigNode struct {
	ID          string `json:"id" doc:"type and number, never reused"`
	Type        string `json:"type" doc:"pve, pbs or pmg"`
	Name        string `json:"name"`
	Host        string `json:"host" doc:"address with scheme and port"`
	User        string `json:"user,omitempty" doc:"user@realm of a password login"`
	HasPassword bool   `json:"hasPassword"`
	TokenName   string `json:"tokenName,omitempty" doc:"user@realm!name"`
	HasToken    bool   `json:"hasToken"`
	Fingerprint string `json:"fingerprint,omitempty" doc:"SHA-256 of the pinned certificate"`
	VerifySSL   bool   `json:"verifySSL"`
	MonitorFlags
	DiskMinutes      int               `json:"physicalDiskPollingMinutes,omitempty" doc:"pve: how often disks are read; 5 when absent"`
	Status           string            `json:"status" doc:"connected or disconnected"`
	Problem          string            `json:"problem,omitempty" doc:"why it is disconnected: unreachable, timeout, tls, auth, permission or answer"`
	ProblemReason    string            `json:"problemReason,omitempty" doc:"the same in words"`
	IsCluster        bool              `json:"isCluster,omitempty"`
	ClusterName      string            `json:"clusterName,omitempty"`
	ClusterEndpoints []ClusterEndpoint `json:"clusterEndpoints,omitempty"`
}

// ClusterEndpoint is a member of a cluster; its keys are capitalised.
type ClusterEndpoint struct {
	NodeID   string `json:"NodeID"`
	NodeName string `json:"NodeName"`
	Host     string `json:"Host"`
	IP       string `json:"IP"`
	Online   bool   `json:"Online"`
	LastSeen string `json:"LastSeen"`
}

// ConfigNodeOf is a target and how it is reached; the estate may be nil.
func ConfigNodeOf(t source.Target, e *infra.Estate) ConfigNode {
	n := ConfigNode{
		ID: string(t.ID), Type: t.Kind, Name: t.Name, Host: t.Host,
		User: t.User, HasPassword: t.Password != "", TokenName: t.TokenName, HasToken: t.TokenValue != "",
		Fingerprint: t.Fingerprint, VerifySSL: t.VerifyTLS, Status: "disconnected", DiskMinutes: int(t.DisksEvery / time.Minute),
	}
	for part, flag := range n.byPart(t.Kind) {
		on := t.Monitors(part)
		*flag = &on
	}
	cluster := t.Cluster
	if e != nil {
		if reachable(e) {
			n.Status = "connected"
		} else if e.Failure != nil {
			n.Problem, n.ProblemReason = string(e.Failure.Kind), e.Failure.Reason
		}
		if len(e.Cluster.Members) > 0 {
			cluster = e.Cluster
		}
	}
	if cluster.Name != "" {
		n.IsCluster, n.ClusterName = true, cluster.Name
		n.ClusterEndpoints = endpoints(cluster.Members)
	}
	return n
}

// Masked is the row for a caller who showed no credential.
func (n ConfigNode) Masked() ConfigNode {
	n.User, n.TokenName, n.Fingerprint = "", "", ""
	masked := make([]ClusterEndpoint, len(n.ClusterEndpoints))
	for i, e := range n.ClusterEndpoints {
		e.IP, e.Host = "", ""
		masked[i] = e
	}
	n.ClusterEndpoints = masked
	return n
}

func endpoints(members []infra.Member) []ClusterEndpoint {
	list := make([]ClusterEndpoint, 0, len(members))
	for _, m := range members {
		list = append(list, ClusterEndpoint{
			NodeID: m.ID, NodeName: m.Name, Host: m.Address, IP: m.IP, Online: m.Online,
			LastSeen: m.SeenAt.UTC().Format(time.RFC3339),
		})
	}
	return list
}

// ConfigNodeInput is what a client writes about a target. What is absent stays
// as it is.
type ConfigNodeInput struct {
	Type        *string `json:"type,omitempty"`
	Name        *string `json:"name,omitempty" doc:"made from the host when empty"`
	Host        *string `json:"host,omitempty"`
	User        *string `json:"user,omitempty"`
	Password    *string `json:"password,omitempty" doc:"write-only"`
	TokenName   *string `json:"tokenName,omitempty"`
	TokenValue  *string `json:"tokenValue,omitempty" doc:"write-only"`
	Fingerprint *string `json:"fingerprint,omitempty"`
	VerifySSL   *bool   `json:"verifySSL,omitempty" doc:"false when absent at creation, as scripts for the published API expect"`
	MonitorFlags
	DiskMinutes *int `json:"physicalDiskPollingMinutes,omitempty" doc:"pve: how often disks are read, which may wake them; 0 for the usual 5"`
}

// Secrets reports whether the input brings a password or a token value.
func (in ConfigNodeInput) Secrets() bool { return raw(in.Password) != "" || text(in.TokenValue) != "" }

// Kind is the type that the input names.
func (in ConfigNodeInput) Kind() string { return text(in.Type) }

// Target is a new target from the input alone.
func (in ConfigNodeInput) Target() source.Target {
	return in.Over(source.Target{Kind: in.Kind(), Monitor: unasked(in.Kind())})
}

// Over is a target with the input put over it. A new password takes the place
// of a token and the other way round; of both, the token is taken.
func (in ConfigNodeInput) Over(t source.Target) source.Target {
	t.Name = cmp.Or(text(in.Name), t.Name)
	t.Host = cmp.Or(text(in.Host), t.Host)
	t.User = cmp.Or(text(in.User), t.User)
	switch {
	case raw(in.Password) != "" && (text(in.TokenName) == "" || text(in.TokenValue) == ""):
		t.Password, t.TokenName, t.TokenValue = raw(in.Password), "", ""
	case text(in.TokenName) != "" || text(in.TokenValue) != "":
		t.TokenName = cmp.Or(text(in.TokenName), t.TokenName)
		t.TokenValue = cmp.Or(text(in.TokenValue), t.TokenValue)
		t.Password = ""
	}
	if in.Fingerprint != nil {
		t.Fingerprint = text(in.Fingerprint)
	}
	if in.VerifySSL != nil {
		t.VerifyTLS = *in.VerifySSL
	}
	if in.DiskMinutes != nil {
		t.DisksEvery = time.Duration(*in.DiskMinutes) * time.Minute
	}
	t.Monitor = in.monitor(t.Kind, t.Monitor)
	return t
}

func (in ConfigNodeInput) monitor(kind string, before map[string]bool) map[string]bool {
	after := map[string]bool{}
	for part, flag := range in.byPart(kind) {
		if on, set := before[part]; set {
			after[part] = on
		}
		if *flag != nil {
			after[part] = **flag
		}
	}
	if kind == "pmg" && allOff(after) {
		after["mailStats"] = true // as clients of the published API expect
	}
	return after
}

// allOff tells whether nothing is to be read of a mail gateway.
func allOff(monitor map[string]bool) bool {
	for _, part := range []string{"mailStats", "queues", "quarantine", "domainStats"} {
		if on, set := monitor[part]; on || !set {
			return false
		}
	}
	return true
}

// text is an input without the spaces around it.
func text(s *string) string { return strings.TrimSpace(raw(s)) }

func raw(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// NodeAdded is the answer to a new target.
type NodeAdded struct {
	Status string `json:"status"`
	ID     string `json:"id"`
}

// NodeTest is what a test of a target found.
type NodeTest struct {
	Status           string   `json:"status"`
	Message          string   `json:"message"`
	Latency          *int64   `json:"latency,omitempty" doc:"milliseconds"`
	IsCluster        bool     `json:"isCluster"`
	NodeCount        int      `json:"nodeCount"`
	ClusterNodeCount int      `json:"clusterNodeCount,omitempty"`
	ClusterName      string   `json:"clusterName,omitempty"`
	DatastoreCount   *int     `json:"datastoreCount,omitempty" doc:"of a backup server"`
	Version          string   `json:"version,omitempty"`
	Fingerprint      string   `json:"fingerprint,omitempty" doc:"SHA-256 of the certificate that the server showed"`
	Trusted          bool     `json:"trusted" doc:"the certificate verifies with the system's roots"`
	Missing          []string `json:"missing,omitempty" doc:"privileges that the credentials lack"`
}

// NodeTestOf tells what a probe found.
func NodeTestOf(title string, f source.Found) NodeTest {
	t := NodeTest{
		Status: "success", IsCluster: f.Cluster.Name != "", NodeCount: f.Nodes, ClusterName: f.Cluster.Name,
		Version: f.Version, Fingerprint: f.Fingerprint, Trusted: f.Trusted, Missing: f.Missing,
	}
	if f.Datastores.Known {
		t.DatastoreCount = &f.Datastores.Value
	}
	t.Message = "Connected to " + strings.TrimSpace(title+" "+f.Version)
	if t.IsCluster {
		t.ClusterNodeCount = len(f.Cluster.Members)
	}
	return t
}

// FreedServer is the event that a server may be offered by discovery again.
func FreedServer(t source.Target, now time.Time) map[string]any {
	host, port := t.Host, 0
	if u, err := url.Parse(t.Host); err == nil {
		host = u.Hostname()
		port, _ = strconv.Atoi(u.Port()) // 0 where none is named
	}
	return map[string]any{
		"servers": []map[string]any{{"ip": host, "port": port, "type": t.Kind, "version": "Unknown", "hostname": host}},
		"errors":  []string{}, "timestamp": now.Unix(), "immediate": true,
	}
}
