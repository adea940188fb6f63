package backend

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"pulse/backend/fault"
	"pulse/backend/fleet"
	"pulse/backend/infra"
	"pulse/backend/source/docker/agenttest"
	"pulse/backend/store"
	"pulse/backend/wire"
)

// openAgents makes the fleet of made-up Docker hosts. It knows what they
// reported last and keeps nothing.
func openAgents(ctx context.Context, agents *agenttest.Fleet, o fleet.Options) (*fleet.Fleet, error) {
	var known fleet.Unkept
	for i := range agents.Hosts() {
		known = append(known, store.DockerHost{
			Key: agents.Key(i), Report: agents.Report(i), ReceivedAt: agents.LastReport(i), Silent: agents.Offline(i),
		})
	}
	o.Store = known
	return fleet.Open(ctx, o)
}

// run makes the agents of the estate report while mock mode is on.
func (m *mockMode) run(ctx context.Context) error {
	for ctx.Err() == nil {
		m.mu.Lock()
		estate, docker, changed := m.estate, m.docker, m.changed
		m.mu.Unlock()
		if estate == nil {
			select {
			case <-ctx.Done():
			case <-changed:
			}
			continue
		}
		m.report(ctx, estate.Agents(), docker, changed)
	}
	return nil
}

// report brings the reports of one estate until another takes its place.
func (m *mockMode) report(ctx context.Context, agents *agenttest.Fleet, docker *fleet.Fleet, changed <-chan struct{}) {
	ctx, cancel := context.WithCancel(ctx)
	var silence sync.WaitGroup
	defer silence.Wait()
	defer cancel()
	silence.Go(func() { _ = docker.Run(ctx) }) // keeps nothing that could fail to be kept
	ticker := time.NewTicker(cmp.Or(m.fleet.Every, 10*time.Second))
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
			return
		case <-ticker.C:
			if err := bring(ctx, agents, docker); err != nil && ctx.Err() == nil {
				m.fleet.Log.Warn("made-up docker hosts do not report", "err", err)
			}
		}
	}
}

// bring delivers a report of every host that is online. Agents do what the
// answer tells them, so that removing a host works as with real ones.
func bring(ctx context.Context, agents *agenttest.Fleet, docker *fleet.Fleet) error {
	for i := range agents.Hosts() {
		if agents.Offline(i) {
			continue
		}
		var report wire.DockerReport
		if err := json.Unmarshal(agents.Report(i), &report); err != nil {
			return fmt.Errorf("read report of %s: %w", agents.Key(i), err)
		}
		accepted, err := docker.Accept(ctx, &report, infra.AgentToken{})
		if err == nil && accepted.Command.Active() {
			_, _, err = docker.Acknowledge(ctx, fleet.Ack{CommandID: accepted.Command.ID, Result: fleet.Completed})
		}
		if err != nil && !fault.Is(err, fault.Invalid) { // a removed host is refused
			return err
		}
	}
	return nil
}

// dockerHosts are the real hosts, and the made-up ones in their place while
// mock mode is on. Real agents may report all the time.
type dockerHosts struct {
	*fleet.Fleet

	mock *mockMode
}

// shown are the hosts that people see and decide about.
func (d dockerHosts) shown() *fleet.Fleet {
	d.mock.mu.Lock()
	defer d.mock.mu.Unlock()
	if d.mock.docker != nil {
		return d.mock.docker
	}
	return d.Fleet
}

// Remove removes a host that is shown.
func (d dockerHosts) Remove(ctx context.Context, key string, force bool) (fleet.Removal, error) {
	return d.shown().Remove(ctx, key, force)
}

// SetHidden hides a host that is shown, or shows it again.
func (d dockerHosts) SetHidden(ctx context.Context, key string, hidden bool) error {
	return d.shown().SetHidden(ctx, key, hidden)
}

// ExpectUninstall notes that the agent of a host that is shown will go.
func (d dockerHosts) ExpectUninstall(ctx context.Context, key string) error {
	return d.shown().ExpectUninstall(ctx, key)
}

// AllowAgain lets a removed host report again.
func (d dockerHosts) AllowAgain(ctx context.Context, key string) error {
	return d.shown().AllowAgain(ctx, key)
}

// Removed lists the removed hosts of those that are shown.
func (d dockerHosts) Removed() []fleet.Removed { return d.shown().Removed() }
