package pbs

import (
	"context"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// perSnapshot is how long a list stays good per entry while its groups do not
// change. It is read again then, because verification, protection and comments
// change without them: small lists every time, one of 100,000 once an hour.
// One whose groups change all the time, as they do at night, is read again after
// a tenth of that.
const perSnapshot = 36 * time.Millisecond

// library is what the backups job knows: by datastore and namespace, and all
// together as it was last told.
type library struct {
	shelves map[string]shelves
	all     []infra.Archive
}

type shelves map[string]shelf

// shelf is the backups of one namespace. Its archives are never changed.
type shelf struct {
	mark     uint64 // of the groups that they belong to
	readAt   time.Time
	archives []infra.Archive
}

// fresh tells whether there is no reason to read the namespace again.
func (s shelf) fresh(mark uint64) bool {
	good := time.Duration(len(s.archives)) * perSnapshot
	if s.mark != mark {
		good /= 10
	}
	return !s.readAt.IsZero() && time.Since(s.readAt) < good
}

// sweep is what was learned of the backups in one datastore.
type sweep struct {
	shelves  shelves
	changed  bool
	failures []infra.Failure
}

// runBackups reads the namespaces in which something may have changed. What
// cannot be read keeps its backups.
func (r *reader) runBackups(ctx context.Context, a *asker) (infra.Report, error) {
	stores, err := a.datastores(ctx, listTimeout)
	if err != nil {
		return infra.Report{}, err
	}
	sweeps := make([]sweep, len(stores))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, s := range stores {
		group.Go(func() error {
			var err error
			sweeps[i], err = r.sweep(ctx, a, s, r.library.shelves[string(s.Store)])
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return infra.Report{}, err
	}
	var report infra.Report
	for _, s := range sweeps {
		report.Failures = append(report.Failures, s.failures...)
	}
	report.Archives = r.library.take(stores, sweeps)
	return report, nil
}

// take takes over what was read and returns all backups, newest first. They
// are put together anew only when some changed.
func (l *library) take(stores []storeRow, sweeps []sweep) []infra.Archive {
	same := len(stores) == len(l.shelves)
	next := make(map[string]shelves, len(stores))
	for i, s := range stores {
		_, known := l.shelves[string(s.Store)]
		same = same && known && !sweeps[i].changed
		next[string(s.Store)] = sweeps[i].shelves
	}
	l.shelves = next
	if same {
		return l.all
	}
	l.all = nil
	for _, s := range sweeps {
		for _, shelf := range s.shelves {
			l.all = append(l.all, shelf.archives...)
		}
	}
	slices.SortFunc(l.all, newestFirst)
	return l.all
}

// sweep reads one datastore, one namespace after the other. It fails only when
// the account is refused or time is up.
func (r *reader) sweep(ctx context.Context, a *asker, s storeRow, before shelves) (sweep, error) {
	store := string(s.Store)
	out := sweep{shelves: before}
	if s.MountStatus == notMounted {
		out.failures = []infra.Failure{{Scope: store, Kind: infra.FailUnreachable, Reason: store + ": " + notMountedReason}}
		return out, nil
	}
	spaces, err := a.spaces(ctx, store)
	if err != nil {
		return out, out.note(ctx, err, store)
	}
	out.shelves = make(shelves, len(spaces))
	for _, space := range spaces {
		old, known := before[space.Path]
		now, read, err := r.refresh(ctx, a, store, space.Path, old)
		if err != nil {
			if err := out.note(ctx, err, infra.NamespaceScope(store, space.Path)); err != nil {
				return out, err
			}
			if !known {
				continue
			}
			now = old
		}
		out.changed = out.changed || read
		out.shelves[space.Path] = now
	}
	out.changed = out.changed || len(out.shelves) != len(before)
	return out, nil
}

// note keeps a failure, or returns the error when it ends the whole run. One
// namespace that cannot be read leaves the others fresh.
func (s *sweep) note(ctx context.Context, err error, where string) error {
	f := source.Failure(err)
	if f.Kind == infra.FailAuth || ctx.Err() != nil {
		return err
	}
	f.Scope = where
	s.failures = append(s.failures, f)
	return nil
}

// refresh returns the backups of a namespace and whether they were read anew.
func (r *reader) refresh(ctx context.Context, a *asker, store, space string, old shelf) (shelf, bool, error) {
	groups, err := a.groups(ctx, store, space)
	if err != nil && source.Failure(err).Kind != infra.FailAnswer {
		return old, false, err
	}
	mark := markOf(groups)
	if err == nil && old.fresh(mark) {
		return old, false, nil
	}
	now := shelf{mark: mark, readAt: time.Now()}
	if err == nil && len(groups) == 0 {
		return now, len(old.archives) > 0, nil
	}
	now.archives, err = r.snapshots(ctx, a, store, space)
	if err != nil {
		return old, false, err
	}
	return now, true, nil
}

// markOf sums up a list of groups in any order: it changes when a backup is
// made or pruned.
func markOf(groups []groupRow) uint64 {
	var sum uint64
	for _, g := range groups {
		h := fnv.New64a()
		for _, s := range []string{string(g.Type), string(g.ID), string(g.Owner), strconv.FormatInt(g.Count.Whole(), 10), strconv.FormatInt(g.Last.Whole(), 10)} {
			_, _ = h.Write([]byte(s + "\x00")) // never fails
		}
		sum += h.Sum64()
	}
	return sum
}
