package block

import (
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// maxPlain bounds what a stored block may become in memory.
const maxPlain = 16 << 20

// Compressor turns plain blocks into stored ones and back. It may be used by
// several goroutines.
type Compressor struct {
	pack   *zstd.Encoder
	unpack *zstd.Decoder
}

// NewCompressor returns a compressor. It holds memory only once it is used.
func NewCompressor() (*Compressor, error) {
	pack, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault),
		zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithEncoderCRC(false))
	if err != nil {
		return nil, fmt.Errorf("set up compression: %w", err)
	}
	unpack, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1),
		zstd.WithDecoderMaxMemory(maxPlain), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, fmt.Errorf("set up decompression: %w", err)
	}
	return &Compressor{pack, unpack}, nil
}

// Pack returns a plain block as it is stored: compressed where that is shorter.
func (c *Compressor) Pack(plain []byte) []byte {
	packed := c.pack.EncodeAll(plain[1:], []byte{packedMark})
	if len(packed) < len(plain) {
		return packed
	}
	return plain
}

// Unpack returns the plain form of a stored block, in the memory of buffer as
// far as that suffices.
func (c *Compressor) Unpack(buffer, stored []byte) ([]byte, error) {
	if len(stored) == 0 {
		return nil, ErrDamaged
	}
	switch stored[0] {
	case plainMark:
		return append(buffer[:0], stored...), nil
	case packedMark:
		plain, err := c.unpack.DecodeAll(stored[1:], append(buffer[:0], plainMark))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		return plain, nil
	default:
		return nil, ErrDamaged
	}
}
