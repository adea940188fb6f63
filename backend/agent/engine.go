package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"golang.org/x/sync/errgroup"

	"pulse/backend/wire"
)

const (
	atOnce         = 4 // containers that are read at the same time
	containerLimit = 5 * time.Second
	engineLimit    = 10 * time.Second
	statsLimit     = 1 << 20 // bytes
)

// reader reads one engine. Its methods are called one at a time.
type reader struct {
	engine   *client.Client
	machine  machine
	config   config
	log      *slog.Logger
	hostname string        // the operating system's
	limit    time.Duration // longest time for one container
	now      func() time.Time
	samples  map[string]sample // processor time of each container, read before
	nameless bool              // the engine's id is not its own
	asked    bool              // whether nameless is known
}

// read makes a report. It fails when the engine does not answer; a single
// container that does not is left out.
func (r *reader) read(ctx context.Context) (*wire.DockerReport, error) {
	short, cancel := context.WithTimeout(ctx, engineLimit)
	defer cancel()
	if err := r.acquaint(short); err != nil {
		return nil, err
	}
	info, err := r.engine.Info(short, client.InfoOptions{})
	if err != nil {
		return nil, fmt.Errorf("ask the Docker engine about itself: %w", err)
	}
	listed, err := r.engine.ContainerList(short, client.ContainerListOptions{All: true})
	if err != nil {
		return nil, fmt.Errorf("list containers: %w", err)
	}
	engine := info.Info
	report := &wire.DockerReport{
		Agent: wire.DockerAgent{Version: version, IntervalSeconds: max(int(r.config.interval/time.Second), 1)},
		Host: wire.DockerMachine{
			Hostname: cmp.Or(r.config.hostname, r.hostname, engine.Name), Name: engine.Name, MachineID: r.machine.id(),
			OS: engine.OperatingSystem, KernelVersion: engine.KernelVersion, Architecture: engine.Architecture,
			DockerVersion: engine.ServerVersion, TotalCPU: engine.NCPU, TotalMemoryBytes: engine.MemTotal, UptimeSeconds: r.machine.uptime(),
		},
		Timestamp: r.now().UTC(),
	}
	id := engine.ID
	if r.nameless {
		id = ""
	}
	report.Agent.ID = cmp.Or(r.config.agentID, id, report.Host.MachineID, report.Host.Hostname)
	report.Containers = r.containers(ctx, listed.Items, engine.MemTotal)
	return report, nil
}

// acquaint asks once what engine this is. Podman makes up a new id for every
// answer, so that it is no identity.
func (r *reader) acquaint(ctx context.Context) error {
	if r.asked {
		return nil
	}
	v, err := r.engine.ServerVersion(ctx, client.ServerVersionOptions{})
	if err != nil {
		return fmt.Errorf("ask the Docker engine for its version: %w", err)
	}
	for _, c := range v.Components {
		r.nameless = r.nameless || strings.Contains(strings.ToLower(c.Name), "podman")
	}
	r.asked = true
	return nil
}

// containers reads a few containers at a time, in the order of the list.
func (r *reader) containers(ctx context.Context, listed []container.Summary, hostMemory int64) []wire.ReportContainer {
	found := make([]*wire.ReportContainer, len(listed))
	samples := make(map[string]sample, len(listed))
	var mu sync.Mutex // guards samples
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i := range listed {
		group.Go(func() error {
			c, s := r.container(ctx, &listed[i], hostMemory)
			found[i] = c
			if c != nil && !s.at.IsZero() {
				mu.Lock()
				defer mu.Unlock()
				samples[c.ID] = s
			}
			return nil
		})
	}
	_ = group.Wait() // no function of it fails
	r.samples = samples
	report := make([]wire.ReportContainer, 0, len(found))
	for _, c := range found {
		if c != nil {
			report = append(report, *c)
		}
	}
	return report
}

// container reads one container; nil when it cannot be inspected.
func (r *reader) container(ctx context.Context, listed *container.Summary, hostMemory int64) (*wire.ReportContainer, sample) {
	ctx, cancel := context.WithTimeout(ctx, r.limit)
	defer cancel()
	inspected, err := r.engine.ContainerInspect(ctx, listed.ID, client.ContainerInspectOptions{})
	if err != nil {
		r.log.Debug("container left out", "container", listed.ID, "err", err)
		return nil, sample{}
	}
	c := describe(listed, &inspected.Container, r.now())
	if s := inspected.Container.State; s == nil || !s.Running {
		return &c, sample{}
	}
	use, err := r.statistics(ctx, listed.ID)
	if err != nil {
		r.log.Debug("container without statistics", "container", listed.ID, "err", err)
		return &c, sample{}
	}
	now := r.now()
	addUse(&c, &use, r.samples[c.ID], hostMemory, now)
	return &c, use.sample(now)
}

func (r *reader) statistics(ctx context.Context, id string) (stats, error) {
	answer, err := r.engine.ContainerStats(ctx, id, client.ContainerStatsOptions{})
	if err != nil {
		return stats{}, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, statsLimit))
	if err != nil {
		return stats{}, err
	}
	return parseStats(body)
}
