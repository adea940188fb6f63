package pve

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// listing is what there is, as the lists of the cluster have it.
type listing struct {
	nodes    []infra.Node
	guests   []listedGuest
	space    map[string]infra.Usage // of a node's local storage, where its root file system is not told
	stores   []listedStore
	failures []infra.Failure // nodes whose guests could not be listed
}

// listedGuest is a guest with the counters that came with it.
type listedGuest struct {
	infra.Guest
	counters counters
	uptime   number
}

// reachability tells whether a failure means that nobody can be asked at all,
// so that another question would fail the same way.
func reachability(k infra.FailureKind) bool {
	switch k {
	case infra.FailUnreachable, infra.FailTimeout, infra.FailTLS, infra.FailAuth:
		return true
	}
	return false
}

// readListing reads what there is with one call for everything. The list of
// nodes is asked in addition when withNodes is set; otherwise nodes that the
// one call leaves out are taken from before.
func (r *reader) readListing(ctx context.Context, a *asker, withNodes bool, before listing) (listing, error) {
	var l listing
	if withNodes {
		if err := r.addNodeList(ctx, a, &l); err != nil {
			return l, err
		}
	}
	rows, err := a.resources(ctx)
	switch {
	case err == nil:
		r.addResources(&l, rows)
	case ctx.Err() != nil || reachability(kindOf(err)):
		return l, err
	default:
		if err := r.addNodeLists(ctx, a, &l, before); err != nil {
			return l, err
		}
	}
	if !withNodes {
		l.keepNodes(before)
	}
	l.keepStores(before, err == nil)
	slices.SortFunc(l.nodes, func(x, y infra.Node) int { return cmp.Compare(x.Name, y.Name) })
	return l, nil
}

// addNodeList reads /nodes, the call that decides whether a target is reachable.
func (r *reader) addNodeList(ctx context.Context, a *asker, l *listing) error {
	rows, err := a.nodeList(ctx)
	if err != nil {
		return err
	}
	now := time.Now()
	for _, row := range rows {
		if row.Node == "" {
			continue
		}
		r.client.pool.vouch(string(row.Node), string(row.Fingerprint))
		l.addNode(nodeOf(r.target.ID, row, now))
	}
	if len(l.nodes) == 0 {
		return &source.Error{Kind: infra.FailAnswer, Reason: r.target.Host + " lists no nodes. Is this the address of Proxmox VE?"}
	}
	return nil
}

// addResources takes over the rows of /cluster/resources.
func (r *reader) addResources(l *listing, rows []resourceRow) {
	now := time.Now()
	l.space = map[string]infra.Usage{}
	for _, row := range rows {
		switch row.Type {
		case "node":
			if row.Node == "" {
				continue
			}
			l.addNode(nodeOf(r.target.ID, nodeRow{row.nodeFigures, row.sharedFigures}, now))
		case text(infra.VM), text(infra.LXC):
			guest := guestRow{row.guestFigures, row.sharedFigures}
			if !guest.VMID.Known {
				_, id, _ := strings.Cut(string(row.ID), "/")
				guest.VMID = proxmox.ParseNumber(text(id))
			}
			r.addGuest(l, infra.GuestType(row.Type), guest, now, fromResources)
		case "storage":
			l.addSpace(row)
			l.addStore(row)
		}
	}
	l.dropDoubles()
}

// addNodeLists lists the guests of every node when /cluster/resources does not
// work. A node that cannot be asked keeps its guests from before.
func (r *reader) addNodeLists(ctx context.Context, a *asker, l *listing, before listing) error {
	if l.nodes == nil {
		if err := r.addNodeList(ctx, a, l); err != nil {
			return err
		}
	}
	parts := make([]listing, len(l.nodes))
	var group errgroup.Group
	group.SetLimit(callsPerMember)
	for i, n := range l.nodes {
		group.Go(func() error {
			parts[i] = r.nodeGuests(ctx, a, n)
			return nil
		})
	}
	_ = group.Wait() // what fails is in the parts
	for i, part := range parts {
		l.guests = append(l.guests, part.guests...)
		l.failures = append(l.failures, part.failures...)
		if part.failures != nil {
			l.keepGuests(before, l.nodes[i].Name)
		}
	}
	l.dropDoubles()
	return ctx.Err()
}

