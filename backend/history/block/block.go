// Package block is the stored form of samples: short, exact to a stated
// precision, and safe to read whatever the bytes are. It knows no disk and no
// clock.
//
// A block holds samples of several resources, or of one. It is
//
//	byte     1 = plain, 2 = what follows is compressed with zstd
//	varint   base: milliseconds that its times are relative to
//	groups   one per resource, in ascending order of the resource's number:
//	  uvarint  number minus the number of the group before
//	  uvarint  length of the body
//	  body     uvarint count of axes; each: uvarint count, times as integers
//	           columns up to the end; each: uvarint metric, uvarint tag,
//	           byte shift where the scheme has one, values as integers
//
// An axis is a list of times. The lines of a resource that were sampled
// together share one, so that its times are stored once. A tag is
// axis<<3 | scheme; the scheme says how the integers become values. The scheme
// 7 begins a column of aggregates, which has three lists of integers, see there.
package block

import (
	"encoding/binary"
	"math"
	"slices"
)

const (
	plainMark  = 1
	packedMark = 2
	schemeBits = 3

	maxNumber  = math.MaxUint32
	maxAxes    = 1 << 16
	maxSamples = 1 << 23 // on one axis; two hours have fewer milliseconds
	maxShift   = 63
)

// Line is the samples of one metric of one resource.
type Line struct {
	Metric uint32
	Scheme Scheme
	Times  []int64 // milliseconds since 1970, strictly ascending
	Values []float64

	// What the values are the means of had these extremes; nil for samples.
	Low, High []float64
}

// Writer builds a plain block.
type Writer struct {
	base     int64
	last     uint32
	out      []byte
	body     []byte
	integers []int64
	floats   []float64
}

// NewWriter begins a block. Times near base are stored shortest.
func NewWriter(base int64) *Writer {
	return &Writer{base: base, out: binary.AppendVarint([]byte{plainMark}, base)}
}

// Add appends the lines of a resource. Resources must come in ascending order
// of their numbers. Lines without samples are left out.
func (w *Writer) Add(resource uint32, lines []Line) {
	axes, body := w.appendAxes(lines)
	for _, l := range lines {
		if len(l.Times) > 0 {
			axis := slices.IndexFunc(axes, func(a []int64) bool { return slices.Equal(a, l.Times) })
			body = w.appendColumn(body, l, axis)
		}
	}
	w.out = binary.AppendUvarint(w.out, uint64(resource-w.last))
	w.out = binary.AppendUvarint(w.out, uint64(len(body)))
	w.out = append(w.out, body...)
	w.last, w.body = resource, body
}

// Bytes returns the block as it is so far, in its plain form.
func (w *Writer) Bytes() []byte { return w.out }

// appendAxes starts a body with the different lists of times of the lines.
func (w *Writer) appendAxes(lines []Line) (axes [][]int64, body []byte) {
	for _, l := range lines {
		known := slices.ContainsFunc(axes, func(a []int64) bool { return slices.Equal(a, l.Times) })
		if len(l.Times) > 0 && !known {
			axes = append(axes, l.Times)
		}
	}
	body = binary.AppendUvarint(w.body[:0], uint64(len(axes)))
	for _, times := range axes {
		body = binary.AppendUvarint(body, uint64(len(times)))
		w.integers = w.integers[:0]
		for _, t := range times {
			w.integers = append(w.integers, t-w.base)
		}
		body = appendIntegers(body, w.integers)
	}
	return axes, body
}

func (w *Writer) appendColumn(body []byte, l Line, axis int) []byte {
	if l.Low != nil {
		return w.appendAggregates(body, l, axis)
	}
	kept := l.Scheme.fitting(l.Values)
	shift := kept.shift(l.Values)
	body = binary.AppendUvarint(body, uint64(l.Metric))
	body = binary.AppendUvarint(body, uint64(axis)<<schemeBits|uint64(kept))
	if kept.hasShift() {
		body = append(body, byte(shift))
	}
	w.integers = kept.quantise(w.integers[:0], l.Values, shift)
	return appendIntegers(body, w.integers)
}
