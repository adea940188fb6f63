// Package change finds what happened between two snapshots: guests that
// started, stopped, moved or were changed, versions, storages and tasks. It is
// pure and knows no product's API.
package change

import (
	"time"

	"pulse/backend/infra"
)

// Between lists what changed from one snapshot to the next. What a snapshot
// could not see is no change: a row counts as new or gone only when the part
// that lists its kind was read well before and after.
func Between(before, after *infra.Snapshot) []infra.Event {
	var all []infra.Event
	for _, next := range after.Targets {
		last := before.Estate(next.ID)
		if last == nil || last == next || last.Kind != next.Kind {
			continue
		}
		f := finder{last: last, next: next, at: after.At}
		f.guests()
		f.nodes()
		f.storages()
		if last.Extras != next.Extras {
			f.extras()
		}
		all = append(all, f.found...)
	}
	return all
}

// finder compares two states of one target.
type finder struct {
	last, next *infra.Estate
	at         time.Time
	found      []infra.Event
}

func (f *finder) add(r infra.Resource, kind infra.EventKind, text string, data map[string]string) {
	f.found = append(f.found, infra.Event{
		At: f.at, Resource: r.ID, PublicID: r.PublicID, Kind: kind, Text: text, Data: data,
	})
}

// listed tells whether a kind was listed well both times, anew the second time.
func (f *finder) listed(kind infra.Kind) bool {
	part := infra.ListingPart(kind)
	last, next := f.last.Parts[part].Good, f.next.Parts[part].Good
	return last != nil && next != nil && last != next
}

// pair finds the rows that are in both lists, those that came and those that
// went.
func pair[T any](last, next []T, id func(*T) infra.ID) (both [][2]*T, came, went []*T) {
	known := make(map[infra.ID]*T, len(last))
	for i := range last {
		known[id(&last[i])] = &last[i]
	}
	for i := range next {
		row := &next[i]
		if old := known[id(row)]; old != nil {
			both = append(both, [2]*T{old, row})
			delete(known, id(row))
			continue
		}
		came = append(came, row)
	}
	for i := range last {
		if known[id(&last[i])] != nil {
			went = append(went, &last[i])
		}
	}
	return both, came, went
}
