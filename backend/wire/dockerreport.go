package wire

import "time"

// DockerReport is what the agent of a Docker host posts: the host, its engine
// and all its containers. Members that we do not know are ignored, so that
// newer agents can report.
type DockerReport struct {
	Agent      DockerAgent       `json:"agent"`
	Host       DockerMachine     `json:"host"`
	Containers []ReportContainer `json:"containers"`
	Timestamp  time.Time         `json:"timestamp" doc:"the host's clock; absent = now"`
}

// DockerAgent tells who reports.
type DockerAgent struct {
	ID              string `json:"id" doc:"identity of the host; absent = machineId, then hostname"`
	Version         string `json:"version"`
	IntervalSeconds int    `json:"intervalSeconds" doc:"between two reports"`
}

// DockerMachine describes the host and its engine.
type DockerMachine struct {
	Hostname         string `json:"hostname"`
	Name             string `json:"name,omitempty" doc:"the engine's own name"`
	MachineID        string `json:"machineId,omitempty"`
	OS               string `json:"os,omitempty"`
	KernelVersion    string `json:"kernelVersion,omitempty"`
	Architecture     string `json:"architecture,omitempty"`
	DockerVersion    string `json:"dockerVersion,omitempty"`
	TotalCPU         int    `json:"totalCpu,omitempty"`
	TotalMemoryBytes int64  `json:"totalMemoryBytes,omitempty"`
	UptimeSeconds    int64  `json:"uptimeSeconds,omitempty"`
}

// ReportContainer is a container in a report. Figures that the agent does not
// know are absent.
type ReportContainer struct {
	ID               string             `json:"id"`
	Name             string             `json:"name"`
	Image            string             `json:"image"`
	CreatedAt        time.Time          `json:"createdAt"`
	State            string             `json:"state" doc:"running, exited, paused, restarting, created or dead"`
	Status           string             `json:"status" doc:"Docker's own text"`
	Health           string             `json:"health,omitempty" doc:"healthy, unhealthy or starting"`
	CPUPercent       *float64           `json:"cpuPercent,omitempty" doc:"100 = one core"`
	MemoryUsageBytes *int64             `json:"memoryUsageBytes,omitempty" doc:"without page cache"`
	MemoryLimitBytes int64              `json:"memoryLimitBytes"`
	MemoryPercent    *float64           `json:"memoryPercent,omitempty" doc:"of the limit"`
	UptimeSeconds    int64              `json:"uptimeSeconds" doc:"0 when not running"`
	RestartCount     int                `json:"restartCount"`
	ExitCode         int                `json:"exitCode"`
	StartedAt        *time.Time         `json:"startedAt,omitempty"`
	FinishedAt       *time.Time         `json:"finishedAt,omitempty" doc:"only when not running"`
	Ports            []ContainerPort    `json:"ports,omitempty"`
	Labels           map[string]string  `json:"labels,omitempty"`
	Networks         []ContainerNetwork `json:"networks,omitempty"`
}

// ContainerPort is a port of a container; it is published when it has a publicPort.
type ContainerPort struct {
	PrivatePort int    `json:"privatePort"`
	PublicPort  int    `json:"publicPort,omitempty"`
	Protocol    string `json:"protocol"`
	IP          string `json:"ip,omitempty"`
}

// ContainerNetwork is a network that a container is on.
type ContainerNetwork struct {
	Name string `json:"name"`
	IPv4 string `json:"ipv4,omitempty"`
	IPv6 string `json:"ipv6,omitempty"`
}

// DockerReportAnswer is the answer to an accepted report.
type DockerReportAnswer struct {
	Success    bool              `json:"success"`
	HostID     string            `json:"hostId" doc:"id under which the host is kept"`
	Containers int               `json:"containers" doc:"how many were accepted"`
	LastSeen   string            `json:"lastSeen"`
	Commands   []DockerAgentTask `json:"commands,omitempty" doc:"what the agent shall do; at most one"`
}

// DockerAgentTask is a command as the agent gets it. It comes with every answer
// until it is done.
type DockerAgentTask struct {
	ID      string         `json:"id"`
	Type    string         `json:"type" doc:"stop"`
	Payload map[string]any `json:"payload,omitempty"`
}

// DockerAck tells how a command ended.
type DockerAck struct {
	HostID  string `json:"hostId,omitempty"`
	Status  string `json:"status" doc:"acknowledged, completed or failed"`
	Message string `json:"message,omitempty"`
}
