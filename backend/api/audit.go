package api

import (
	"net/http"
	"strings"
)

// auditEvents are the words of the audit for routes that change things of
// which auth itself knows nothing.
func auditEvents() map[string]string {
	return map[string]string{
		"POST /api/config/nodes":        "node_add",
		"PUT /api/config/nodes/{id}":    "node_update",
		"DELETE /api/config/nodes/{id}": "node_delete",

		"POST /api/config/nodes/{id}/certificate": "node_update",

		"POST /api/config/export":          "export",
		"POST /api/config/import":          "import",
		"POST /api/auto-register":          "auto_register",
		"POST /api/updates/apply":          "update_apply",
		"POST /api/security/tokens":        "token_create",
		"DELETE /api/security/tokens/{id}": "token_delete",
	}
}

// eventsOf are the words for one path, by method.
func eventsOf(path string) map[string]string {
	events := map[string]string{}
	for call, event := range auditEvents() {
		if method, at, _ := strings.Cut(call, " "); at == path {
			events[method] = event
		}
	}
	return events
}

// outcome remembers how a request was answered.
type outcome struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status.
func (o *outcome) WriteHeader(status int) {
	o.status = status
	o.ResponseWriter.WriteHeader(status)
}

// Unwrap gives access to deadlines and flushing.
func (o *outcome) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// audited serves a route and records that it was called.
func (e *endpoint) audited(w http.ResponseWriter, r *http.Request, event string) {
	o := &outcome{ResponseWriter: w, status: http.StatusOK}
	e.serve(o, r)
	e.server.Auth.Audit(r, event, o.status < http.StatusBadRequest, "")
}
