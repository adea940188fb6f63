package pbs

import (
	"context"
	"encoding/json"
	"net/url"
	"time"
)

// One method per endpoint. The server's own node is always called localhost.
const (
	versionPath   = "/version"
	nodePath      = "/nodes/localhost"
	datastorePath = "/admin/datastore"

	onlineTimeout = 5 * time.Second // each half of the online test
	statusTimeout = 4 * time.Second
	storeTimeout  = 15 * time.Second // a datastore that hangs
	listTimeout   = 20 * time.Second
	groupTimeout  = time.Minute // reads a folder per group
)

// version is /version.
type version struct {
	Version text `json:"version"`
	Release text `json:"release"`
}

func (a *asker) version(ctx context.Context) (version, error) {
	return get[version](ctx, a, query{path: versionPath, timeout: onlineTimeout})
}

// nodeStatus is /nodes/localhost/status, which needs Sys.Audit on /system/status.
type nodeStatus struct {
	CPU    number `json:"cpu"` // a fraction of all cores
	Uptime number `json:"uptime"`
	Memory struct {
		Total number `json:"total"`
		Used  number `json:"used"`
		Free  number `json:"free"`
	} `json:"memory"`
}

func (a *asker) status(ctx context.Context) (nodeStatus, error) {
	return get[nodeStatus](ctx, a, query{path: nodePath + "/status", timeout: statusTimeout})
}

// storeRow is a row of /admin/datastore, which lists what the account may see.
type storeRow struct {
	Store       text `json:"store"`
	MountStatus text `json:"mount-status"` // of removable ones, in newer versions
}

func (a *asker) datastores(ctx context.Context, timeout time.Duration) ([]storeRow, error) {
	return get[list[storeRow]](ctx, a, query{path: datastorePath, timeout: timeout})
}

// storeStatus is /admin/datastore/{store}/status.
type storeStatus struct {
	Total number `json:"total"`
	Used  number `json:"used"`
	Avail number `json:"avail"`
}

func (a *asker) storeStatus(ctx context.Context, store string) (storeStatus, error) {
	return get[storeStatus](ctx, a, storeQuery(store, "status", storeTimeout))
}

// gcStatus is /admin/datastore/{store}/gc; all of it is missing or zero before
// the first garbage collection.
type gcStatus struct {
	IndexData number `json:"index-data-bytes"`
	Disk      number `json:"disk-bytes"`
}

func (a *asker) gc(ctx context.Context, store string) (gcStatus, error) {
	return get[gcStatus](ctx, a, storeQuery(store, "gc", storeTimeout))
}

// spaceRow is a row of /admin/datastore/{store}/namespace, which lists all
// depths; the root is the empty path.
type spaceRow struct {
	Path text `json:"ns"`
}

func (a *asker) namespaces(ctx context.Context, store string) ([]spaceRow, error) {
	return get[list[spaceRow]](ctx, a, storeQuery(store, "namespace", storeTimeout))
}

// groupRow is a row of /admin/datastore/{store}/groups: all backups of one guest.
type groupRow struct {
	Type  text   `json:"backup-type"`
	ID    text   `json:"backup-id"`
	Count number `json:"backup-count"`
	Last  number `json:"last-backup"`
	Owner text   `json:"owner"`
}

func (a *asker) groups(ctx context.Context, store, space string) ([]groupRow, error) {
	q := storeQuery(store, "groups", groupTimeout)
	q.params = inSpace(space)
	return get[list[groupRow]](ctx, a, q)
}

// storeQuery is a question about one datastore.
func storeQuery(store, what string, timeout time.Duration) query {
	return query{path: datastorePath + "/" + url.PathEscape(store) + "/" + what, scope: store, timeout: timeout}
}

// inSpace names a namespace. The root is not named, because servers that are
// too old to know namespaces refuse the parameter.
func inSpace(space string) url.Values {
	if space == "" {
		return nil
	}
	return url.Values{"ns": {space}}
}

// jobRow is a row of /admin/sync, /admin/verify, /admin/prune or /admin/gc.
type jobRow struct {
	ID      text   `json:"id"` // not of garbage collections
	Store   text   `json:"store"`
	Remote  text   `json:"remote"` // of sync jobs with another server
	Disable number `json:"disable"`
	State   text   `json:"last-run-state"`
	UPID    text   `json:"last-run-upid"`
	End     number `json:"last-run-endtime"`
	Next    number `json:"next-run"`
	Removed number `json:"removed-bytes"` // by a garbage collection
}

// taskRow is a row of /nodes/localhost/tasks.
type taskRow struct {
	Worker text   `json:"worker_id"`
	Start  number `json:"starttime"`
	End    number `json:"endtime"`
	Status text   `json:"status"` // missing while it runs
}

// permissions is /access/permissions: path, then privilege, then whether it
// reaches down to the paths below.
type permissions map[string]map[string]number

// UnmarshalJSON accepts an object, and the empty list that stands for an empty one.
func (p *permissions) UnmarshalJSON(b []byte) error {
	if isEmpty(b, "[", "]") {
		*p = permissions{}
		return nil
	}
	return json.Unmarshal(b, (*map[string]map[string]number)(p))
}
