package infra

import "time"

// Host is a Docker host as its agent reports it.
type Host struct {
	Resource
	Key          string // the agent's key, its id in the published API
	AgentID      string
	AgentVersion string
	Hostname     string
	DisplayName  string
	MachineID    string
	OS           string
	Kernel       string
	Architecture string
	Engine       string // version of Docker
	CPUs         int
	Memory       int64
	Uptime       Opt[time.Duration]
	Interval     time.Duration // between two reports
	Online       bool
	ReportedAt   time.Time // by the host's own clock; SeenAt is by ours
	Token        AgentToken
	Enrolment    Enrolment
}

// AgentToken is the API token that a host's agent came with last; its zero
// value where none was used.
type AgentToken struct {
	ID, Name, Hint string
	UsedAt         time.Time
}

// Enrolment is what a person decided about a Docker host. It belongs to the
// target, not to its reports.
type Enrolment struct {
	Hidden           bool
	PendingUninstall bool
	Command          *AgentCommand // nil when there is none
}

// CommandStatus is how far an agent's command is.
type CommandStatus string

// The states of a command.
const (
	CommandQueued       CommandStatus = "queued"
	CommandDispatched   CommandStatus = "dispatched" // was in an answer to the agent
	CommandAcknowledged CommandStatus = "acknowledged"
	CommandCompleted    CommandStatus = "completed"
	CommandFailed       CommandStatus = "failed"
	CommandExpired      CommandStatus = "expired"
)

// AgentCommand is something that an agent is asked to do. Times that have not
// come are zero.
type AgentCommand struct {
	ID, Type               string
	Status                 CommandStatus
	Message, FailureReason string
	CreatedAt, UpdatedAt   time.Time
	DispatchedAt           time.Time
	AcknowledgedAt         time.Time
	CompletedAt, FailedAt  time.Time
	ExpiresAt              time.Time
}

// Active reports whether the agent may still carry the command out.
func (c *AgentCommand) Active() bool {
	if c == nil {
		return false
	}
	return c.Status == CommandQueued || c.Status == CommandDispatched || c.Status == CommandAcknowledged
}

// Container is a Docker container.
type Container struct {
	Resource
	DockerID    string
	HostKey     string
	Image       string
	State       string       // running, exited, paused, restarting, created, dead
	Status      string       // Docker's own text
	HealthState string       // healthy, unhealthy, starting; empty without a probe
	CPU         Opt[float64] // 1 = one core
	MemoryUsed  int64
	MemoryLimit int64
	MemoryRatio Opt[float64]
	Uptime      Opt[time.Duration]
	Restarts    int
	ExitCode    int
	RecentExits []int // exit codes of its last ends, newest first
	CreatedAt   time.Time
	StartedAt   time.Time
	FinishedAt  time.Time
	Ports       []Port
	Labels      map[string]string
	Networks    []ContainerNetwork
}

// Port is a port of a container, published when PublicPort is not 0.
type Port struct {
	PrivatePort, PublicPort int
	Protocol, IP            string
}

// ContainerNetwork is a network that a container is on.
type ContainerNetwork struct {
	Name, IPv4, IPv6 string
}
