package pbs

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

const (
	notMounted       = "notmounted"
	notMountedReason = "the removable datastore is not mounted"
)

// storeReading is what was learned of one datastore.
type storeReading struct {
	row      infra.Datastore
	whole    bool // it answered, so that the row is worth keeping
	failures []infra.Failure
}

// runDatastores reads every datastore. One that does not answer keeps its last
// figures, with what is wrong.
func (r *reader) runDatastores(ctx context.Context, a *asker) (infra.Report, error) {
	stores, err := a.datastores(ctx, listTimeout)
	if err != nil {
		return infra.Report{}, err
	}
	readings := make([]storeReading, len(stores))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, s := range stores {
		group.Go(func() error {
			var err error
			readings[i], err = r.readStore(ctx, a, s)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return infra.Report{}, err
	}
	var report infra.Report
	kept := make(map[string]infra.Datastore, len(readings))
	for _, reading := range readings {
		report.Datastores = append(report.Datastores, reading.row)
		report.Failures = append(report.Failures, reading.failures...)
		if reading.whole {
			kept[reading.row.Name] = reading.row
		} else if before, known := r.stores[reading.row.Name]; known {
			kept[reading.row.Name] = before
		}
	}
	r.stores = kept
	return report, nil
}

// readStore reads one datastore. It fails only when the account is refused.
func (r *reader) readStore(ctx context.Context, a *asker, s storeRow) (storeReading, error) {
	name := string(s.Store)
	out := storeReading{row: infra.Datastore{Resource: r.resource(infra.KindDatastore, infra.DatastoreID(r.target.ID, name), name)}}
	before, known := r.stores[name]
	if s.MountStatus == notMounted {
		out.row.Error = notMountedReason
		return out, nil
	}
	status, err := a.storeStatus(ctx, name)
	if err != nil {
		if known {
			out.row = before
		}
		f := source.Failure(err)
		out.row.Error = f.Reason
		return out, out.note(f, err)
	}
	out.whole = true
	out.row.Space = usageOf(status.Total, status.Used, status.Avail)
	gc, err := a.gc(ctx, name)
	if err != nil {
		if err := out.note(partOf(name, "gc", err), err); err != nil {
			return out, err
		}
	}
	out.row.Deduplication = deduplicationOf(gc)
	spaces, err := a.spaces(ctx, name)
	if err != nil {
		spaces = before.Namespaces
		if err := out.note(partOf(name, "namespace", err), err); err != nil {
			return out, err
		}
	}
	out.row.Namespaces = spaces
	return out, nil
}

// note keeps a failure of the datastore. One that is the account's is not the
// datastore's, and is returned.
func (s *storeReading) note(f infra.Failure, err error) error {
	if f.Kind == infra.FailAuth {
		return err
	}
	s.failures = append(s.failures, f)
	return nil
}

// partOf is a failure of a part of a datastore, which leaves the rest fresh.
func partOf(store, part string, err error) infra.Failure {
	f := source.Failure(err)
	f.Scope = store + "/" + part
	return f
}

// deduplicationOf is how often the stored data would be needed without
// deduplication; unknown before the first garbage collection.
func deduplicationOf(gc gcStatus) infra.Opt[float64] {
	if gc.Disk.Whole() == 0 || gc.IndexData.Whole() == 0 {
		return infra.None[float64]()
	}
	return infra.Some(gc.IndexData.Value / gc.Disk.Value)
}

// spaces lists the namespaces of a datastore, the root first. A server that is
// too old to know any has the root alone.
func (a *asker) spaces(ctx context.Context, store string) ([]infra.Namespace, error) {
	rows, err := a.namespaces(ctx, store)
	if err != nil && proxmox.StatusOf(err) != http.StatusNotFound {
		return nil, err
	}
	return namespacesOf(rows), nil
}

func namespacesOf(rows []spaceRow) []infra.Namespace {
	paths := make([]string, 0, len(rows)+1)
	for _, row := range rows {
		paths = append(paths, string(row.Path))
	}
	paths = append(paths, "")
	slices.Sort(paths)
	spaces := make([]infra.Namespace, 0, len(paths))
	for _, path := range slices.Compact(paths) {
		parent := ""
		if i := strings.LastIndexByte(path, '/'); i >= 0 {
			parent = path[:i]
		}
		spaces = append(spaces, infra.Namespace{Path: path, Parent: parent, Depth: strings.Count(path, "/")})
	}
	return spaces
}
