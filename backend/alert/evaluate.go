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
	e := evaluation{rules: &rules, now: now, before: active, next: active, rows: sightings(active)}
	for _, estate := range s.Targets {
		e.estate(estate)
	}
	e.settle(s)
	return e.next, e.changes
}

// evaluation is one run of Evaluate.
type evaluation struct {
	rules        *Rules
	now          time.Time
	before, next Active // next is before until something changes
	owned        bool
	rows         map[infra.ID]sighting // of every resource that has an entry in before
	changes      []Change
}

// sighting is how a resource that has alerts appears in the snapshot.
type sighting struct {
	row   *infra.Resource // nil = it does not appear
	guest *infra.Guest    // nil = not a guest
	off   bool            // its rules are switched off
	parts bool            // it has alerts about file systems
}

func sightings(active Active) map[infra.ID]sighting {
	rows := make(map[infra.ID]sighting, len(active))
	for key := range active {
		rows[key.Resource] = sighting{parts: key.Part != "" || rows[key.Resource].parts}
	}
	return rows
}

// see notes that a resource is in the snapshot and reports whether it has
// alerts. One that has none costs no more than this look-up.
func (e *evaluation) see(s sighting) (busy bool) {
	known, busy := e.rows[s.row.ID]
	if busy {
		s.parts = known.parts
		e.rows[s.row.ID] = s
	}
	return busy
}

func (e *evaluation) estate(t *infra.Estate) {
	s := siteOf(t, e.before)
	e.connection(&s)
	for i := range t.Nodes {
		e.node(&s, &t.Nodes[i])
	}
	for i := range t.Guests {
		e.guest(&s, &t.Guests[i])
	}
	for i := range t.Storages {
		e.storage(&s, &t.Storages[i])
	}
}

// settle goes through the alerts from before: those whose resource or whose
// file system is gone, whose guest does not run any more, whose rules are
// switched off, whose guest moved, and those that need not be remembered.
func (e *evaluation) settle(s *infra.Snapshot) {
	first := len(e.changes)
	for key := range e.before {
		a, ok := e.next[key]
		if !ok {
			continue
		}
		seen := e.rows[key.Resource]
		switch {
		case seen.off || !e.rules.enabled:
			e.drop(a)
		case seen.row == nil:
			if gone(s, a) {
				e.vanish(a)
			}
		case a.Phase == Resolved && !e.remembers(a):
			e.forget(key)
		case a.Phase != Resolved && seen.guest != nil && idle(seen.guest, key):
			e.end(a)
		case !sameSubject(&a.Subject, seen.row):
			e.follow(*a, seen.row)
		}
	}
	slices.SortFunc(e.changes[first:], func(a, b Change) int {
		return cmp.Compare(a.Alert.PublicID, b.Alert.PublicID)
	})
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
