package api

import (
	"net/http"

	"pulse/backend/auth"
)

// operationRoutes are for whoever runs this program.
func operationRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/metrics", Access: auth.Scrapers, Bucket: auth.General, Media: "text/plain", Summary: "Figures for Prometheus; docs/metrics.md lists them", handle: (*server).metrics},
		{Method: "GET", Path: "/api/docs", Access: auth.Public, Bucket: auth.General, Head: true, Media: "text/html", Summary: "This document as a page", handle: (*server).docs},
	}
}

func (s *server) metrics(w http.ResponseWriter, r *http.Request) error {
	if s.Metrics == nil {
		return notFound("Not found")(s, w, r)
	}
	s.Metrics.ServeHTTP(w, r)
	return nil
}
