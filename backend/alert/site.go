package alert

import (
	"time"

	"pulse/backend/infra"
)

// site is a target with what evaluation needs to know of its reports.
type site struct {
	*infra.Estate
	pulse     infra.PartState
	clustered bool
	pulseAt   time.Time // newest good reports, by part
	detailAt  time.Time
	storageAt time.Time
	works     Works
	fault     verdict // whose fault it is that nobody answers
}

func (e *evaluation) siteOf(t *infra.Estate) site {
	s := site{Estate: t, pulse: t.Parts[infra.PartPulse], works: WorksOf(t, e.now)}
	if s.down() {
		s.fault = verdictOn(e.snap, t, e.now)
	}
	s.pulseAt = lastGood(s.pulse)
	s.detailAt = lastGood(t.Parts[infra.PartDetail])
	if s.detailAt.IsZero() {
		s.detailAt = s.pulseAt
	}
	s.storageAt = lastGood(t.Parts[infra.PartStorage])
	s.clustered = t.Cluster.Name != "" || len(t.Cluster.Members) > 1 || len(t.Nodes) > 1
	if s.pulse.Good == nil && s.pulse.Failure != nil {
		// After a restart the membership of a silent cluster may not be known yet.
		known := e.before[Key{Resource: infra.ConnectionID(t.ID), Type: TypeConnection}]
		s.clustered = s.clustered || known != nil
	}
	return s
}

func lastGood(p infra.PartState) time.Time {
	if p.Good == nil {
		return time.Time{}
	}
	return p.Good.At
}

// goodPart is when a part was last read.
func (s *site) goodPart(p infra.Part) time.Time { return lastGood(s.Parts[p]) }

// goodAt is when the figures of a part were last confirmed.
func (s *site) goodAt(detail bool) time.Time {
	if detail {
		return s.detailAt
	}
	return s.pulseAt
}

// down reports whether nobody answers.
func (s *site) down() bool { return s.pulse.Failure != nil }

func (s *site) reason() string {
	if s.pulse.Failure == nil {
		return ""
	}
	return s.pulse.Failure.Reason
}

// fresh reports whether a figure of a row is up to date.
func fresh(stale *infra.Staleness, detail bool) bool {
	return stale == nil || stale.DetailOnly && !detail
}

// connection watches whether a target can be reached. A silent cluster has one
// alert of its own. A standalone host is its node; while that has never been
// seen a placeholder stands for it.
func (e *evaluation) connection(s *site) {
	target := infra.Resource{
		ID: infra.ConnectionID(s.ID), Kind: infra.KindTarget,
		PublicID: s.Name, Name: s.Name, Target: s.ID, Instance: s.Name,
	}
	e.reach(s, &target, s.clustered && s.down())
	if s.pulse.Good == nil && s.down() && !s.clustered {
		e.unseen(s)
	}
}

// unseen watches a standalone host of which there is no row: by the node that
// it is known to have from before a restart, else by a placeholder.
func (e *evaluation) unseen(s *site) {
	known := false
	for key, a := range e.before {
		if key.Type == TypeConnection && a.Subject.Target == s.ID && a.Subject.Kind == infra.KindNode {
			known = true
			e.reach(s, &a.Subject, true)
		}
	}
	if !known {
		e.reach(s, &infra.Resource{
			ID: infra.NodeID(s.ID, ""), Kind: infra.KindNode,
			PublicID: s.Name + "-failed", Name: s.Name, Target: s.ID, Instance: s.Name, Node: s.Name,
		}, true)
	}
}

// reach watches something whose state is told by every poll of the target,
// also by those that fail.
func (e *evaluation) reach(s *site, row *infra.Resource, bad bool) {
	l := e.rules.of(infra.KindNode, row.PublicID, "")
	c := condition{
		subject: subject{row: row, label: "Node", busy: e.see(sighting{row: row, off: l.off})},
		typ:     TypeConnection, off: l.stateOff || l.off,
		known: !s.pulse.LastRun.IsZero() && (!bad || s.fault != ours), wait: s.fault == undecided, bad: bad, at: s.pulse.LastRun,
		polls: offlinePolls, level: Critical, reason: s.reason(),
	}
	c.planned = s.works.Node(row.Node)
	if row.Kind == infra.KindTarget {
		c.label = "Cluster"
	}
	e.state(&c)
}
