package block

import (
	"encoding/binary"
	"errors"
)

// A list of integers is stored as its first value and what each further value
// differs from a prediction, in frames of 64 packed at the width of the
// largest one:
//
//	byte     order<<6 | width of the first frame
//	varint   first value
//	varint   first difference, with order 2 only
//	bits     the first frame, then for each further frame a width byte and bits
//
// Order 0 predicts the first value, 1 the value before, 2 that the last
// difference repeats. The number of values is known to the reader. Arithmetic
// wraps, so every int64 survives.
const (
	frameLength = 64
	orders      = 3
)

// ErrDamaged is the error of bytes that are no block, or not any more.
var ErrDamaged = errors.New("block is damaged")

// appendIntegers appends the stored form of values.
func appendIntegers(dst []byte, values []int64) []byte {
	if len(values) == 0 {
		return dst
	}
	order, residuals := bestOrder(values)
	first, residuals := cutFrame(residuals)
	width := frameWidth(first)
	dst = append(dst, byte(order)<<6|widthMark(width))
	dst = binary.AppendVarint(dst, values[0])
	if order == 2 {
		dst = binary.AppendVarint(dst, values[1]-values[0])
	}
	dst = appendPacked(dst, first, width)
	for len(residuals) > 0 {
		var frame []uint64
		frame, residuals = cutFrame(residuals)
		width := frameWidth(frame)
		dst = append(dst, widthMark(width))
		dst = appendPacked(dst, frame, width)
	}
	return dst
}

// bestOrder returns the order with the shortest result and its residuals.
func bestOrder(values []int64) (order int, residuals []uint64) {
	best := -1
	for o := range orders {
		if o == 2 && len(values) < 3 {
			break
		}
		candidate := residualsOf(values, o)
		if size := packedSize(candidate); best < 0 || size < best {
			best, order, residuals = size, o, candidate
		}
	}
	return order, residuals
}

func residualsOf(values []int64, order int) []uint64 {
	residuals := make([]uint64, 0, len(values))
	for i := max(1, order); i < len(values); i++ {
		var predicted int64
		switch order {
		case 0:
			predicted = values[0]
		case 1:
			predicted = values[i-1]
		default:
			predicted = 2*values[i-1] - values[i-2]
		}
		residuals = append(residuals, zigzag(values[i]-predicted))
	}
	return residuals
}

// readIntegers fills dst from in.
func readIntegers(in *input, dst []int64) error {
	if len(dst) == 0 {
		return nil
	}
	head := in.byte()
	order := int(head >> 6)
	if order >= orders || order == 2 && len(dst) < 3 {
		return ErrDamaged
	}
	dst[0] = in.varint()
	if order == 2 {
		dst[1] = dst[0] + in.varint()
	}
	rest := dst[max(1, order):]
	for mark := head; ; mark = in.byte() {
		frame := rest[:min(len(rest), frameLength)]
		if err := in.unpack(frame, mark&wideMark); err != nil {
			return err
		}
		if rest = rest[len(frame):]; len(rest) == 0 {
			break
		}
	}
	restore(dst, order)
	return nil
}

// skipIntegers passes over count values.
func skipIntegers(in *input, count int) error {
	if count == 0 {
		return nil
	}
	head := in.byte()
	order := int(head >> 6)
	if order >= orders || order == 2 && count < 3 {
		return ErrDamaged
	}
	in.varint()
	if order == 2 {
		in.varint()
	}
	rest := count - max(1, order)
	for mark := head; ; mark = in.byte() {
		frame := min(rest, frameLength)
		in.take(packedLength(frame, widthOf(mark&wideMark)))
		if rest -= frame; rest == 0 || in.bad {
			return in.err()
		}
	}
}

// restore turns the residuals in values back into what they stand for.
func restore(values []int64, order int) {
	switch order {
	case 0:
		for i := 1; i < len(values); i++ {
			values[i] += values[0]
		}
	case 1:
		for i := 1; i < len(values); i++ {
			values[i] += values[i-1]
		}
	default:
		step := values[1] - values[0]
		for i := 2; i < len(values); i++ {
			step += values[i]
			values[i] = values[i-1] + step
		}
	}
}
