package app

import (
	"cmp"
	"context"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/wailsapp/wails/v2/pkg/options"

	"pulse/app/frame"
	"pulse/app/prefs"
)

// lookPause is the time between two looks at how the window stands.
const lookPause = 5 * time.Second

// standing remembers how the window stands and how large its page is, so that
// the next window stands there. It writes when the window has come to rest, so
// that nothing is lost where the session ends without telling.
type standing struct {
	file prefs.File
	log  *slog.Logger
	look func() (prefs.Window, bool)

	mu    sync.Mutex
	now   prefs.Window // as last seen
	saved prefs.Window // as it is in the file
}

func newStanding(file prefs.File, log *slog.Logger) *standing {
	s := &standing{file: file, log: log, look: frame.Look}
	choices, err := file.Load()
	if err != nil {
		log.Warn("the place of the window is not known", "err", err)
	}
	s.now, s.saved = choices.Window, choices.Window
	return s
}

// size is that of a new window.
func (s *standing) size() (width, height int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return cmp.Or(s.now.Width, frame.FirstWidth), cmp.Or(s.now.Height, frame.FirstHeight)
}

// startState is how Windows shows a new window, which it does when the page is
// there; elsewhere restore fills the screen.
func (s *standing) startState() options.WindowStartState {
	s.mu.Lock()
	defer s.mu.Unlock()
	if runtime.GOOS == "windows" && s.now.Maximised {
		return options.Maximised
	}
	return options.Normal
}

// restore places a new window where the last one stood, and the very first one
// in the middle of its screen.
func (s *standing) restore() {
	s.mu.Lock()
	was := s.now
	s.mu.Unlock()
	frame.Put(was)
	if was.Zoom != 0 {
		frame.Zoom(was.Zoom)
	}
}

// run keeps an eye on the window until ctx ends.
func (s *standing) run(ctx context.Context) {
	ticker := time.NewTicker(lookPause)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if s.see() {
				s.keep()
			}
		}
	}
}

// see looks at the window and reports whether it stands as it did before.
func (s *standing) see() (rests bool) {
	w, ok := s.look()
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.now
	switch {
	case !ok: // nothing is known of one that is not shown
	case w.Maximised: // the rest is how it stood before
		s.now.Maximised = true
	default:
		s.now.X, s.now.Y, s.now.Width, s.now.Height, s.now.Maximised = w.X, w.Y, w.Width, w.Height, false
	}
	return s.now == before
}

// keep writes how the window was last seen, unless that is known already.
func (s *standing) keep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now == s.saved {
		return
	}
	err := s.file.Update(func(p *prefs.Prefs) {
		s.now.SeenVersion = p.Window.SeenVersion
		p.Window = s.now
	})
	if err != nil {
		s.log.Warn("the place of the window is not remembered", "err", err)
	}
	s.saved = s.now
}

// zoom makes the page a step larger or smaller, or shows it at its actual size
// with 0. It returns the size in percent.
func (s *standing) zoom(by int) (percent int) {
	s.mu.Lock()
	percent = frame.Step(cmp.Or(s.now.Zoom, 100), by)
	s.now.Zoom = percent
	s.mu.Unlock()
	frame.Zoom(percent)
	s.keep()
	return percent
}
