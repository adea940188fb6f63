package pve

import (
	"context"
	"slices"
	"strings"

	"pulse/backend/infra"
)

// listedStore is a storage on a node, as the list of the cluster has it. With
// it the jobs beside the storage job know what there is without asking again.
type listedStore struct {
	node, name, kind string
	content          []string
	shared, usable   bool
}

// addStore notes a storage of /cluster/resources.
func (l *listing) addStore(row resourceRow) {
	if row.Node == "" || row.Storage == "" {
		return
	}
	l.stores = append(l.stores, listedStore{
		node: string(row.Node), name: string(row.Storage), kind: string(row.PluginType),
		content: contentOf(row.Content), shared: row.Shared.set, usable: row.Status == "available",
	})
}

// keepStores takes over the storages from before when the list that tells them
// was not answered.
func (l *listing) keepStores(before listing, answered bool) {
	if !answered {
		l.stores = before.stores
	}
}

// stores returns the storages by the list of the cluster or, from servers that
// leave them out of it, by the lists of the nodes.
func (r *reader) stores(ctx context.Context, a *asker, l listing) ([]listedStore, error) {
	if slices.ContainsFunc(l.stores, func(s listedStore) bool { return len(s.content) > 0 }) {
		return l.stores, nil
	}
	if stores, told := r.seen.storages(); told {
		return stores, nil
	}
	lists, err := r.listStorages(ctx, a, l.nodes)
	return listedStores(lists, nil), err
}

// listedStores takes the storages from the lists of the nodes.
func listedStores(lists []nodeStorages, definitions map[string]storageDefinition) []listedStore {
	out := []listedStore{}
	for _, list := range lists {
		for _, row := range list.rows {
			if row.Storage == "" || row.Enabled.known && !row.Enabled.set {
				continue
			}
			out = append(out, listedStore{
				node: list.node, name: string(row.Storage), kind: string(row.Type), content: contentOf(row.Content),
				shared: row.Shared.set || definitions[string(row.Storage)].Shared.set, usable: row.Active.set,
			})
		}
	}
	return out
}

// usesCeph tells whether a storage lies in Ceph.
func usesCeph(stores []listedStore) bool {
	return slices.ContainsFunc(stores, func(s listedStore) bool {
		return s.kind == "rbd" || s.kind == "cephfs" || s.kind == "ceph"
	})
}

// place is where backups lie: a storage of a node, or a shared one, whose node
// is empty.
type place struct{ node, storage string }

// String names the place for people.
func (p place) String() string {
	if p.node == "" {
		return p.storage
	}
	return p.storage + " on " + p.node
}

// backupPlace is a place with the type of its storage.
type backupPlace struct {
	place
	kind  string
	nodes []string // by which it can be read, by name
}

// backupPlaces lists where backups can lie, a shared storage once.
func backupPlaces(stores []listedStore) []backupPlace {
	at := map[place]int{}
	var out []backupPlace
	for _, s := range stores {
		if !slices.Contains(s.content, "backup") {
			continue
		}
		p := place{s.node, s.name}
		if s.shared {
			p.node = ""
		}
		i, have := at[p]
		if !have {
			i, at[p] = len(out), len(out)
			out = append(out, backupPlace{place: p, kind: s.kind})
		}
		if s.usable {
			out[i].nodes = append(out[i].nodes, s.node)
		}
	}
	for i := range out {
		slices.Sort(out[i].nodes)
	}
	return out
}

// onServer tells whether a storage is a backup server.
func (p backupPlace) onServer() bool {
	return p.kind == "pbs" || strings.HasPrefix(p.storage, "pbs-")
}

// online returns the nodes of a list that can be asked, by name.
func (r *reader) online(nodes []infra.Node) map[string]bool {
	out := map[string]bool{}
	for _, n := range nodes {
		out[n.Name] = r.outOfReach(n) == nil
	}
	return out
}
