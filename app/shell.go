package app

import (
	"context"
	"fmt"
	"net/url"

	"github.com/wailsapp/wails/v2/pkg/runtime"

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
// the backend starts. When there is none, it fails and a page with the reason
// takes the place of the dashboard.
func (s *Shell) Connection() (host.Connection, error) {
	c, err := s.program.keeper.Connection(s.closing)
	if err != nil {
		s.program.window.reload()
	}
	return c, err
}

// OpenExternal opens an address in the browser of the system.
func (s *Shell) OpenExternal(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("only addresses that begin with http:// or https:// can be opened, not %q", address)
	}
	s.program.window.do(func(handle context.Context) { runtime.BrowserOpenURL(handle, u.String()) })
	return nil
}

// Version returns the version of this program.
func (s *Shell) Version() string { return s.version }

// Retry looks for a backend again after a failure. A port above 0 is used for
// this run instead of the configured one.
func (s *Shell) Retry(port int) { s.program.keeper.Retry(port) }
