package wire

// Memory is a memory quantity in bytes with its usage in percent.
type Memory struct {
	Total   int64   `json:"total"`
	Used    int64   `json:"used"`
	Free    int64   `json:"free"`
	Usage   float64 `json:"usage"`
	Balloon int64   `json:"balloon,omitempty"`
}

// Disk is a disk quantity in bytes. A usage of -1 says that only the size is known.
type Disk struct {
	Total      int64   `json:"total"`
	Used       int64   `json:"used"`
	Free       int64   `json:"free"`
	Usage      float64 `json:"usage"`
	Mountpoint string  `json:"mountpoint,omitempty"`
	Type       string  `json:"type,omitempty"`
	Device     string  `json:"device,omitempty"`
}

// CPUInfo describes the processors of a node.
type CPUInfo struct {
	Model   string `json:"model"`
	Cores   int    `json:"cores"`
	Sockets int    `json:"sockets"`
	MHz     string `json:"mhz"`
}

// Staleness marks a row that is not up to date; absent while it is fresh.
type Staleness struct {
	Stale       bool   `json:"stale,omitempty"`
	StaleSince  int64  `json:"staleSince,omitempty"`
	StaleReason string `json:"staleReason,omitempty"`
}

// NodeCore is what the full and the compact row of a node share.
type NodeCore struct {
	ID               string    `json:"id"`
	Name             string    `json:"name"`
	DisplayName      string    `json:"displayName"`
	Instance         string    `json:"instance"`
	Host             string    `json:"host,omitempty"`
	Status           string    `json:"status"`
	Type             string    `json:"type"`
	CPU              *float64  `json:"cpu,omitempty"`
	Memory           *Memory   `json:"memory,omitempty"`
	Disk             *Disk     `json:"disk,omitempty"`
	LoadAverage      []float64 `json:"loadAverage" null:"true" doc:"1, 5 and 15 minutes"`
	KernelVersion    string    `json:"kernelVersion"`
	PVEVersion       string    `json:"pveVersion"`
	CPUInfo          CPUInfo   `json:"cpuInfo"`
	ConnectionHealth string    `json:"connectionHealth"`
	IsClusterMember  bool      `json:"isClusterMember,omitempty"`
	ClusterName      string    `json:"clusterName,omitempty"`

	Temperature *Temperature `json:"temperature,omitempty"`
	Updates     *Updates     `json:"updates,omitempty"`
	Staleness
}

// Node is a node of /api/state.
type Node struct {
	NodeCore
	Node     string `json:"node"`
	Mem      int64  `json:"mem"`
	MaxMem   int64  `json:"maxmem"`
	MaxDisk  int64  `json:"maxdisk"`
	Uptime   *int64 `json:"uptime,omitempty"`
	LastSeen int64  `json:"lastSeen"`
}

// Interface is a network interface inside a guest.
type Interface struct {
	Name      string   `json:"name"`
	MAC       string   `json:"mac,omitempty"`
	Addresses []string `json:"addresses,omitempty"`
	RxBytes   int64    `json:"rxBytes,omitempty"`
	TxBytes   int64    `json:"txBytes,omitempty"`
}

// GuestCore is what the full and the compact row of a guest share.
type GuestCore struct {
	ID                string      `json:"id"`
	VMID              int         `json:"vmid"`
	Name              string      `json:"name"`
	Node              string      `json:"node"`
	Instance          string      `json:"instance"`
	Status            string      `json:"status"`
	Type              string      `json:"type"`
	CPU               *float64    `json:"cpu,omitempty"`
	CPUs              int         `json:"cpus"`
	Memory            *Memory     `json:"memory,omitempty"`
	MemoryHostView    bool        `json:"memoryHostView,omitempty" doc:"the guest reports nothing: memory is what its host spends on it"`
	Disk              *Disk       `json:"disk,omitempty"`
	Disks             []Disk      `json:"disks,omitempty"`
	DiskStatusReason  string      `json:"diskStatusReason,omitempty"`
	IPAddresses       []string    `json:"ipAddresses,omitempty"`
	OSName            string      `json:"osName,omitempty"`
	OSVersion         string      `json:"osVersion,omitempty"`
	NetworkInterfaces []Interface `json:"networkInterfaces,omitempty"`
	NetworkIn         int64       `json:"networkIn"`
	NetworkOut        int64       `json:"networkOut"`
	DiskRead          int64       `json:"diskRead"`
	DiskWrite         int64       `json:"diskWrite"`
	Template          bool        `json:"template"`
	Tags              string      `json:"tags,omitempty"`
	Lock              string      `json:"lock,omitempty"`
	LastBackup        int64       `json:"lastBackup,omitempty"`
	// PlannedWork explains why the guest is stopped or busy.
	PlannedWork *PlannedWork `json:"plannedWork,omitempty"`
	Staleness
}

