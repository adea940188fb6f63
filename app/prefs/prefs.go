// Package prefs keeps what a person chose for Pulse on this computer. Window,
// tray and background process share it; the backend does not know it.
package prefs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"pulse/app/kept"
)

// What happens when the window is closed.
const (
	KeepWatching = "keep"
	Quit         = "quit"
)

// Prefs are the choices. The zero value is not the default: use Load.
type Prefs struct {
	Notices     Notices   `json:"notices"`
	PausedUntil time.Time `json:"pausedUntil,omitzero"`
	// WhenClosed is KeepWatching, Quit, or empty while nobody has chosen.
	WhenClosed string    `json:"whenClosed,omitempty"`
	Window     Window    `json:"window,omitzero"`
	Elsewhere  Elsewhere `json:"elsewhere,omitzero"`
}

// Window is how the window stood when it was last seen. The zero value is that
// of a window which was never open.
type Window struct {
	X         int  `json:"x"`
	Y         int  `json:"y"`
	Width     int  `json:"width"` // of what the page fills, without the frame; X and Y are those of the frame
	Height    int  `json:"height"`
	Maximised bool `json:"maximised,omitempty"` // the rest is then how it stood before
	Zoom      int  `json:"zoom,omitempty"`      // of the page, in percent; 0 = 100
	// SeenVersion is the version of another Pulse on the same data with which the
	// window was opened although its own is another.
	SeenVersion string `json:"seenVersion,omitempty"`
}

// Notices says which changes are shown as notices.
type Notices struct {
	Critical bool `json:"critical"`
	Warning  bool `json:"warning"`
	Resolved bool `json:"resolved"` // the end of those that are shown
}

// Paused reports whether no notices are shown now.
func (p Prefs) Paused(now time.Time) bool { return now.Before(p.PausedUntil) }

// defaults hold until somebody chooses.
func defaults() Prefs {
	return Prefs{Notices: Notices{Critical: true, Warning: true, Resolved: true}}
}

// File is where the choices are kept.
type File string

// UserFile is the file of the account that runs this program.
func UserFile() (File, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find the folder for settings: %w", err)
	}
	return File(filepath.Join(dir, "pulse", "desktop.json")), nil
}

// Load reads the choices. Where there are none, or none that can be read, it
// returns the defaults.
func (f File) Load() (Prefs, error) {
	p := defaults()
	content, err := os.ReadFile(string(f))
	if errors.Is(err, os.ErrNotExist) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal(content, &p)
	}
	if err != nil {
		return defaults(), fmt.Errorf("read %s: %w", f, err)
	}
	return p, nil
}

// Update changes the choices. Other programs that do the same wait meanwhile.
func (f File) Update(change func(*Prefs)) error {
	return kept.Change(string(f), func() ([]byte, error) {
		p, _ := f.Load() // what cannot be read is replaced
		change(&p)
		return json.MarshalIndent(p, "", "  ")
	})
}
