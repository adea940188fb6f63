package alert

import (
	"strings"

	"pulse/backend/infra"
	"pulse/backend/settings"
)

// source says in words where the limit of a type comes from that holds for a
// resource: override, tag, custom rule or defaults.
func (r *Rules) source(row *infra.Resource, t Type, rule string) string {
	if why := r.whyOff(row.Kind, row.PublicID); why != "" {
		return why
	}
	if o, ok := r.override(row.Kind, row.PublicID); ok && sets(&o, t) {
		return "override of this resource"
	}
	for i := range r.custom {
		if rule != "" && r.custom[i].id == rule && sets(&r.custom[i].thresholds, t) {
			return "custom rule " + r.custom[i].name
		}
	}
	if isAvailability(t) && r.kinds[row.Kind].kindStateOff {
		return "switch for all of this kind"
	}
	return "defaults"
}

// whyOff says what switches all alerts of a resource off; empty = nothing.
func (r *Rules) whyOff(kind infra.Kind, publicID string) string {
	o, ok := r.override(kind, publicID)
	switch {
	case !r.enabled:
		return "all alerts are switched off"
	case r.kinds[kind].kindOff:
		return "switch for all of this kind"
	case ok && o.Disabled != nil && *o.Disabled:
		return "override of this resource"
	default:
		return ""
	}
}

func (r *Rules) override(kind infra.Kind, publicID string) (settings.Thresholds, bool) {
	if kind == infra.KindHost {
		publicID = strings.TrimPrefix(publicID, dockerPrefix)
	}
	o, ok := r.overrides[publicID]
	return o, ok
}

// sets reports whether thresholds say something about a type.
func sets(t *settings.Thresholds, typ Type) bool {
	if m, isFigure := metricOf(typ); isFigure {
		return thresholdsOf(t)[m] != nil
	}
	return isAvailability(typ) && (t.DisableConnectivity != nil || t.PoweredOffSeverity != "")
}
