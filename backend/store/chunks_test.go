package store

import (
	"database/sql"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// toRollUp lists what waits, as resource and whether it grew.
func toRollUp(t *testing.T, h *HistoryDB, limit int) map[uint32]bool {
	t.Helper()
	found := map[uint32]bool{}
	for _, c := range must(h.ChunksToRollUp(t.Context(), limit))(t) {
		found[c.Resource] = c.Grown
	}
	return found
}

func TestChunksToRollUp_AreNewAndGrownOnesOfTheOldestSlice(t *testing.T) {
	h := withSlabs(t)
	first, second := Chunk{Resource: 1, SliceAt: 100, Data: []byte("a")}, Chunk{Resource: 2, SliceAt: 100, Data: []byte("b")}
	later := Chunk{Resource: 1, SliceAt: 200, Data: []byte("c")}
	expect := func(when string, want map[uint32]bool) {
		t.Helper()
		if diff := cmp.Diff(want, toRollUp(t, h, 10)); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", when, diff)
		}
	}
	check(t, h.SaveChunks(t.Context(), []Chunk{first, second, later}))
	check(t, h.SaveChunks(t.Context(), []Chunk{first})) // again before it was rolled up
	expect("new", map[uint32]bool{1: false, 2: false})
	if got := toRollUp(t, h, 1); len(got) != 1 {
		t.Errorf("%d chunks, want the limit of 1", len(got))
	}
	rolled := Chunk{Resource: 1, Tier: 1, SliceAt: 100, Data: []byte("aggregates")}
	check(t, h.SaveRolledUp(t.Context(), []RawChunk{{Chunk: first}}, []Chunk{rolled}))
	if diff := cmp.Diff([]Chunk{rolled}, must(h.Chunks(t.Context(), 1, 1, 0, 1000))(t)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	expect("one is done", map[uint32]bool{2: false})
	check(t, h.SaveChunks(t.Context(), []Chunk{first}))
	expect("it grew", map[uint32]bool{1: true, 2: false})
	check(t, h.SaveRolledUp(t.Context(), []RawChunk{{Chunk: first}, {Chunk: second}}, nil))
	expect("the next slice", map[uint32]bool{1: false})
}

func TestDeleteChunks_LeavesOtherTiersAlone(t *testing.T) {
	h := withSlabs(t)
	check(t, h.SaveChunks(t.Context(), []Chunk{{Resource: 1, SliceAt: 100, Data: []byte("a")}, {Resource: 1, Tier: 1, SliceAt: 100, Data: []byte("b")}}))
	if got := must(h.DeleteChunks(t.Context(), 0, 100, 10))(t); got != 1 {
		t.Errorf("%d chunks deleted, want 1", got)
	}
	for tier, want := range []bool{false, true} {
		if _, _, found, err := h.ChunkSlices(t.Context(), tier); err != nil || found != want {
			t.Errorf("tier %d: found %t, %v; want %t", tier, found, err, want)
		}
	}
}

func TestMigration_ChunksOfBeforeTheTiersAreRolledUp(t *testing.T) {
	dir := t.TempDir()
	db := must(sql.Open("sqlite3", filepath.Join(dir, "history.db")))(t)
	initial := must(migrationFiles.ReadFile(historyMigrations + "/0001_initial.sql"))(t)
	before := fstest.MapFS{"0001_initial.sql": {Data: initial}}
	d := &database{path: filepath.Join(dir, "history.db"), writer: db, reader: db}
	check(t, d.migrateTo(t.Context(), before, func(int64) error { return nil }))
	_, err := db.Exec(`INSERT INTO targets (number, name) VALUES (1, 'pve-0');
		INSERT INTO resources (number, target, name) VALUES (1, 1, 'guest:pve-0/100');
		INSERT INTO chunks (resource, tier, slice_at, data) VALUES (1, 0, 100, x'01')`)
	check(t, err)
	check(t, db.Close())
	h := open(t, dir).History()
	if diff := cmp.Diff(map[uint32]bool{1: false}, toRollUp(t, h, 10)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}
