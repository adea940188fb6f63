package wire

import (
	"time"

	"pulse/backend/infra"
)

// DockerHost is a Docker host of /api/state.
type DockerHost struct {
	ID               string            `json:"id"`
	AgentID          string            `json:"agentId"`
	Hostname         string            `json:"hostname"`
	DisplayName      string            `json:"displayName"`
	MachineID        string            `json:"machineId,omitempty"`
	OS               string            `json:"os,omitempty"`
	KernelVersion    string            `json:"kernelVersion,omitempty"`
	Architecture     string            `json:"architecture,omitempty"`
	DockerVersion    string            `json:"dockerVersion,omitempty"`
	CPUs             int               `json:"cpus"`
	TotalMemoryBytes int64             `json:"totalMemoryBytes"`
	UptimeSeconds    int64             `json:"uptimeSeconds"`
	Status           string            `json:"status" doc:"online or offline"`
	LastSeen         int64             `json:"lastSeen" doc:"by the host's own clock"`
	IntervalSeconds  int               `json:"intervalSeconds"`
	AgentVersion     string            `json:"agentVersion,omitempty"`
	Containers       []DockerContainer `json:"containers"`
	TokenID          string            `json:"tokenId,omitempty"`
	TokenName        string            `json:"tokenName,omitempty"`
	TokenHint        string            `json:"tokenHint,omitempty"`
	TokenLastUsedAt  int64             `json:"tokenLastUsedAt,omitempty"`
	Hidden           bool              `json:"hidden"`
	PendingUninstall bool              `json:"pendingUninstall"`
	Command          *DockerCommand    `json:"command,omitempty"`
	Issues           []string          `json:"issues" doc:"what is wrong with its containers, in words"`
	Staleness
}

// DockerContainer is a container of a Docker host.
type DockerContainer struct {
	ID               string             `json:"id"`
	Name             string             `json:"name"`
	Image            string             `json:"image"`
	State            string             `json:"state"`
	Status           string             `json:"status"`
	Health           string             `json:"health,omitempty"`
	CPUPercent       float64            `json:"cpuPercent" doc:"100 = one core"`
	MemoryUsageBytes int64              `json:"memoryUsageBytes"`
	MemoryLimitBytes int64              `json:"memoryLimitBytes"`
	MemoryPercent    float64            `json:"memoryPercent" doc:"of the limit"`
	UptimeSeconds    int64              `json:"uptimeSeconds"`
	RestartCount     int                `json:"restartCount"`
	ExitCode         int                `json:"exitCode"`
	RecentExitCodes  []int              `json:"recentExitCodes,omitempty" doc:"newest first, at most five"`
	CreatedAt        int64              `json:"createdAt"`
	StartedAt        int64              `json:"startedAt,omitempty"`
	FinishedAt       int64              `json:"finishedAt,omitempty"`
	Ports            []ContainerPort    `json:"ports,omitempty"`
	Labels           map[string]string  `json:"labels,omitempty"`
	Networks         []ContainerNetwork `json:"networks,omitempty"`
}

// DockerCommand is a command in the state; times are milliseconds.
type DockerCommand struct {
	ID             string `json:"id"`
	Type           string `json:"type"`
	Status         string `json:"status"`
	Message        string `json:"message,omitempty"`
	CreatedAt      int64  `json:"createdAt"`
	UpdatedAt      int64  `json:"updatedAt"`
	DispatchedAt   int64  `json:"dispatchedAt,omitempty"`
	AcknowledgedAt int64  `json:"acknowledgedAt,omitempty"`
	CompletedAt    int64  `json:"completedAt,omitempty"`
	FailedAt       int64  `json:"failedAt,omitempty"`
	FailureReason  string `json:"failureReason,omitempty"`
	ExpiresAt      int64  `json:"expiresAt,omitempty"`
}

// DockerHostsOf lists the Docker hosts of a snapshot, each with its containers.
func DockerHostsOf(x *infra.Extras) []DockerHost {
	if x == nil {
		return []DockerHost{}
	}
	rows := make([]DockerHost, 0, len(x.Hosts))
	place := make(map[infra.TargetID]int, len(x.Hosts))
	for i := range x.Hosts {
		place[x.Hosts[i].Target] = len(rows)
		rows = append(rows, dockerHostOf(&x.Hosts[i]))
	}
	for i := range x.Containers {
		c := &x.Containers[i]
		at, known := place[c.Target]
		if !known {
			continue
		}
		rows[at].Containers = append(rows[at].Containers, dockerContainerOf(c))
		rows[at].Issues = append(rows[at].Issues, issuesOf(c)...)
	}
	return rows
}

func dockerHostOf(h *infra.Host) DockerHost {
	row := DockerHost{
		ID: h.Key, AgentID: h.AgentID, Hostname: h.Hostname, DisplayName: h.DisplayName, MachineID: h.MachineID,
		OS: h.OS, KernelVersion: h.Kernel, Architecture: h.Architecture, DockerVersion: h.Engine,
		CPUs: h.CPUs, TotalMemoryBytes: h.Memory, UptimeSeconds: wholeSeconds(h.Uptime), Status: onlineWord(h.Online),
		LastSeen: ms(h.ReportedAt), IntervalSeconds: int(h.Interval / time.Second), AgentVersion: h.AgentVersion,
		Containers: []DockerContainer{}, Issues: []string{},
		Hidden: h.Enrolment.Hidden, PendingUninstall: h.Enrolment.PendingUninstall, Command: dockerCommandOf(h.Enrolment.Command),
		Staleness: stalenessOf(h.Stale),
	}
	if h.Token.ID != "" {
		row.TokenID, row.TokenName, row.TokenHint, row.TokenLastUsedAt = h.Token.ID, h.Token.Name, h.Token.Hint, ms(h.Token.UsedAt)
	}
	return row
}

func dockerContainerOf(c *infra.Container) DockerContainer {
	row := DockerContainer{
		ID: c.DockerID, Name: c.Name, Image: c.Image, State: c.State, Status: c.Status, Health: c.HealthState,
		CPUPercent: percent(c.CPU), MemoryUsageBytes: c.MemoryUsed, MemoryLimitBytes: c.MemoryLimit,
		MemoryPercent: percent(c.MemoryRatio), UptimeSeconds: wholeSeconds(c.Uptime),
		RestartCount: c.Restarts, ExitCode: c.ExitCode, RecentExitCodes: c.RecentExits,
		CreatedAt: ms(c.CreatedAt), StartedAt: ms(c.StartedAt), FinishedAt: ms(c.FinishedAt), Labels: c.Labels,
	}
	for _, p := range c.Ports {
		row.Ports = append(row.Ports, ContainerPort(p))
	}
	for _, n := range c.Networks {
		row.Networks = append(row.Networks, ContainerNetwork(n))
	}
	return row
}

func dockerCommandOf(c *infra.AgentCommand) *DockerCommand {
	if c == nil {
		return nil
	}
	return &DockerCommand{
		ID: c.ID, Type: c.Type, Status: string(c.Status), Message: c.Message, CreatedAt: ms(c.CreatedAt), UpdatedAt: ms(c.UpdatedAt),
		DispatchedAt: ms(c.DispatchedAt), AcknowledgedAt: ms(c.AcknowledgedAt), CompletedAt: ms(c.CompletedAt),
		FailedAt: ms(c.FailedAt), FailureReason: c.FailureReason, ExpiresAt: ms(c.ExpiresAt),
	}
}

func wholeSeconds(d infra.Opt[time.Duration]) int64 { return int64(d.Or(0) / time.Second) }

func onlineWord(online bool) string {
	if online {
		return "online"
	}
	return "offline"
}
