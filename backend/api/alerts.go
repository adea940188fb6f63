package api

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pulse/backend/alert"
	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/store"
	"pulse/backend/wire"
)

func (s *server) activeAlerts(w http.ResponseWriter, _ *http.Request) error {
	return reply(w, http.StatusOK, wire.AlertsOf(s.Watch.View().Active))
}

func (s *server) alertHistory(w http.ResponseWriter, r *http.Request) error {
	query, err := historyQuery(r.URL.Query())
	if err != nil {
		return err
	}
	past, err := s.Store.AlertHistory(r.Context(), query)
	if err != nil {
		return err
	}
	list := make([]wire.Alert, 0, len(past))
	for i := range past {
		list = append(list, wire.AlertOf(&past[i]))
	}
	return reply(w, http.StatusOK, list)
}

// historyQuery reads limit, offset, startTime, endTime, severity and resourceId.
func historyQuery(values url.Values) (store.HistoryQuery, error) {
	const usual, most = 100, 10000
	q := store.HistoryQuery{Limit: usual, ResourcePublicID: values.Get("resourceId")}
	if n, err := strconv.Atoi(values.Get("limit")); err == nil {
		if n < 0 {
			return q, fault.New(fault.Invalid, "limit must not be negative").In("limit")
		}
		q.Limit = min(n, most)
	}
	if n, err := strconv.Atoi(values.Get("offset")); err == nil {
		if n < 0 {
			return q, fault.New(fault.Invalid, "offset must not be negative").In("offset")
		}
		q.Offset = n
	}
	if level := alert.Level(values.Get("severity")); level == alert.Warning || level == alert.Critical {
		q.Level = level
	}
	var err error
	if q.From, err = moment(values, "startTime"); err != nil {
		return q, err
	}
	if q.To, err = moment(values, "endTime"); err != nil {
		return q, err
	}
	if !q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From) {
		return q, fault.New(fault.Invalid, "endTime must not be before startTime").In("endTime")
	}
	return q, nil
}

func moment(values url.Values, name string) (time.Time, error) {
	text := values.Get(name)
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, fault.New(fault.Invalid, "%s must be a time like 2025-10-14T12:00:00Z", name).In(name)
	}
	return t, nil
}

func (s *server) clearAlertHistory(w http.ResponseWriter, r *http.Request) error {
	if err := s.Store.ClearAlertHistory(r.Context()); err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.Status{Status: "success", Message: "Alert history cleared"})
}

// alertAction acknowledges, unacknowledges or clears the alert that the path
// names. An id may hold slashes, written plainly or escaped.
func (s *server) alertAction(w http.ResponseWriter, r *http.Request) error {
	id, action, ok := alertPath(r.URL)
	if !ok || r.Method != http.MethodPost {
		return &failure{status: http.StatusNotFound, code: "not_found", text: "Not found"}
	}
	if !validAlertID(id) {
		return fault.New(fault.Invalid, "Invalid alert ID").In("id")
	}
	if err := s.act(r, action, id); err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.Success{Success: true})
}

func (s *server) act(r *http.Request, action, id string) error {
	switch action {
	case "acknowledge":
		in, err := decodeOptional[wire.AlertUser](r)
		if err != nil {
			return err
		}
		return named(id, s.Alerts.Acknowledge(r.Context(), id, by(r.Context(), in.User)))
	case "unacknowledge":
		return named(id, s.Alerts.Unacknowledge(r.Context(), id))
	case "snooze":
		return s.snooze(r, id)
	case "unsnooze":
		return named(id, s.Alerts.Unsnooze(r.Context(), id))
	default:
		return s.clearAlert(r.Context(), id)
	}
}

// clearAlert succeeds also for an alert that is gone already.
func (s *server) clearAlert(ctx context.Context, id string) error {
	if err := s.Alerts.Clear(ctx, id); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return nil
}

func named(id string, err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "alert not found: %s", id)
	}
	return err
}

// by is who acts: the name that was proven, or what a program says for whom it
// acts.
func by(ctx context.Context, hint string) string {
	id := auth.From(ctx)
	hint = strings.TrimSpace(hint)
	if id.Method == auth.Token && hint != "" && validAlertID(hint) {
		return hint
	}
	if id.Name == "" {
		return "admin"
	}
	return id.Name
}

// alertPath takes an escaped path apart: the id between prefix and action.
func alertPath(u *url.URL) (id, action string, ok bool) {
	rest, found := strings.CutPrefix(u.EscapedPath(), "/api/alerts/")
	at := strings.LastIndexByte(rest, '/')
	if !found || at < 0 {
		return "", "", false
	}
	escaped, action := rest[:at], rest[at+1:]
	if !slices.Contains([]string{"acknowledge", "unacknowledge", "clear", "snooze", "unsnooze"}, action) {
		return "", "", false
	}
	id, err := url.PathUnescape(escaped)
	return id, action, err == nil
}

func validAlertID(id string) bool {
	return id != "" && len(id) <= 500 && strings.IndexFunc(id, func(r rune) bool { return r < 0x20 || r == 0x7f }) < 0
}

func (s *server) bulkAcknowledge(w http.ResponseWriter, r *http.Request) error {
	return s.bulk(w, r, func(ctx context.Context, id, user string) error {
		return named(id, s.Alerts.Acknowledge(ctx, id, by(ctx, user)))
	})
}

func (s *server) bulkClear(w http.ResponseWriter, r *http.Request) error {
	return s.bulk(w, r, func(ctx context.Context, id, _ string) error { return s.clearAlert(ctx, id) })
}

func (s *server) bulk(w http.ResponseWriter, r *http.Request, act func(ctx context.Context, id, user string) error) error {
	in, err := decode[wire.AlertIDs](r)
	if err != nil {
		return err
	}
	if len(in.AlertIDs) == 0 {
		return fault.New(fault.Invalid, "No alert IDs provided").In("alertIds")
	}
	results := wire.BulkResults{Results: make([]wire.BulkResult, 0, len(in.AlertIDs))}
	for _, id := range in.AlertIDs {
		result := wire.BulkResult{AlertID: id, Success: true}
		if err := act(r.Context(), id, in.User); err != nil {
			result.Success, result.Error = false, s.failureFor(r, err).text
		}
		results.Results = append(results.Results, result)
	}
	return reply(w, http.StatusOK, results)
}
