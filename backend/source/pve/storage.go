package pve

import (
	"cmp"
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"pulse/backend/infra"
	"pulse/backend/source"
)

const (
	definitionsFor = time.Minute
	// clusterNode is the node of a storage that all nodes share.
	clusterNode = "cluster"
)

// storages is what the storage job keeps between its runs.
type storages struct {
	definitions map[string]storageDefinition // nil when they cannot be read
	readAt      time.Time
	shared      []infra.Storage       // of the newest report
	pools       map[string]*nodePools // by node
	listed      map[string]bool       // nodes that listed some in an earlier run
}

// nodeStorages is what one node tells about its storages.
type nodeStorages struct {
	node    string
	rows    []storageRow
	at      time.Time
	failure *infra.Failure
}

// runStorage reads the storages of every node that answers.
func (r *reader) runStorage(ctx context.Context, a *asker) (infra.Report, error) {
	l, err := r.inventory(ctx, a)
	if err != nil {
		return infra.Report{}, err
	}
	if err := r.defineStorages(ctx, a); err != nil {
		return infra.Report{}, err
	}
	work, cancel := withReserve(ctx)
	defer cancel()
	lists, err := r.listStorages(work, a, l.nodes)
	if err != nil {
		return infra.Report{}, err
	}
	if ctx.Err() != nil {
		return infra.Report{}, context.Cause(ctx)
	}
	r.store.missEmptied(lists)
	r.seen.store(listedStores(lists, r.store.definitions))
	if r.zfs {
		r.readPools(work, a, lists)
	}
	report := infra.Report{Storages: storagesOf(r.target.ID, lists, r.store.definitions)}
	for _, list := range lists {
		if list.failure != nil {
			report.Failures = append(report.Failures, *list.failure)
		}
	}
	r.keepShared(&report, lists)
	r.addPools(report.Storages)
	hidden := r.seen.hides()
	for i := range report.Storages {
		report.Storages[i].BackupsHidden = hidden[report.Storages[i].Name]
	}
	return report, nil
}

// defineStorages reads the definitions, unless they are fresh. A token that
// may not read them still sees the storages.
func (r *reader) defineStorages(ctx context.Context, a *asker) error {
	s := &r.store
	if !s.readAt.IsZero() && time.Since(s.readAt) < r.scaled(definitionsFor) {
		return nil
	}
	rows, err := a.storageDefinitions(ctx)
	if err != nil {
		if ctx.Err() != nil || reachability(kindOf(err)) {
			return err
		}
		s.definitions, s.readAt = nil, time.Now()
		return nil
	}
	s.definitions, s.readAt = make(map[string]storageDefinition, len(rows)), time.Now()
	for _, row := range rows {
		s.definitions[string(row.Storage)] = row
	}
	return nil
}

// listStorages asks every node that can answer. When none does, that is the
// failure of the whole job.
func (r *reader) listStorages(ctx context.Context, a *asker, nodes []infra.Node) ([]nodeStorages, error) {
	lists := make([]nodeStorages, len(nodes))
	failures := make([]error, len(nodes))
	var group errgroup.Group
	group.SetLimit(nodesAtOnce)
	for i, n := range nodes {
		group.Go(func() error {
			lists[i], failures[i] = r.storagesOn(ctx, a, n)
			return nil
		})
	}
	_ = group.Wait() // what fails is in the lists
	if slices.ContainsFunc(lists, func(l nodeStorages) bool { return l.failure == nil }) {
		return lists, nil
	}
	for _, err := range failures {
		if err != nil {
			failure := source.Failure(err)
			return nil, &source.Error{Kind: failure.Kind, Reason: failure.Reason, Err: err}
		}
	}
	return lists, nil
}

// storagesOn asks one node; one that is known not to answer is left alone.
func (r *reader) storagesOn(ctx context.Context, a *asker, n infra.Node) (nodeStorages, error) {
	if n.Status == infra.NodeOffline {
		f := offline(n.Name)
		return nodeStorages{node: n.Name, failure: &f}, nil
	}
	if f, silent := r.seen.silence(n.Name); silent {
		return nodeStorages{node: n.Name, failure: &f}, &source.Error{Kind: f.Kind, Scope: f.Scope, Reason: f.Reason}
	}
	rows, err := a.storagesOf(ctx, n.Name)
	if err != nil {
		f := source.Failure(err)
		f.Scope = n.Name
		return nodeStorages{node: n.Name, failure: &f}, err
	}
	return nodeStorages{node: n.Name, rows: rows, at: time.Now()}, nil
}

// missEmptied makes a failure of every node that lists no storages any more.
// None has lost them all: it does not see them now, or the account may not.
func (s *storages) missEmptied(lists []nodeStorages) {
	for i := range lists {
		list := &lists[i]
		switch {
		case len(list.rows) > 0:
			s.listed[list.node] = true
		case list.failure == nil && s.listed[list.node]:
			list.failure = &infra.Failure{Scope: list.node, Kind: infra.FailAnswer, Reason: "node " + list.node +
				" lists no storages any more. May the account still see them (Datastore.Audit on /storage)?"}
		}
	}
}

