package alert

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"pulse/backend/infra"
)

// Evaluate returns the next set of alerts and what happened to them. It is a
// pure function: the same arguments give the same result, and evaluating the
// result again changes nothing. When nothing is different it returns active
// itself. Of an alert whose reading is unknown or stale nothing changes.
func Evaluate(rules Rules, active Active, s *infra.Snapshot, now time.Time) (Active, []Change) {
	if s.Rev == 0 { // nothing is known yet, not even which targets there are
		return active, nil
	}
	e := evaluation{rules: &rules, now: now, snap: s, before: active, next: active}
	e.run()
	return e.next, e.changes
}

func (e *evaluation) run() {
	e.rows, e.keeps = sightings(e.before)
	e.away()
	for _, estate := range e.snap.Targets {
		e.estate(estate)
	}
	e.settle()
}

// evaluation is one run of Evaluate.
type evaluation struct {
	rules        *Rules
	now          time.Time
	snap         *infra.Snapshot
	before, next Active // next is before until something changes
	owned        bool
	rows         map[infra.ID]sighting // of every resource that has an entry in before
	keeps        bool                  // before has alerts about backups or snapshots
	touched      map[Key]bool          // of the alerts about parts that may come and go
	changes      []Change
	probe        *probe // nil = nobody asks for the trace of a decision
}

// sighting is how a resource that has alerts appears in the snapshot.
type sighting struct {
	row   *infra.Resource // nil = it does not appear
	guest *infra.Guest    // nil = not a guest
	off   bool            // its rules are switched off
	// disabled says that somebody switched the resource itself off where it is.
	disabled bool
	parts    bool // it has alerts about parts
	mute     bool // what it is on is not there: its alerts end
	// complete says that all its parts were looked at, so that an alert about one
	// that was not among them ends.
	complete bool
}

func sightings(active Active) (rows map[infra.ID]sighting, keeps bool) {
	rows = make(map[infra.ID]sighting, len(active))
	for key := range active {
		rows[key.Resource] = sighting{parts: key.Part != "" || rows[key.Resource].parts}
		keeps = keeps || key.Type == TypeBackupAge || key.Type == TypeBackupFailed || key.Type == TypeSnapshotAge
	}
	return rows, keeps
}

// see notes that a resource is in the snapshot and reports whether it has
// alerts. One that has none costs no more than this look-up.
func (e *evaluation) see(s sighting) (busy bool) {
	if e.probe != nil {
		e.probe.see(s)
	}
	known, busy := e.rows[s.row.ID]
	if busy {
		s.parts = known.parts
		e.rows[s.row.ID] = s
	}
	return busy
}

func (e *evaluation) estate(t *infra.Estate) {
	s := e.siteOf(t)
	if t.Kind == "" || t.Kind == "pve" {
		e.connection(&s)
	}
	for i := range t.Nodes {
		e.node(&s, &t.Nodes[i])
	}
	for i := range t.Guests {
		e.guest(&s, &t.Guests[i])
	}
	for i := range t.Storages {
		e.storage(&s, &t.Storages[i])
	}
	if t.Extras != nil {
		e.extras(&s)
	}
}

func (e *evaluation) extras(s *site) {
	for i := range s.Disks {
		e.physicalDisk(s, &s.Disks[i])
	}
	for i := range s.Ceph {
		e.ceph(s, &s.Ceph[i])
	}
	for i := range s.Servers {
		e.server(s, &s.Servers[i])
	}
	for i := range s.Datastores {
		e.datastore(s, &s.Datastores[i])
	}
	for i := range s.Gateways {
		e.gateway(s, &s.Gateways[i])
	}
	for i := range s.Hosts {
		e.host(s, &s.Hosts[i])
	}
	e.backups(s)
}

// settle goes through the alerts from before: those whose resource or part is
// gone, whose guest does not run any more, whose rules are switched off, whose
// guest moved, those that need not be remembered, and those that nobody takes on.
func (e *evaluation) settle() {
	first := len(e.changes)
	for key := range e.before {
		a, ok := e.next[key]
		if !ok {
			continue
		}
		e.settleOne(key, a, e.rows[key.Resource])
	}
	slices.SortFunc(e.changes[first:], func(a, b Change) int {
		return cmp.Compare(a.Alert.PublicID, b.Alert.PublicID)
	})
}

func (e *evaluation) settleOne(key Key, a *Alert, seen sighting) {
	switch {
	case seen.off || !e.rules.enabled:
		e.drop(a)
	case seen.disabled:
		e.dismiss(a, Ended, disabled)
	case seen.row == nil && gone(e.snap, a):
		e.vanish(a)
	case a.Phase == Resolved && a.Past.Owed != "" && (!a.Past.Cleared || e.ceased(key, seen)):
		e.settleDebt(key)
	case seen.row == nil:
		// it may come back
	case a.Phase != Resolved && !e.rules.Applies(*a): // nobody looked: it is not known now
		e.drop(a)
	case a.Phase == Resolved && !e.remembers(a):
		e.forget(key)
	case a.Phase != Resolved && e.ceased(key, seen):
		e.finish(a)
	case !sameSubject(&a.Subject, seen.row):
		e.follow(*a, seen.row)
	case a.Phase == Firing:
		e.escalate(a)
	}
}

// ceased reports whether what an alert is about is no more, while its resource
// is still there: its figure or its part.
func (e *evaluation) ceased(key Key, seen sighting) bool {
	return seen.mute && key.Type != TypeHostOffline || seen.guest != nil && idle(seen.guest, key) ||
		key.Part != "" && seen.complete && !e.touched[key]
}

// finish ends an alert whose figure or part is no more. Of one that had only
// begun again, the end before may still be owed.
func (e *evaluation) finish(a *Alert) {
	e.close(*a, Ended)
	e.settleDebt(a.Key)
}

// touch notes that the part of an alert is still there.
func (e *evaluation) touch(key Key) {
	if key.Part == "" || !e.rows[key.Resource].complete {
		return
	}
	if e.touched == nil {
		e.touched = map[Key]bool{}
	}
	e.touched[key] = true
}

// gone reports whether a resource that the snapshot does not show exists no
// more. Only a good report of the part that lists its kind can tell, and not
// for a node that could not be asked.
func gone(s *infra.Snapshot, a *Alert) bool {
	t := s.Estate(a.Subject.Target)
	if t == nil {
		return true
	}
	listing := t.Parts[infra.ListingPart(a.Subject.Kind)]
	if listing.Good == nil || listing.Failure != nil {
		return false
	}
	if _, failed := listing.Scopes[a.Subject.Node]; failed {
		return false
	}
	if a.Subject.Kind == infra.KindNode {
		return true
	}
	for i := range t.Nodes {
		if n := &t.Nodes[i]; n.Name == a.Subject.Node && n.Status != infra.NodeOnline {
			return false
		}
	}
	return true
}

// own makes e.next writable.
func (e *evaluation) own() {
	if e.owned {
		return
	}
	e.owned = true
	if e.next = maps.Clone(e.before); e.next == nil {
		e.next = Active{}
	}
}

func (e *evaluation) put(a Alert) {
	e.own()
	e.next[a.Key] = &a
}

func (e *evaluation) forget(key Key) {
	e.own()
	delete(e.next, key)
}
