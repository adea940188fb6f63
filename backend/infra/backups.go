package infra

import "time"

// Task is something that a server did or does.
type Task struct {
	ID       string // the product's own (UPID)
	Target   TargetID
	Instance string
	Node     string
	Type     string // vzdump, qmigrate, hamigrate, verificationjob …
	VMID     int    // 0 when it concerns several guests or none
	User     string
	Status   string // OK, an error text, empty while it runs
	Start    time.Time
	End      time.Time // zero while it runs
	Size     int64
}

// Running tells whether a task has not ended.
func (t Task) Running() bool { return t.End.IsZero() }

// Backup is a backup of a guest on a storage of a hypervisor.
type Backup struct {
	Target     TargetID
	Instance   string
	Node       string
	Storage    string
	VolID      string
	Type       string // qemu, lxc, host or unknown
	VMID       int
	Time       time.Time
	Size       int64
	Format     string // vma.zst, tar.zst, pbs-vm, pbs-ct …
	Notes      string
	Protected  bool
	OnPBS      bool   // the storage is a backup server
	Verified   string // ok, failed, or empty when nobody looked
	Encryption string // fingerprint of the key or "1"; empty when in clear
	Stale      *Staleness
}

// GuestSnapshot is a snapshot of a guest.
type GuestSnapshot struct {
	Target      TargetID
	Instance    string
	Node        string
	VMID        int
	Type        GuestType
	Name        string
	Time        time.Time
	Description string
	Parent      string
	WithMemory  bool
	Stale       *Staleness
}

// Server is a Proxmox Backup Server.
type Server struct {
	Resource
	Host    string
	Version string // "connected" when only its datastores answer
	Online  bool
	Health  Health
	CPU     Opt[float64]
	Memory  Opt[Usage]
	Uptime  Opt[time.Duration]
}

// Datastore is a datastore of a backup server.
type Datastore struct {
	Resource
	Space         Opt[Usage]
	Error         string // why it cannot be used; empty while it can
	Namespaces    []Namespace
	Deduplication Opt[float64] // 12.4 means 12.4:1
}

// Namespace is a namespace of a datastore; the root has an empty path.
type Namespace struct {
	Path   string
	Parent string
	Depth  int
}

// Archive is a backup snapshot on a backup server.
type Archive struct {
	Target    TargetID
	Instance  string // name of the backup server
	Datastore string
	Namespace string
	Type      string // vm, ct or host
	BackupID  string // a VMID, or a host's name
	Time      time.Time
	Size      int64
	Protected bool
	Verified  string // ok, failed, or empty when nobody looked
	Comment   string
	Owner     string
	Files     []string
	Stale     *Staleness
}

// Job is a configured job of a backup server with its last result.
type Job struct {
	ID        string
	Target    TargetID
	Instance  string
	Kind      string // sync, verify, prune, garbage or backup
	Datastore string
	Remote    string // of a sync job
	Status    string // OK, an error text, running, or empty when it never ran
	LastRun   time.Time
	NextRun   time.Time
	Removed   int64 // bytes, of a garbage collection
	Stale     *Staleness
}

// NamespaceScope is the scope of a failure to read the backups of one
// namespace; that of a whole datastore is its name.
func NamespaceScope(datastore, namespace string) string { return datastore + "/" + namespace }

// JobScope is the scope of a failure to read one sort of jobs: they come in one
// list for all datastores.
func JobScope(kind string) string { return kind + " jobs" }
