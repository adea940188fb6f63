package history

import (
	"slices"

	"pulse/backend/history/block"
	"pulse/backend/store"
)

// slab is the samples of one target between two flushes, or between several
// when they were folded. It does not change apart from written.
type slab struct {
	target      uint32
	slice       int64 // start of the slice of time
	first, last int64
	samples     int
	plain       []byte
	folded      bool
	written     bool // guarded like the list that it is in
}

// maxUnwritten bounds, in bytes, what waits in memory for a disk that fails.
const maxUnwritten = 16 << 20

// foldAfter is how many written slabs of one slice become one in memory. The
// more samples a block has, the shorter it stores each, and the fewer blocks
// there are, the sooner they are read.
const foldAfter = 10

// recent is what stays in memory of the past: all samples since a time.
type recent struct {
	slabs []*slab // in order of arrival
	since int64
	lost  int // samples given up since this was last told
}

func (r *recent) add(s *slab) { r.slabs = append(r.slabs, s) }

// unwritten returns the slabs that are not on disk.
func (r *recent) unwritten() []*slab {
	var waiting []*slab
	for _, s := range r.slabs {
		if !s.written {
			waiting = append(waiting, s)
		}
	}
	return waiting
}

// bound gives up the oldest slabs that are not on disk when they are too many.
func (r *recent) bound() {
	size := 0
	for _, s := range slices.Backward(r.slabs) {
		if s.written {
			continue
		}
		if size += len(s.plain); size > maxUnwritten {
			r.lost += s.samples
			s.written = true
		}
	}
}

// evict forgets written slabs that ended before a time.
func (r *recent) evict(before int64) {
	r.slabs = slices.DeleteFunc(r.slabs, func(s *slab) bool {
		if !s.written || s.last >= before {
			return false
		}
		r.since = max(r.since, s.last+1)
		return true
	})
}

// foldable returns written slabs of one target and slice that are enough to
// become one, nil when there are none.
func (r *recent) foldable() []*slab {
	type key struct {
		target uint32
		slice  int64
	}
	small := map[key][]*slab{}
	for _, s := range r.slabs {
		if !s.written || s.folded {
			continue
		}
		k := key{s.target, s.slice}
		if small[k] = append(small[k], s); len(small[k]) == foldAfter {
			return small[k]
		}
	}
	return nil
}

// replace puts one slab in the place of those it was folded from.
func (r *recent) replace(parts []*slab, whole *slab) {
	place := slices.Index(r.slabs, parts[0])
	r.slabs[place] = whole
	r.slabs = slices.DeleteFunc(r.slabs, func(s *slab) bool { return slices.Contains(parts, s) })
}

func (s *slab) stored(c *block.Compressor) store.Slab {
	return store.Slab{
		Target: s.target, SliceAt: s.slice, FirstAt: s.first, LastAt: s.last,
		Data: c.Pack(s.plain),
	}
}
