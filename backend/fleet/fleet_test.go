package fleet_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/fault"
	"pulse/backend/fleet"
	"pulse/backend/infra"
	"pulse/backend/store"
	"pulse/backend/store/storetest"
	"pulse/backend/wire"
)

// monitor takes what a fleet brings and keeps the snapshot that follows.
type monitor struct {
	fleet    *fleet.Fleet
	snapshot *infra.Snapshot
	reports  int
	shown    int
	broken   error // what Refresh answers
}

func (m *monitor) Submit(_ context.Context, r infra.Report) error {
	m.reports++
	m.snapshot = m.snapshot.Apply(&r, 10*time.Second)
	return nil
}

func (m *monitor) Refresh(context.Context) error {
	if m.broken != nil {
		return m.broken
	}
	m.shown++
	var infos []infra.TargetInfo
	hosts := m.fleet.Hosts()
	for _, h := range hosts {
		infos = append(infos, h.TargetInfo)
	}
	m.snapshot = m.snapshot.WithTargets(infos, time.Now())
	for _, h := range hosts {
		if e := m.snapshot.Estate(h.ID); len(e.Parts) == 0 {
			for i := range h.Reports {
				m.snapshot = m.snapshot.Apply(&h.Reports[i], 10*time.Second)
			}
		}
	}
	return nil
}

func (m *monitor) host(key string) infra.Host {
	for _, h := range m.snapshot.Hosts {
		if h.Key == key {
			return h
		}
	}
	return infra.Host{}
}

type world struct {
	*fleet.Fleet
	*monitor
	t     *testing.T
	dir   string
	store *store.Store
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir()}
	w.open()
	t.Cleanup(w.close)
	return w
}

func (w *world) open() {
	w.t.Helper()
	log := slog.New(slog.DiscardHandler)
	w.store = storetest.OpenIn(w.t, w.dir)
	w.monitor = &monitor{snapshot: &infra.Snapshot{}}
	opened, err := fleet.Open(context.Background(), fleet.Options{Store: w.store, Monitor: w.monitor, Log: log, Every: 10 * time.Second})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Fleet, w.fleet = opened, opened
	_ = w.Refresh(context.Background())
	w.shown = 0
}

func (w *world) close() {
	if err := w.store.Close(); err != nil {
		w.t.Error(err)
	}
}

// run lets the fleet look for silence for a while.
func (w *world) run(d time.Duration) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	if err := w.Run(ctx); err != nil {
		w.t.Error(err)
	}
}

func report(key string) *wire.DockerReport {
	return &wire.DockerReport{
		Agent: wire.DockerAgent{ID: key, IntervalSeconds: 30}, Host: wire.DockerMachine{Hostname: "host-" + key},
		Containers: []wire.ReportContainer{{ID: "c1", Name: "web", State: "running"}},
	}
}

func (w *world) accept(r *wire.DockerReport) fleet.Accepted {
	w.t.Helper()
	got, err := w.Accept(context.Background(), r, infra.AgentToken{ID: "tok-1", Name: "agents"})
	if err != nil {
		w.t.Fatal(err)
	}
	return got
}

func TestAccept_ShowsTheHostWithItsContainers(t *testing.T) {
	w := newWorld(t)
	got := w.accept(report("a"))
	if got.Key != "a" || got.Containers != 1 || got.Command != nil {
		t.Errorf("answer %+v", got)
	}
	h := w.host("a")
	if !h.Online || h.Hostname != "host-a" || h.Token.Name != "agents" || len(w.snapshot.Containers) != 1 {
		t.Errorf("host %+v with %d containers", h, len(w.snapshot.Containers))
	}
}

func TestAccept_RefusesWhatIsNotAReportAndChangesNothing(t *testing.T) {
	w := newWorld(t)
	for name, change := range map[string]func(*wire.DockerReport){
		"nobody":         func(r *wire.DockerReport) { *r = wire.DockerReport{} },
		"no host name":   func(r *wire.DockerReport) { r.Host.Hostname = "  " },
		"control":        func(r *wire.DockerReport) { r.Agent.ID = "a\x00b" },
		"path":           func(r *wire.DockerReport) { r.Agent.ID = "a/../b" },
		"long":           func(r *wire.DockerReport) { r.Agent.ID = strings.Repeat("a", 300) },
		"name with line": func(r *wire.DockerReport) { r.Host.Hostname = "a\nb" },
		"too many":       func(r *wire.DockerReport) { r.Containers = make([]wire.ReportContainer, 10001) },
	} {
		t.Run(name, func(t *testing.T) {
			r := report("a")
			change(r)
			if _, err := w.Accept(t.Context(), r, infra.AgentToken{}); !fault.Is(err, fault.Invalid) {
				t.Errorf("got %v", err)
			}
			if len(w.Hosts()) != 0 || w.reports != 0 {
				t.Error("something changed")
			}
		})
	}
}

