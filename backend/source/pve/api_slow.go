package pve

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"pulse/backend/infra"
)

// The endpoints that may take long, because they ask disks and storages.
const (
	contentTimeout  = 30 * time.Second
	disksTimeout    = 30 * time.Second
	smartTimeout    = 10 * time.Second
	poolTimeout     = 5 * time.Second
	cephTimeout     = 15 * time.Second
	tasksTimeout    = 10 * time.Second
	snapshotTimeout = 5 * time.Second
	updatesTimeout  = 30 * time.Second

	// mostTasks is how many tasks are read of a node; the server's own limit
	// is 50.
	mostTasks = 500
)

func slowQuery(node, what string, timeout time.Duration) query {
	return query{path: "/nodes/" + url.PathEscape(node) + what, node: node, timeout: timeout, patient: true}
}

func (a *asker) disksOf(ctx context.Context, node string) ([]diskRow, error) {
	return get[[]diskRow](ctx, a, slowQuery(node, "/disks/list", disksTimeout))
}

func (a *asker) smart(ctx context.Context, node, path string) (smartData, error) {
	return get[smartData](ctx, a, slowQuery(node, "/disks/smart?disk="+url.QueryEscape(path), smartTimeout))
}

func (a *asker) poolsOf(ctx context.Context, node string) ([]poolRow, error) {
	return get[[]poolRow](ctx, a, slowQuery(node, "/disks/zfs", poolTimeout))
}

func (a *asker) poolStatus(ctx context.Context, node, pool string) (poolStatus, error) {
	return get[poolStatus](ctx, a, slowQuery(node, "/disks/zfs/"+url.PathEscape(pool), poolTimeout))
}

func (a *asker) cephStatus(ctx context.Context) (cephStatus, error) {
	return get[cephStatus](ctx, a, query{path: "/cluster/ceph/status", timeout: cephTimeout, patient: true})
}

func (a *asker) cephPools(ctx context.Context, node string) ([]cephPoolRow, error) {
	return get[[]cephPoolRow](ctx, a, slowQuery(node, "/ceph/pool", cephTimeout))
}

// replicationJobs lists the jobs of all nodes as they are configured.
func (a *asker) replicationJobs(ctx context.Context) ([]replicationJob, error) {
	return get[[]replicationJob](ctx, a, query{path: "/cluster/replication", timeout: tasksTimeout, patient: true})
}

func (a *asker) replicationStates(ctx context.Context, node string) ([]replicationState, error) {
	return get[[]replicationState](ctx, a, slowQuery(node, "/replication", tasksTimeout))
}

func (a *asker) updates(ctx context.Context, node string) ([]packageRow, error) {
	return get[[]packageRow](ctx, a, slowQuery(node, "/apt/update", updatesTimeout))
}

// tasks lists what runs and what ran lately on all nodes.
func (a *asker) tasks(ctx context.Context) ([]taskRow, error) {
	return get[[]taskRow](ctx, a, query{path: "/cluster/tasks", timeout: tasksTimeout, patient: true})
}

func (a *asker) backupTasks(ctx context.Context, node string) ([]taskRow, error) {
	what := "/tasks?typefilter=vzdump&source=all&limit=" + strconv.Itoa(mostTasks)
	return get[[]taskRow](ctx, a, slowQuery(node, what, tasksTimeout))
}

func (a *asker) backupsOn(ctx context.Context, node, storage string) ([]contentRow, error) {
	what := "/storage/" + url.PathEscape(storage) + "/content?content=backup"
	return get[[]contentRow](ctx, a, slowQuery(node, what, contentTimeout))
}

func (a *asker) snapshots(ctx context.Context, g infra.Guest) ([]snapshotRow, error) {
	return get[[]snapshotRow](ctx, a, slowQuery(g.Node, "/"+string(g.Type)+"/"+strconv.Itoa(g.VMID)+"/snapshot", snapshotTimeout))
}

func (a *asker) containerInterfaces(ctx context.Context, g infra.Guest) ([]containerInterface, error) {
	return get[[]containerInterface](ctx, a, slowQuery(g.Node, "/lxc/"+strconv.Itoa(g.VMID)+"/interfaces", vmTimeout))
}
