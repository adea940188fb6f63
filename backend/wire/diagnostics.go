package wire

// Diagnostics is the answer of /api/diagnostics.
type Diagnostics struct {
	Version        string              `json:"version"`
	Runtime        string              `json:"runtime"`
	Uptime         float64             `json:"uptime" doc:"seconds since the start"`
	Nodes          []DiagnosticNode    `json:"nodes" doc:"connections to Proxmox VE"`
	PBS            []DiagnosticServer  `json:"pbs"`
	PMG            []DiagnosticServer  `json:"pmg"`
	Docker         []DiagnosticHost    `json:"docker"`
	System         DiagnosticSystem    `json:"system"`
	Errors         []string            `json:"errors"`
	NodeSnapshots  []NodeMemoryNote    `json:"nodeSnapshots,omitempty" doc:"how the memory of each node was derived"`
	GuestSnapshots []GuestMemoryNote   `json:"guestSnapshots,omitempty" doc:"how the memory of each guest was derived"`
	MemorySources  []MemorySourceCount `json:"memorySources,omitempty"`
	ProductVersion string              `json:"productVersion" doc:"release of this program"`
	RequestsPerMin *float64            `json:"requestsPerMinute,omitempty" doc:"to everything that is watched, as far as it is known"`
	Deployment     string              `json:"deploymentType,omitempty"`
	GeneratedAt    int64               `json:"generatedAt" doc:"milliseconds"`
}

// DiagnosticSystem describes this program on this machine.
type DiagnosticSystem struct {
	OS           string `json:"os"`
	Arch         string `json:"arch"`
	GoVersion    string `json:"goVersion"`
	NumCPU       int    `json:"numCPU"`
	NumGoroutine int    `json:"numGoroutine"`
	MemoryMB     int    `json:"memoryMB"`
}

// DiagnosticCheck is what a live test of a connection brought, with how its
// polling does.
type DiagnosticCheck struct {
	ID                string                 `json:"id"`
	Name              string                 `json:"name"`
	Host              string                 `json:"host"`
	Type              string                 `json:"type"`
	AuthMethod        string                 `json:"authMethod" doc:"api_token, username_password or none"`
	Connected         bool                   `json:"connected"`
	Error             string                 `json:"error,omitempty"`
	ErrorKind         string                 `json:"errorKind,omitempty" doc:"unreachable, timeout, tls, auth, permission or answer"`
	Reachable         bool                   `json:"reachable" doc:"somebody answers at the address"`
	Authenticated     *bool                  `json:"authenticated,omitempty" doc:"the credentials are accepted; absent where that was not found out"`
	LatencyMS         int64                  `json:"latencyMs" doc:"of the whole test"`
	Certificate       *DiagnosticCertificate `json:"certificate,omitempty"`
	Missing           []string               `json:"missing" doc:"privileges that the credentials lack, with what is lost"`
	LastPoll          string                 `json:"lastPoll,omitempty"`
	RequestsPerMinute *float64               `json:"requestsPerMinute,omitempty" doc:"of the parts of which it is known"`
	Parts             []PartHealth           `json:"parts"`
}

// DiagnosticCertificate is the certificate that a server shows.
type DiagnosticCertificate struct {
	Fingerprint string `json:"fingerprint" doc:"SHA-256"`
	Trusted     bool   `json:"trusted" doc:"verifies with the roots of this machine"`
	Pinned      bool   `json:"pinned" doc:"its fingerprint is the one that is stored"`
	NotAfter    string `json:"notAfter" doc:"when it expires"`
}

// DiagnosticDetails is what the test read.
type DiagnosticDetails struct {
	NodeCount int    `json:"node_count,omitempty"`
	Version   string `json:"version,omitempty"`
}

// DiagnosticNode is a connection to Proxmox VE.
type DiagnosticNode struct {
	DiagnosticCheck
	Details       *DiagnosticDetails `json:"details,omitempty"`
	ClusterInfo   *ClusterCount      `json:"clusterInfo,omitempty"`
	VMDiskCheck   *VMDiskCheck       `json:"vmDiskCheck,omitempty"`
	PhysicalDisks *DiskCheck         `json:"physicalDisks,omitempty"`
}

// ClusterCount is the size of a cluster.
type ClusterCount struct {
	Nodes int `json:"nodes"`
}

// DiagnosticServer is a connection to a backup server or a mail gateway.
type DiagnosticServer struct {
	DiagnosticCheck
	Details *DiagnosticDetails `json:"details,omitempty"`
}

