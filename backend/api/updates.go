package api

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/store"
	"pulse/backend/update"
	"pulse/backend/wire"
)

func updateRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/updates/check", Access: auth.ReadOpen, Bucket: auth.Update, Out: wire.UpdateCheck{}, Query: []string{"channel", "force"}, Summary: "Whether there is a newer release; with force=true it is looked up now, at most ten times an hour", handle: (*server).checkUpdate},
		{Method: "GET", Path: "/api/updates/plan", Access: auth.Reader, Bucket: auth.Update, Out: wire.UpdatePlan{}, Query: []string{"version", "channel"}, Summary: "How a release comes onto this machine", handle: (*server).planUpdate},
		{Method: "POST", Path: "/api/updates/apply", Access: auth.Admins, Bucket: auth.Update, In: wire.UpdateInput{}, Out: wire.Status{}, Summary: "Begin an update; what becomes of it is in the status", handle: (*server).applyUpdate},
		{Method: "GET", Path: "/api/updates/status", Access: auth.Reader, Bucket: auth.Update, Out: wire.UpdateStatus{}, Summary: "What an update is doing", handle: (*server).updateStatus},
		{Method: "GET", Path: "/api/updates/history", Access: auth.Reader, Bucket: auth.Update, Out: []wire.UpdateEntry{}, Query: []string{"limit", "status"}, Summary: "Updates that were tried, newest first", handle: (*server).updateHistory},
		{Method: "GET", Path: "/api/updates/history/entry", Access: auth.Reader, Bucket: auth.Update, Out: wire.UpdateEntry{}, Query: []string{"id"}, Summary: "One update that was tried", handle: (*server).updateEntry},
	}
}

func (s *server) checkUpdate(w http.ResponseWriter, r *http.Request) error {
	force := r.URL.Query().Get("force") == "true"
	if force {
		if err := s.Updates.Allow(s.Now()); err != nil {
			return refusedUpdate(err)
		}
	}
	check, err := s.Updates.Check(r.Context(), r.URL.Query().Get("channel"), force)
	if e, ok := errors.AsType[*update.Error](err); ok {
		s.Log.Warn("releases not looked up", "reason", e.Message)
		return &failure{
			status: http.StatusInternalServerError, code: e.Code, text: "Failed to check for updates",
			details: map[string]string{"reason": e.Message}, err: err,
		}
	}
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, check)
}

func (s *server) planUpdate(w http.ResponseWriter, r *http.Request) error {
	plan, err := s.Updates.Plan(r.Context(), r.URL.Query().Get("version"), r.URL.Query().Get("channel"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, plan)
}

func (s *server) applyUpdate(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.UpdateInput](r)
	if err != nil {
		return err
	}
	if in.DownloadURL == "" {
		return fault.New(fault.Invalid, "Download URL is required").In("downloadUrl")
	}
	request := update.Request{URL: in.DownloadURL, By: "user", Via: "ui"}
	if auth.From(r.Context()).Method == auth.Token {
		request.By, request.Via = "api", "script"
	}
	if err := s.Updates.Begin(r.Context(), request); err != nil {
		return refusedUpdate(err)
	}
	return reply(w, http.StatusOK, wire.Status{Status: "started", Message: "The update has begun"})
}

// refusedUpdate says why no update is begun, and what to type instead.
func refusedUpdate(err error) error {
	e, ok := errors.AsType[*update.Error](err)
	if !ok {
		return err
	}
	f := &failure{status: http.StatusConflict, code: e.Code, text: e.Message, shape: structured, err: e.Err}
	switch e.Code {
	case update.InvalidURL:
		f.status = http.StatusBadRequest
	case update.TooMany:
		f.status = http.StatusTooManyRequests
	case update.ManualRequired:
		f.details = map[string]string{"command": e.Command}
	}
	return f
}

func (s *server) updateStatus(w http.ResponseWriter, _ *http.Request) error {
	return reply(w, http.StatusOK, s.Updates.Status())
}

func (s *server) updateHistory(w http.ResponseWriter, r *http.Request) error {
	const usual, most = 50, 100
	query, limit := r.URL.Query(), usual
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return fault.New(fault.Invalid, "limit must be a whole number from 1 to %d", most).In("limit")
		}
		limit = min(n, most)
	}
	states := []string{"", store.UpdateRunning, store.UpdateSucceeded, store.UpdateFailed, store.UpdateRolledBack, store.UpdateCancelled}
	if !slices.Contains(states, query.Get("status")) {
		return fault.New(fault.Invalid, "status must be in_progress, success, failed, rolled_back or cancelled").In("status")
	}
	list, err := s.Store.Updates(r.Context(), limit, query.Get("status"))
	if err != nil {
		s.Log.Error("history of updates not read", "err", err)
		return &failure{status: http.StatusServiceUnavailable, code: "history_unavailable", text: "The history of updates cannot be read", err: err}
	}
	out := make([]wire.UpdateEntry, 0, len(list))
	for _, u := range list {
		out = append(out, updateEntryOf(u, auth.From(r.Context())))
	}
	return reply(w, http.StatusOK, out)
}

func (s *server) updateEntry(w http.ResponseWriter, r *http.Request) error {
	id := r.URL.Query().Get("id")
	if id == "" {
		return fault.New(fault.Invalid, "event ID required").In("id")
	}
	u, err := s.Store.UpdateByID(r.Context(), id)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, updateEntryOf(u, auth.From(r.Context())))
}

// updateEntryOf shows an update. Paths, and errors that may name them, are for
// admins.
func updateEntryOf(u store.Update, who auth.Identity) wire.UpdateEntry {
	e := wire.UpdateEntry{
		EventID: u.ID, Timestamp: u.At, Action: u.Action, Channel: u.Channel, VersionFrom: u.From, VersionTo: u.To,
		DeploymentType: u.Deployment, InitiatedBy: u.By, InitiatedVia: u.Via, Status: u.Status, DurationMS: u.Took.Milliseconds(),
		DownloadBytes: u.DownloadBytes, Notes: u.Notes,
	}
	admin := who.May(auth.Admin)
	if admin {
		e.BackupPath = u.Backup
	}
	if u.Error != "" {
		e.Error = &wire.UpdateError{Message: u.Error, Code: u.Code}
		if !admin {
			e.Error.Message = cmp.Or(u.Code, "failed")
		}
	}
	return e
}
