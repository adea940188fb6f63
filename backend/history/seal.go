package history

import (
	"cmp"
	"slices"

	"pulse/backend/history/block"
)

// seal turns the pending samples into slabs, which answer charts from then on
// and wait to be written. No sample is out of sight meanwhile.
func (h *History) seal() {
	h.sealer.Lock()
	defer h.sealer.Unlock()
	h.lock.Lock()
	h.sealing, h.pending = h.pending, make([]sample, 0, len(h.pending))
	samples := h.sealing
	h.lock.Unlock()

	slabs := slabsOf(slices.Clone(samples))

	h.lock.Lock()
	h.recent.slabs = append(h.recent.slabs, slabs...)
	h.recent.bound()
	h.sealing = nil
	h.lock.Unlock()
}

// slabsOf sorts the samples and makes a slab for each target and slice.
func slabsOf(samples []sample) []*slab {
	slices.SortFunc(samples, inBlockOrder)
	var slabs []*slab
	for len(samples) > 0 {
		target, slice := samples[0].resource.target, sliceOf(samples[0].at)
		n := prefix(samples, func(s sample) bool { return s.resource.target == target && sliceOf(s.at) == slice })
		slabs = append(slabs, slabOf(target, slice, samples[:n]))
		samples = samples[n:]
	}
	return slabs
}

// inBlockOrder orders samples by target, slice, resource, metric and time.
func inBlockOrder(a, b sample) int {
	if a.resource != b.resource || sliceOf(a.at) != sliceOf(b.at) {
		return cmp.Or(
			cmp.Compare(a.resource.target, b.resource.target),
			cmp.Compare(sliceOf(a.at), sliceOf(b.at)),
			cmp.Compare(a.resource.number, b.resource.number))
	}
	if a.metric != b.metric {
		return cmp.Compare(a.metric.number, b.metric.number)
	}
	return cmp.Compare(a.at, b.at)
}

// slabOf makes a slab of sorted samples of one target and slice.
func slabOf(target uint32, slice int64, samples []sample) *slab {
	byTime := func(a, b sample) int { return cmp.Compare(a.at, b.at) }
	s := &slab{
		target: target, slice: slice, samples: len(samples),
		first: slices.MinFunc(samples, byTime).at,
		last:  slices.MaxFunc(samples, byTime).at,
	}
	w := block.NewWriter(s.first)
	for len(samples) > 0 {
		res := samples[0].resource
		n := prefix(samples, func(s sample) bool { return s.resource == res })
		w.Add(res.number, linesOf(samples[:n]))
		samples = samples[n:]
	}
	s.plain = slices.Clip(w.Bytes())
	return s
}

// linesOf makes a line for each metric of sorted samples of one resource.
func linesOf(samples []sample) []block.Line {
	var lines []block.Line
	for i, s := range samples {
		if i == 0 || s.metric != samples[i-1].metric {
			lines = append(lines, block.Line{Metric: s.metric.number, Scheme: s.metric.scheme})
		} else if s.at == samples[i-1].at {
			continue
		}
		l := &lines[len(lines)-1]
		l.Times, l.Values = append(l.Times, s.at), append(l.Values, s.value)
	}
	return lines
}

// prefix returns how many samples at the front fulfil a condition.
func prefix(samples []sample, holds func(sample) bool) int {
	n := slices.IndexFunc(samples, func(s sample) bool { return !holds(s) })
	if n < 0 {
		return len(samples)
	}
	return n
}
