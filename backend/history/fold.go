package history

import (
	"slices"

	"pulse/backend/history/block"
)

// tidy keeps in memory what the window holds, in few blocks.
func (h *History) tidy() {
	h.lock.Lock()
	h.recent.evict(h.opt.Now().Add(-h.opt.Window).UnixMilli())
	h.lock.Unlock()
	for h.foldOnce() {
	}
}

// foldOnce folds some slabs of the memory and reports whether there were enough.
func (h *History) foldOnce() bool {
	h.sealer.Lock()
	defer h.sealer.Unlock()
	h.lock.Lock()
	parts := h.recent.foldable()
	if parts == nil {
		h.lock.Unlock()
		return false
	}
	resources := h.names.resourcesOf(parts[0].target)
	h.lock.Unlock()
	whole, err := fold(parts, resources)
	if err != nil { // they were read before, or made here
		h.opt.Log.Error("slabs in memory are damaged", "err", err)
		return false
	}
	h.lock.Lock()
	h.recent.replace(parts, whole)
	h.lock.Unlock()
	return true
}

// fold makes one slab of several of the same target and slice, whose resources
// are given in ascending order.
func fold(slabs []*slab, resources []uint32) (*slab, error) {
	whole := &slab{
		target: slabs[0].target, slice: slabs[0].slice,
		first: slabs[0].first, last: slabs[0].last, folded: true, written: true,
	}
	for _, s := range slabs {
		whole.first, whole.last = min(whole.first, s.first), max(whole.last, s.last)
		whole.samples += s.samples
	}
	open, err := openCursors(slabs)
	if err != nil {
		return nil, err
	}
	var m block.Merger
	var parts []block.Part
	w := block.NewWriter(whole.first)
	for _, resource := range resources {
		if parts, err = open.parts(parts[:0], whole.target, resource); err != nil {
			return nil, err
		}
		if len(parts) > 0 {
			lines, _ := m.Merge(parts)
			w.Add(resource, lines)
		}
	}
	whole.plain = slices.Clip(w.Bytes())
	return whole, nil
}
