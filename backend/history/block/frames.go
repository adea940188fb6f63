package block

import (
	"encoding/binary"
	"math/bits"
)

// A frame is a run of unsigned residuals packed at one width. The width is
// marked by six bits: as it is up to 56, so that eight bytes hold a value at
// whatever bit of the first it begins; wider frames take 64 bits.
const (
	maxNarrow = 56
	wideMark  = 63
)

func cutFrame(residuals []uint64) (frame, rest []uint64) {
	n := min(len(residuals), frameLength)
	return residuals[:n], residuals[n:]
}

// packedSize is the length in bytes of the frames of residuals.
func packedSize(residuals []uint64) int {
	size := 0
	for len(residuals) > 0 {
		var frame []uint64
		frame, residuals = cutFrame(residuals)
		size += 1 + packedLength(len(frame), frameWidth(frame))
	}
	return size
}

func frameWidth(frame []uint64) int {
	var all uint64
	for _, r := range frame {
		all |= r
	}
	if width := bits.Len64(all); width <= maxNarrow {
		return width
	}
	return 64
}

func widthMark(width int) byte { return byte(min(width, wideMark)) }

func packedLength(count, width int) int { return (count*width + 7) / 8 }

func appendPacked(dst []byte, frame []uint64, width int) []byte {
	if width == 64 {
		for _, r := range frame {
			dst = binary.LittleEndian.AppendUint64(dst, r)
		}
		return dst
	}
	var pending uint64
	var have int
	for _, r := range frame {
		pending |= r << have
		for have += width; have >= 8; have -= 8 {
			dst = append(dst, byte(pending))
			pending >>= 8
		}
	}
	if have > 0 {
		dst = append(dst, byte(pending))
	}
	return dst
}

// unpack fills frame with values of the width that mark stands for.
func (in *input) unpack(frame []int64, mark byte) error {
	width := widthOf(mark)
	if width > maxNarrow && width != 64 {
		return ErrDamaged
	}
	packed := in.take(packedLength(len(frame), width))
	if in.bad {
		return ErrDamaged
	}
	mask := uint64(1)<<width - 1 // all ones for 64
	for i := range frame {
		bit := i * width
		frame[i] = unzigzag(word(packed, bit>>3) >> (bit & 7) & mask)
	}
	return nil
}

func widthOf(mark byte) int {
	if mark == wideMark {
		return 64
	}
	return int(mark)
}

// word returns the eight bytes from b[i], zeros beyond the end.
func word(b []byte, i int) uint64 {
	if i+8 <= len(b) {
		return binary.LittleEndian.Uint64(b[i:])
	}
	var w [8]byte
	if i < len(b) {
		copy(w[:], b[i:])
	}
	return binary.LittleEndian.Uint64(w[:])
}

func zigzag(v int64) uint64   { return uint64(v)<<1 ^ uint64(v>>63) }
func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }
