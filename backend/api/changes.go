package api

import (
	"net/http"
	"strconv"
	"time"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/store"
	"pulse/backend/wire"
)

// How many changes are listed when a question does not say, and at most.
const (
	usualChanges = 500
	mostChanges  = 5000
)

func changeRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/changes", Access: auth.Reader, Bucket: auth.General, Errors: structured, Out: []wire.Change{}, Query: []string{"from", "to", "resource", "limit"}, Summary: "What changed between two times, newest first, of everything or of one resource", handle: (*server).changes},
	}
}

// changes answers what changed out there.
func (s *server) changes(w http.ResponseWriter, r *http.Request) error {
	ask := r.URL.Query()
	from, err := millisOf(ask, "from")
	if err != nil {
		return err
	}
	to, err := millisOf(ask, "to")
	if err != nil {
		return err
	}
	if from > to {
		return fault.New(fault.Invalid, "from must not be after to").In("from")
	}
	limit := usualChanges
	if text := ask.Get("limit"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > mostChanges {
			return fault.New(fault.Invalid, "limit must be a number from 1 to %d", mostChanges).In("limit")
		}
	}
	events, err := s.Store.Changes(r.Context(), store.ChangeQuery{
		From: time.UnixMilli(from), To: time.UnixMilli(to), PublicID: ask.Get("resource"), Limit: limit,
	})
	if err != nil {
		return err
	}
	out := make([]wire.Change, 0, len(events))
	for _, e := range events {
		out = append(out, wire.ChangeOf(e))
	}
	return reply(w, http.StatusOK, out)
}
