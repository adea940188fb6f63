package pve

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// Every guest is a question of its own. A few are asked in each run, so that
// the load is even; what a task has changed goes first.
const (
	snapshotsEvery = 20 * time.Second
	snapshotsLimit = time.Minute
	snapshotsFor   = 10 * time.Minute // how long an answer is good; tasks tell of changes before
	fewestGuests   = 24               // of a run: 72 a minute
	// mostRuns is how many runs it takes at most to ask all guests.
	mostRuns = 60
)

// guestSnapshots is what is known of a guest's snapshots.
type guestSnapshots struct {
	rows  []infra.GuestSnapshot
	asked time.Time
	since time.Time // since when they cannot be read; zero = they can
	why   string
}

// runSnapshots asks the guests whose turn it is and reports all that is known.
func (r *reader) runSnapshots(ctx context.Context, a *asker) (infra.Report, error) {
	l, err := r.inventory(ctx, a)
	if err != nil {
		return infra.Report{}, err
	}
	work, cancel := withReserve(ctx)
	defer cancel()
	due := r.dueSnapshots(l, time.Now())
	failures := make([]error, len(due))
	var group errgroup.Group
	group.SetLimit(nodesAtOnce)
	for i, g := range due {
		s := r.snapshots[g.VMID]
		group.Go(func() error {
			failures[i] = readSnapshots(work, a, g, s)
			return nil
		})
	}
	_ = group.Wait() // what fails is in failures
	all := round{answered: len(r.snapshots) - len(due)}
	for i, g := range due {
		switch {
		case failures[i] == nil:
			all.answered++
		case reachability(kindOf(failures[i])):
			all.failNode(g.Node, failures[i])
		default:
			all.fail("snapshots of "+g.Name, failures[i])
		}
	}
	if err := all.whole(ctx); err != nil {
		return infra.Report{}, err
	}
	return r.snapshotReport(l, all), nil
}

// dueSnapshots picks the guests to be asked now and forgets those that are gone.
func (r *reader) dueSnapshots(l listing, now time.Time) []infra.Guest {
	online, touched := r.online(l.nodes), r.seen.touches()
	kept := make(map[int]*guestSnapshots, len(l.guests))
	var due []infra.Guest
	for _, g := range l.guests {
		s := r.snapshots[g.VMID]
		if s == nil {
			s = &guestSnapshots{}
		}
		kept[g.VMID] = s
		changed := touched[g.VMID].After(s.asked)
		if online[g.Node] && (changed || now.Sub(s.asked) >= r.scaled(snapshotsFor)*9/10) {
			due = append(due, g.Guest)
		}
	}
	r.snapshots = kept
	slices.SortStableFunc(due, func(x, y infra.Guest) int {
		a, b := kept[x.VMID].asked, kept[y.VMID].asked
		return cmp.Or(rank(touched[x.VMID].After(a))-rank(touched[y.VMID].After(b)), a.Compare(b))
	})
	return due[:min(len(due), max(fewestGuests, len(l.guests)/mostRuns))]
}

func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

// readSnapshots asks a guest. One whose configuration has just moved, and one
// whose node lost the connection, is asked again in its turn.
func readSnapshots(ctx context.Context, a *asker, g infra.Guest, s *guestSnapshots) error {
	rows, err := a.snapshots(ctx, g)
	if ctx.Err() != nil {
		return nil // not asked: it stays due
	}
	s.asked = time.Now()
	if proxmox.StatusOf(err) == proxmox.StatusConnectionLost || proxmox.StatusOf(err) == http.StatusInternalServerError && strings.Contains(err.Error(), "does not exist") {
		return nil
	}
	if err != nil {
		if s.since.IsZero() {
			s.since = s.asked
		}
		s.why = source.Failure(err).Reason
		return err
	}
	*s = guestSnapshots{rows: snapshotsOf(g, rows), asked: s.asked}
	return nil
}

// snapshotsOf converts a guest's list, which ends with the guest itself.
func snapshotsOf(g infra.Guest, rows []snapshotRow) []infra.GuestSnapshot {
	var out []infra.GuestSnapshot
	for _, row := range rows {
		if row.Name == "" || row.Name == "current" {
			continue
		}
		out = append(out, infra.GuestSnapshot{
			Target: g.Target, Node: g.Node, VMID: g.VMID, Type: g.Type, Name: string(row.Name),
			Time: timeOf(row.SnapTime), Description: string(row.Description), Parent: string(row.Parent),
			WithMemory: row.VMState.set,
		})
	}
	return out
}

// snapshotReport reports everything that is known, each guest on the node on
// which it is now.
func (r *reader) snapshotReport(l listing, all round) infra.Report {
	report := infra.Report{Failures: all.failures}
	for _, n := range l.nodes {
		if f := r.outOfReach(n); f != nil && !all.failed(n.Name) {
			report.Failures = append(report.Failures, *f)
		}
	}
	for _, g := range l.guests {
		s := r.snapshots[g.VMID]
		for _, row := range s.rows {
			row.Node = g.Node
			if !s.since.IsZero() {
				row.Stale = &infra.Staleness{Since: s.since, Reason: s.why}
			}
			report.Snapshots = append(report.Snapshots, row)
		}
	}
	return report
}
