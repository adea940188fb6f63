package api

import (
	"net/http"
	"strconv"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/search"
	"pulse/backend/wire"
)

// How many results a search has.
const (
	usualResults = 50
	mostResults  = 500
)

func searchRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/search", Access: auth.Reader, Bucket: auth.General, Out: []wire.SearchResult{}, Query: []string{"q", "limit"}, Summary: "Things that fulfil a query in the dashboard's language, such as cpu>80 tag:prod is:stale; at most 500", handle: (*server).search},
	}
}

func (s *server) search(w http.ResponseWriter, r *http.Request) error {
	limit := usualResults
	if text := r.URL.Query().Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return fault.New(fault.Invalid, "limit must be a whole number from 1 to %d", mostResults).In("limit")
		}
		limit = min(n, mostResults)
	}
	view := s.Watch.View()
	found, err := search.Find(search.Space{Snapshot: view.Snapshot, Active: view.Active}, r.URL.Query().Get("q"), limit)
	if err != nil {
		return err
	}
	out := make([]wire.SearchResult, 0, len(found))
	for _, f := range found {
		out = append(out, wire.SearchResult(f))
	}
	return reply(w, http.StatusOK, out)
}
