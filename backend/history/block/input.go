package block

import "encoding/binary"

// input reads bytes from the front. Once something is missing it is bad for
// good and yields zeros.
type input struct {
	rest []byte
	bad  bool
}

func (in *input) err() error {
	if in.bad {
		return ErrDamaged
	}
	return nil
}

func (in *input) fail() {
	in.bad, in.rest = true, nil
}

func (in *input) byte() byte {
	b := in.take(1)
	if b == nil {
		return 0
	}
	return b[0]
}

func (in *input) uvarint() uint64 {
	v, n := binary.Uvarint(in.rest)
	if n <= 0 {
		in.fail()
		return 0
	}
	in.rest = in.rest[n:]
	return v
}

func (in *input) varint() int64 { return unzigzag(in.uvarint()) }

// number reads a count or an identifier of at most limit.
func (in *input) number(limit int) int {
	v := in.uvarint()
	if v > uint64(limit) {
		in.fail()
		return 0
	}
	return int(v)
}

// take returns the next n bytes, nil when there are not so many.
func (in *input) take(n int) []byte {
	if n > len(in.rest) {
		in.fail()
		return nil
	}
	taken := in.rest[:n:n]
	in.rest = in.rest[n:]
	return taken
}
