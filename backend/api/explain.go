package api

import (
	"net/http"
	"time"

	"pulse/backend/alert"
	"pulse/backend/fault"
	"pulse/backend/wire"
)

// explain tells how it was decided whether an alert of a resource is raised and
// told.
func (s *server) explain(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	id, typ := query.Get("resourceId"), alert.Type(query.Get("type"))
	if id == "" || typ == "" {
		return fault.New(fault.Invalid, "resourceId and type are needed, such as type=cpu").In("resourceId")
	}
	config, err := s.Store.Alerts(r.Context())
	if err != nil {
		return err
	}
	view := s.Watch.View()
	trace, found := alert.Explain(alert.Compile(config), view.Active, view.Snapshot, id, typ, time.Now())
	if !found {
		return fault.New(fault.NotFound, "there is no resource %s", id)
	}
	answer := wire.ExplanationOf(trace)
	if trace.AlertID != "" {
		steps, err := s.explainDelivery(r.Context(), trace.AlertID, view.Active)
		if err != nil {
			return err
		}
		answer.Steps = append(answer.Steps, steps...)
	}
	return reply(w, http.StatusOK, answer)
}
