package backtest

import (
	"cmp"
	"slices"
	"sync"

	"pulse/backend/alert"
)

// tally counts the firings of one configuration. Its methods may be called
// concurrently.
type tally struct {
	lock    sync.Mutex
	verdict Verdict
}

// take counts firings that ended.
func (t *tally) take(firings []Firing) {
	t.lock.Lock()
	defer t.lock.Unlock()
	v := &t.verdict
	for _, f := range firings {
		v.Count++
		v.ByResource[f.ResourceID]++
	}
	if v.Firings = append(v.Firings, firings...); len(v.Firings) > 2*mostListed {
		v.shorten()
	}
}

// takeOpen counts firings that have not ended.
func (t *tally) takeOpen(open map[alert.Key]*Firing) {
	for _, f := range open {
		t.take([]Firing{*f})
	}
}

func (t *tally) done() Verdict {
	t.verdict.shorten()
	return t.verdict
}

// shorten keeps the newest firings, in order.
func (v *Verdict) shorten() {
	slices.SortFunc(v.Firings, func(a, b Firing) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ResourceID, b.ResourceID), cmp.Compare(a.Type, b.Type))
	})
	if over := len(v.Firings) - mostListed; over > 0 {
		v.Firings = slices.Delete(v.Firings, 0, over)
	}
}