func TestAccept_ATokenStaysWhenAReportComesOtherwise(t *testing.T) {
	w := newWorld(t)
	w.accept(report("a"))
	if _, err := w.Accept(t.Context(), report("a"), infra.AgentToken{}); err != nil {
		t.Fatal(err)
	}
	if got := w.host("a").Token.ID; got != "tok-1" {
		t.Errorf("token %q", got)
	}
}

func TestHidden_StaysUntilShownAgain(t *testing.T) {
	w := newWorld(t)
	w.accept(report("a"))
	if err := w.SetHidden(t.Context(), "a", true); err != nil {
		t.Fatal(err)
	}
	w.accept(report("a"))
	if !w.host("a").Enrolment.Hidden {
		t.Error("a report showed it again")
	}
	if err := w.SetHidden(t.Context(), "a", false); err != nil || w.host("a").Enrolment.Hidden {
		t.Errorf("it stays hidden: %v", err)
	}
	if err := w.SetHidden(t.Context(), "b", true); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown host: %v", err)
	}
}

func TestExpectUninstall_IsForgottenWithTheNextReport(t *testing.T) {
	w := newWorld(t)
	w.accept(report("a"))
	if err := w.ExpectUninstall(t.Context(), "a"); err != nil || !w.host("a").Enrolment.PendingUninstall {
		t.Fatalf("not marked: %v", err)
	}
	w.accept(report("a"))
	if w.host("a").Enrolment.PendingUninstall {
		t.Error("still marked")
	}
}

func TestSilence_IsOfflineAfterFourIntervalsAndEndsWithAReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.accept(report("a"))
		w.run(2*time.Minute + time.Second)
		if !w.host("a").Online {
			t.Error("offline too early")
		}
		w.run(30 * time.Second)
		h, e := w.host("a"), w.snapshot.Targets[0]
		if h.Online || e.Failures < 3 || !strings.Contains(e.Failure.Reason, "no report since") || h.Stale == nil {
			t.Errorf("host %+v, %d failures", h, e.Failures)
		}
		if len(w.snapshot.Containers) != 1 || w.snapshot.Containers[0].Stale == nil {
			t.Error("its containers are not the last known ones, marked stale")
		}
		w.accept(report("a"))
		if !w.host("a").Online || w.snapshot.Targets[0].Failure != nil {
			t.Error("still offline after a report")
		}
	})
}

func TestSilence_AnOfflineHostIsRemovedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.accept(report("a"))
		w.run(3 * time.Minute)
		if got, err := w.Remove(t.Context(), "a", false); err != nil || got.Command != nil || len(w.Hosts()) != 0 {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestCommand_ExpiresAfterTenMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.stopping("a")
		for range 21 {
			w.run(31 * time.Second)
			w.accept(report("a"))
		}
		if e := w.host("a").Enrolment; e.PendingUninstall || e.Command.Active() {
			t.Errorf("shown %+v", e)
		}
		if _, err := w.Remove(t.Context(), "a", false); err != nil {
			t.Errorf("a new command: %v", err)
		}
	})
}

func TestAccept_AChangeThatWasNotShownIsShownLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.broken = errors.New("busy")
		if _, err := w.Accept(t.Context(), report("a"), infra.AgentToken{}); err == nil {
			t.Error("no error")
		}
		w.broken = nil
		w.run(11 * time.Second)
		if !w.host("a").Online {
			t.Error("not shown after a while")
		}
	})
}

func TestAccept_HeartbeatsAreKeptRarelyAndAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.accept(report("a"))
		first := kept(t, w)
		w.run(31 * time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		w.accept(report("a"))
		if got := kept(t, w); !got.Equal(first) {
			t.Errorf("a heartbeat after half a minute was kept at %v", got)
		}
		cancel()
		if err := w.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if got := kept(t, w); got.Sub(first) != 31*time.Second {
			t.Errorf("at the end the report of %v is kept, want the last one", got)
		}
		for range 11 {
			time.Sleep(30 * time.Second)
			w.accept(report("a"))
		}
		if got := kept(t, w); got.Sub(first) < 5*time.Minute {
			t.Errorf("after five minutes the report of %v is kept", got)
		}
	})
}

func kept(t *testing.T, w *world) time.Time {
	t.Helper()
	hosts, err := w.store.DockerHosts(context.Background())
	if err != nil || len(hosts) != 1 {
		t.Fatalf("%d hosts, %v", len(hosts), err)
	}
	return hosts[0].ReceivedAt
}

func TestHosts_AreSortedByName(t *testing.T) {
	w := newWorld(t)
	for _, key := range []string{"c", "a", "b"} {
		w.accept(report(key))
	}
	var names []string
	for _, h := range w.Hosts() {
		names = append(names, h.Name)
	}
	if !slices.IsSorted(names) || len(names) != 3 {
		t.Errorf("got %v", names)
	}
}
