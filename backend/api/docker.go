package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/fleet"
	"pulse/backend/infra"
	"pulse/backend/store"
	"pulse/backend/wire"
)

// reportLimit is the largest report of an agent in bytes.
const reportLimit = 10 << 20

// Fleet is who knows the Docker hosts; *fleet.Fleet is one.
type Fleet interface {
	Accept(context.Context, *wire.DockerReport, infra.AgentToken) (fleet.Accepted, error)
	Acknowledge(context.Context, fleet.Ack) (host string, command *infra.AgentCommand, err error)
	Remove(ctx context.Context, key string, force bool) (fleet.Removal, error)
	SetHidden(ctx context.Context, key string, hidden bool) error
	ExpectUninstall(ctx context.Context, key string) error
	AllowAgain(ctx context.Context, key string) error
	Removed() []fleet.Removed
}

func dockerRoutes() []Route {
	return []Route{
		{Method: "POST", Path: "/api/agents/docker/report", Access: auth.Agents, Bucket: auth.General, Errors: structured, Body: reportLimit, In: wire.DockerReport{}, Out: wire.DockerReportAnswer{}, Summary: "A Docker host's agent reports", handle: (*server).dockerReport},
		{Method: "POST", Path: "/api/agents/docker/commands/{id}/ack", Access: auth.Agents, Bucket: auth.General, Errors: structured, In: wire.DockerAck{}, Out: wire.DockerAction{}, Summary: "An agent tells how its command went", handle: (*server).dockerAck},
		{Method: "POST", Path: "/api/agents/docker/commands/ack", Access: auth.Agents, Bucket: auth.General, Errors: structured, Summary: "Refused: the command's id is missing", handle: missingID("missing_command_id", "Command ID is required")},
		{Method: "", Path: "/api/agents/docker/commands/{rest...}", Access: auth.Agents, Bucket: auth.General, Errors: structured, handle: onlyPost(notFound("Endpoint not found"))},
		{Method: "DELETE", Path: "/api/agents/docker/hosts", Access: auth.Admins, Bucket: auth.General, Errors: structured, Summary: "Refused: the host's id is missing", handle: missingID("missing_host_id", "Docker host ID is required")},
		{Method: "DELETE", Path: "/api/agents/docker/hosts/{id}", Access: auth.Admins, Bucket: auth.General, Errors: structured, Out: wire.DockerAction{}, Query: []string{"hide", "force", "mode"}, Summary: "Hide a Docker host, ask its agent to stop, or remove it", handle: (*server).removeDockerHost},
		{Method: "GET", Path: "/api/agents/docker/removed", Access: auth.Admins, Bucket: auth.General, Errors: structured, Out: []wire.RemovedDockerHost{}, Summary: "Removed Docker hosts that may not report yet, the latest first", handle: (*server).removedDockerHosts},
		{Method: "POST", Path: "/api/agents/docker/hosts/{id}/allow-reenroll", Access: auth.Admins, Bucket: auth.General, Errors: structured, Out: wire.DockerAction{}, Summary: "Let a removed Docker host report again", handle: (*server).allowDockerHost},
		{Method: "PUT", Path: "/api/agents/docker/hosts/{id}/unhide", Access: auth.Admins, Bucket: auth.General, Errors: structured, Out: wire.DockerAction{}, Summary: "Show a hidden Docker host again", handle: (*server).unhideDockerHost},
		{Method: "PUT", Path: "/api/agents/docker/hosts/{id}/pending-uninstall", Access: auth.Admins, Bucket: auth.General, Errors: structured, Out: wire.DockerAction{}, Summary: "Note that the agent of a Docker host is being removed", handle: (*server).expectDockerUninstall},
	}
}

func (s *server) dockerReport(w http.ResponseWriter, r *http.Request) error {
	report, err := decodeStrictly[wire.DockerReport](r)
	if err != nil {
		return err
	}
	accepted, err := s.Fleet.Accept(r.Context(), &report, s.agentToken(r))
	if err != nil {
		return dockerFailure(err, "invalid_report")
	}
	answer := wire.DockerReportAnswer{
		Success: true, HostID: accepted.Key, Containers: accepted.Containers, LastSeen: accepted.LastSeen.Format(time.RFC3339Nano),
	}
	if c := accepted.Command; c.Active() {
		answer.Commands = []wire.DockerAgentTask{{ID: c.ID, Type: c.Type}}
	}
	return reply(w, http.StatusOK, answer)
}

// agentToken is the token that a report came with, as the host's row shows it.
func (s *server) agentToken(r *http.Request) infra.AgentToken {
	id := auth.From(r.Context()).TokenID
	if id == "" {
		return infra.AgentToken{}
	}
	for _, t := range s.Auth.Tokens() {
		if t.ID == id {
			return infra.AgentToken{ID: t.ID, Name: t.Name, Hint: hintOf(t), UsedAt: s.Now().UTC()}
		}
	}
	return infra.AgentToken{}
}

// hintOf shows the ends of a token; none for one that is known by its hash only.
func hintOf(t store.Token) string {
	if t.Prefix == "" && t.Suffix == "" {
		return ""
	}
	return t.Prefix + "…" + t.Suffix
}

