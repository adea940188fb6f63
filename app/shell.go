package app

import (
	"context"

	"pulse/app/host"
)

// Shell holds the methods that the page may call. In the page they are
// window.go.app.Shell.<name>; everything else goes through the API.
type Shell struct {
	version string
	closing context.Context // ends with the window: Wails gives bound methods no context
	program *program
}

// Connection returns where the backend is and the token for it. It blocks while
// the backend starts. When there is none, or one of another version, it fails
// and a page with the reason takes the place of the dashboard.
func (s *Shell) Connection() (host.Connection, error) {
	c, err := s.program.keeper.Connection(s.closing)
	if err == nil && s.program.differs(c) {
		err = errOtherVersion
	}
	if err != nil {
		s.program.window.reload()
	}
	return c, err
}

// Version returns the version of this program.
func (s *Shell) Version() string { return s.version }

// Zoom makes the page a step larger (above 0) or smaller (below 0), or shows it
// at its actual size (0). It returns the size in percent.
func (s *Shell) Zoom(by int) (percent int) { return s.program.standing.zoom(by) }

// FullScreen lets the window fill the screen, or ends that.
func (s *Shell) FullScreen() { s.program.window.fullScreen() }

// Close closes the window, as its own button does.
func (s *Shell) Close() { s.program.window.close() }

// Quit ends Pulse on this computer.
func (s *Shell) Quit() error { return s.program.quit(s.closing) }

// Retry looks for a backend again after a failure. A port above 0 is used for
// this run instead of the configured one.
func (s *Shell) Retry(port int) { s.program.keeper.Retry(port) }
