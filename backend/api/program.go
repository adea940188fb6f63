package api

import (
	"net/http"

	"pulse/backend/fault"
	"pulse/backend/wire"
)

func (s *server) health(w http.ResponseWriter, _ *http.Request) error {
	return replyBare(w, wire.HealthOf(s.Started, s.Now()))
}

func (s *server) version(w http.ResponseWriter, _ *http.Request) error {
	program := wire.ProgramOf(s.Version, s.Docker, s.Deployment)
	program.LatestVersion, program.UpdateAvailable = s.Updates.Latest()
	return reply(w, http.StatusOK, program)
}

func (s *server) serverInfo(w http.ResponseWriter, _ *http.Request) error {
	development := wire.ProgramOf(s.Version, s.Docker, s.Deployment).IsDevelopment
	return reply(w, http.StatusOK, wire.ServerInfo{IsDevelopment: development, Version: s.agentsVersion()})
}

func (s *server) live(w http.ResponseWriter, _ *http.Request) error {
	return reply(w, http.StatusOK, wire.Readiness{Ready: true})
}

func (s *server) ready(w http.ResponseWriter, _ *http.Request) error {
	var reasons []string
	if s.Ready != nil {
		reasons = s.Ready()
	}
	if len(reasons) > 0 {
		return reply(w, http.StatusServiceUnavailable, wire.Readiness{Reasons: reasons})
	}
	return reply(w, http.StatusOK, wire.Readiness{Ready: true})
}

func (s *server) openAPI(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	_, err := w.Write(s.document)
	return err
}

func (s *server) socket(w http.ResponseWriter, r *http.Request) error {
	if s.Socket == nil {
		return &failure{status: http.StatusNotFound, code: "not_found", text: "Not found"}
	}
	s.Socket.ServeHTTP(w, r)
	return nil
}

// notFound is the handler of paths that nothing serves.
func notFound(text string) func(*server, http.ResponseWriter, *http.Request) error {
	return func(*server, http.ResponseWriter, *http.Request) error {
		return &failure{status: http.StatusNotFound, code: "not_found", text: text}
	}
}

// noID is the handler of a path whose last part, an id, is missing.
func noID(text string) func(*server, http.ResponseWriter, *http.Request) error {
	return func(*server, http.ResponseWriter, *http.Request) error { return fault.New(fault.Invalid, "%s", text) }
}
