package app

import (
	"fmt"
	"time"

	"pulse/app/notice"
	"pulse/app/prefs"
)

// Computer is what a person can choose for Pulse on this computer.
type Computer struct {
	StartAtLogin bool   `json:"startAtLogin"`
	LoginProblem string `json:"loginProblem,omitempty"` // why it cannot be switched
	Critical     bool   `json:"critical"`
	Warning      bool   `json:"warning"`
	Resolved     bool   `json:"resolved"`
	PausedUntil  int64  `json:"pausedUntil,omitempty"` // milliseconds
	KeepWatching bool   `json:"keepWatching"`          // when the window is closed
}

// Computer returns the choices, and the true state of the start at login.
func (s *Shell) Computer() (Computer, error) {
	p, err := s.program.prefs.Load()
	c := Computer{
		Critical: p.Notices.Critical, Warning: p.Notices.Warning, Resolved: p.Notices.Resolved,
		KeepWatching: p.WhenClosed != prefs.Quit,
	}
	if p.Paused(time.Now()) {
		c.PausedUntil = p.PausedUntil.UnixMilli()
	}
	entry, failed := s.program.login()
	if failed == nil {
		c.StartAtLogin, failed = entry.Enabled()
	}
	if failed != nil {
		c.LoginProblem = failed.Error()
	}
	return c, err
}

// SetComputer stores the choices and switches the start at login.
func (s *Shell) SetComputer(c Computer) error {
	entry, err := s.program.login()
	if err == nil {
		var on bool
		if on, err = entry.Enabled(); err == nil && on != c.StartAtLogin {
			err = entry.Set(c.StartAtLogin)
		}
	}
	if err != nil && c.StartAtLogin {
		return fmt.Errorf("start at login: %w", err)
	}
	return s.program.prefs.Update(func(p *prefs.Prefs) {
		p.Notices = prefs.Notices{Critical: c.Critical, Warning: c.Warning, Resolved: c.Resolved}
		p.WhenClosed = prefs.KeepWatching
		if !c.KeepWatching {
			p.WhenClosed = prefs.Quit
		}
		if c.PausedUntil == 0 {
			p.PausedUntil = time.Time{}
		} else {
			p.PausedUntil = time.UnixMilli(c.PausedUntil)
		}
	})
}

// TestNotice shows a notice and returns what the system said to it.
func (s *Shell) TestNotice() (string, error) {
	err := s.program.notices.show(notice.Notice{Title: "A test from Pulse", Body: "Notices are shown like this. A click opens the alerts."})
	if err != nil {
		return "", fmt.Errorf("the system did not take the notice: %w", err)
	}
	return "The system took the notice. If it is not to be seen, its own settings hold it back.", nil
}

// Opening returns the alert that the page is to show, once; empty where it is
// to show none. found says whether there is anything to show.
func (s *Shell) Opening() Opening { return s.program.opening.take() }
