package api

import (
	"net/http"
	"time"

	"pulse/backend/alert"
	"pulse/backend/fault"
	"pulse/backend/wire"
)

// snooze keeps an alert from being told for a while.
func (s *server) snooze(r *http.Request, id string) error {
	in, err := decode[wire.SnoozeInput](r)
	if err != nil {
		return err
	}
	snooze := alert.Snooze{ToEnd: in.UntilResolved, AskedBy: by(r.Context(), "")}
	switch {
	case in.UntilResolved && in.Until != nil:
		return fault.New(fault.Invalid, "give either until or untilResolved").In("until")
	case in.UntilResolved:
	case in.Until == nil:
		return fault.New(fault.Invalid, "until is needed, a time in milliseconds, or untilResolved").In("until")
	default:
		snooze.Until = time.UnixMilli(*in.Until)
		if !snooze.Until.After(time.Now()) {
			return fault.New(fault.Invalid, "until must be a time in the future, in milliseconds").In("until")
		}
	}
	return named(id, s.Alerts.Snooze(r.Context(), id, snooze))
}
