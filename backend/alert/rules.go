package alert

import (
	"maps"
	"strings"
	"time"

	"pulse/backend/infra"
	"pulse/backend/settings"
)

// DefaultConfirm is the shortest time between two reports that both confirm a
// state.
const DefaultConfirm = 10 * time.Second

// Rules are the alert settings in the form that evaluation needs: everything
// that does not depend on a resource is decided already. They are a value and
// never change.
type Rules struct {
	// Confirm is the shortest time between two reports that both count as a
	// confirmation of a state. Compile sets DefaultConfirm.
	Confirm time.Duration

	enabled   bool
	guests    kindRules
	nodes     kindRules
	storages  kindRules
	overrides map[string]settings.Thresholds
	damping   damping
	notices   notices
}

// kindRules are the limits of a kind of resource. What is switched off for the
// whole kind no override can switch on.
type kindRules struct {
	limits
	kindOff, kindStateOff bool
}

// damping says when a value that swings around its threshold is left alone.
type damping struct {
	window time.Duration // 0 = off
	delta  float64       // 0 = off
}

// notices says how often an alert may be told.
type notices struct {
	quiet    *quiet        // nil = never quiet
	cooldown time.Duration // 0 = once only
	perHour  int           // 0 = no limit
}

// Compile prepares settings for evaluation.
func Compile(a settings.Alerts) Rules {
	return Rules{
		Confirm:   DefaultConfirm,
		enabled:   a.Enabled,
		guests:    compileKind(&a, "guest", a.GuestDefaults, a.DisableAllGuests, a.DisableAllGuestsOffline),
		nodes:     compileKind(&a, "node", a.NodeDefaults, a.DisableAllNodes, a.DisableAllNodesOffline),
		storages:  compileKind(&a, "storage", settings.Thresholds{Usage: &a.StorageDefault}, a.DisableAllStorage, false),
		overrides: withAliases(a.Overrides),
		damping: damping{
			window: time.Duration(a.SuppressionWindow) * time.Minute,
			delta:  a.MinimumDelta,
		},
		notices: notices{
			quiet:    compileQuiet(a.Schedule.QuietHours),
			cooldown: time.Duration(a.Schedule.Cooldown) * time.Minute,
			perHour:  a.Schedule.MaxAlertsHour,
		},
	}
}

func compileKind(a *settings.Alerts, kind string, defaults settings.Thresholds, off, stateOff bool) kindRules {
	l := limits{severity: Warning}
	for m, t := range metricTypes {
		l.metrics[m].delay = delay(a, kind, t)
	}
	return kindRules{limits: l.with(&defaults), kindOff: off || !a.Enabled, kindStateOff: stateOff}
}

// withAliases lets an override of a shared storage be found by the id that the
// state gives it, also when it was written with the older word.
func withAliases(overrides map[string]settings.Thresholds) map[string]settings.Thresholds {
	all := maps.Clone(overrides)
	for id, t := range overrides {
		if instance, storage, ok := strings.Cut(id, "-shared-"); ok {
			alias := infra.PublicStorageID(instance, "cluster", storage)
			if _, taken := overrides[alias]; !taken {
				all[alias] = t
			}
		}
	}
	return all
}

// Moved returns the rules with the overrides of moved guests under their new
// ids, for the evaluation of the snapshot in which the move is first seen.
func (r Rules) Moved(moves []Move) Rules {
	if len(moves) == 0 {
		return r
	}
	overrides := maps.Clone(r.overrides)
	for _, m := range moves {
		if t, ok := r.overrides[m.From]; ok {
			overrides[m.To] = t
			delete(overrides, m.From)
		}
	}
	r.overrides = overrides
	return r
}

// Applies reports whether the rule of an alert is still switched on. It is
// asked again just before a notice is sent.
func (r Rules) Applies(a Alert) bool {
	l := r.of(a.Subject.Kind, a.Subject.PublicID)
	if l.off {
		return false
	}
	if m, ok := metricOf(a.Type); ok {
		return l.metrics[m].trigger > 0
	}
	return !l.stateOff
}

func (r *Rules) of(kind infra.Kind, publicID string) limits {
	switch kind {
	case infra.KindGuest:
		return r.guests.of(r.overrides, publicID)
	case infra.KindStorage:
		return r.storages.of(r.overrides, publicID)
	default: // nodes and the connections to them
		return r.nodes.of(r.overrides, publicID)
	}
}

// guest returns the limits of a guest and whether its alerts are never sent.
func (r *Rules) guest(g *infra.Guest) (l limits, silent bool) {
	tags := tagsOf(g)
	if !tags.relaxed {
		l = r.guests.of(r.overrides, g.PublicID)
	} else {
		base := r.guests
		base.limits = base.relaxed()
		l = base.of(r.overrides, g.PublicID)
		if o, ok := r.overrides[g.PublicID]; ok && o.PoweredOffSeverity != "" && o.DisableConnectivity == nil {
			l.stateOff = base.kindStateOff
		}
	}
	l.off = l.off || tags.none || g.Template
	return l, tags.silent
}

func (k *kindRules) of(overrides map[string]settings.Thresholds, publicID string) limits {
	l := k.limits
	if len(overrides) > 0 {
		if o, ok := overrides[publicID]; ok {
			l = l.with(&o)
		}
	}
	l.off = l.off || k.kindOff
	l.stateOff = l.stateOff || k.kindStateOff
	return l
}

// tags are the marks by which a guest's owner tunes its alerts in the product.
type tags struct {
	none    bool // pulse-no-alerts: nothing at all
	silent  bool // pulse-monitor-only: shown, never sent
	relaxed bool // pulse-relaxed: wider limits, may be powered off
}

func tagsOf(g *infra.Guest) (t tags) {
	for _, tag := range g.Tags {
		switch {
		case strings.EqualFold(tag, "pulse-no-alerts"):
			t.none = true
		case strings.EqualFold(tag, "pulse-monitor-only"):
			t.silent = true
		case strings.EqualFold(tag, "pulse-relaxed"):
			t.relaxed = true
		}
	}
	return t
}
