package pve

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"pulse/backend/infra"
	"pulse/backend/source"
)

const (
	nodesAtOnce = 8 // nodes that a run reads at the same time
	vmsAtOnce   = 3 // machines of one node
	// reserve is the part of its time that a run leaves, so that what was read
	// is reported although something hangs.
	reserve = 0.1
)

// detail is what the detail job keeps between its runs. No run overlaps
// another; within a run every node and every machine has one reader.
type detail struct {
	nodes      map[string]*nodeDetail
	vms        map[int]*vm
	containers map[int]*container
}

func newDetail() detail {
	return detail{nodes: map[string]*nodeDetail{}, vms: map[int]*vm{}, containers: map[int]*container{}}
}

// nodeResult is what a run found out about a node.
type nodeResult struct {
	row     infra.Node
	failure *source.Error
}

// runDetail reads what only a node or a machine itself knows, a part of the
// machines in each run, and reports everything that is known by then.
func (r *reader) runDetail(ctx context.Context, a *asker) (infra.Report, error) {
	l, err := r.inventory(ctx, a)
	if err != nil {
		return infra.Report{}, err
	}
	r.detail.keep(l)
	work, cancel := withReserve(ctx)
	defer cancel()
	var checks errgroup.Group
	for _, e := range r.client.pool.unchecked(r.scaled(healthCheckInterval), l.offline()) {
		checks.Go(func() error {
			a.healthCheck(work, e)
			return nil
		})
	}
	results := r.readNodes(work, a, l)
	_ = checks.Wait() // an endpoint's health is noted where it is kept
	if ctx.Err() != nil {
		return infra.Report{}, context.Cause(ctx)
	}
	if failure := allSilent(results); failure != nil {
		return infra.Report{}, failure
	}
	return r.detailReport(l, results), nil
}

// withReserve returns a context that ends a little before ctx does.
func withReserve(ctx context.Context) (context.Context, context.CancelFunc) {
	if end, ok := ctx.Deadline(); ok {
		left := float64(time.Until(end))
		return context.WithTimeout(ctx, time.Duration(left*(1-reserve)))
	}
	return context.WithCancel(ctx)
}

// inventory returns what there is by the newest listing, reading one itself
// when no pulse has succeeded yet.
func (r *reader) inventory(ctx context.Context, a *asker) (listing, error) {
	if l, ok := r.seen.newest(); ok {
		return l, nil
	}
	release, first, err := r.seen.claim(ctx)
	if err != nil {
		return listing{}, err
	}
	defer release()
	if !first {
		l, _ := r.seen.newest()
		return l, nil
	}
	l, err := r.readListing(ctx, a, true, listing{})
	if err == nil {
		r.seen.list(l)
	}
	return l, err
}

// keep begins anew with guests that were started and forgets what is gone.
func (d *detail) keep(l listing) {
	vms, containers := make(map[int]*vm, len(d.vms)), make(map[int]*container, len(d.containers))
	for _, g := range l.guests {
		if g.Status == infra.GuestStopped {
			continue
		}
		if g.Type == infra.LXC {
			containers[g.VMID] = d.containers[g.VMID]
			if containers[g.VMID] == nil {
				containers[g.VMID] = &container{}
			}
			continue
		}
		v := d.vms[g.VMID]
		if v == nil || g.Uptime.Or(v.uptime) < v.uptime {
			v = newVM()
		}
		v.uptime = g.Uptime.Or(v.uptime)
		vms[g.VMID] = v
	}
	nodes := make(map[string]*nodeDetail, len(l.nodes))
	for _, n := range l.nodes {
		nodes[n.Name] = d.nodes[n.Name]
		if nodes[n.Name] == nil {
			nodes[n.Name] = &nodeDetail{}
		}
	}
	d.nodes, d.vms, d.containers = nodes, vms, containers
}

// readNodes reads the nodes and the machines on them, the ones that did not
// answer last time at the end.
func (r *reader) readNodes(ctx context.Context, a *asker, l listing) []nodeResult {
	guests := map[string][]infra.Guest{}
	for _, g := range l.guests {
		guests[g.Node] = append(guests[g.Node], g.Guest)
	}
	nodes := slices.Clone(l.nodes)
	slices.SortStableFunc(nodes, func(x, y infra.Node) int { return r.silentRank(x) - r.silentRank(y) })
	results := make([]nodeResult, len(nodes))
	var group errgroup.Group
	group.SetLimit(nodesAtOnce)
	for i, n := range nodes {
		group.Go(func() error {
			results[i] = r.detailOf(ctx, a, n, guests[n.Name])
			return nil
		})
	}
	_ = group.Wait() // what fails is in the results
	return results
}