// keepShared repeats the rows of shared storages that only nodes reported
// which do not answer now.
func (r *reader) keepShared(report *infra.Report, lists []nodeStorages) {
	failed := map[string]bool{}
	for _, list := range lists {
		failed[list.node] = list.failure != nil
	}
	have := map[infra.ID]bool{}
	for _, s := range report.Storages {
		have[s.ID] = true
	}
	for _, s := range r.store.shared {
		lost := !slices.ContainsFunc(s.Nodes, func(node string) bool { return !failed[node] })
		if !have[s.ID] && lost && len(s.Nodes) > 0 {
			report.Storages = append(report.Storages, s)
		}
	}
	r.store.shared = nil
	for _, s := range report.Storages {
		if s.Node == clusterNode {
			r.store.shared = append(r.store.shared, s)
		}
	}
}

// storagesOf merges what the nodes tell: a shared storage once, a local one
// per node, one that is disabled everywhere once.
func storagesOf(t infra.TargetID, lists []nodeStorages, definitions map[string]storageDefinition) []infra.Storage {
	byID := map[infra.ID]int{}
	var out, off []infra.Storage
	complete := true
	for _, list := range lists {
		complete = complete && list.failure == nil
		for _, row := range list.rows {
			if row.Storage == "" || readOnlyType(string(row.Type), row.Total.Positive() && row.Used.Value >= row.Total.Value) {
				continue
			}
			s := storageOf(t, list, row, definitions[string(row.Storage)])
			if s.Status == infra.StorageDisabled {
				off = append(off, everywhere(t, s))
				continue
			}
			if i, merged := byID[s.ID]; merged {
				out[i] = merge(out[i], s)
				continue
			}
			byID[s.ID] = len(out)
			out = append(out, s)
		}
	}
	out = append(out, disabledEverywhere(out, off, definitions, complete)...)
	slices.SortFunc(out, func(x, y infra.Storage) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Node, y.Node))
	})
	return out
}

// disabledEverywhere picks from the storages that some node calls disabled
// those that are so everywhere. A storage that is restricted to other nodes
// looks the same; the definition knows, or all nodes together.
func disabledEverywhere(used, off []infra.Storage, definitions map[string]storageDefinition, complete bool) []infra.Storage {
	inUse := map[string]bool{}
	for _, s := range used {
		inUse[s.Name] = true
	}
	var out []infra.Storage
	for _, s := range off {
		d, defined := definitions[s.Name]
		if inUse[s.Name] || (defined && !d.Disable.set) || (!defined && !complete) {
			continue
		}
		inUse[s.Name] = true
		out = append(out, s)
	}
	return out
}

func everywhere(t infra.TargetID, s infra.Storage) infra.Storage {
	s.ID, s.Node, s.Nodes, s.Space = infra.StorageID(t, "", s.Name), clusterNode, nil, infra.None[infra.Usage]()
	return s
}

// storageOf converts a row of a node's list.
func storageOf(t infra.TargetID, list nodeStorages, row storageRow, d storageDefinition) infra.Storage {
	name := string(row.Storage)
	s := infra.Storage{
		Resource: infra.Resource{
			ID: infra.StorageID(t, list.node, name), Kind: infra.KindStorage, Name: name,
			Target: t, Node: list.node, SeenAt: list.at,
		},
		Type: string(row.Type), Content: contentOf(row.Content), Pool: string(d.Pool),
		Shared: row.Shared.set || d.Shared.set, Active: row.Active.set,
		Enabled: (row.Enabled.set || !row.Enabled.known) && !d.Disable.set,
	}
	switch {
	case s.Active && s.Enabled:
		s.Status = infra.StorageAvailable
	case s.Enabled:
		s.Status = infra.StorageInactive
	default:
		s.Status = infra.StorageDisabled
	}
	if row.Total.Positive() && row.Used.Known {
		s.Space = used(row.Total.Int(), row.Used.Int())
		if row.Avail.Known {
			s.Space.Value.Free = row.Avail.Whole()
		}
	}
	if s.Shared {
		s.ID, s.Node, s.Nodes = infra.StorageID(t, "", name), clusterNode, []string{list.node}
	}
	return s
}

// merge joins what two nodes tell about a shared storage. The figures are
// those of the answer with the largest use; it is usable where one can use it.
func merge(a, b infra.Storage) infra.Storage {
	if moreUsed(b, a) {
		a, b = b, a
	}
	a.Nodes = slices.Concat(a.Nodes, b.Nodes)
	slices.Sort(a.Nodes)
	if b.Active && !a.Active {
		a.Active, a.Status = true, b.Status
	}
	return a
}

func moreUsed(b, a infra.Storage) bool {
	if a.Space.Known != b.Space.Known {
		return b.Space.Known
	}
	return cmp.Or(cmp.Compare(b.Space.Value.Used, a.Space.Value.Used), cmp.Compare(b.Space.Value.Total, a.Space.Value.Total)) > 0
}
