package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"pulse/app/background"
	"pulse/app/elevate"
	"pulse/app/elsewhere"
	"pulse/app/host"
	reply "pulse/service/answer"
)

// errForeignHost is why a backend that a person started by hand is not replaced.
var errForeignHost = errors.New("a Pulse without a window holds the data of this account: end it first")

// installArgs are the arguments of pulse-server that make Pulse a service.
func (p *program) installArgs() []string {
	if p.book.HasData() {
		return []string{"install", "--from", p.options.Backend.DataDir}
	}
	return []string{"install", "--now"}
}

// removeArgs are those that end the service.
func (p *program) removeArgs() []string {
	if p.book.HasData() {
		return []string{"uninstall"}
	}
	return []string{"uninstall", "--to", p.options.Backend.DataDir}
}

// installService hands the data over to a service. The backend of this account
// stops meanwhile; when that fails it goes on.
func (p *program) installService(ctx context.Context) ServiceOutcome {
	return p.standingBack(ctx, func() ServiceOutcome {
		a, outcome := p.asAdministrator(ctx, p.installArgs()...)
		if outcome.Problem != "" {
			return outcome
		}
		if err := p.followService(ctx, a); err != nil {
			outcome.Notes = append(outcome.Notes, "The service runs, but this window has to sign in to it: "+err.Error())
		}
		return outcome
	})
}

// followService makes the window show the service.
func (p *program) followService(ctx context.Context, a reply.Answer) error {
	if a.Token != "" {
		if _, err := p.book.SignInAgain(ctx, elsewhere.ServiceID, elsewhere.Credentials{Token: a.Token}); err != nil {
			return err
		}
	}
	return p.book.Use(elsewhere.ServiceID)
}

// removeService ends the service and goes on with a backend of this account.
func (p *program) removeService(ctx context.Context) ServiceOutcome {
	return p.standingBack(ctx, func() ServiceOutcome {
		_, outcome := p.asAdministrator(ctx, p.removeArgs()...)
		if outcome.Problem != "" {
			return outcome
		}
		if err := p.book.ServiceGone(ctx); err != nil {
			outcome.Notes = append(outcome.Notes, err.Error())
		}
		return outcome
	})
}

// standingBack does something while no backend of this account runs, then goes
// on and tells the person in a dialog: the page begins anew meanwhile.
func (p *program) standingBack(ctx context.Context, do func() ServiceOutcome) ServiceOutcome {
	if !p.handing.CompareAndSwap(false, true) {
		return ServiceOutcome{Problem: "Pulse is busy with closing or with its service. Try again in a moment."}
	}
	defer p.handing.Store(false)
	at := p.keeper.Now()
	if at.URL != "" && !at.Own && at.Mode != "desktop" && at.Elsewhere == "" {
		return ServiceOutcome{Problem: "Nothing has changed: " + errForeignHost.Error() + "."}
	}
	if err := p.stop(); err != nil {
		p.log.Error("the backend did not end cleanly", "err", err)
	}
	outcome := p.withoutHost(ctx, do)
	p.start(ctx)
	p.window.explain(outcome)
	return outcome
}

// withoutHost ends a process in the background before.
func (p *program) withoutHost(ctx context.Context, do func() ServiceOutcome) ServiceOutcome {
	if err := host.Quit(ctx, p.options.Backend.DataDir); err != nil {
		return ServiceOutcome{Problem: "Nothing has changed: " + err.Error() + "."}
	}
	return do()
}

// asAdministrator runs a command of pulse-server and returns its answer.
func (p *program) asAdministrator(ctx context.Context, args ...string) (reply.Answer, ServiceOutcome) {
	if p.services.server == "" {
		return reply.Answer{}, ServiceOutcome{Problem: "Nothing has changed: " + background.ErrNoServer.Error() + "."}
	}
	dir, err := os.MkdirTemp("", "pulse-")
	if err != nil {
		return reply.Answer{}, ServiceOutcome{Problem: "Nothing has changed: " + err.Error() + "."}
	}
	defer os.RemoveAll(dir)
	err = p.services.elevated(ctx, p.services.server, append(args, "--answer", dir)...)
	a, unread := reply.Read(dir)
	if unread != nil && !errors.Is(unread, fs.ErrNotExist) {
		err = errors.Join(err, unread)
	}
	if err == nil && unread != nil {
		err = fmt.Errorf("%s did not say what it did", p.services.server)
	}
	return a, outcomeOf(a, err, elevate.Typed(p.services.server, args...))
}
