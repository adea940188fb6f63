package block

import (
	"bytes"
	"math"
)

// Reader walks through the resources of a plain block.
type Reader struct {
	in       input
	base     int64
	resource uint32 // of the group that body belongs to
	body     []byte
}

// NewReader begins to read a plain block, whose memory it shares.
func NewReader(plain []byte) (Reader, error) {
	r := Reader{in: input{rest: plain}}
	if r.in.byte() != plainMark {
		return Reader{}, ErrDamaged
	}
	r.base = r.in.varint()
	return r, r.in.err()
}

// Next goes to the next resource and reports whether there is one.
func (r *Reader) Next() (resource uint32, part Part, more bool, err error) {
	if len(r.in.rest) == 0 {
		r.body = nil
		return 0, Part{}, false, r.in.err()
	}
	r.resource += uint32(r.in.number(maxNumber))
	r.body = r.in.take(r.in.number(math.MaxInt32))
	return r.resource, Part{r.base, r.body}, !r.in.bad, r.in.err()
}

// Seek goes forward to a resource and returns what the block holds of it.
// Resources must be asked for in ascending order.
func (r *Reader) Seek(resource uint32) (part Part, found bool, err error) {
	for r.body == nil || r.resource < resource {
		if _, _, more, err := r.Next(); err != nil || !more {
			return Part{}, false, err
		}
	}
	return Part{r.base, r.body}, r.resource == resource, nil
}

// Part is what one block holds of one resource. It shares the block's memory.
type Part struct {
	base int64
	body []byte
}

// Clone returns a copy that shares no memory with the block.
func (p Part) Clone() Part { return Part{p.base, bytes.Clone(p.body)} }

// Decoder reads parts. It keeps its memory from one to the next. The zero
// value is ready.
type Decoder struct {
	axes     [][]int64
	integers []int64
	spread   []int64
	values   []float64
	low      []float64
	high     []float64

	// MeansOnly passes over the extremes of aggregates.
	MeansOnly bool
}

// Decode calls visit with every line of a part whose metric is wanted; a nil
// wanted wants all. A line is valid during the call only.
func (d *Decoder) Decode(p Part, wanted func(metric uint32) bool, visit func(Line)) error {
	in := input{rest: p.body}
	axes, err := d.readAxes(&in, p.base)
	if err != nil {
		return err
	}
	for len(in.rest) > 0 {
		if err := d.readColumn(&in, axes, wanted, visit); err != nil {
			return err
		}
	}
	return in.err()
}

func (d *Decoder) readAxes(in *input, base int64) ([][]int64, error) {
	count := in.number(min(maxAxes, len(in.rest)))
	for i := range count {
		if i == len(d.axes) {
			d.axes = append(d.axes, nil)
		}
		// A byte is the width of one frame at most, so the length of the input
		// bounds what is allocated for it.
		times := resize(d.axes[i], in.number(min(maxSamples, orders+frameLength*len(in.rest))))
		if err := readIntegers(in, times); err != nil {
			return nil, err
		}
		for k := range times {
			times[k] += base
		}
		d.axes[i] = times
	}
	return d.axes[:count], in.err()
}

func (d *Decoder) readColumn(in *input, axes [][]int64, wanted func(uint32) bool, visit func(Line)) error {
	metric := uint32(in.number(maxNumber))
	tag := in.number(maxAxes << schemeBits)
	axis, kept := tag>>schemeBits, Scheme(tag&(1<<schemeBits-1))
	if in.bad || axis >= len(axes) {
		return ErrDamaged
	}
	if kept == aggregated {
		return d.readAggregates(in, metric, axes[axis], wanted, visit)
	}
	if kept >= schemes {
		return ErrDamaged
	}
	shift := 0
	if kept.hasShift() {
		shift = int(in.byte())
	}
	if shift > maxShift {
		return ErrDamaged
	}
	times := axes[axis]
	if wanted != nil && !wanted(metric) {
		return skipIntegers(in, len(times))
	}
	d.integers = resize(d.integers, len(times))
	if err := readIntegers(in, d.integers); err != nil {
		return err
	}
	d.values = kept.restore(d.values[:0], d.integers, shift)
	visit(Line{Metric: metric, Scheme: kept, Times: times, Values: d.values})
	return in.err()
}

func resize(s []int64, n int) []int64 {
	if cap(s) < n {
		return make([]int64, n)
	}
	return s[:n]
}
