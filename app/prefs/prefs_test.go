package prefs_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/app/prefs"
)

func file(t *testing.T) prefs.File {
	t.Helper()
	return prefs.File(filepath.Join(t.TempDir(), "pulse", "desktop.json"))
}

func TestFile_ShowsEverythingUntilSomebodyChooses(t *testing.T) {
	p, err := file(t).Load()
	if want := (prefs.Notices{Critical: true, Warning: true, Resolved: true}); err != nil || p.Notices != want || p.WhenClosed != "" {
		t.Errorf("got %+v, %v", p, err)
	}
}

func TestFile_ComesBackAsItWasChosen(t *testing.T) {
	f := file(t)
	until := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	if err := f.Update(func(p *prefs.Prefs) { p.PausedUntil, p.WhenClosed = until, prefs.Quit }); err != nil {
		t.Fatal(err)
	}
	if err := f.Update(func(p *prefs.Prefs) { p.Notices.Warning = false }); err != nil {
		t.Fatal(err)
	}
	got, err := f.Load()
	want := prefs.Prefs{Notices: prefs.Notices{Critical: true, Resolved: true}, PausedUntil: until, WhenClosed: prefs.Quit}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if !got.Paused(until.Add(-time.Second)) || got.Paused(until) {
		t.Error("paused until that moment, and not longer")
	}
}

func TestFile_TwoProgramsDoNotUndoEachOther(t *testing.T) {
	f := file(t)
	var both sync.WaitGroup
	both.Go(func() { _ = f.Update(func(p *prefs.Prefs) { p.WhenClosed = prefs.Quit }) })
	both.Go(func() { _ = f.Update(func(p *prefs.Prefs) { p.Notices.Warning = false }) })
	both.Wait()
	if p, err := f.Load(); err != nil || p.WhenClosed != prefs.Quit || p.Notices.Warning {
		t.Errorf("got %+v, %v, want both changes", p, err)
	}
}

func TestFile_DamagedIsSaidAndReplaced(t *testing.T) {
	f := file(t)
	if err := f.Update(func(*prefs.Prefs) {}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(string(f), []byte(`{"notices":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := f.Load(); err == nil || !p.Notices.Critical {
		t.Errorf("got %+v, %v, want the defaults and an error", p, err)
	}
	if err := f.Update(func(p *prefs.Prefs) { p.WhenClosed = prefs.Quit }); err != nil {
		t.Fatal(err)
	}
	if p, err := f.Load(); err != nil || p.WhenClosed != prefs.Quit {
		t.Errorf("got %+v, %v", p, err)
	}
}
