package api

import (
	"errors"
	"net/http"

	"pulse/backend/auth"
	"pulse/backend/discovery"
	"pulse/backend/fault"
	"pulse/backend/wire"
)

func discoverRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/discover", Access: auth.ReadOpen, Bucket: auth.Plenty, Out: wire.Discovery{}, Summary: "Servers found in the network that are not configured", handle: (*server).discovered},
		{Method: "POST", Path: "/api/discover", Access: auth.Admins, Bucket: auth.General, In: wire.DiscoverInput{}, Out: wire.Discovery{}, Summary: "Search the network for servers", handle: (*server).discover},
	}
}

func (s *server) discovered(w http.ResponseWriter, r *http.Request) error {
	view, err := s.discoveries(r)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, view.Aged(s.Now()))
}

// discoveries is what discovery knows; nothing where there is none.
func (s *server) discoveries(r *http.Request) (discovery.View, error) {
	if s.Discovery == nil {
		return discovery.View{}, nil
	}
	return s.Discovery.View(r.Context())
}

// discover begins a search and answers with what is known, or searches at once
// where no search runs in the background.
func (s *server) discover(w http.ResponseWriter, r *http.Request) error {
	in, err := decodeOptional[wire.DiscoverInput](r)
	if err != nil {
		return err
	}
	view, err := s.discoveries(r)
	switch {
	case err != nil:
		return err
	case in.UseCache:
		return reply(w, http.StatusOK, view.Aged(s.Now()))
	case s.Discovery == nil || s.Mock.Mode().Enabled: // no real network is searched
	case view.Enabled:
		if err := s.Discovery.Start(in.Subnet); err != nil {
			return err
		}
		view.Scanning = true
	default:
		if view, err = s.Discovery.Search(r.Context(), in.Subnet); err != nil {
			return notSearched(err)
		}
	}
	return reply(w, http.StatusOK, view.Answer())
}

// notSearched says why a search failed. What the caller can put right stays as it is.
func notSearched(err error) error {
	if _, ours := errors.AsType[*fault.Error](err); ours {
		return err
	}
	return &failure{status: http.StatusInternalServerError, code: "discovery_failed", text: "Discovery failed: " + err.Error(), err: err}
}

// tellDiscovered sends every screen what is offered now: a connection was added
// or changed.
func (s *server) tellDiscovered(r *http.Request) {
	if s.Discovery == nil {
		return
	}
	view, err := s.Discovery.View(r.Context())
	if err != nil {
		s.Log.Warn("found servers not told", "err", err)
		return
	}
	s.broadcast("discovery_update", view.Update(s.Now()))
}
