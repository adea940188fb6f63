package api

import (
	"net/http"
	"strconv"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/store"
	"pulse/backend/wire"
)

// auditShown is how many records the audit lists unless asked for fewer, and
// at most.
const auditShown = 500

func auditRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/security/audit", Access: auth.Admins, Bucket: auth.General, Errors: structured, Query: []string{"limit"}, Out: []wire.AuditRecord{}, Summary: "Who changed what, from where; newest first", handle: (*server).auditLog},
	}
}

func (s *server) auditLog(w http.ResponseWriter, r *http.Request) error {
	limit := auditShown
	if text := r.URL.Query().Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > auditShown {
			return fault.New(fault.Invalid, "limit must be a number from 1 to %d", auditShown).In("limit")
		}
		limit = n
	}
	records, err := s.Store.Audit(r.Context(), limit)
	if err != nil {
		return err
	}
	list := make([]wire.AuditRecord, 0, len(records))
	for _, record := range records {
		list = append(list, auditRecordOf(record))
	}
	return reply(w, http.StatusOK, list)
}

func auditRecordOf(a store.AuditRecord) wire.AuditRecord {
	return wire.AuditRecord{
		Timestamp: a.Timestamp.UTC(), Event: a.Event, User: a.User, IP: a.IP,
		Path: a.Path, Success: a.Success, Details: a.Details,
	}
}
