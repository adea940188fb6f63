package fleet

import (
	"slices"
	"time"

	"pulse/backend/store"
)

// Removed is a host that was removed and may not report for a while.
type Removed struct {
	store.DockerBlock

	Until time.Time // may report again from then on
}

// Removed lists the removed hosts that may not report, the latest first.
func (f *Fleet) Removed() []Removed {
	now := f.opt.Now()
	list := []Removed{}
	for _, b := range f.known.Load().blocked {
		if until := b.RemovedAt.Add(blockedFor); now.Before(until) {
			list = append(list, Removed{b, until})
		}
	}
	slices.SortFunc(list, func(a, b Removed) int { return b.RemovedAt.Compare(a.RemovedAt) })
	return list
}