// DiagnosticHost is a Docker host; it reports by itself and is not tested.
type DiagnosticHost struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Connected    bool   `json:"connected"`
	Error        string `json:"error,omitempty"`
	LastReport   string `json:"lastReport,omitempty"`
	AgentVersion string `json:"agentVersion,omitempty"`
}

// VMDiskCheck tells of how many machines the disk usage is known, and why not
// of the others.
type VMDiskCheck struct {
	VMsFound         int              `json:"vmsFound"`
	VMsWithAgent     int              `json:"vmsWithAgent"`
	VMsWithDiskData  int              `json:"vmsWithDiskData"`
	TestVMID         int              `json:"testVMID,omitempty"`
	TestVMName       string           `json:"testVMName,omitempty"`
	TestResult       string           `json:"testResult,omitempty"`
	Permissions      []string         `json:"permissions,omitempty"`
	Recommendations  []string         `json:"recommendations,omitempty"`
	ProblematicVMs   []ProblematicVM  `json:"problematicVMs,omitempty"`
	FilesystemsFound []DiagnosticDisk `json:"filesystemsFound,omitempty"`
}

// ProblematicVM is a machine whose disk usage is not known.
type ProblematicVM struct {
	VMID   int    `json:"vmid"`
	Name   string `json:"name"`
	Status string `json:"status"`
	Issue  string `json:"issue"`
}

// DiagnosticDisk is a file system of the machine that was looked at.
type DiagnosticDisk struct {
	Mountpoint string `json:"mountpoint"`
	Type       string `json:"type"`
	Total      int64  `json:"total"`
	Used       int64  `json:"used"`
	Filtered   bool   `json:"filtered"`
	Reason     string `json:"reason,omitempty"`
}

// DiskCheck tells which nodes show their physical disks.
type DiskCheck struct {
	NodesChecked    int          `json:"nodesChecked"`
	NodesWithDisks  int          `json:"nodesWithDisks"`
	TotalDisks      int          `json:"totalDisks"`
	NodeResults     []DiskResult `json:"nodeResults"`
	TestResult      string       `json:"testResult,omitempty"`
	Recommendations []string     `json:"recommendations,omitempty"`
}

// DiskResult is what is known of the disks of one node.
type DiskResult struct {
	NodeName    string   `json:"nodeName"`
	DiskCount   int      `json:"diskCount"`
	Error       string   `json:"error,omitempty"`
	DiskDevices []string `json:"diskDevices,omitempty"`
}

// NodeMemoryNote tells how the memory of a node was derived.
type NodeMemoryNote struct {
	Instance     string        `json:"instance"`
	Node         string        `json:"node"`
	RetrievedAt  string        `json:"retrievedAt"`
	MemorySource string        `json:"memorySource"`
	Memory       *Memory       `json:"memory"`
	Raw          NodeMemoryRaw `json:"raw"`
}

// NodeMemoryRaw are the figures behind it. What is not kept is null.
type NodeMemoryRaw struct {
	Total              *int64 `json:"total"`
	Used               *int64 `json:"used"`
	Free               *int64 `json:"free"`
	Available          *int64 `json:"available"`
	Avail              *int64 `json:"avail"`
	Buffers            *int64 `json:"buffers"`
	Cached             *int64 `json:"cached"`
	Shared             *int64 `json:"shared"`
	EffectiveAvailable *int64 `json:"effectiveAvailable"`
}

// GuestMemoryNote tells how the memory of a guest was derived.
type GuestMemoryNote struct {
	GuestType    string         `json:"guestType"`
	Instance     string         `json:"instance"`
	Node         string         `json:"node"`
	Name         string         `json:"name"`
	VMID         int            `json:"vmid"`
	Status       string         `json:"status"`
	RetrievedAt  string         `json:"retrievedAt"`
	MemorySource string         `json:"memorySource"`
	Memory       *Memory        `json:"memory"`
	Raw          GuestMemoryRaw `json:"raw"`
	Notes        []string       `json:"notes,omitempty"`
}

// GuestMemoryRaw are the figures behind it. What is not kept is null.
type GuestMemoryRaw struct {
	ListingMem    *int64 `json:"listingMem"`
	ListingMaxMem *int64 `json:"listingMaxmem"`
}

// MemorySourceCount tells how many nodes of a connection have their memory
// derived in one way.
type MemorySourceCount struct {
	Instance    string `json:"instance"`
	Source      string `json:"source"`
	NodeCount   int    `json:"nodeCount"`
	LastUpdated string `json:"lastUpdated"`
	Fallback    bool   `json:"fallback"`
}
