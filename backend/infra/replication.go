package infra

import "time"

// Replication is a job that copies the volumes of a guest to another node, with
// its last result.
type Replication struct {
	ID        string // as the product has it, "100-0"
	Target    TargetID
	Instance  string
	VMID      int
	Node      string // from which it copies: where the guest is
	To        string // the node that it copies to
	Schedule  string
	Comment   string
	Disabled  bool
	Running   bool
	LastSync  time.Time // of the last success; zero = none yet
	LastTry   time.Time
	NextSync  time.Time
	Duration  Opt[time.Duration] // of the last success
	FailCount int                // tries that failed in a row
	Error     string             // of the last try; empty when it succeeded
	Stale     *Staleness
}

// Updates are the packages of a node that can be updated.
type Updates struct {
	Pending  int
	Security int // of them those of a stable release of Debian
}
