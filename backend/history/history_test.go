package history

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pulse/backend/infra"
	"pulse/backend/store"
)

func (b *bench) expect(what string, metric infra.Metric, want ...Point) {
	b.t.Helper()
	got := b.series(metric, at(-86400), at(86400))
	if diff := cmp.Diff(want, got); diff != "" {
		b.t.Errorf("%s: want -, got +:\n%s", what, diff)
	}
}

// A share is rounded again when its block grows; how exactly is tested with
// the blocks.
var sharesRounded = cmpopts.EquateApprox(0.002, 0)

func TestRecord_IsAnsweredAtOnceAndTheSameFromEveryPlace(t *testing.T) {
	b := newBench(t)
	w := newWalk("pve-0", 2, 4, 2)
	record := func(from, to int) {
		for s := from; s < to; s += 10 {
			b.now = at(s)
			b.Record(w.step(b.now))
		}
	}
	compare := func(where string, want map[infra.ID]map[infra.Metric][]Point) {
		t.Helper()
		if diff := cmp.Diff(want, b.everything(), sharesRounded); diff != "" {
			t.Fatalf("%s: want -, got +:\n%s", where, diff)
		}
	}
	record(0, 600)
	pending := b.everything()
	if got := len(pending[infra.NodeID("pve-0", "node1")][infra.MetricCPU]); got != 60 {
		t.Fatalf("%d points of a series are pending, want 60", got)
	}
	b.flush()
	compare("in slabs", pending)
	for s := 600; s < 4000; s += 60 { // over several folds
		record(s, s+60)
		b.minute()
	}
	before := b.everything()
	b.restart()
	compare("read from slabs after a restart", before)
	b.rest()
	compare("in chunks", before)
	b.restart()
	compare("in chunks after a restart", before)
}

func TestRecord_KeepsOneSampleInTenSeconds(t *testing.T) {
	b := newBench(t)
	for s := 0; s <= 30; s += 5 {
		b.cpu(at(s), float64(s)/100)
	}
	b.expect("every second one", infra.MetricCPU, point(0, 0), point(10, 0.1), point(20, 0.2), point(30, 0.3))
}

func TestRecord_LeavesOutRepeatedAndOlderRows(t *testing.T) {
	b := newBench(t)
	b.cpu(at(0), 0.1)
	b.cpu(at(0), 0.5)
	b.cpu(at(-30), 0.6)
	b.cpu(at(10), 0.2)
	b.expect("once", infra.MetricCPU, point(0, 0.1), point(10, 0.2))
}

func TestRecord_KeepsEveryChangeOfAState(t *testing.T) {
	b := newBench(t)
	b.status(at(0), infra.GuestRunning)
	b.status(at(2), infra.GuestRunning)
	b.status(at(3), infra.GuestStopped)
	b.status(at(5), infra.GuestRunning)
	b.expect("changes", infra.MetricRunning, point(0, 1), point(3, 0), point(5, 1))
}

func TestRecord_UnknownStaysAGap(t *testing.T) {
	b := newBench(t)
	b.cpu(at(0), 0.1)
	b.status(at(10), infra.GuestRunning) // the processor is unknown
	b.cpu(at(20), 0.3)
	want := []Point{point(0, 0.1), point(20, 0.3)}
	b.expect("pending", infra.MetricCPU, want...)
	b.rest()
	b.expect("in a chunk", infra.MetricCPU, want...)
}

func TestRecord_ClockSetBackGoesOnFromThere(t *testing.T) {
	b := newBench(t)
	b.cpu(at(7200), 0.1)
	b.flush()
	b.cpu(at(0), 0.2)
	b.cpu(at(10), 0.3)
	want := []Point{point(0, 0.2), point(10, 0.3), point(7200, 0.1)}
	b.expect("in memory", infra.MetricCPU, want...)
	b.flush()
	b.restart()
	b.expect("on disk", infra.MetricCPU, want...)
	b.now = at(7200)
	b.rest()
	b.expect("in chunks", infra.MetricCPU, want...)
}

func TestRecord_ClockSetBackALittleRepeatsNothing(t *testing.T) {
	b := newBench(t)
	b.cpu(at(30), 0.1)
	b.cpu(at(15), 0.2)
	b.cpu(at(40), 0.3)
	b.expect("in order", infra.MetricCPU, point(30, 0.1), point(40, 0.3))
}

