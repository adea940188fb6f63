package fleet

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"pulse/backend/fault"
	"pulse/backend/infra"
)

const (
	commandStop = "stop"
	// commandLife is how long a command may take.
	commandLife = 10 * time.Minute
)

// alive reports whether an agent may still carry a command out.
func alive(c *infra.AgentCommand, now time.Time) bool {
	return c.Active() && now.Before(c.ExpiresAt)
}

// stop asks the agent of a host to end for good.
func (f *Fleet) stop(ctx context.Context, h *host) (*infra.AgentCommand, error) {
	now := f.opt.Now()
	if alive(h.Enrolment.Command, now) {
		return nil, fault.New(fault.Conflict,
			"The agent of %s was already told to stop and has not finished. Wait for it, or remove the host by force", h.name)
	}
	command := &infra.AgentCommand{
		ID: uuid.NewString(), Type: commandStop, Status: infra.CommandQueued,
		CreatedAt: now, UpdatedAt: now, ExpiresAt: now.Add(commandLife),
	}
	decided := h.Enrolment
	decided.Command, decided.PendingUninstall = command, true
	return command, f.decide(ctx, h, decided)
}

// Result is how an agent says that a command went.
type Result int

// The results of a command.
const (
	Acknowledged Result = iota // it will be carried out
	Completed
	Failed
)

// ParseResult reads the published words for a result, in any case.
func ParseResult(word string) (Result, bool) {
	word = strings.ToLower(strings.TrimSpace(word))
	for result, words := range [...][]string{
		Acknowledged: {"", "ack", "acknowledged"},
		Completed:    {"success", "complete", "completed"},
		Failed:       {"fail", "failed", "error"},
	} {
		if slices.Contains(words, word) {
			return Result(result), true
		}
	}
	return 0, false
}

// Ack is an agent's word about a command.
type Ack struct {
	CommandID string
	HostKey   string // empty = whichever host has the command
	TokenID   string // of the caller; empty when no token was used
	Result    Result
	Message   string
}

// Acknowledge takes in what an agent says about its command and returns the
// host and what became of the command. A stop that was carried out removes the
// host. A command that is unknown, ended or another host's is a fault.Invalid.
func (f *Fleet) Acknowledge(ctx context.Context, a Ack) (string, *infra.AgentCommand, error) {
	f.changing.Lock()
	defer f.changing.Unlock()
	now := f.opt.Now()
	h, err := f.addressee(a, now)
	if err != nil {
		return "", nil, err
	}
	command := *h.Enrolment.Command
	command.UpdatedAt = now
	if a.Message != "" {
		command.Message = limited(a.Message)
	}
	decided := h.Enrolment
	decided.Command = &command
	switch a.Result {
	case Acknowledged:
		command.Status, command.AcknowledgedAt = infra.CommandAcknowledged, now
	case Failed:
		command.Status, command.FailedAt, command.FailureReason = infra.CommandFailed, now, limited(a.Message)
		decided.PendingUninstall = false
	case Completed:
		command.Status, command.CompletedAt = infra.CommandCompleted, now
		return h.Key, &command, f.remove(ctx, h)
	}
	return h.Key, &command, f.decide(ctx, h, decided)
}

// addressee finds the host whose command is meant.
func (f *Fleet) addressee(a Ack, now time.Time) (*host, error) {
	hosts := f.known.Load().hosts
	var found *host
	for _, h := range hosts {
		if c := h.Enrolment.Command; c != nil && c.ID == a.CommandID {
			found = h
		}
	}
	switch {
	case found == nil:
		return nil, fault.New(fault.Invalid, "There is no command with this id")
	case a.HostKey != "" && a.HostKey != found.Key:
		return nil, fault.New(fault.Invalid, "This command is for another host")
	case !alive(found.Enrolment.Command, now):
		return nil, fault.New(fault.Invalid, "This command has already ended")
	case a.TokenID != "" && found.Token.ID != a.TokenID && usedElsewhere(hosts, a.TokenID):
		return nil, fault.New(fault.Invalid, "This token belongs to another host")
	}
	return found, nil
}

func usedElsewhere(hosts map[string]*host, tokenID string) bool {
	for _, h := range hosts {
		if h.Token.ID == tokenID {
			return true
		}
	}
	return false
}

// limited cuts a text of an agent to what a person can read.
func limited(text string) string {
	const most = 500
	runes := []rune(text)
	return string(runes[:min(len(runes), most)])
}
