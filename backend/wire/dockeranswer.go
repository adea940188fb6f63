package wire

import (
	"time"

	"pulse/backend/infra"
)

// DockerAction is the answer of the calls that administer a Docker host.
type DockerAction struct {
	Success bool                 `json:"success"`
	HostID  string               `json:"hostId"`
	Message string               `json:"message,omitempty"`
	Command *DockerCommandAnswer `json:"command,omitempty" doc:"what its agent was asked to do"`
}

// DockerCommandAnswer is a command in an answer; times are RFC 3339 text, unlike
// those in the state.
type DockerCommandAnswer struct {
	ID             string     `json:"id"`
	Type           string     `json:"type"`
	Status         string     `json:"status"`
	Message        string     `json:"message,omitempty"`
	CreatedAt      time.Time  `json:"createdAt"`
	UpdatedAt      time.Time  `json:"updatedAt"`
	DispatchedAt   *time.Time `json:"dispatchedAt,omitempty"`
	AcknowledgedAt *time.Time `json:"acknowledgedAt,omitempty"`
	CompletedAt    *time.Time `json:"completedAt,omitempty"`
	FailedAt       *time.Time `json:"failedAt,omitempty"`
	FailureReason  string     `json:"failureReason,omitempty"`
	ExpiresAt      *time.Time `json:"expiresAt,omitempty"`
}

// DockerCommandAnswerOf is a command for an answer; nil stays nil.
func DockerCommandAnswerOf(c *infra.AgentCommand) *DockerCommandAnswer {
	if c == nil {
		return nil
	}
	return &DockerCommandAnswer{
		ID: c.ID, Type: c.Type, Status: string(c.Status), Message: c.Message,
		CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC(), DispatchedAt: moment(c.DispatchedAt),
		AcknowledgedAt: moment(c.AcknowledgedAt), CompletedAt: moment(c.CompletedAt), FailedAt: moment(c.FailedAt),
		FailureReason: c.FailureReason, ExpiresAt: moment(c.ExpiresAt),
	}
}

// RemovedDockerHost is a host whose reports are refused for a while.
type RemovedDockerHost struct {
	HostID    string `json:"hostId"`
	Name      string `json:"name,omitempty" doc:"what it was called"`
	RemovedAt int64  `json:"removedAt" doc:"epoch milliseconds"`
	Until     int64  `json:"until" doc:"epoch milliseconds; from then on it may report again"`
}

// AgentVersion is the answer of /api/agent/version. Agents compare it with
// their own; "dev" means that this server hands out none.
type AgentVersion struct {
	Version string `json:"version"`
}
