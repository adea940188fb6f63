package pve

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source/proxmox"
)

// One method per endpoint. Each has its own longest time for one attempt.
const (
	statusPath = "/cluster/status"

	listTimeout   = 10 * time.Second // calls that decide reachability
	nodeTimeout   = 4 * time.Second
	storeTimeout  = 8 * time.Second // a storage that hangs makes its node slow
	vmTimeout     = 3 * time.Second
	agentTimeout  = 5 * time.Second
	osInfoTimeout = 3 * time.Second
	rrdTimeout    = 2 * time.Second
)

func (a *asker) resources(ctx context.Context) ([]resourceRow, error) {
	return get[[]resourceRow](ctx, a, query{path: "/cluster/resources", timeout: listTimeout})
}

func (a *asker) nodeList(ctx context.Context) ([]nodeRow, error) {
	return get[[]nodeRow](ctx, a, query{path: "/nodes", timeout: listTimeout})
}

func (a *asker) members(ctx context.Context) ([]memberRow, *endpoint, error) {
	q := query{path: statusPath, timeout: listTimeout}
	body, via, err := a.fetch(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	rows, err := proxmox.Decode[[]memberRow](body)
	if err != nil {
		return nil, nil, a.explain(err, via.address, q)
	}
	return rows, via, nil
}

func (a *asker) version(ctx context.Context) (version, error) {
	return get[version](ctx, a, query{path: "/version", timeout: listTimeout})
}

func (a *asker) permissions(ctx context.Context) (permissions, error) {
	return get[permissions](ctx, a, query{path: "/access/permissions", timeout: listTimeout})
}

// nodeStatus is asked only once of a node that did not answer last time.
func (a *asker) nodeStatus(ctx context.Context, node string, silent bool) (nodeStatus, error) {
	return get[nodeStatus](ctx, a, query{
		path: "/nodes/" + url.PathEscape(node) + "/status", node: node,
		timeout: nodeTimeout, once: silent,
	})
}

func (a *asker) nodeHistory(ctx context.Context, node string) ([]rrdPoint, error) {
	return get[[]rrdPoint](ctx, a, query{
		path: "/nodes/" + url.PathEscape(node) + "/rrddata?timeframe=hour&cf=AVERAGE",
		node: node, timeout: rrdTimeout, patient: true,
	})
}

// guestsOf lists the guests of a type on a node. The full list of machines
// tells a paused one from a running one.
func (a *asker) guestsOf(ctx context.Context, node string, t infra.GuestType) ([]guestRow, error) {
	path := "/nodes/" + url.PathEscape(node) + "/" + string(t)
	if t == infra.VM {
		path += "?full=1"
	}
	return get[[]guestRow](ctx, a, query{path: path, node: node, timeout: nodeTimeout, patient: true})
}

func (a *asker) vmStatus(ctx context.Context, node string, vmid int) (vmStatus, error) {
	return get[vmStatus](ctx, a, vmQuery(node, vmid, "status/current", vmTimeout))
}

func (a *asker) filesystems(ctx context.Context, node string, vmid int) (agentList[agentFilesystem], error) {
	return get[agentList[agentFilesystem]](ctx, a, vmQuery(node, vmid, "agent/get-fsinfo", agentTimeout))
}

func (a *asker) interfaces(ctx context.Context, node string, vmid int) (agentList[agentInterface], error) {
	return get[agentList[agentInterface]](ctx, a, vmQuery(node, vmid, "agent/network-get-interfaces", agentTimeout))
}

func (a *asker) osInfo(ctx context.Context, node string, vmid int) (agentOS, error) {
	return get[agentOS](ctx, a, vmQuery(node, vmid, "agent/get-osinfo", osInfoTimeout))
}

func vmQuery(node string, vmid int, what string, timeout time.Duration) query {
	return query{
		path: "/nodes/" + url.PathEscape(node) + "/qemu/" + strconv.Itoa(vmid) + "/" + what,
		node: node, timeout: timeout, patient: true,
	}
}

func (a *asker) storageDefinitions(ctx context.Context) ([]storageDefinition, error) {
	return get[[]storageDefinition](ctx, a, query{path: "/storage", timeout: listTimeout})
}

func (a *asker) storagesOf(ctx context.Context, node string) ([]storageRow, error) {
	return get[[]storageRow](ctx, a, query{path: "/nodes/" + url.PathEscape(node) + "/storage", node: node, timeout: storeTimeout, patient: true})
}