func (r *reader) silentRank(n infra.Node) int {
	if _, silent := r.seen.silence(n.Name); silent {
		return 1
	}
	return 0
}

// detailOf reads one node and, when it answers, the machines whose turn it is.
func (r *reader) detailOf(ctx context.Context, a *asker, n infra.Node, guests []infra.Guest) nodeResult {
	d := r.detail.nodes[n.Name]
	if n.Status == infra.NodeOffline {
		f := offline(n.Name)
		r.seen.hush(n.Name, &f)
		return nodeResult{earlier(n, d.row), &source.Error{Kind: f.Kind, Scope: f.Scope, Reason: f.Reason}}
	}
	row, failure := r.readNode(ctx, a, n, d)
	if failure != nil && reachability(failure.Kind) {
		if ctx.Err() == nil { // else there was no time left to hear it out
			r.seen.hush(n.Name, &infra.Failure{Scope: n.Name, Kind: failure.Kind, Reason: failure.Reason})
		}
		return nodeResult{row, failure}
	}
	r.seen.hush(n.Name, nil)
	r.readVMs(ctx, a, guests)
	r.askContainers(ctx, a, guests)
	return nodeResult{row, failure}
}

// readVMs asks the machines of a node whose turn it is, until the node stops
// answering or time is up.
func (r *reader) readVMs(ctx context.Context, a *asker, guests []infra.Guest) {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(vmsAtOnce)
	for _, g := range guests {
		v := r.detail.vms[g.VMID]
		if v == nil || !canAnswer(g) || !v.due(time.Now()) {
			continue
		}
		group.Go(func() error {
			if ctx.Err() == nil && !r.askVM(ctx, a, g, v) {
				return errUnanswered
			}
			return nil
		})
	}
	_ = group.Wait() // machines that were not asked stay due
}

func canAnswer(g infra.Guest) bool {
	return g.Type == infra.VM && (g.Status == infra.GuestRunning || g.Status == infra.GuestPaused)
}

// allSilent returns the failure of the whole job, when no node that should
// answer did.
func allSilent(results []nodeResult) *source.Error {
	var failed *source.Error
	for _, result := range results {
		switch f := result.failure; {
		case f == nil, f.Err != nil && !reachability(f.Kind):
			return nil
		case f.Kind == infra.FailAuth:
			return &source.Error{Kind: f.Kind, Reason: f.Reason, Err: f.Err}
		case f.Err != nil:
			failed = &source.Error{Kind: f.Kind, Reason: f.Reason, Err: f.Err}
		}
	}
	return failed
}

// detailReport makes the report of everything that is known now, and notes
// what the pulse can leave to it.
func (r *reader) detailReport(l listing, results []nodeResult) infra.Report {
	var report infra.Report
	owned := map[infra.ID]ownership{}
	for _, result := range results {
		n := result.row
		report.Nodes = append(report.Nodes, n)
		owned[n.ID] = ownership{memory: n.Memory.Known, root: n.RootFS.Known}
		if f := result.failure; f != nil {
			report.Failures = append(report.Failures, infra.Failure{Scope: n.Name, Kind: f.Kind, Reason: f.Reason})
		}
	}
	for _, g := range l.guests {
		row, at, ok := r.detail.rowOf(g.VMID)
		if !ok {
			continue
		}
		row.Resource, row.VMID, row.Type = g.Resource, g.VMID, g.Type
		row.SeenAt = at
		report.Guests = append(report.Guests, row)
		if v := r.detail.vms[g.VMID]; v != nil {
			owned[g.ID] = ownership{memory: row.Memory.Known, paused: v.paused}
		}
	}
	r.seen.own(owned)
	return report
}

// rowOf returns what was read of a guest and when; ok is false before the
// first answer.
func (d *detail) rowOf(vmid int) (row infra.Guest, at time.Time, ok bool) {
	if v := d.vms[vmid]; v != nil {
		row = v.row
	} else if c := d.containers[vmid]; c != nil {
		row = c.row
	}
	return row, row.SeenAt, !row.SeenAt.IsZero()
}
