package block

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// integerLists generates steady, rising, jumping and arbitrary lists.
func integerLists() *rapid.Generator[[]int64] {
	return rapid.OneOf(
		rapid.SliceOfN(rapid.Int64(), 0, 200),
		rapid.SliceOfN(rapid.Int64Range(-50, 50), 0, 200),
		rapid.Custom(func(t *rapid.T) []int64 {
			value, step := rapid.Int64().Draw(t, "first"), rapid.Int64Range(-1e6, 1e6).Draw(t, "step")
			list := make([]int64, rapid.IntRange(0, 300).Draw(t, "length"))
			for i := range list {
				list[i] = value
				value += step + rapid.Int64Range(-2, 2).Draw(t, "jitter")
			}
			return list
		}),
	)
}

func TestIntegers_SurviveStorage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := integerLists().Draw(t, "integers")
		in := input{rest: appendIntegers(nil, want)}
		got := make([]int64, len(want))
		if err := readIntegers(&in, got); err != nil {
			t.Fatalf("read: %v", err)
		}
		if !slices.Equal(got, want) || len(in.rest) != 0 {
			t.Fatalf("got %v with %d bytes left, want %v", got, len(in.rest), want)
		}
	})
}

func TestIntegers_SkipPassesOverExactlyWhatReadConsumes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := integerLists().Draw(t, "integers")
		in := input{rest: append(appendIntegers(nil, list), 0xA5, 0x5A)}
		if err := skipIntegers(&in, len(list)); err != nil {
			t.Fatalf("skip: %v", err)
		}
		if !slices.Equal(in.rest, []byte{0xA5, 0x5A}) {
			t.Fatalf("left over: % x, want a5 5a", in.rest)
		}
	})
}

func TestIntegers_AreShort(t *testing.T) {
	steady, rising, extreme := make([]int64, 720), make([]int64, 720), []int64{math.MinInt64, math.MaxInt64}
	for i := range steady {
		steady[i], rising[i] = 68719476736, int64(1_000_000+10*i)
	}
	for _, c := range []struct {
		name   string
		list   []int64
		atMost int
	}{
		{"the same value is a byte for each 64", steady, 20},
		{"a steady rise is a byte for each 64", rising, 20},
		{"no list is much longer than its integers", extreme, 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := len(appendIntegers(nil, c.list)); got > c.atMost {
				t.Errorf("%d bytes, want at most %d", got, c.atMost)
			}
		})
	}
}
