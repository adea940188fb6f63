// Package fleet keeps the Docker hosts whose agents report to us: who is
// known, hidden, removed or told to stop, and who has fallen silent.
package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source/docker"
	"pulse/backend/store"
	"pulse/backend/wire"
)

// Monitor is where reports go, and what must learn of changes to the hosts.
type Monitor interface {
	// Submit brings a report.
	Submit(context.Context, infra.Report) error
	// Refresh makes the monitor ask for the hosts again and show them at once.
	Refresh(context.Context) error
}

// Options is what a fleet needs. Zero durations mean the usual ones.
type Options struct {
	Store   Ledger
	Monitor Monitor
	Log     *slog.Logger
	Every   time.Duration    // between two looks for silent hosts, 10 s
	Now     func() time.Time // time.Now when nil
}

// showLimit is the longest time that the monitor may take to learn of a change.
const showLimit = 30 * time.Second

// Fleet knows the Docker hosts. Its methods may be called concurrently; what
// they change is on disk when they return, apart from heartbeats, which are
// kept every few minutes.
type Fleet struct {
	opt      Options
	started  time.Time
	known    atomic.Pointer[roster]
	changing sync.Mutex // held by whoever replaces known
	unshown  bool       // the monitor has not learned of the newest; under changing
}

// roster is everything known at one time. It is never modified.
type roster struct {
	hosts   map[string]*host
	blocked map[string]store.DockerBlock
}

// host is one Docker host. It is never modified.
type host struct {
	store.DockerHost
	name     string
	interval int // seconds
	report   *infra.Report
	savedAt  time.Time
}

// Open reads the hosts that were known before.
func Open(ctx context.Context, o Options) (*Fleet, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Every == 0 {
		o.Every = 10 * time.Second
	}
	kept, err := o.Store.DockerHosts(ctx)
	if err != nil {
		return nil, err
	}
	blocked, err := o.Store.DockerBlocks(ctx)
	if err != nil {
		return nil, err
	}
	f := &Fleet{opt: o, started: o.Now()}
	first := &roster{hosts: make(map[string]*host, len(kept)), blocked: make(map[string]store.DockerBlock, len(blocked))}
	for _, b := range blocked {
		first.blocked[b.Key] = b
	}
	for _, k := range kept {
		var report wire.DockerReport
		if err := json.Unmarshal(k.Report, &report); err != nil {
			return nil, fmt.Errorf("read docker host %s: %w", k.Key, err)
		}
		first.hosts[k.Key] = newHost(k, &report, nil)
	}
	f.known.Store(first)
	return f, nil
}

func newHost(kept store.DockerHost, r *wire.DockerReport, before *infra.Report) *host {
	converted := docker.Convert(r, kept.Token, before, kept.ReceivedAt)
	return &host{
		DockerHost: kept, name: docker.Name(r), interval: r.Agent.IntervalSeconds, report: &converted, savedAt: kept.ReceivedAt,
	}
}

// Known is a host as the monitor needs it: what it is, and what it told last.
type Known struct {
	infra.TargetInfo
	Reports []infra.Report
}

// Hosts lists the hosts, by name.
func (f *Fleet) Hosts() []Known {
	r := f.known.Load()
	list := make([]Known, 0, len(r.hosts))
	for _, h := range r.hosts {
		k := Known{TargetInfo: h.info(), Reports: []infra.Report{*h.report}}
		if h.Silent {
			k.Reports = append(k.Reports, h.silence(h.ReceivedAt.Add(docker.Window(h.interval)))) // as it was noticed first
		}
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b Known) int {
		return compareNames(a.TargetInfo, b.TargetInfo)
	})
	return list
}

func (h *host) info() infra.TargetInfo {
	return infra.TargetInfo{ID: docker.Target(h.Key), Kind: docker.Kind, Name: h.name, Enrolment: h.Enrolment}
}

// show makes the monitor learn of changed hosts. Whoever asked for the change
// may be gone; the change is not.
func (f *Fleet) show(ctx context.Context) error {
	f.unshown = true
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), showLimit)
	defer cancel()
	if err := f.opt.Monitor.Refresh(ctx); err != nil {
		return fmt.Errorf("show changed docker hosts: %w", err)
	}
	f.unshown = false
	return nil
}

// with returns a roster in which one host is another one, or new.
func (r *roster) with(h *host) *roster {
	next := &roster{hosts: maps.Clone(r.hosts), blocked: r.blocked}
	next.hosts[h.Key] = h
	return next
}
