package api

import (
	"net/http"

	"pulse/backend/fault"
	"pulse/backend/store"
	"pulse/backend/wire"
)

func (s *server) allMetadata(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Store.AllMetadata(r.Context())
	if err != nil {
		return err
	}
	byID := make(map[string]wire.GuestMetadata, len(all))
	for _, m := range all {
		byID[m.ID] = wire.GuestMetadata(m)
	}
	return reply(w, http.StatusOK, byID)
}

func (s *server) metadata(w http.ResponseWriter, r *http.Request) error {
	id, err := guestID(r)
	if err != nil {
		return err
	}
	m, _, err := s.Store.Metadata(r.Context(), id)
	if err != nil {
		return err
	}
	m.ID = id
	return reply(w, http.StatusOK, wire.GuestMetadata(m))
}

func (s *server) saveMetadata(w http.ResponseWriter, r *http.Request) error {
	id, err := guestID(r)
	if err != nil {
		return err
	}
	in, err := decode[wire.GuestMetadataInput](r)
	if err != nil {
		return err
	}
	m, err := in.For(id)
	if err != nil {
		return err
	}
	if err := s.Store.SaveMetadata(r.Context(), store.GuestMetadata(m)); err != nil {
		return err
	}
	return reply(w, http.StatusOK, m)
}

func (s *server) deleteMetadata(w http.ResponseWriter, r *http.Request) error {
	id, err := guestID(r)
	if err != nil {
		return err
	}
	if err := s.Store.DeleteMetadata(r.Context(), id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func guestID(r *http.Request) (string, error) {
	id := r.PathValue("id")
	if id == "" || len(id) > 500 {
		return "", fault.New(fault.Invalid, "Guest ID is required and has at most 500 bytes").In("id")
	}
	return id, nil
}
