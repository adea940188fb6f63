package pve

import (
	"context"
	"strings"
	"time"

	"pulse/backend/infra"
)

const (
	cephEvery = time.Minute
	cephLimit = 30 * time.Second
	// poolTries is how many nodes are asked for the pools: Ceph need not be
	// installed on all of them.
	poolTries = 3
)

// ceph is what the Ceph job keeps between its runs.
type ceph struct {
	node  string // that answered last
	pools []infra.CephPool
}

// runCeph reads the status of Ceph where a storage lies in it.
func (r *reader) runCeph(ctx context.Context, a *asker) (infra.Report, error) {
	l, err := r.inventory(ctx, a)
	if err != nil {
		return infra.Report{}, err
	}
	stores, err := r.stores(ctx, a, l)
	if err != nil || !usesCeph(stores) {
		return infra.Report{}, err
	}
	status, err := a.cephStatus(ctx)
	if noCeph(err) {
		return infra.Report{}, nil // its storages lie in a Ceph elsewhere
	}
	if err != nil {
		return infra.Report{}, err
	}
	c := cephOf(r.target.ID, status, time.Now())
	report := infra.Report{}
	if err := r.readCephPools(ctx, a, l.nodes); err != nil {
		var pools round
		pools.fail("pools of Ceph", err)
		report.Failures = pools.failures
	}
	c.Pools = r.ceph.pools
	report.Ceph = []infra.Ceph{c}
	return report, nil
}

// noCeph tells the answer of a server without Ceph from that of a broken one.
func noCeph(err error) bool {
	if err == nil {
		return false
	}
	words := err.Error()
	return unknownPath(err) || strings.Contains(words, "binary not installed") || strings.Contains(words, "not initialized")
}

// readCephPools asks one node after the other until one knows the pools. On
// failure the pools from before stay.
func (r *reader) readCephPools(ctx context.Context, a *asker, nodes []infra.Node) error {
	var last error
	tries := 0
	for _, node := range r.cephNodes(nodes) {
		if tries++; tries > poolTries || ctx.Err() != nil {
			break
		}
		rows, err := a.cephPools(ctx, node)
		if err == nil {
			r.ceph.node, r.ceph.pools = node, cephPoolsOf(rows)
			return nil
		}
		last = err
	}
	return last
}

// cephNodes lists the nodes that can be asked, the one that answered last first.
func (r *reader) cephNodes(nodes []infra.Node) []string {
	var out []string
	for _, n := range nodes {
		switch {
		case r.outOfReach(n) != nil:
		case n.Name == r.ceph.node:
			out = append([]string{n.Name}, out...)
		default:
			out = append(out, n.Name)
		}
	}
	return out
}

func cephPoolsOf(rows []cephPoolRow) []infra.CephPool {
	out := make([]infra.CephPool, 0, len(rows))
	for _, row := range rows {
		p := infra.CephPool{
			ID: int(row.Pool.Whole()), Name: string(row.Name), Stored: row.BytesUsed.Whole(),
			UsedRatio: min(row.PercentUsed.Opt().Value, 1),
		}
		if p.UsedRatio > 0 { // the server's ratio is used/(used+available)
			p.Available = int64(float64(p.Stored)/p.UsedRatio) - p.Stored
		}
		out = append(out, p)
	}
	return out
}