func (r *reader) nodeGuests(ctx context.Context, a *asker, n infra.Node) (l listing) {
	if n.Status == infra.NodeOffline {
		return listing{failures: []infra.Failure{offline(n.Name)}}
	}
	for _, kind := range []infra.GuestType{infra.VM, infra.LXC} {
		if !r.monitors(kind) {
			continue
		}
		rows, err := a.guestsOf(ctx, n.Name, kind)
		if err != nil {
			failure := source.Failure(err)
			failure.Scope = n.Name
			return listing{failures: []infra.Failure{failure}}
		}
		now := time.Now()
		for _, row := range rows {
			row.Node = text(n.Name)
			if row.QMPStatus == "" && r.seen.ownership()[infra.GuestID(r.target.ID, int(row.VMID.Whole()))].paused {
				row.QMPStatus = text(infra.GuestPaused) // lists of a node call it running
			}
			r.addGuest(&l, kind, row, now, fromNodeLists)
		}
	}
	return l
}

// offline is the failure of a node that the cluster calls offline.
func offline(node string) infra.Failure {
	return infra.Failure{Scope: node, Kind: infra.FailUnreachable, Reason: "node " + node + " is offline"}
}

func (r *reader) monitors(kind infra.GuestType) bool {
	if kind == infra.LXC {
		return r.target.Monitors("containers")
	}
	return r.target.Monitors("vms")
}

func (r *reader) addGuest(l *listing, kind infra.GuestType, row guestRow, at time.Time, list string) {
	guest, ok := guestOf(r.target.ID, kind, row, at, list)
	if !ok || !r.monitors(kind) {
		return
	}
	l.guests = append(l.guests, listedGuest{guest, counters{row.DiskRead, row.DiskWrite, row.NetIn, row.NetOut}, row.Uptime})
}

// offline returns the nodes that the cluster calls offline.
func (l *listing) offline() map[string]bool {
	out := map[string]bool{}
	for _, n := range l.nodes {
		out[n.Name] = n.Status == infra.NodeOffline
	}
	return out
}

// addNode adds a node that is not there yet: /nodes goes before.
func (l *listing) addNode(n infra.Node) {
	if !slices.ContainsFunc(l.nodes, func(have infra.Node) bool { return have.ID == n.ID }) {
		l.nodes = append(l.nodes, n)
	}
}

// addSpace notes the space of the storages that stand in for a root file system.
func (l *listing) addSpace(row resourceRow) {
	node := string(row.Node)
	_, have := l.space[node]
	space := used(row.MaxDisk.Whole(), row.Disk.Int())
	if space.Known && row.Disk.Known && (row.Storage == "local" || (row.Storage == "local-lvm" && !have)) {
		l.space[node] = space.Value
	}
}

// dropDoubles leaves one row of a guest that is listed twice, as happens while
// it migrates: the running one.
func (l *listing) dropDoubles() {
	at := map[infra.ID]int{}
	kept := l.guests[:0]
	for _, g := range l.guests {
		if i, double := at[g.ID]; !double {
			at[g.ID] = len(kept)
			kept = append(kept, g)
		} else if g.Status == infra.GuestRunning {
			kept[i] = g
		}
	}
	l.guests = kept
}

func (l *listing) keepNodes(before listing) {
	for _, n := range before.nodes {
		l.addNode(n)
	}
}

func (l *listing) keepGuests(before listing, node string) {
	for _, g := range before.guests {
		if g.Node == node {
			l.guests = append(l.guests, g)
		}
	}
}
