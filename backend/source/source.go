// Package source says what a source is: code that can poll a target of one
// kind. Concrete kinds live in the folders below.
package source

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"pulse/backend/infra"
)

// Source polls one target. Its jobs may run concurrently with each other, but
// no job runs twice at once.
type Source interface {
	// Jobs lists what there is to do and how often. The list does not change.
	Jobs() []Job
	// Close releases connections; jobs still running end with an error.
	Close() error
}

// Job reads one part of a target.
type Job struct {
	Part     infra.Part
	Every    time.Duration // from start to start
	Retry    time.Duration // from the end of a failed run to the next; 0 = Every, growing
	Deadline time.Duration // after which Run's context ends
	// Run returns a report, possibly with failures of scopes, or an *Error when
	// nothing could be read. The caller fills Target, Part, At and Took.
	Run func(context.Context) (infra.Report, error)
}

// Kind is one sort of source.
type Kind struct {
	Name   string // "pve"
	Title  string // "Proxmox VE"
	Fields []Field
	// Normalize fills defaults of an address and a user name and checks the
	// form of both; a *fault.Error says what is wrong.
	Normalize func(Target) (Target, error)
	// Open prepares a source; it does not connect.
	Open func(Target, Env) (Source, error)
	// Probe connects once and tells what was found, for the test buttons.
	Probe func(context.Context, Target, Env) (Found, error)
}

// Env is what a source is given by the program.
type Env struct {
	// Transport, when not nil, replaces the network (mock mode).
	Transport http.RoundTripper
	Timeout   time.Duration // longest time for one call; 0 = the source's own
	Pulse     time.Duration // rhythm of the pulse part; 0 = 5 s. Other parts keep their proportion.

	Disks      time.Duration // how often physical disks are read; 0 = 5 min
	WithoutZFS bool          // ZFS pools are not read
	// Sensors returns what "sensors -j" prints on a node, which is named by its
	// address; nil = temperatures of nodes are not read.
	Sensors func(ctx context.Context, host string) ([]byte, error)
}

// Field describes an input of the settings form.
type Field struct {
	Name, Title, Help string
	Secret, Required  bool
}

// Target is something configured to be polled: one address with credentials.
type Target struct {
	ID          infra.TargetID
	Kind        string
	Name        string // unique within its kind; the published "instance"
	Host        string // base URL with scheme and port
	User        string // user@realm for a password login
	Password    string
	TokenName   string // user@realm!name
	TokenValue  string
	Fingerprint string // SHA-256 of the certificate; pins it
	VerifyTLS   bool
	Monitor     map[string]bool // what to read: "vms", "containers", "storage", …
	Cluster     infra.Cluster   // members known from earlier, for fail-over after a restart
	Every       time.Duration   // rhythm of the pulse part, as the settings have it; 0 = the kind's own
	DisksEvery  time.Duration   // how often physical disks are read; 0 = the kind's own
	CreatedAt   time.Time
}

// Monitors tells whether a part of the target is to be read; unset means yes.
func (t Target) Monitors(what string) bool {
	on, set := t.Monitor[what]
	return on || !set
}

// Info returns what a snapshot needs to know of the target.
func (t Target) Info() infra.TargetInfo {
	return infra.TargetInfo{ID: t.ID, Kind: t.Kind, Name: t.Name, Host: t.Host, Known: t.Cluster, Off: t.off()}
}

// off names what is not to be read.
func (t Target) off() []string {
	var names []string
	for what, on := range t.Monitor {
		if !on {
			names = append(names, what)
		}
	}
	slices.Sort(names)
	return names
}

// Found is what a probe learned.
type Found struct {
	Version     string
	Cluster     infra.Cluster
	Nodes       int
	Datastores  infra.Opt[int] // of a backup server
	Fingerprint string         // of the certificate that the server showed
	Trusted     bool           // the certificate verifies with the system's roots
	Missing     []string       // privileges that the credentials lack, with what is lost
}

// Error is a failure to read from a target.
type Error struct {
	Kind   infra.FailureKind
	Scope  string // a node's name when only that node is concerned
	Reason string // in words that a person can act on, without secrets
	// Refused says that somebody was there who refused or closed the connection.
	Refused bool
	Err     error
}

// Error returns the reason.
func (e *Error) Error() string { return e.Reason }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Failure turns any error of a job into a failure for the report.
func Failure(err error) infra.Failure {
	if e, ok := errors.AsType[*Error](err); ok {
		return infra.Failure{Scope: e.Scope, Kind: e.Kind, Reason: e.Reason, Refused: e.Refused}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return infra.Failure{Kind: infra.FailTimeout, Reason: "no answer in time"}
	}
	return infra.Failure{Kind: infra.FailAnswer, Reason: err.Error()}
}
