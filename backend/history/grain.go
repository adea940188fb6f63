package history

import "time"

// Grain is how finely a stretch of the past is kept, in milliseconds.
type Grain struct {
	From, To int64 // without To
	Step     int64 // of its means; 0 = every sample
}

// Grains returns how finely what Series gives between two times is kept, oldest
// first. Points of means lie in the middle of their steps.
func (h *History) Grains(from, to time.Time) []Grain {
	h.lock.Lock()
	defer h.lock.Unlock()
	end, exact := to.UnixMilli()+1, from.UnixMilli()
	p := h.covered.plan(h.opt.Now().UnixMilli(), from.UnixMilli(), to.UnixMilli(), 0)
	var grains []Grain
	for _, s := range p.segments {
		grains = append(grains, Grain{s.from, s.to, tiers[s.tier].step})
		exact = max(exact, s.to)
	}
	if exact < end {
		grains = append(grains, Grain{From: exact, To: end})
	}
	return grains
}
