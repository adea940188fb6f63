package wire

// DiscoveredServer is a server that was found in the network. Host and Name
// repeat IP and Hostname for programs that know them by these names.
type DiscoveredServer struct {
	IP          string   `json:"ip"`
	Port        int      `json:"port"`
	Type        string   `json:"type" doc:"pve, pbs, pmg, or unknown where the evidence does not tell"`
	Version     string   `json:"version" doc:"Unknown where it is not told without a login"`
	Hostname    string   `json:"hostname,omitempty"`
	Release     string   `json:"release,omitempty"`
	Host        string   `json:"host"`
	Name        string   `json:"name"`
	Fingerprint string   `json:"fingerprint,omitempty" doc:"SHA-256 of the certificate that it shows"`
	Evidence    []string `json:"evidence" doc:"why it is taken for what type says, in words"`
}

// Discovery is the answer of /api/discover.
type Discovery struct {
	Servers  []DiscoveredServer `json:"servers"`
	Errors   []string           `json:"errors"`
	Cached   bool               `json:"cached" doc:"a search has ended before"`
	Scanning bool               `json:"scanning"`
	Updated  *int64             `json:"updated,omitempty" doc:"seconds since 1970; 0 before the first search"`
	Age      *float64           `json:"age,omitempty" doc:"seconds since then"`
}

// DiscoverInput asks for a search.
type DiscoverInput struct {
	Subnet   string `json:"subnet,omitempty" doc:"auto, or private networks of at most 4096 addresses, separated by commas"`
	UseCache bool   `json:"use_cache,omitempty" doc:"answer as GET does"`
}

// DiscoveryStarted is the event discovery_started.
type DiscoveryStarted struct {
	Scanning  bool   `json:"scanning"`
	Subnet    string `json:"subnet"`
	Timestamp int64  `json:"timestamp"`
}

// DiscoveryFound is the event discovery_server_found.
type DiscoveryFound struct {
	Server    DiscoveredServer `json:"server"`
	Timestamp int64            `json:"timestamp"`
}

// DiscoveryUpdate is the event discovery_update.
type DiscoveryUpdate struct {
	Servers   []DiscoveredServer `json:"servers"`
	Errors    []string           `json:"errors"`
	Scanning  bool               `json:"scanning"`
	Timestamp int64              `json:"timestamp"`
}

// DiscoveryComplete is the event discovery_complete.
type DiscoveryComplete struct {
	Scanning  bool  `json:"scanning"`
	Timestamp int64 `json:"timestamp"`
}
