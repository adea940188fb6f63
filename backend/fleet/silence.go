package fleet

import (
	"context"
	"maps"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source/docker"
)

// Run looks for silent hosts and for what has expired until ctx ends, then
// keeps what the hosts told last.
func (f *Fleet) Run(ctx context.Context) error {
	ticker := time.NewTicker(f.opt.Every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return f.keep(context.WithoutCancel(ctx))
		case <-ticker.C:
			if err := f.look(ctx); err != nil && ctx.Err() == nil {
				f.opt.Log.Warn("docker hosts not checked", "err", err)
			}
		}
	}
}

// look tells the monitor of every host that is silent, every time, so that
// silence is confirmed like failed polls are.
func (f *Fleet) look(ctx context.Context) error {
	f.changing.Lock()
	defer f.changing.Unlock()
	now := f.opt.Now()
	if f.unshown {
		if err := f.show(ctx); err != nil {
			return err
		}
	}
	for _, h := range f.known.Load().hosts {
		if c := h.Enrolment.Command; c.Active() && !now.Before(c.ExpiresAt) {
			if err := f.expire(ctx, h, now); err != nil {
				return err
			}
		}
	}
	for _, h := range f.known.Load().hosts {
		if !h.Silent && !f.silentFor(h, now) {
			continue
		}
		if err := f.quiet(ctx, h, now); err != nil {
			return err
		}
	}
	return f.liftOldBlocks(ctx, now)
}

// silentFor reports whether a host has not reported for longer than it may.
// While we did not run ourselves, nobody could report.
func (f *Fleet) silentFor(h *host, now time.Time) bool {
	heard := h.ReceivedAt
	if f.started.After(heard) {
		heard = f.started
	}
	return now.Sub(heard) > docker.Window(h.interval)
}

func (f *Fleet) quiet(ctx context.Context, h *host, now time.Time) error {
	if !h.Silent {
		next := *h
		next.Silent = true
		if err := f.opt.Store.SaveDockerHost(ctx, next.DockerHost); err != nil {
			return err
		}
		f.known.Store(f.known.Load().with(&next))
		f.opt.Log.Warn("docker host is silent", "host", h.name, "id", h.Key, "since", h.ReceivedAt)
	}
	return f.opt.Monitor.Submit(ctx, h.silence(now))
}

// silence is the report about a host that sends none.
func (h *host) silence(now time.Time) infra.Report {
	return infra.Report{
		Target: docker.Target(h.Key), Part: infra.PartPulse, At: now,
		Failures: []infra.Failure{{
			Kind: infra.FailUnreachable,
			Reason: "no report since " + h.ReceivedAt.UTC().Format("2006-01-02 15:04:05 UTC") +
				": check that pulse-docker-agent runs on " + h.name + " and reaches this server",
		}},
	}
}

func (f *Fleet) expire(ctx context.Context, h *host, now time.Time) error {
	command := *h.Enrolment.Command
	command.Status, command.UpdatedAt = infra.CommandExpired, now
	command.FailureReason = "the agent did not finish it within 10 minutes"
	return f.decide(ctx, h, infra.Enrolment{Hidden: h.Enrolment.Hidden, Command: &command})
}

func (f *Fleet) liftOldBlocks(ctx context.Context, now time.Time) error {
	known := f.known.Load()
	next := &roster{hosts: known.hosts, blocked: maps.Clone(known.blocked)}
	for key, removed := range known.blocked {
		if now.Sub(removed.RemovedAt) < blockedFor {
			continue
		}
		if err := f.opt.Store.LiftDockerBlock(ctx, key); err != nil {
			return err
		}
		delete(next.blocked, key)
	}
	f.known.Store(next)
	return nil
}

// keep stores the reports that came since they were last kept.
func (f *Fleet) keep(ctx context.Context) error {
	f.changing.Lock()
	defer f.changing.Unlock()
	for _, h := range f.known.Load().hosts {
		if h.savedAt.Equal(h.ReceivedAt) {
			continue
		}
		if err := f.opt.Store.SaveDockerHost(ctx, h.DockerHost); err != nil {
			return err
		}
	}
	return nil
}