func (s *server) dockerAck(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "missing_command_id", "Command ID is required")
	if err != nil {
		return err
	}
	in, err := decodeStrictly[wire.DockerAck](r)
	if err != nil {
		return err
	}
	result, known := fleet.ParseResult(in.Status)
	if !known {
		return &failure{status: http.StatusBadRequest, code: "invalid_status", text: "status must be acknowledged, completed or failed"}
	}
	host, command, err := s.Fleet.Acknowledge(r.Context(), fleet.Ack{
		CommandID: id, HostKey: strings.TrimSpace(in.HostID), TokenID: auth.From(r.Context()).TokenID, Result: result, Message: in.Message,
	})
	if err != nil {
		return dockerFailure(err, "docker_command_ack_failed")
	}
	return reply(w, http.StatusOK, wire.DockerAction{Success: true, HostID: host, Command: wire.DockerCommandAnswerOf(command)})
}

func (s *server) removeDockerHost(w http.ResponseWriter, r *http.Request) error {
	id, err := hostID(r)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	if query.Get("hide") == "true" {
		if err := s.Fleet.SetHidden(r.Context(), id, true); err != nil {
			return dockerFailure(err, "docker_command_failed")
		}
		return reply(w, http.StatusOK, wire.DockerAction{Success: true, HostID: id, Message: "Docker host hidden"})
	}
	removal, err := s.Fleet.Remove(r.Context(), id, query.Get("force") == "true" || query.Get("mode") == "force")
	if err != nil {
		return dockerFailure(err, "docker_command_failed")
	}
	answer := wire.DockerAction{Success: true, HostID: id, Message: "Docker host removed", Command: wire.DockerCommandAnswerOf(removal.Command)}
	switch {
	case removal.Command != nil:
		answer.Message = "The agent will be stopped with its next report"
	case !removal.Known:
		answer.Message = "There is no such Docker host"
	}
	return reply(w, http.StatusOK, answer)
}

func (s *server) removedDockerHosts(w http.ResponseWriter, _ *http.Request) error {
	list := []wire.RemovedDockerHost{}
	for _, r := range s.Fleet.Removed() {
		list = append(list, wire.RemovedDockerHost{HostID: r.Key, Name: r.Name, RemovedAt: r.RemovedAt.UnixMilli(), Until: r.Until.UnixMilli()})
	}
	return reply(w, http.StatusOK, list)
}

func (s *server) allowDockerHost(w http.ResponseWriter, r *http.Request) error {
	id, err := hostID(r)
	if err != nil {
		return err
	}
	if err := s.Fleet.AllowAgain(r.Context(), id); err != nil {
		return dockerFailure(err, "docker_host_reenroll_failed")
	}
	return reply(w, http.StatusOK, wire.DockerAction{Success: true, HostID: id})
}

func (s *server) unhideDockerHost(w http.ResponseWriter, r *http.Request) error {
	id, err := hostID(r)
	if err != nil {
		return err
	}
	if err := s.Fleet.SetHidden(r.Context(), id, false); err != nil {
		return dockerFailure(err, "docker_command_failed")
	}
	return reply(w, http.StatusOK, wire.DockerAction{Success: true, HostID: id, Message: "Docker host shown again"})
}

func (s *server) expectDockerUninstall(w http.ResponseWriter, r *http.Request) error {
	id, err := hostID(r)
	if err != nil {
		return err
	}
	if err := s.Fleet.ExpectUninstall(r.Context(), id); err != nil {
		return dockerFailure(err, "docker_command_failed")
	}
	return reply(w, http.StatusOK, wire.DockerAction{Success: true, HostID: id, Message: "Docker host marked for uninstallation"})
}

// dockerFailure gives a fault the code that its route has for it; whatever the
// caller did wrong is a 400, apart from a host that does not exist.
func dockerFailure(err error, code string) error {
	f, ok := errors.AsType[*fault.Error](err)
	switch {
	case !ok:
		return err
	case f.Code == fault.NotFound:
		return &failure{status: http.StatusNotFound, code: "docker_host_not_found", text: f.Message}
	default:
		return &failure{status: http.StatusBadRequest, code: code, text: f.Message, details: field(f.Field), err: err}
	}
}

// decodeStrictly reads a JSON object of an agent. Members that are not known
// are ignored; anything else that is no such object is refused with its reason.
func decodeStrictly[T any](r *http.Request) (T, error) {
	var in T
	body, err := io.ReadAll(r.Body)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return in, err
	}
	if err == nil {
		err = json.Unmarshal(body, &in)
	}
	if err == nil && !strings.HasPrefix(strings.TrimSpace(string(body[:min(len(body), 64)])), "{") {
		err = errors.New("it is no JSON object")
	}
	if err != nil {
		return in, &failure{
			status: http.StatusBadRequest, code: "invalid_json", text: "The body could not be read as JSON",
			details: map[string]string{"error": err.Error()}, err: err,
		}
	}
	return in, nil
}

func hostID(r *http.Request) (string, error) {
	return pathID(r, "missing_host_id", "Docker host ID is required")
}

func pathID(r *http.Request, code, text string) (string, error) {
	id := strings.TrimSpace(r.PathValue("id"))
	if id == "" {
		return "", &failure{status: http.StatusBadRequest, code: code, text: text}
	}
	return id, nil
}

// missingID is the handler of paths that lack an identifier.
func missingID(code, text string) func(*server, http.ResponseWriter, *http.Request) error {
	return func(*server, http.ResponseWriter, *http.Request) error {
		return &failure{status: http.StatusBadRequest, code: code, text: text}
	}
}

func onlyPost(handle func(*server, http.ResponseWriter, *http.Request) error) func(*server, http.ResponseWriter, *http.Request) error {
	return func(s *server, w http.ResponseWriter, r *http.Request) error {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", "POST, OPTIONS")
			return &failure{status: http.StatusMethodNotAllowed, code: "method_not_allowed", text: "Method not allowed"}
		}
		return handle(s, w, r)
	}
}
