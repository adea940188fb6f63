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
	kinds     map[infra.Kind]kindRules
	guests    kindRules
	custom    []customRule // enabled ones, the most important first
	docker    dockerRules
	mail      settings.MailThresholds
	backups   settings.BackupDefaults
	snapshots settings.SnapshotDefaults
	jobs      settings.JobDefaults
	flapping  flapping
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
	levels   []level       // of escalation
	grouping settings.Grouping
}

// level is a step of escalation.
type level struct {
	after   time.Duration
	channel string
}

// Compile prepares settings for evaluation.
func Compile(a settings.Alerts) Rules {
	guests := compileKind(&a, a.GuestDefaults, a.DisableAllGuests, a.DisableAllGuestsOffline, "guest")
	return Rules{
		Confirm:   DefaultConfirm,
		enabled:   a.Enabled,
		kinds:     compileKinds(&a, guests),
		guests:    guests,
		custom:    compileCustom(&a),
		docker:    compileDocker(&a),
		mail:      a.PMGDefaults,
		backups:   a.BackupDefaults,
		snapshots: a.SnapshotDefaults,
		jobs:      a.PBSJobDefaults,
		flapping:  compileFlapping(a.Flapping),
		overrides: withAliases(a.Overrides),
		damping: damping{
			window: time.Duration(a.SuppressionWindow) * time.Minute,
			delta:  a.MinimumDelta,
		},
		notices: notices{
			quiet:    compileQuiet(a.Schedule.QuietHours),
			cooldown: time.Duration(a.Schedule.Cooldown) * time.Minute,
			perHour:  a.Schedule.MaxAlertsHour,
			levels:   compileLevels(a.Schedule.Escalation),
			grouping: groupingOf(a.Schedule),
		},
	}
}

// compileKinds makes the limits of every kind. The words at the end are the
// names under which delays are looked for, the most specific first.
func compileKinds(a *settings.Alerts, guests kindRules) map[infra.Kind]kindRules {
	nodes := compileKind(a, a.NodeDefaults, a.DisableAllNodes, a.DisableAllNodesOffline, "node")
	storages := compileKind(a, settings.Thresholds{Usage: &a.StorageDefault}, a.DisableAllStorage, false, "storage")
	servers := settings.Thresholds{CPU: a.NodeDefaults.CPU, Memory: a.NodeDefaults.Memory}
	containers := settings.Thresholds{
		CPU: &a.DockerDefaults.CPU, Memory: &a.DockerDefaults.Memory,
		PoweredOffSeverity: a.GuestDefaults.PoweredOffSeverity, DisableConnectivity: a.GuestDefaults.DisableConnectivity,
	}
	datastores := storages
	datastores.kindOff = datastores.kindOff || a.DisableAllPBS
	return map[infra.Kind]kindRules{
		infra.KindGuest:     guests,
		infra.KindNode:      nodes,
		infra.KindTarget:    nodes,
		infra.KindDisk:      compileKind(a, settings.Thresholds{}, a.DisableAllNodes, false, "node"),
		infra.KindStorage:   storages,
		infra.KindCeph:      storages,
		infra.KindDatastore: datastores,
		infra.KindServer:    compileKind(a, servers, a.DisableAllPBS, a.DisableAllPBSOffline, "pbs", "node"),
		infra.KindGateway:   compileKind(a, settings.Thresholds{}, a.DisableAllPMG, a.DisableAllPMGOffline, "pmg"),
		infra.KindHost:      compileKind(a, settings.Thresholds{}, a.DisableAllDockerHosts, a.DisableAllDockerHostsOffline, "dockerhost", "docker", "node"),
		infra.KindContainer: compileKind(a, containers, a.DisableAllDockerContainers, false, "docker", "guest"),
	}
}

func compileKind(a *settings.Alerts, defaults settings.Thresholds, off, stateOff bool, names ...string) kindRules {
	l := limits{severity: Warning}
	for m, t := range metricTypes {
		l.metrics[m].delay = delay(a, names, t)
	}
	return kindRules{limits: l.with(&defaults), kindOff: off || !a.Enabled, kindStateOff: stateOff}
}

// groupingOf is how notices are put together; the older member wins.
func groupingOf(s settings.Schedule) settings.Grouping {
	g := s.Grouping
	if s.GroupingWindow > 0 {
		g.Window = s.GroupingWindow
	}
	return g
}

func compileLevels(e settings.Escalation) []level {
	var levels []level
	for _, l := range e.Levels {
		if e.Enabled {
			levels = append(levels, level{time.Duration(l.After) * time.Minute, l.Notify})
		}
	}
	return levels
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
	l := r.of(a.Subject.Kind, a.Subject.PublicID, a.Rule)
	switch m, isFigure := metricOf(a.Type); {
	case !r.enabled || l.off:
		return false
	case isFigure:
		return l.metrics[m].trigger > 0
	case isAvailability(a.Type):
		return !l.stateOff
	default:
		return r.applies(a.Type)
	}
}

// applies reports whether a type that has a switch of its own is on.
func (r *Rules) applies(t Type) bool {
	switch t {
	case TypeBackupAge:
		return r.backups.AgeHoursWarning > 0 || r.backups.AgeHoursCritical > 0
	case TypeBackupFailed:
		return r.backups.FailedWarning
	case TypeSnapshotAge:
		return r.snapshots.AgeDaysWarning > 0
	case TypeJobFailed:
		return r.jobs.Failed
	case TypeVerifyFailed:
		return r.jobs.VerifyFailed
	default:
		return true
	}
}

// of returns the limits of a resource; rule is the custom rule that it matches.
func (r *Rules) of(kind infra.Kind, publicID, rule string) limits {
	k := r.kinds[kind]
	if kind == infra.KindHost {
		publicID = strings.TrimPrefix(publicID, dockerPrefix)
	}
	for i := range r.custom {
		if rule != "" && r.custom[i].id == rule {
			k.limits = k.with(&r.custom[i].thresholds)
		}
	}
	return k.of(r.overrides, publicID)
}

// guest returns the limits of a guest and whether its alerts are never sent.
// The defaults come first, then the custom rule that matches, then the tags of
// the guest, then its override.
func (r *Rules) guest(g *infra.Guest) (l limits, silent bool) {
	tags := tagsOf(g)
	custom := r.customFor(g)
	if custom == nil && !tags.relaxed {
		l = r.guests.of(r.overrides, g.PublicID)
	} else {
		base := r.guests
		if custom != nil {
			base.limits = base.with(&custom.thresholds)
			base.rule = custom.id
		}
		if tags.relaxed {
			base.limits = base.relaxed()
		}
		l = base.of(r.overrides, g.PublicID)
		if o, ok := r.overrides[g.PublicID]; ok && tags.relaxed && o.PoweredOffSeverity != "" && o.DisableConnectivity == nil {
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
