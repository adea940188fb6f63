package infra

import "time"

// Part is a section of a target that is read together and at one rhythm.
type Part string

// The parts of a Proxmox VE target.
const (
	PartPulse   Part = "pulse"   // who is there and how is it: lists nodes and guests
	PartDetail  Part = "detail"  // figures that only a node or a guest itself knows
	PartStorage Part = "storage" // lists storages
	PartCluster Part = "cluster" // membership and addresses

	PartDisks     Part = "disks"     // physical disks; rare, because reading may wake them
	PartCeph      Part = "ceph"      // status and pools of Ceph
	PartBackups   Part = "backups"   // backups on storages, and the tasks that make them
	PartSnapshots Part = "snapshots" // snapshots of guests
	PartTasks     Part = "tasks"     // what runs now and what ran lately
	PartSensors   Part = "sensors"   // temperatures of nodes, which the product does not tell

	PartReplication Part = "replication" // jobs that copy guests to other nodes
	PartUpdates     Part = "updates"     // packages of nodes that can be updated
)

// PartPast is what servers recorded themselves; it is asked for only where
// something is missing here.
const PartPast Part = "past"

// The parts of a Proxmox Backup Server target, beside PartPulse (the server
// itself) and PartBackups (its snapshots).
const (
	PartDatastores Part = "datastores" // space, garbage collection, namespaces
	PartJobs       Part = "jobs"       // sync, verify, prune and garbage-collection jobs
)

// The parts of a Proxmox Mail Gateway target, beside PartPulse (version and
// nodes).
const (
	PartQueues     Part = "queues"     // mail that waits, per node
	PartMail       Part = "mail"       // statistics
	PartQuarantine Part = "quarantine" // what is held back
)

// ListingPart is the part whose good reports decide which resources of a kind
// exist. A resource that is missing from any other part still exists.
func ListingPart(k Kind) Part {
	switch k {
	case KindStorage:
		return PartStorage
	case KindDisk:
		return PartDisks
	case KindCeph:
		return PartCeph
	case KindDatastore:
		return PartDatastores
	default:
		return PartPulse
	}
}

// FailureKind sorts failures by what a person can do about them.
type FailureKind string

// The kinds of failures.
const (
	FailUnreachable FailureKind = "unreachable" // nobody answers
	FailTimeout     FailureKind = "timeout"     // an answer did not come in time
	FailTLS         FailureKind = "tls"         // certificate not trusted or changed
	FailAuth        FailureKind = "auth"        // credentials refused
	FailPermission  FailureKind = "permission"  // a privilege is missing; the reason names it
	FailAnswer      FailureKind = "answer"      // an answer that cannot be understood
)

// Failure is what could not be read and why.
type Failure struct {
	Scope  string // a node's name; empty when the whole job failed
	Kind   FailureKind
	Reason string // in words that a person can act on, without secrets
	// Refused says that somebody was there who refused or closed the connection:
	// the network between us works.
	Refused bool
}

// Member is one node of a cluster with the address that it answers at.
type Member struct {
	ID      string // as the product names it, "node/pve1"
	Name    string
	Address string // base URL
	IP      string
	Online  bool // reachable for us
	SeenAt  time.Time
	// Fingerprint is the SHA-256 of its certificate as the cluster tells it, so
	// that a member can be trusted whose certificate was never entered.
	Fingerprint string
}

// Cluster is what is known of a target's membership.
type Cluster struct {
	Name    string // empty for a standalone host
	Members []Member
}

// Report is all that one job found out about one part of one target, or why it
// failed. Apart from the scopes named in Failures it is complete: what is not
// in it is not there. Rows carry only the fields that their part knows.
type Report struct {
	Target   TargetID
	Part     Part
	At       time.Time // our clock at receipt
	Took     time.Duration
	Requests int       // calls made to the target
	Failures []Failure // one without scope means that the whole job failed
	Health   Health    // how the connection is; empty = not told by this part
	Cluster  *Cluster  // nil = not told by this part
	Nodes    []Node
	Guests   []Guest
	Storages []Storage
	Extras
}

// Failed returns the failure of the whole job, if it failed.
func (r *Report) Failed() (Failure, bool) {
	for _, f := range r.Failures {
		if f.Scope == "" {
			return f, true
		}
	}
	return Failure{}, false
}
