package history

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/logtest"
	"pulse/backend/secret"
	"pulse/backend/store"
)

var (
	start = time.Date(2026, 3, 4, 6, 0, 0, 0, time.UTC) // a slice begins here
	guest = infra.GuestID("pve-0", 100)
)

// bench is a history on a real database, with a clock that the test moves.
type bench struct {
	t   testing.TB
	dir string
	now time.Time
	log logtest.Transcript
	opt Options

	store *store.Store
	*History
}

func newBench(t testing.TB, set ...func(*bench)) *bench {
	t.Helper()
	b := &bench{t: t, dir: t.TempDir(), now: start}
	b.opt = Options{Now: func() time.Time { return b.now }, Log: slog.New(slog.NewTextHandler(&b.log, nil))}
	for _, change := range set {
		change(b)
	}
	b.open()
	t.Cleanup(b.close)
	return b
}

func inFolder(dir string) func(*bench) { return func(b *bench) { b.dir = dir } }

func withinBytes(n int64) func(*bench) { return func(b *bench) { b.opt.MaxBytes = n } }

// onFakeTime gives the history the clock of the bubble it is in.
func onFakeTime(b *bench) { b.opt.Now = time.Now }

func (b *bench) open() {
	b.t.Helper()
	var err error
	if b.store, err = openStore(b.t.Context(), b.dir); err != nil {
		b.t.Fatal(err)
	}
	opened, err := Open(b.t.Context(), b.store.History(), b.opt)
	if err != nil {
		b.t.Fatal(err)
	}
	b.History = opened
}

func openStore(ctx context.Context, dir string) (*store.Store, error) {
	key, err := secret.New(make([]byte, 32))
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, store.Options{Dir: dir, Key: key, Log: slog.New(slog.DiscardHandler)})
}

func (b *bench) close() {
	b.t.Helper()
	if err := b.store.Close(); err != nil {
		b.t.Error(err)
	}
}

// restart does what the end of the process and a new start do; only what was
// flushed is left.
func (b *bench) restart() {
	b.t.Helper()
	b.close()
	b.open()
}

func (b *bench) flush() {
	b.t.Helper()
	if err := b.Flush(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// minute moves the clock on and does what Run does each minute.
func (b *bench) minute() {
	b.t.Helper()
	b.now = b.now.Add(time.Minute)
	b.flush()
	b.tidy()
}

// rest lets time pass until what was recorded is in chunks only.
func (b *bench) rest() {
	b.t.Helper()
	b.flush()
	b.now = b.now.Add(sliceLength + b.History.opt.Window + time.Second)
	if err := b.upkeep(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	b.tidy()
	if _, _, found, err := b.db.OldestSlabs(b.t.Context(), b.now.UnixMilli()); err != nil || found {
		b.t.Fatalf("slabs are left: %t, %v", found, err)
	}
}

// cpu records the processor of the guest.
func (b *bench) cpu(at time.Time, value float64) {
	b.Record(&infra.Report{Target: "pve-0", At: at, Guests: []infra.Guest{
		{Resource: infra.Resource{ID: guest, SeenAt: at}, CPU: infra.Some(value)},
	}})
}

func (b *bench) status(at time.Time, status infra.GuestStatus) {
	b.Record(&infra.Report{Target: "pve-0", At: at, Guests: []infra.Guest{
		{Resource: infra.Resource{ID: guest, SeenAt: at}, Status: status},
	}})
}

func (b *bench) series(metric infra.Metric, from, to time.Time) []Point {
	b.t.Helper()
	points, err := b.Series(b.t.Context(), guest, metric, from, to)
	if err != nil {
		b.t.Fatal(err)
	}
	return points
}

// everything returns all points of all series, by resource and metric.
func (b *bench) everything() map[infra.ID]map[infra.Metric][]Point {
	b.t.Helper()
	q := Query{From: start.Add(-48 * time.Hour), To: b.now.Add(48 * time.Hour)}
	for id := range b.names.resources {
		q.Resources = append(q.Resources, id)
	}
	for m := range b.names.metrics {
		q.Metrics = append(q.Metrics, m)
	}
	all := map[infra.ID]map[infra.Metric][]Point{}
	for lines, err := range b.Chart(context.Background(), q) {
		if err != nil {
			b.t.Fatal(err)
		}
		all[lines.Resource] = map[infra.Metric][]Point{}
		for i, points := range lines.Points {
			if len(points) > 0 {
				all[lines.Resource][q.Metrics[i]] = append([]Point(nil), points...)
			}
		}
	}
	return all
}

func at(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }

func point(seconds int, value float64) Point { return Point{at(seconds).UnixMilli(), value} }
