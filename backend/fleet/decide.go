package fleet

import (
	"context"
	"maps"
	"time"

	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/store"
)

// blockedFor is how long a removed host may not report, unless it is allowed to.
const blockedFor = 24 * time.Hour

// Removal says what became of the wish to remove a host.
type Removal struct {
	Known   bool                // there was such a host
	Command *infra.AgentCommand // its agent was asked to stop; the host stays until it did
}

// Remove removes a host. One that is online is only asked to stop, unless by
// force. An unknown host is a fault.NotFound, or nothing when by force; a host
// that is already stopping is a fault.Conflict.
func (f *Fleet) Remove(ctx context.Context, key string, force bool) (Removal, error) {
	f.changing.Lock()
	defer f.changing.Unlock()
	h := f.known.Load().hosts[key]
	switch {
	case h == nil && force:
		return Removal{}, nil
	case h == nil:
		return Removal{}, noSuchHost()
	case force || h.Silent || f.silentFor(h, f.opt.Now()):
		return Removal{Known: true}, f.remove(ctx, h)
	}
	command, err := f.stop(ctx, h)
	return Removal{Known: true, Command: command}, err
}

// SetHidden hides a host or shows it again. Showing also lifts a block. An
// unknown host is a fault.NotFound.
func (f *Fleet) SetHidden(ctx context.Context, key string, hidden bool) error {
	return f.change(ctx, key, func(e *infra.Enrolment) { e.Hidden = hidden })
}

// ExpectUninstall notes that somebody is about to remove the agent of a host.
// An unknown host is a fault.NotFound.
func (f *Fleet) ExpectUninstall(ctx context.Context, key string) error {
	return f.change(ctx, key, func(e *infra.Enrolment) { e.PendingUninstall = true })
}

// AllowAgain lets a removed host report again. For a host that is not blocked
// it does nothing.
func (f *Fleet) AllowAgain(ctx context.Context, key string) error {
	f.changing.Lock()
	defer f.changing.Unlock()
	known := f.known.Load()
	if _, blocked := known.blocked[key]; !blocked {
		return nil
	}
	if err := f.opt.Store.LiftDockerBlock(ctx, key); err != nil {
		return err
	}
	next := &roster{hosts: known.hosts, blocked: maps.Clone(known.blocked)}
	delete(next.blocked, key)
	f.known.Store(next)
	return nil
}

func (f *Fleet) change(ctx context.Context, key string, change func(*infra.Enrolment)) error {
	f.changing.Lock()
	defer f.changing.Unlock()
	h := f.known.Load().hosts[key]
	if h == nil {
		return noSuchHost()
	}
	decided := h.Enrolment
	change(&decided)
	return f.decide(ctx, h, decided)
}

// decide stores what was decided about a host and shows it.
func (f *Fleet) decide(ctx context.Context, h *host, decided infra.Enrolment) error {
	next := *h
	next.Enrolment = decided
	if err := f.opt.Store.SaveDockerHost(ctx, next.DockerHost); err != nil {
		return err
	}
	next.savedAt = f.opt.Now()
	f.known.Store(f.known.Load().with(&next))
	return f.show(ctx)
}

// remove forgets a host and blocks it.
func (f *Fleet) remove(ctx context.Context, h *host) error {
	block := store.DockerBlock{Key: h.Key, Name: h.name, RemovedAt: f.opt.Now()}
	if err := f.opt.Store.RemoveDockerHost(ctx, block); err != nil {
		return err
	}
	known := f.known.Load()
	next := &roster{hosts: maps.Clone(known.hosts), blocked: maps.Clone(known.blocked)}
	delete(next.hosts, h.Key)
	next.blocked[h.Key] = block
	f.known.Store(next)
	f.opt.Log.Info("docker host removed", "host", h.name, "id", h.Key)
	return f.show(ctx)
}

func noSuchHost() error { return fault.New(fault.NotFound, "Docker host not found") }
