package backfill_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/backfill"
	"pulse/backend/history"
	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/store/storetest"
)

const target = infra.TargetID("pve-0")

var guest = infra.GuestID(target, 101)

// server keeps records of one guest, one a minute, as long as it is asked for
// the last hour, and one in half an hour beyond.
type server struct {
	mu      sync.Mutex
	asked   []source.Frame
	failing error
	slow    time.Duration // each answer takes
}

func (s *server) Jobs() []source.Job { return nil }
func (s *server) Close() error       { return nil }

func (s *server) Past(_ context.Context, id infra.ID, frame source.Frame) (source.Past, error) {
	time.Sleep(s.slow) // in made-up time
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, frame)
	if s.failing != nil {
		return source.Past{}, s.failing
	}
	length, step := time.Hour, time.Minute
	if frame != source.FrameHour {
		length, step = 24*time.Hour, 30*time.Minute
	}
	past := source.Past{Step: step}
	for at := time.Now().Add(-length).Truncate(step); at.Before(time.Now()); at = at.Add(step) {
		past.Readings = append(past.Readings, infra.Reading{Resource: id, Metric: infra.MetricCPU, Value: 0.5, At: at})
	}
	return past, nil
}

func (s *server) frames() []source.Frame {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]source.Frame(nil), s.asked...)
}

// lab is a history with a filler and a target whose health the test decides.
type lab struct {
	*testing.T
	history *history.History
	filler  *backfill.Filler
	server  *server
	mu      sync.Mutex
	snap    *infra.Snapshot
	end     func()
}

func open(t *testing.T, dir string) (*history.History, func()) {
	t.Helper()
	db := storetest.OpenIn(t, dir)
	h, err := history.Open(t.Context(), db.History(), history.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return h, func() {
		if err := h.Flush(context.Background()); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func newLab(t *testing.T, dir string) *lab {
	t.Helper()
	l := &lab{T: t, server: &server{}}
	l.snap = (&infra.Snapshot{}).WithTargets([]infra.TargetInfo{{ID: target, Kind: "pve", Name: "lab"}}, time.Now())
	var shut func()
	l.history, shut = open(t, dir)
	l.filler = backfill.New(backfill.Options{
		History: l.history, Log: slog.New(slog.DiscardHandler), Snapshot: l.snapshot,
		Source: func(infra.TargetID) source.Source { return l.server },
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- l.filler.Run(ctx) }()
	l.end = func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		shut()
	}
	return l
}

func (l *lab) snapshot() *infra.Snapshot {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.snap
}

// watch records the guest every 10 s for a while.
func (l *lab) watch(length time.Duration) {
	for end := time.Now().Add(length); time.Now().Before(end); time.Sleep(10 * time.Second) {
		l.report(infra.Report{Guests: []infra.Guest{{
			Resource: infra.Resource{ID: guest, Target: target, SeenAt: time.Now()}, VMID: 101, CPU: infra.Some(0.25),
		}}})
	}
	synctest.Wait()
}

func (l *lab) report(r infra.Report) {
	r.Target, r.Part, r.At = target, infra.PartPulse, time.Now()
	l.history.Record(&r)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.snap = l.snap.Apply(&r, time.Second)
}

// cells tells for each minute of a stretch what is known: m measured, f filled,
// or a dash.
func (l *lab) table(from, to time.Time) history.Table {
	l.Helper()
	table, err := l.history.Table(l.Context(), history.TableQuery{
		Resource: guest, Metrics: []infra.Metric{infra.MetricCPU}, From: from, To: to, Points: int(to.Sub(from) / time.Minute),
	})
	if err != nil {
		l.Fatal(err)
	}
	return table
}

func TestFiller_FillsAGapAndOverwritesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, t.TempDir())
		defer l.end()
		begin := time.Now()
		l.watch(10 * time.Minute)
		slept := time.Now()
		time.Sleep(30 * time.Minute)
		woke := time.Now()
		l.watch(10 * time.Minute)
		table := l.table(begin, time.Now().Add(-time.Minute))
		if len(table.Gaps) > 0 {
			t.Errorf("gaps are left: %v", table.Gaps)
		}
		for i, c := range table.Columns[0] {
			at := time.UnixMilli(table.From + int64(i)*table.Step)
			measured := at.Before(slept.Add(-time.Minute)) && !at.Before(begin) || at.After(woke)
			if measured && c.Mean != 0.25 {
				t.Errorf("%v is %v, want what was measured", at, c.Mean)
			}
			if at.After(slept.Add(time.Minute)) && at.Before(woke.Add(-time.Minute)) && c.Mean != 0.5 {
				t.Errorf("%v is %v, want what the server recorded", at, c.Mean)
			}
		}
		last := table.Filled[len(table.Filled)-1]
		if from, to := time.UnixMilli(last.From), time.UnixMilli(last.To); from.Before(slept.Add(-time.Minute)) || to.After(woke.Add(time.Minute)) {
			t.Errorf("filled from %v to %v, slept from %v to %v", from, to, slept, woke)
		}
	})
}

func TestFiller_AsksOnceAndNotAgainAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		l := newLab(t, dir)
		l.watch(10 * time.Minute)
		first := l.server.frames()
		if len(first) != 4 {
			t.Errorf("asked for %v, want each frame once", first)
		}
		l.end()
		l = newLab(t, dir)
		defer l.end()
		l.watch(10 * time.Minute)
		if again := l.server.frames(); len(again) != 0 {
			t.Errorf("asked again for %v", again)
		}
	})
}

func TestFiller_LeavesATargetAloneThatJustCameBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, t.TempDir())
		defer l.end()
		l.watch(50 * time.Second)
		l.report(infra.Report{Failures: []infra.Failure{{Kind: infra.FailUnreachable, Reason: "nobody answers"}}})
		time.Sleep(30 * time.Second)
		l.watch(50 * time.Second)
		if asked := l.server.frames(); len(asked) != 0 {
			t.Errorf("asked for %v before it was well for a minute", asked)
		}
		l.watch(time.Minute)
		if len(l.server.frames()) == 0 {
			t.Error("not asked although it was well for long enough")
		}
	})
}

func TestFiller_TriesAgainWhatCouldNotBeReachedAndGivesUpWhatIsRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		err   error
		again bool
	}{
		{"unreachable", &source.Error{Kind: infra.FailUnreachable, Reason: "nobody answers"}, true},
		{"refused", &source.Error{Kind: infra.FailPermission, Reason: "VM.Audit is missing", Err: errors.New("403")}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLab(t, t.TempDir())
				defer l.end()
				l.server.failing = c.err
				l.watch(5 * time.Minute)
				if got := len(l.server.frames()) > 1; got != c.again {
					t.Errorf("asked again: %t, want %t", got, c.again)
				}
			})
		})
	}
}

func TestFiller_TellsItsPaceWhileItAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, t.TempDir())
		defer l.end()
		if got := l.filler.Pace(); len(got) != 0 {
			t.Errorf("before it asks: %v", got)
		}
		l.server.slow = 20 * time.Second
		l.watch(2 * time.Minute)
		if got := l.filler.Pace()[target]; !got.Known || got.Value < 2 || got.Value > 6 {
			t.Errorf("a question each 20 s makes %+v a minute", got)
		}
		l.watch(5 * time.Minute)
		if got := l.filler.Pace(); len(got) != 0 {
			t.Errorf("when it is done: %v", got)
		}
	})
}
