package infra

import "time"

// Resource is what every thing that is watched has; it is embedded in the
// types of the resources.
type Resource struct {
	ID       ID
	PublicID string // its id in the published API; changes when a guest migrates
	Kind     Kind
	Name     string
	Target   TargetID
	Instance string     // the configured name of the target
	Node     string     // the node it is on; empty where that has no meaning
	SeenAt   time.Time  // when its figures were read
	Stale    *Staleness // nil while it is fresh
}

// Ref returns the resource itself, for code that works on any kind.
func (r Resource) Ref() Resource { return r }

// Staleness tells since when a row is not up to date, and why, in words that a
// person can act on.
type Staleness struct {
	Since  time.Time
	Reason string
	// DetailOnly says that what the listing part tells (status, processor, rates)
	// is fresh and only the figures of the detail part are old.
	DetailOnly bool
}

// Usage is a bounded quantity in bytes.
type Usage struct {
	Total, Used, Free int64
}

// Ratio is used/total between 0 and 1; unknown when there is no total. A host's
// view of a guest's memory may exceed its size, so the ratio is capped.
func (u Usage) Ratio() Opt[float64] {
	if u.Total <= 0 {
		return None[float64]()
	}
	return Some(min(max(float64(u.Used)/float64(u.Total), 0), 1))
}

// NodeStatus is the state of a node as the cluster sees it.
type NodeStatus string

// The states of a node.
const (
	NodeOnline  NodeStatus = "online"
	NodeOffline NodeStatus = "offline"
	NodeUnknown NodeStatus = "unknown"
)

// Health is how well a target, or the target behind a node, can be reached.
type Health string

// The healths of a connection.
const (
	Healthy   Health = "healthy"
	Degraded  Health = "degraded" // some members of a cluster do not answer us
	Unhealthy Health = "error"    // nobody answers
)

// CPUInfo describes the processors of a node.
type CPUInfo struct {
	Model   string
	Cores   int // logical processors
	Sockets int
	MHz     string // as text, rounded, as the published API has it
}

// Node is a hypervisor host.
type Node struct {
	Resource
	DisplayName  string
	Host         string // base URL of the connection
	Status       NodeStatus
	Health       Health
	Cluster      string // empty for a standalone host
	CPU          Opt[float64]
	CPUInfo      CPUInfo
	Memory       Opt[Usage] // reclaimable cache excluded where known
	MemorySource string     // how Memory was derived, for diagnostics
	Swap         Opt[Usage]
	RootFS       Opt[Usage]
	Uptime       Opt[time.Duration]
	Load         []float64 // 1, 5 and 15 minutes; nil when unknown
	Temperature  *Temperature
	Updates      Opt[Updates]
	Kernel       string
	Version      string
}

// GuestType tells virtual machines from containers.
type GuestType string

// The types of guests.
const (
	VM  GuestType = "qemu"
	LXC GuestType = "lxc"
)

// GuestStatus is the state of a guest in the product's words.
type GuestStatus string

// The states of a guest that mean something to us; others pass through.
const (
	GuestRunning   GuestStatus = "running"
	GuestStopped   GuestStatus = "stopped"
	GuestPaused    GuestStatus = "paused"
	GuestSuspended GuestStatus = "suspended"
	GuestUnknown   GuestStatus = "unknown"
)

// Filesystem is one file system inside a guest, as its agent tells.
type Filesystem struct {
	Usage
	Mountpoint, Type, Device string
}

// Interface is one network interface inside a guest.
type Interface struct {
	Name, MAC        string
	Addresses        []string
	RxBytes, TxBytes int64 // counters since the guest started
}

// Guest is a virtual machine or a container.
type Guest struct {
	Resource
	VMID         int
	Type         GuestType
	Status       GuestStatus
	Template     bool
	Tags         []string
	Lock         string // backup, migrate, snapshot …; empty when free
	HAState      string
	Pool         string
	CPU          Opt[float64] // fraction of the assigned CPUs
	CPUs         int
	Memory       Opt[Usage]
	MemorySource string
	// MemoryHostView says that Memory is the host's view of a guest that reports
	// nothing itself: shown, but unknown for alerts.
	MemoryHostView bool
	Balloon        int64
	Disk           Opt[Usage]
	DiskSize       int64  // allocated size, known even when the usage is not
	DiskReason     string // why Disk is unknown, in the published vocabulary
	Disks          []Filesystem
	Interfaces     []Interface
	Addresses      []string
	OSName         string
	OSVersion      string
	NetworkIn      Opt[float64] // bytes per second, like the three below
	NetworkOut     Opt[float64]
	DiskRead       Opt[float64]
	DiskWrite      Opt[float64]
	Uptime         Opt[time.Duration]
	LastBackup     time.Time // newest backup anywhere; zero = none known
}

// StorageStatus is the state of a storage in the published words.
type StorageStatus string

// The states of a storage.
const (
	StorageAvailable StorageStatus = "available"
	StorageInactive  StorageStatus = "inactive" // enabled, but its node cannot use it
	StorageDisabled  StorageStatus = "disabled"
)

// Storage is a place for volumes, on one node or shared by several.
type Storage struct {
	Resource
	Type    string
	Content []string // sorted
	Status  StorageStatus
	Shared  bool
	Enabled bool
	Active  bool
	Space   Opt[Usage]
	Nodes   []string // the nodes that report a shared storage, sorted
	Pool    string   // ZFS pool or dataset behind it
	ZFS     *ZFSPool // nil where there is none or nothing is known of it
	// BackupsHidden says that the credentials may not see the backups on it, so
	// that an empty list means nothing.
	BackupsHidden bool
}
