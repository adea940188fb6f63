package fleet

import (
	"cmp"
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/source/docker"
	"pulse/backend/store"
	"pulse/backend/wire"
)

const (
	// saveEvery is how often the report of a host is kept when nothing else
	// changed; heartbeats would wear the disk for nothing.
	saveEvery = 5 * time.Minute
	longest   = 256   // bytes of an identifier or host name
	most      = 10000 // containers of one host
)

// Accepted is what became of a report.
type Accepted struct {
	Key        string
	Containers int
	LastSeen   time.Time           // by the host's clock
	Command    *infra.AgentCommand // what its agent shall do; nil = nothing
}

// Accept takes in a report. token is the one that it came with; its zero value
// says that it came otherwise. A report that cannot be accepted is a
// fault.Invalid, and changes nothing.
func (f *Fleet) Accept(ctx context.Context, r *wire.DockerReport, token infra.AgentToken) (Accepted, error) {
	key := docker.Key(r)
	if err := check(r, key); err != nil {
		return Accepted{}, err
	}
	f.changing.Lock()
	defer f.changing.Unlock()
	now := f.opt.Now()
	known := f.known.Load()
	if removed, blocked := known.blocked[key]; blocked && now.Sub(removed.RemovedAt) < blockedFor {
		return Accepted{}, fault.New(fault.Invalid,
			"Docker host %s was removed at %s and may not report again. Allow it to enrol again in Pulse first",
			key, removed.RemovedAt.UTC().Format(time.RFC3339))
	}
	old := known.hosts[key]
	h, err := received(old, r, key, token, now)
	if err != nil {
		return Accepted{}, err
	}
	if err := f.take(ctx, old, h); err != nil {
		return Accepted{}, err
	}
	row := &h.report.Hosts[0]
	return Accepted{Key: key, Containers: len(h.report.Containers), LastSeen: row.ReportedAt, Command: h.Enrolment.Command}, nil
}

// take replaces a host by what it is after a report, and passes the report on.
func (f *Fleet) take(ctx context.Context, old, h *host) error {
	changed := old == nil || old.name != h.name || !reflect.DeepEqual(old.Enrolment, h.Enrolment)
	if changed || old.Silent || old.Token.ID != h.Token.ID || h.ReceivedAt.Sub(old.savedAt) >= saveEvery {
		if err := f.opt.Store.SaveDockerHost(ctx, h.DockerHost); err != nil {
			return err
		}
		h.savedAt = h.ReceivedAt
	}
	f.known.Store(f.known.Load().with(h))
	if old == nil {
		f.opt.Log.Info("docker host reports for the first time", "host", h.name, "id", h.Key)
	}
	if changed || f.unshown {
		if err := f.show(ctx); err != nil {
			return err
		}
	}
	return f.opt.Monitor.Submit(ctx, *h.report)
}

// received is a host after a report.
func received(old *host, r *wire.DockerReport, key string, token infra.AgentToken, now time.Time) (*host, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The report holds what cannot be kept: %v", err)
	}
	kept := store.DockerHost{Key: key, Report: body, ReceivedAt: now, Token: token}
	if old == nil {
		return newHost(kept, r, nil), nil
	}
	if token.ID == "" {
		kept.Token = old.Token
	}
	kept.Enrolment = afterReport(old.Enrolment, now)
	h := newHost(kept, r, old.report)
	h.savedAt = old.savedAt
	return h, nil
}

// afterReport is what a report leaves of decisions: a host that was hidden
// stays so, a command stays while it may still be carried out.
func afterReport(e infra.Enrolment, now time.Time) infra.Enrolment {
	if !alive(e.Command, now) {
		return infra.Enrolment{Hidden: e.Hidden}
	}
	if e.Command.Status == infra.CommandQueued {
		c := *e.Command
		c.Status, c.DispatchedAt, c.UpdatedAt = infra.CommandDispatched, now, now
		e.Command = &c
	}
	return e
}

// check refuses a report that does not tell whose it is, or that is out of all
// proportion.
func check(r *wire.DockerReport, key string) error {
	switch {
	case key == "":
		return fault.New(fault.Invalid, "The report has no identifier: agent.id, host.machineId or host.hostname is needed").In("agent.id")
	case strings.TrimSpace(r.Host.Hostname) == "":
		return fault.New(fault.Invalid, "The report has no host.hostname").In("host.hostname")
	case !addressable(key):
		return fault.New(fault.Invalid, "agent.id must have at most %d bytes, without control characters and path steps", longest).In("agent.id")
	case !plain(r.Host.Hostname) || !plain(r.Host.Name):
		return fault.New(fault.Invalid, "The host's name must have at most %d bytes, without control characters", longest).In("host.hostname")
	case len(r.Containers) > most:
		return fault.New(fault.Invalid, "The report has %d containers; at most %d are accepted", len(r.Containers), most).In("containers")
	}
	return nil
}

func plain(s string) bool {
	return len(s) <= longest && strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) < 0
}

// addressable reports whether a key can stand in the path of a request.
func addressable(key string) bool {
	for part := range strings.FieldsFuncSeq(key, func(r rune) bool { return r == '/' || r == '\\' }) {
		if part == "." || part == ".." {
			return false
		}
	}
	return plain(key)
}

func compareNames(a, b infra.TargetInfo) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
}
