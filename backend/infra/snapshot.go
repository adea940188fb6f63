package infra

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// FailuresUntilDown is the number of failed polls in a row after which a
// connection counts as broken and its nodes as offline.
const FailuresUntilDown = 3

// TargetInfo is what a snapshot needs to know of a configured target.
type TargetInfo struct {
	ID   TargetID
	Kind string // "pve"
	Name string // the published "instance"
	Host string // base URL
	// Known is the membership that was stored by an earlier run.
	Known Cluster
	// Parts are those that it is read in; nil = any. What is known of others is
	// forgotten.
	Parts []Part
	// Off names what a person does not want to see of it: "vms", "containers",
	// "syncJobs" …
	Off []string
	// Enrolment is what was decided about a target that reports by itself.
	Enrolment Enrolment
}

// PartState is the newest good report of a part and its newest failure.
type PartState struct {
	Good         *Report // nil until one succeeded; scopes that failed later keep their rows
	Failure      *Failure
	FailingSince time.Time
	Failures     int       // polls failed in a row, counted at most once per confirmation interval
	CountedAt    time.Time // when Failures was last raised
	Scopes       map[string]ScopeFailure
	LastRun      time.Time
}

// ScopeFailure is a failure of one scope and when it began.
type ScopeFailure struct {
	Failure
	Since time.Time
}

// Estate is everything known of one target.
type Estate struct {
	TargetInfo
	Health   Health    // empty until something was heard
	SeenAt   time.Time // newest good report of any part
	Failure  *Failure  // why the listing fails, nil while it works
	Since    time.Time // since when it fails
	Failures int       // failed polls of the listing in a row
	Cluster  Cluster
	Parts    map[Part]PartState
	Nodes    []Node
	Guests   []Guest
	Storages []Storage
	*Extras

	offline map[string]*Staleness // nodes that their cluster calls offline
}

// Snapshot is the newest good report and the newest failure of every part of
// every target, merged into rows. It is never modified after it was made.
type Snapshot struct {
	Rev      uint64
	At       time.Time
	Targets  []*Estate // in configured order
	Nodes    []Node    // by name
	Guests   []Guest   // by VMID
	Storages []Storage // by instance, then name
	*Extras

	backups lastBackups // of Extras
}

// Estate returns what is known of a target; nil when it is not configured.
func (s *Snapshot) Estate(t TargetID) *Estate {
	for _, e := range s.Targets {
		if e.ID == t {
			return e
		}
	}
	return nil
}

// WithTargets returns the snapshot for a changed list of targets: rows of
// removed ones are gone, new ones are empty, renamed ones renamed.
func (s *Snapshot) WithTargets(infos []TargetInfo, now time.Time) *Snapshot {
	next := &Snapshot{Rev: s.Rev + 1, At: now}
	for _, info := range infos {
		e := &Estate{TargetInfo: info, Cluster: info.Known}
		if old := s.Estate(info.ID); old != nil && old.Kind == info.Kind {
			copied := *old
			copied.TargetInfo, copied.Extras = info, nil
			copied.Parts = old.wanted(info.Parts)
			copied.merge()
			e = &copied
		}
		next.Targets = append(next.Targets, e)
	}
	next.collect(s)
	return next
}

// Apply returns the snapshot after a report. confirm is the shortest time
// between two failures that both count. A report of an unknown target changes
// nothing.
func (s *Snapshot) Apply(r *Report, confirm time.Duration) *Snapshot {
	next := &Snapshot{Rev: s.Rev + 1, At: r.At, Targets: slices.Clone(s.Targets)}
	for i, e := range next.Targets {
		if e.ID == r.Target {
			next.Targets[i] = e.with(r, confirm)
			next.collect(s)
			return next
		}
	}
	return s
}

func (s *Snapshot) collect(before *Snapshot) {
	for _, e := range s.Targets {
		s.Nodes = append(s.Nodes, e.Nodes...)
		s.Guests = append(s.Guests, e.Guests...)
		s.Storages = append(s.Storages, e.Storages...)
	}
	s.Extras = s.joinExtras(before)
	s.addLastBackups(before)
	slices.SortStableFunc(s.Nodes, func(a, b Node) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortStableFunc(s.Guests, func(a, b Guest) int { return cmp.Compare(a.VMID, b.VMID) })
	slices.SortStableFunc(s.Storages, func(a, b Storage) int {
		return cmp.Or(cmp.Compare(a.Instance, b.Instance), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Node, b.Node))
	})
}

func (e *Estate) with(r *Report, confirm time.Duration) *Estate {
	next := *e
	next.Parts = maps.Clone(e.Parts)
	if next.Parts == nil {
		next.Parts = map[Part]PartState{}
	}
	state := next.Parts[r.Part].with(r, confirm)
	turned := r.Part == PartPulse && (e.Failure == nil) != (state.Failure == nil)
	if turned || e.Parts[r.Part].hasExtras() || state.hasExtras() || r.Part == PartSensors || e.hasGateway() || e.standIn() != nil {
		next.Extras = nil // to be made again
	}
	next.Parts[r.Part] = state
	if _, failed := r.Failed(); !failed {
		next.SeenAt = r.At
		if r.Health != "" {
			next.Health = r.Health
		}
		if r.Cluster != nil {
			next.Cluster = *r.Cluster
		}
	}
	next.merge()
	return &next
}

func (p PartState) with(r *Report, confirm time.Duration) PartState {
	p.LastRun = r.At
	if whole, failed := r.Failed(); failed {
		if p.Failure == nil {
			p.FailingSince = r.At
		}
		p.Failure = &whole
		if p.Failures == 0 || r.At.Sub(p.CountedAt) >= confirm {
			p.Failures++
			p.CountedAt = r.At
		}
		return p
	}
	scopes := map[string]ScopeFailure{}
	for _, f := range r.Failures {
		since := r.At
		if before, ok := p.Scopes[f.Scope]; ok {
			since = before.Since
		}
		scopes[f.Scope] = ScopeFailure{f, since}
	}
	good := *r
	if p.Good != nil && len(scopes) > 0 {
		good.keep(p.Good, scopes)
	}
	return PartState{Good: &good, Scopes: scopes, LastRun: r.At}
}

// keep takes over the rows of failed scopes from the report before.
func (r *Report) keep(before *Report, failed map[string]ScopeFailure) {
	r.Nodes = carry(r.Nodes, before.Nodes, failed, func(n Node) (string, string) { return string(n.ID), n.Name })
	r.Guests = carry(r.Guests, before.Guests, failed, func(g Guest) (string, string) { return string(g.ID), g.Node })
	r.Storages = carry(r.Storages, before.Storages, failed, func(s Storage) (string, string) { return string(s.ID), s.Node })
	r.Extras.keep(&before.Extras, failed)
}

// carry adds the rows from before whose scope failed and that are not there.
// identify tells the identity and the scope of a row.
func carry[T any](rows, before []T, failed map[string]ScopeFailure, identify func(T) (id, scope string)) []T {
	have := make(map[string]bool, len(rows))
	for _, row := range rows {
		id, _ := identify(row)
		have[id] = true
	}
	rows = slices.Clone(rows)
	for _, row := range before {
		id, scope := identify(row)
		if _, lost := failed[scope]; lost && !have[id] {
			rows = append(rows, row)
		}
	}
	return rows
}
