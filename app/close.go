package app

import (
	"context"

	"pulse/app/background"
	"pulse/app/prefs"
)

// beforeClose is asked by Wails before the window closes; true keeps it open.
// Where Pulse is to go on watching, the window is only hidden until a process
// without a window has taken over: a hidden web view would cost more than all
// the rest.
func (p *program) beforeClose(ctx context.Context) (prevent bool) {
	p.standing.see()
	p.standing.keep()
	if p.stays(ctx) {
		return true
	}
	p.window.part()
	return false
}

// stays reports whether the window is there until somebody else watches; it
// sees to that.
func (p *program) stays(ctx context.Context) bool {
	if p.window.leaving() {
		return false
	}
	if p.handing.Load() {
		return true
	}
	at := p.keeper.Now()
	if at.URL == "" || at.Mode == "desktop" || !p.keepWatching(ctx) {
		return false // nothing to keep, or another process does already
	}
	if !p.handing.CompareAndSwap(false, true) {
		return true
	}
	go p.handOver(ctx)
	return true
}

// keepWatching tells whether Pulse goes on without a window.
func (p *program) keepWatching(ctx context.Context) bool {
	return background.Sibling("pulse-server") != "" && p.decide(ctx, p.invisible())
}

// decide takes the choice of the person; where there is none and nothing would
// be seen, it asks and remembers the answer.
func (p *program) decide(ctx context.Context, invisible bool) bool {
	choices, err := p.prefs.Load()
	if err != nil {
		p.log.Warn("choices for this computer not read", "err", err)
	}
	if choices.WhenClosed != "" || !invisible {
		return choices.WhenClosed != prefs.Quit
	}
	choice := prefs.Quit
	if p.question(ctx) {
		choice = prefs.KeepWatching
	}
	if p.window.leaving() {
		return false // nobody has answered
	}
	if err := p.prefs.Update(func(c *prefs.Prefs) { c.WhenClosed = choice }); err != nil {
		p.log.Warn("the answer is not remembered", "err", err)
	}
	return choice == prefs.KeepWatching
}

// handOver stops everything here, starts the process in the background and,
// when that watches, ends. When it does not, or when a person asked for the
// window meanwhile, everything goes on here.
func (p *program) handOver(ctx context.Context) {
	defer p.handing.Store(false)
	p.wanted.Store(false)
	p.window.hide()
	if err := p.stop(); err != nil {
		p.log.Error("the backend did not end cleanly", "err", err)
	}
	limited, cancel := context.WithTimeout(ctx, background.StartLimit)
	err := p.background(limited, p.inBackground())
	cancel()
	if err == nil && !p.wanted.Load() {
		p.window.leave()
		return
	}
	p.start(ctx)
	p.window.show()
	if err != nil {
		p.log.Error("the window stays open", "err", err)
		p.window.warn("Pulse stays open", "It cannot go on watching without the window: "+err.Error()+".\n\n"+
			"To close it anyway, choose under Settings, This computer, that Pulse ends with its window.")
	}
}
