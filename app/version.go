package app

import (
	"context"
	"errors"
	"fmt"

	"pulse/app/host"
	"pulse/app/prefs"
)

var errOtherVersion = errors.New("the Pulse that runs is of another version")

// problem is what stands between the person and the dashboard now; nil when
// nothing does.
func (p *program) problem(ctx context.Context) *problem {
	if err := p.keeper.Failure(); err != nil {
		return failed(ctx, err, p.options.Backend.Port)
	}
	if at := p.keeper.Now(); p.differs(at) {
		return otherVersion(at, p.options.Backend.Version)
	}
	return nil
}

// differs tells whether the dashboard would show a Pulse of another version
// than its own, and nobody has said yet that it shall.
func (p *program) differs(at host.Connection) bool {
	if at.Version == "" || at.Version == p.options.Backend.Version {
		return false
	}
	choices, err := p.prefs.Load()
	return err != nil || choices.Window.SeenVersion != at.Version
}

// otherVersion describes a Pulse on the same data that is older or newer than
// this window, as the one in the background is after an installation. One that
// a person or the system runs as a server is left to them.
func otherVersion(at host.Connection, own string) *problem {
	p := &problem{Title: "Two versions of Pulse", Anyway: true, Restart: replaceable(at)}
	if p.Restart {
		p.Message = fmt.Sprintf("This window is version %s. The Pulse that watches in the background is still version %s. "+
			"Restart it: watching goes on with version %s after a few seconds, and nothing is lost.", own, at.Version, own)
		return p
	}
	p.Message = fmt.Sprintf("This window is version %s. It shows the server at %s, which is version %s. "+
		"Most things work; to have everything work, install the same version for both and restart the server.", own, at.URL, at.Version)
	return p
}

// replaceable tells whether this program may end the process at which it is a
// client and take its place.
func replaceable(at host.Connection) bool { return at.Mode == "desktop" || at.Mode == "window" }

// Restart ends the Pulse that runs on the same data. This one takes its place.
func (s *Shell) Restart() error {
	p := s.program
	p.restarting.Store(true)
	defer p.restarting.Store(false)
	return Quit(s.closing, p.options.Backend.DataDir)
}

// OpenAnyway shows the dashboard with a Pulse of another version, now and until
// there is yet another.
func (s *Shell) OpenAnyway() error {
	p := s.program
	seen := p.keeper.Now().Version
	if err := p.prefs.Update(func(c *prefs.Prefs) { c.Window.SeenVersion = seen }); err != nil {
		return err
	}
	p.window.reload()
	return nil
}

// quit ends Pulse on this computer: this window, and what watches in the
// background. A server that somebody runs goes on.
func (p *program) quit(ctx context.Context) error {
	if at := p.keeper.Now(); !at.Own && replaceable(at) {
		if err := Quit(ctx, p.options.Backend.DataDir); err != nil {
			return err
		}
	}
	p.window.leave()
	return nil
}
