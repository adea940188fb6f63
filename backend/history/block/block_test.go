package block

import (
	"bytes"
	"encoding/hex"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// groups generates resources whose lines share some of their times.
func groups() *rapid.Generator[[]group] {
	return rapid.Custom(func(t *rapid.T) []group {
		var all []group
		numbers := rapid.SliceOfNDistinct(rapid.Uint32Range(1, math.MaxUint32), 1, 8, rapid.ID).Draw(t, "resources")
		slices.Sort(numbers)
		for _, number := range numbers {
			axes := rapid.SliceOfN(timeLists(), 1, 3).Draw(t, "axes")
			g := group{resource: number}
			for metric := range rapid.Uint32Range(1, 12).Draw(t, "lines") {
				times := rapid.SampledFrom(axes).Draw(t, "times")
				values := rapid.SliceOfN(rapid.Float64Range(0, 1), len(times), len(times)).Draw(t, "values")
				g.lines = append(g.lines, Line{Metric: metric + 1, Scheme: exact, Times: times, Values: values})
			}
			all = append(all, g)
		}
		return all
	})
}

func timeLists() *rapid.Generator[[]int64] {
	return rapid.Custom(func(t *rapid.T) []int64 {
		at := rapid.Int64Range(-1e12, 2e12).Draw(t, "first")
		times := make([]int64, rapid.IntRange(1, 100).Draw(t, "count"))
		for i := range times {
			times[i] = at
			at += rapid.Int64Range(1, 20_000).Draw(t, "spacing")
		}
		return times
	})
}

// group is a resource in a block.
type group struct {
	resource uint32
	lines    []Line
}

func blockOf(all []group) []byte {
	w := NewWriter(1_700_000_000_000)
	for _, g := range all {
		w.Add(g.resource, g.lines)
	}
	return w.Bytes()
}

func groupsIn(t interface{ Fatalf(string, ...any) }, plain []byte, wanted func(uint32) bool) []group {
	r, err := NewReader(plain)
	if err != nil {
		t.Fatalf("read block: %v", err)
	}
	var all []group
	var d Decoder
	for {
		resource, part, more, err := r.Next()
		if err != nil {
			t.Fatalf("next resource: %v", err)
		}
		if !more {
			return all
		}
		g := group{resource: resource}
		err = d.Decode(part, wanted, func(l Line) {
			l.Times, l.Values = slices.Clone(l.Times), slices.Clone(l.Values)
			g.lines = append(g.lines, l)
		})
		if err != nil {
			t.Fatalf("decode: %v", err)
		}
		all = append(all, g)
	}
}

func TestBlock_GivesBackWhatWasAdded(t *testing.T) {
	codec, err := NewCompressor()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		want := groups().Draw(t, "groups")
		plain, err := codec.Unpack(nil, codec.Pack(blockOf(want)))
		if err != nil {
			t.Fatalf("unpack: %v", err)
		}
		if diff := cmp.Diff(want, groupsIn(t, plain, nil), cmp.AllowUnexported(group{})); diff != "" {
			t.Errorf("want -, got +:\n%s", diff)
		}
	})
}

func TestBlock_ReadsOnlyWantedLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := groups().Draw(t, "groups")
		only := rapid.Uint32Range(1, 12).Draw(t, "metric")
		plain := blockOf(want)
		for i := range want {
			want[i].lines = slices.DeleteFunc(want[i].lines, func(l Line) bool { return l.Metric != only })
		}
		got := groupsIn(t, plain, func(m uint32) bool { return m == only })
		for i := range want {
			if diff := cmp.Diff(want[i].lines, got[i].lines); len(want[i].lines) > 0 && diff != "" {
				t.Errorf("resource %d: want -, got +:\n%s", want[i].resource, diff)
			}
		}
	})
}

func TestBlock_SeekFindsEveryResourceAndNoOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := groups().Draw(t, "groups")
		r, err := NewReader(blockOf(all))
		if err != nil {
			t.Fatal(err)
		}
		asked := rapid.SliceOf(rapid.Uint32()).Draw(t, "asked")
		for _, g := range all {
			asked = append(asked, g.resource, g.resource)
		}
		slices.Sort(asked)
		for _, number := range asked {
			_, got, err := r.Seek(number)
			if err != nil {
				t.Fatal(err)
			}
			want := slices.ContainsFunc(all, func(g group) bool { return g.resource == number })
			if got != want {
				t.Errorf("seek %d: found %t, want %t", number, got, want)
			}
		}
	})
}

// Blocks stay on disk for days: what was written once must be read for ever.
func TestBlock_FormatIsFixed(t *testing.T) {
	want := []group{
		{7, []Line{
			{Metric: 1, Scheme: fourDigits, Times: []int64{1_700_000_000_000, 1_700_000_010_004, 1_700_000_020_001}, Values: []float64{0.25, 0.3, 0.2999}},
			{Metric: 2, Scheme: whole, Times: []int64{1_700_000_000_000, 1_700_000_010_004, 1_700_000_020_001}, Values: []float64{1 << 36, 1 << 36, 1 << 36}},
			{Metric: 3, Scheme: whole, Times: []int64{1_700_000_010_004}, Values: []float64{1}},
		}},
		{300, []Line{
			{Metric: 4, Scheme: relative, Times: []int64{1_700_000_000_000, 1_700_000_010_000}, Values: []float64{0, grid[1000]}},
			{Metric: 5, Scheme: share, Times: []int64{1_700_000_000_000, 1_700_000_010_000}, Values: []float64{1 << 30, 3 << 29}},
		}},
	}
	stored, err := hex.DecodeString(formatSample)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, groupsIn(t, stored, nil), cmp.AllowUnexported(group{})); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if now := blockOf(want); !bytes.Equal(now, stored) {
		t.Errorf("now written as %x", now)
	}
}

const formatSample = "0180a0abfef962072002038400a89c010d0100a89c0101038a8827e807e90302002400020308000002a5021501020f00204e" +
	"04040b00d0070505110e8080010020"

func FuzzBlock(f *testing.F) {
	codec, err := NewCompressor()
	if err != nil {
		f.Fatal(err)
	}
	sample, err := hex.DecodeString(formatSample)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample)
	f.Add(codec.Pack(bytes.Repeat(sample, 3)))
	f.Fuzz(func(t *testing.T, stored []byte) {
		plain, err := codec.Unpack(nil, stored)
		if err != nil {
			return
		}
		r, err := NewReader(plain)
		if err != nil {
			return
		}
		var d Decoder
		for {
			_, part, more, err := r.Next()
			if err != nil || !more {
				return
			}
			_ = d.Decode(part, nil, func(l Line) {
				if len(l.Times) != len(l.Values) {
					t.Fatalf("%d times for %d values", len(l.Times), len(l.Values))
				}
			})
			if limit := orders + frameLength*len(plain); cap(d.integers) > limit {
				t.Fatalf("room for %d integers from %d bytes", cap(d.integers), len(plain))
			}
		}
	})
}
