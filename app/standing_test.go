package app

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pulse/app/frame"
	"pulse/app/prefs"
)

// watched is a window that a test moves, and what is remembered of it.
type watched struct {
	*standing
	mu    sync.Mutex
	seen  prefs.Window
	shown bool
}

func (w *watched) stands() (prefs.Window, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen, w.shown
}

func (w *watched) move(to prefs.Window, shown bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen, w.shown = to, shown
}

func observe(t *testing.T, file prefs.File) *watched {
	t.Helper()
	w := &watched{standing: newStanding(file, slog.New(slog.DiscardHandler)), shown: true}
	w.look = w.stands
	return w
}

func placeFile(t *testing.T) prefs.File {
	t.Helper()
	return prefs.File(filepath.Join(t.TempDir(), "desktop.json"))
}

func remembered(t *testing.T, file prefs.File) prefs.Window {
	t.Helper()
	p, err := file.Load()
	if err != nil {
		t.Fatal(err)
	}
	return p.Window
}

func TestStanding_IsRememberedWhenTheWindowRests(t *testing.T) {
	file := placeFile(t)
	synctest.Test(t, func(t *testing.T) {
		w := observe(t, file)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go w.run(ctx)
		for x := range 4 { // somebody drags it
			w.move(prefs.Window{X: x, Y: 20, Width: 900, Height: 700}, true)
			time.Sleep(lookPause)
			synctest.Wait()
			if got := remembered(t, file); got != (prefs.Window{}) {
				t.Fatalf("written while the window moves: %+v", got)
			}
		}
		time.Sleep(lookPause)
		synctest.Wait()
		if got := remembered(t, file); got != (prefs.Window{X: 3, Y: 20, Width: 900, Height: 700}) {
			t.Errorf("got %+v, want the place where it rests", got)
		}
	})
}

func TestStanding_OfAMaximisedWindowKeepsHowItStoodBefore(t *testing.T) {
	file := placeFile(t)
	w := observe(t, file)
	w.move(prefs.Window{X: 5, Y: 6, Width: 900, Height: 700}, true)
	w.see()
	w.move(prefs.Window{X: 0, Y: 0, Width: 1920, Height: 1050, Maximised: true}, true)
	w.see()
	w.move(prefs.Window{X: -1, Y: -1, Width: 1, Height: 1}, false) // then minimised
	w.see()
	w.keep()
	if got, want := remembered(t, file), (prefs.Window{X: 5, Y: 6, Width: 900, Height: 700, Maximised: true}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestStanding_NextWindowHasSizeAndZoomOfTheLast(t *testing.T) {
	file := placeFile(t)
	first := observe(t, file)
	if width, height := first.size(); width != frame.FirstWidth || height != frame.FirstHeight {
		t.Errorf("the first window is %d × %d", width, height)
	}
	first.move(prefs.Window{X: 5, Y: 6, Width: 900, Height: 700}, true)
	first.see()
	first.keep()
	if got := first.zoom(1); got != 110 {
		t.Errorf("one step larger is %d %%", got)
	}
	next := observe(t, file)
	if width, height := next.size(); width != 900 || height != 700 {
		t.Errorf("the next window is %d × %d", width, height)
	}
	if got := next.zoom(1); got != 125 {
		t.Errorf("another step is %d %%", got)
	}
}