// Guest is a virtual machine or container of /api/state.
type Guest struct {
	GuestCore
	Mem      int64  `json:"mem"`
	MaxMem   int64  `json:"maxmem"`
	Uptime   *int64 `json:"uptime,omitempty"`
	LastSeen int64  `json:"lastSeen"`
}

// StorageRaw is a storage in the shape of the storage routes.
type StorageRaw struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Node      string   `json:"node"`
	Instance  string   `json:"instance"`
	Nodes     []string `json:"nodes,omitempty"`
	NodeIDs   []string `json:"nodeIds,omitempty"`
	NodeCount int      `json:"nodeCount,omitempty"`
	Type      string   `json:"type"`
	Status    string   `json:"status"`
	Total     int64    `json:"total"`
	Used      int64    `json:"used"`
	Free      int64    `json:"free"`
	Usage     float64  `json:"usage"`
	Content   string   `json:"content"`
	Shared    bool     `json:"shared"`
	Enabled   bool     `json:"enabled"`
	Active    bool     `json:"active"`
	ZFSPool   *ZFSPool `json:"zfsPool,omitempty"`
	// BackupsHidden says that an empty list of backups means nothing here: the
	// credentials may not see them.
	BackupsHidden bool `json:"backupsHidden,omitempty"`
	Staleness
}

// Storage is a storage of /api/state.
type Storage struct {
	StorageRaw
	Storage string `json:"storage"`
	Avail   int64  `json:"avail"`
	// Forecast is absent until one was made.
	Forecast *Forecast `json:"forecast,omitempty"`
}

// StatsJSON describes the running program.
type StatsJSON struct {
	StartTime        string `json:"startTime"`
	Uptime           int64  `json:"uptime"`
	PollingCycles    int    `json:"pollingCycles"`
	WebSocketClients int    `json:"webSocketClients"`
	Version          string `json:"version"`
}

// Performance describes the work of polling.
type Performance struct {
	LastPollDuration float64 `json:"lastPollDuration"`
	PollingStartTime string  `json:"pollingStartTime"`
	TotalAPICalls    int     `json:"totalApiCalls"`
	FailedAPICalls   int     `json:"failedApiCalls"`
}

// State is the answer of /api/state and the state of the published feed.
type State struct {
	Nodes            []Node          `json:"nodes"`
	VMs              []Guest         `json:"vms"`
	Containers       []Guest         `json:"containers"`
	DockerHosts      []DockerHost    `json:"dockerHosts"`
	Storage          []Storage       `json:"storage"`
	CephClusters     []CephCluster   `json:"cephClusters"`
	PhysicalDisks    []PhysicalDisk  `json:"physicalDisks"`
	PBS              []PBS           `json:"pbs"`
	PMG              []PMG           `json:"pmg"`
	PBSBackups       []PBSBackup     `json:"pbsBackups"`
	Metrics          struct{}        `json:"metrics"`
	PVEBackups       PVEBackups      `json:"pveBackups"`
	Performance      Performance     `json:"performance"`
	ConnectionHealth map[string]bool `json:"connectionHealth"`
	Stats            StatsJSON       `json:"stats"`
	ActiveAlerts     []StateAlert    `json:"activeAlerts"`
	RecentlyResolved []StateAlert    `json:"recentlyResolved"`
	LastUpdate       int64           `json:"lastUpdate"`

	ReplicationJobs []ReplicationJob `json:"replicationJobs"`
}