func TestSeries_HoldsOnlyTheRange(t *testing.T) {
	b := newBench(t)
	for s := 0; s <= 60; s += 10 {
		b.cpu(at(s), float64(s)/100)
	}
	want := []Point{point(20, 0.2), point(30, 0.3), point(40, 0.4)}
	if diff := cmp.Diff(want, b.series(infra.MetricCPU, at(20), at(49))); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestChart_NamesEveryResourceOnce(t *testing.T) {
	b := newBench(t)
	b.cpu(at(0), 0.1)
	unknown := infra.GuestID("pve-0", 999)
	q := Query{
		Resources: []infra.ID{guest, unknown},
		Metrics:   []infra.Metric{infra.MetricCPU, "never_recorded"}, From: at(0), To: at(10),
	}
	got := map[infra.ID][]int{}
	for lines, err := range b.Chart(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		for _, points := range lines.Points {
			got[lines.Resource] = append(got[lines.Resource], len(points))
		}
	}
	want := map[infra.ID][]int{guest: {1, 0}, unknown: {0, 0}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("points: want -, got +:\n%s", diff)
	}
}

func TestChart_RecentPastReadsNoDisk(t *testing.T) {
	b := newBench(t)
	for s := 0; s < 3*7200; s += 60 {
		b.now = at(s)
		b.cpu(b.now, 0.5)
		b.minute()
	}
	if err := b.store.Close(); err != nil {
		t.Fatal(err)
	}
	defer b.open()
	got := b.series(infra.MetricCPU, b.now.Add(-time.Hour), b.now)
	if len(got) != 60 {
		t.Errorf("%d points of the last hour without a database, want 60", len(got))
	}
	if _, err := b.Series(t.Context(), guest, infra.MetricCPU, start, b.now); err == nil {
		t.Error("six hours were answered without a database")
	}
}

func TestRewrite_InterruptedAnywhereLosesAndDoublesNothing(t *testing.T) {
	for steps := range 4 {
		b := newBench(t)
		w := newWalk("pve-0", 1, 2*resourcesPerStep+10, 0)
		for s := 0; s < 60; s += 10 {
			b.Record(w.step(at(s)))
			b.flush()
		}
		want := b.everything()
		b.now = at(0).Add(2*sliceLength + time.Minute)
		target, slice := b.names.target("pve-0"), start.UnixMilli()
		resources := b.names.resourcesOf(target)
		for some := range slices.Chunk(resources[:min(len(resources), steps*resourcesPerStep)], resourcesPerStep) {
			if _, err := b.rewriteSome(t.Context(), target, slice, some); err != nil {
				t.Fatal(err)
			}
		}
		b.restart()
		if diff := cmp.Diff(want, b.everything(), sharesRounded); diff != "" {
			t.Errorf("after %d steps: want -, got +:\n%s", steps, diff)
		}
		b.rest()
		if diff := cmp.Diff(want, b.everything(), sharesRounded); diff != "" {
			t.Errorf("begun again after %d steps: want -, got +:\n%s", steps, diff)
		}
	}
}

func TestRewrite_LateSamplesJoinTheirChunk(t *testing.T) {
	b := newBench(t)
	b.cpu(at(0), 0.1)
	b.cpu(at(20), 0.3)
	b.rest()
	b.restart() // it forgets that it had later ones
	b.cpu(at(10), 0.2)
	b.rest()
	b.expect("in one chunk", infra.MetricCPU, point(0, 0.1), point(10, 0.2), point(20, 0.3))
}

func TestRewrite_PassesOverWhatIsUnreadable(t *testing.T) {
	b := newBench(t)
	b.cpu(at(0), 0.1)
	b.flush()
	garbage := store.Slab{Target: 1, SliceAt: start.UnixMilli(), FirstAt: at(5).UnixMilli(), LastAt: at(6).UnixMilli(), Data: []byte("\x02 no block")}
	if err := b.db.AppendSlabs(t.Context(), store.SampleNames{}, []store.Slab{garbage}); err != nil {
		t.Fatal(err)
	}
	b.cpu(at(10), 0.2)
	b.flush()
	b.restart()
	b.expect("around it", infra.MetricCPU, point(0, 0.1), point(10, 0.2))
	b.rest()
	b.expect("rewritten", infra.MetricCPU, point(0, 0.1), point(10, 0.2))
	if log := b.log.String(); !strings.Contains(log, "unreadable") {
		t.Errorf("the log says nothing of it:\n%s", log)
	}
}

func (b *bench) upkeepOnce() {
	b.t.Helper()
	if err := b.upkeep(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func TestUpkeep_KeepsTheDatabaseWithinItsSize(t *testing.T) {
	const limit = 1 << 20
	b := newBench(t, withinBytes(limit))
	w := newWalk("pve-0", 5, 50, 0)
	for s := 0; s < 40*7200; s += 600 {
		b.now = at(s)
		b.Record(w.step(b.now))
		b.minute()
		b.upkeepOnce()
	}
	size, err := b.db.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if size.Used() > limit+limit/10 {
		t.Errorf("%d bytes are used, want about %d at most", size.Used(), limit)
	}
	oldest := func(k int) time.Duration {
		begin, _, found, err := b.db.ChunkSlices(t.Context(), k)
		if err != nil || !found {
			t.Fatalf("tier %d has nothing: %v", k, err)
		}
		return b.now.Sub(time.UnixMilli(begin))
	}
	if raw, hours := oldest(tierRaw), oldest(len(tiers)-1); raw > 20*time.Hour || hours < 72*time.Hour {
		t.Errorf("samples reach back %v and hours %v: the finest should go first", raw, hours)
	}
	if got := b.series(infra.MetricCPU, at(0), at(7200)); len(got) == 0 {
		t.Error("nothing is known of the oldest slice any more")
	}
}

func TestWrite_AFailingDiskLosesTheOldestAndTellsHowMany(t *testing.T) {
	b := newBench(t)
	if err := b.store.Close(); err != nil {
		t.Fatal(err)
	}
	defer b.open()
	full := make([]byte, maxUnwritten)
	b.recent.slabs = []*slab{{plain: full, samples: 7, written: true}, {plain: full, samples: 11}}
	b.cpu(at(0), 0.1)
	b.seal()
	b.writeOrTell(t.Context())
	if waiting := b.recent.unwritten(); len(waiting) != 1 || waiting[0].samples != 1 {
		t.Errorf("%d slabs wait, want the newest one only", len(waiting))
	}
	for _, want := range []string{"the oldest samples are lost", "samples=11", "cannot be written"} {
		if log := b.log.String(); !strings.Contains(log, want) {
			t.Errorf("the log does not say %q:\n%s", want, log)
		}
	}
	b.writeOrTell(t.Context())
	if n := strings.Count(b.log.String(), "cannot be written"); n != 1 {
		t.Errorf("the log says %d times that the disk fails, want once", n)
	}
}

// A damaged database is exchanged for an empty one while the program runs.
func TestWrite_BringsAllNamesToADatabaseBegunAnew(t *testing.T) {
	b := newBench(t)
	b.cpu(at(0), 0.1)
	b.flush()
	b.emptyDatabase()
	b.cpu(at(10), 0.2)
	if err := b.Flush(t.Context()); err == nil {
		t.Fatal("samples without names were written")
	}
	b.flush()
	b.expect("in memory", infra.MetricCPU, point(0, 0.1), point(10, 0.2))
	b.restart()
	b.expect("in the new database", infra.MetricCPU, point(10, 0.2))
}

func (b *bench) emptyDatabase() {
	b.t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(b.dir, "history.db"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`DELETE FROM slabs; DELETE FROM resources; DELETE FROM metrics; DELETE FROM targets`); err != nil {
		b.t.Fatal(err)
	}
}

func TestHistory_RecordsAndAnswersAtTheSameTime(t *testing.T) {
	b := newBench(t)
	w := newWalk("pve-0", 2, 10, 1)
	var busy sync.WaitGroup
	busy.Go(func() {
		for s := 0; s < 1200; s += 10 {
			b.Record(w.step(at(s)))
		}
	})
	busy.Go(func() {
		for range 30 {
			if err := b.Flush(t.Context()); err != nil {
				t.Error(err)
			}
			b.tidy()
		}
	})
	for range 2 {
		busy.Go(func() {
			seen := 0
			for range 60 {
				points, err := b.Series(t.Context(), guest, infra.MetricCPU, at(0), at(1200))
				if err != nil || len(points) < seen {
					t.Errorf("%d points after %d: %v", len(points), seen, err)
				}
				seen = len(points)
			}
		})
	}
	busy.Wait()
	if got := len(b.series(infra.MetricCPU, at(0), at(1200))); got != 120 {
		t.Errorf("%d points in the end, want 120", got)
	}
}
