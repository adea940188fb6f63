package pve

import (
	"context"
	"strings"
	"sync"
	"time"

	"pulse/backend/infra"
)

const (
	poolsEvery = 2 * time.Minute
	// poolsKept is how long pools are shown although their node does not tell.
	poolsKept = 5 * time.Minute
	// healthyEvery is how often a pool that is in order is asked for its devices.
	healthyEvery = 5 * time.Minute
	// refusedFor is how long a node is left alone that has no pools to tell of.
	refusedFor = 10 * time.Minute
)

// nodePools is what the storage job keeps of a node's ZFS pools.
type nodePools struct {
	next  time.Time // when to ask again
	heard time.Time
	pools map[string]*infra.ZFSPool
	asked map[string]time.Time // when a pool was asked for its devices
}

// readPools asks the nodes that use ZFS for their pools, each when it is due.
func (r *reader) readPools(ctx context.Context, a *asker, lists []nodeStorages) {
	var group sync.WaitGroup
	for _, list := range lists {
		p := r.store.pools[list.node]
		if p == nil {
			p = &nodePools{}
			r.store.pools[list.node] = p
		}
		if list.failure == nil && usesZFS(list.rows) && !time.Now().Before(p.next) {
			group.Go(func() { r.readNodePools(ctx, a, list.node, p) })
		}
	}
	group.Wait()
}

func usesZFS(rows []storageRow) bool {
	for _, row := range rows {
		if row.Type == "zfspool" && row.Active.set {
			return true
		}
	}
	return false
}

func (r *reader) readNodePools(ctx context.Context, a *asker, node string, p *nodePools) {
	now := time.Now()
	p.next = now.Add(r.scaled(poolsEvery) * 9 / 10) // jobs come with a phase of their own
	rows, err := a.poolsOf(ctx, node)
	switch {
	case err == nil:
		r.notePools(ctx, a, node, p, rows)
		p.heard = now
	case ctx.Err() == nil && !reachability(kindOf(err)):
		*p = nodePools{next: now.Add(r.scaled(refusedFor))}
	}
}

func (r *reader) notePools(ctx context.Context, a *asker, node string, p *nodePools, rows []poolRow) {
	pools, asked := map[string]*infra.ZFSPool{}, map[string]time.Time{}
	for _, row := range rows {
		name := string(row.Name)
		before := p.pools[name]
		recent := time.Since(p.asked[name]) < r.scaled(healthyEvery)
		if before != nil && recent && before.State == string(row.Health) && row.Health == zfsOnline {
			pools[name], asked[name] = before, p.asked[name]
			continue
		}
		status, err := a.poolStatus(ctx, node, name)
		if err != nil {
			status = poolStatus{} // its health is known from the list
		} else {
			asked[name] = time.Now()
		}
		pool := poolOf(row, status)
		pools[name] = &pool
	}
	p.pools, p.asked = pools, asked
}

// addPools puts the pools on the storages that lie in them. The definition of
// a storage names a dataset; the pool is its first part.
func (r *reader) addPools(storages []infra.Storage) {
	for i := range storages {
		s := &storages[i]
		p := r.store.pools[s.Node]
		if s.Type != "zfspool" || s.Pool == "" || p == nil || time.Since(p.heard) > r.scaled(poolsKept) {
			continue
		}
		name, _, _ := strings.Cut(s.Pool, "/")
		s.ZFS = p.pools[name]
	}
}
