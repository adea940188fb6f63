package api

import (
	"net/http"

	"pulse/backend/auth"
	"pulse/backend/wire"
)

func sessionRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/security/sessions", Access: auth.Admins, Bucket: auth.General, Errors: structured, Out: []wire.Session{}, Summary: "Where the caller's account is signed in, newest first", handle: (*server).sessions},
		{Method: "DELETE", Path: "/api/security/sessions/{id}", Access: auth.Admins, Bucket: auth.General, Errors: structured, Out: wire.SessionsEnded{}, Summary: "End one sign-in of the caller's account", handle: (*server).endSession},
		{Method: "POST", Path: "/api/security/sessions/end-others", Access: auth.Admins, Bucket: auth.General, Errors: structured, Out: wire.SessionsEnded{}, Summary: "End every sign-in of the caller's account but the one that asks", handle: (*server).endOtherSessions},
	}
}

func (s *server) sessions(w http.ResponseWriter, r *http.Request) error {
	found, err := s.Auth.SignIns(r)
	if err != nil {
		return err
	}
	list := make([]wire.Session, 0, len(found))
	for _, n := range found {
		list = append(list, wire.Session{
			ID: n.ID, Method: n.Method, UserAgent: n.UserAgent, IP: n.IP,
			CreatedAt: n.CreatedAt.UnixMilli(), ExpiresAt: n.ExpiresAt.UnixMilli(), Current: n.Current,
		})
	}
	return reply(w, http.StatusOK, list)
}

func (s *server) endSession(w http.ResponseWriter, r *http.Request) error {
	if err := s.Auth.EndSignIn(r, r.PathValue("id")); err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.SessionsEnded{Success: true, Ended: 1})
}

func (s *server) endOtherSessions(w http.ResponseWriter, r *http.Request) error {
	ended, err := s.Auth.EndOtherSignIns(r)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.SessionsEnded{Success: true, Ended: ended})
}
