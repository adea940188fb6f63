package store

import (
	"bytes"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	sampleNames = SampleNames{
		Targets:   []SampleName{{Number: 1, Name: "pve-0"}},
		Resources: []SampleName{{Number: 1, Name: "guest:pve-0/100", Target: 1}, {Number: 2, Name: "guest:pve-0/101", Target: 1}},
		Metrics:   []SampleName{{Number: 1, Name: "cpu_ratio"}},
	}
	firstSlab  = Slab{ID: 1, Target: 1, SliceAt: 0, FirstAt: 10, LastAt: 20, Data: []byte("one")}
	secondSlab = Slab{ID: 2, Target: 1, SliceAt: 100, FirstAt: 110, LastAt: 120, Data: []byte("two")}
)

// withSlabs is a history with two slabs.
func withSlabs(t *testing.T) *HistoryDB {
	t.Helper()
	h := open(t, t.TempDir()).History()
	check(t, h.AppendSlabs(t.Context(), sampleNames, []Slab{firstSlab, secondSlab}))
	return h
}

func slabsBetween(t *testing.T, h *HistoryDB, from, to int64) (found []Slab) {
	t.Helper()
	check(t, h.EachSlab(t.Context(), from, to, func(s Slab) error {
		s.Data = bytes.Clone(s.Data)
		found = append(found, s)
		return nil
	}))
	return found
}

func TestSlabs_ComeBackByTime(t *testing.T) {
	h := withSlabs(t)
	for _, c := range []struct {
		name     string
		from, to int64
		want     []Slab
	}{
		{"all", 0, math.MaxInt64, []Slab{firstSlab, secondSlab}},
		{"those that reach into the range", 20, 110, []Slab{firstSlab, secondSlab}},
		{"not those that end before it", 21, 200, []Slab{secondSlab}},
		{"not those that begin after it", 0, 109, []Slab{firstSlab}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, slabsBetween(t, h, c.from, c.to)); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

func TestSampleNames_ComeBackAndStayAsTheyWere(t *testing.T) {
	h := withSlabs(t)
	check(t, h.AppendSlabs(t.Context(), sampleNames, nil))
	got := must(h.SampleNames(t.Context()))(t)
	if diff := cmp.Diff(sampleNames, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestAppendSlabs_RefusesAnUnknownTargetAndWritesNothing(t *testing.T) {
	h := withSlabs(t)
	stranger := Slab{Target: 9, Data: []byte("three")}
	if err := h.AppendSlabs(t.Context(), SampleNames{}, []Slab{secondSlab, stranger}); err == nil {
		t.Error("a slab of an unknown target was written")
	}
	if got := slabsBetween(t, h, 0, math.MaxInt64); len(got) != 2 {
		t.Errorf("%d slabs, want the 2 from before", len(got))
	}
}

func TestDeleteSlabs_LeavesOtherSlicesAndLaterOnes(t *testing.T) {
	h := withSlabs(t)
	late := Slab{ID: 3, Target: 1, SliceAt: 0, FirstAt: 15, LastAt: 16, Data: []byte("late")}
	check(t, h.AppendSlabs(t.Context(), SampleNames{}, []Slab{late}))
	check(t, h.DeleteSlabs(t.Context(), 1, 0, firstSlab.ID))
	if diff := cmp.Diff([]Slab{secondSlab, late}, slabsBetween(t, h, 0, math.MaxInt64)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	target, slice, found, err := h.OldestSlabs(t.Context(), 100)
	check(t, err)
	if target != 1 || slice != 0 || !found {
		t.Errorf("oldest slabs: target %d, slice %d, found %t; want those of slice 0", target, slice, found)
	}
}

func TestChunks_AreReplacedAndDeletedBySlice(t *testing.T) {
	h := withSlabs(t)
	check(t, h.SaveChunks(t.Context(), []Chunk{
		{Resource: 1, SliceAt: 0, Data: []byte("old")},
		{Resource: 1, SliceAt: 100, Data: []byte("kept")},
		{Resource: 2, SliceAt: 0, Data: []byte("other")},
	}))
	check(t, h.SaveChunks(t.Context(), []Chunk{{Resource: 1, SliceAt: 0, Data: []byte("new")}}))
	want := []Chunk{{Resource: 1, SliceAt: 0, Data: []byte("new")}, {Resource: 1, SliceAt: 100, Data: []byte("kept")}}
	if diff := cmp.Diff(want, must(h.Chunks(t.Context(), 1, 0, 0, 100))(t)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	for _, want := range []int{1, 1, 0} {
		if got := must(h.DeleteChunks(t.Context(), 0, 0, 1))(t); got != want {
			t.Errorf("%d chunks deleted, want %d", got, want)
		}
	}
	oldest, newest, found, err := h.ChunkSlices(t.Context(), 0)
	check(t, err)
	if oldest != 100 || newest != 100 || !found {
		t.Errorf("slices from %d to %d, found %t; want 100 only", oldest, newest, found)
	}
}

func TestShrink_GivesBackThatManyFreePages(t *testing.T) {
	h := withSlabs(t)
	check(t, h.SaveChunks(t.Context(), []Chunk{{Resource: 1, Data: bytes.Repeat([]byte("x"), 100*4096)}}))
	must(h.DeleteChunks(t.Context(), 0, 0, 1))(t)
	before := must(h.Size(t.Context()))(t)
	if before.Free < 100 {
		t.Fatalf("%d pages are free, want at least 100", before.Free)
	}
	check(t, h.Shrink(t.Context(), 60))
	after := must(h.Size(t.Context()))(t)
	if freed := before.Pages - after.Pages; freed < 60 || freed > 62 { // a page that lists pages may go too
		t.Errorf("%d pages were given back, want 60", freed)
	}
	if before.Used() < after.Used() {
		t.Errorf("%d bytes used before, %d after", before.Used(), after.Used())
	}
}
