package pve

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"pulse/backend/infra"
	"pulse/backend/source"
)

const (
	backupsEvery = 100 * time.Second
	backupsLimit = 5 * time.Minute
	// placeTries is by how many nodes a shared storage is tried.
	placeTries = 2
)

// backups is what the backup job keeps between its runs: what fails keeps its
// rows.
type backups struct {
	places map[place]*volumes
	tasks  map[string][]infra.Task // by node
	rights rights
}

// volumes are the backups in one place, as they were read last.
type volumes struct {
	rows  []infra.Backup
	since time.Time // since when it cannot be read; zero = it can
	why   string
}

// runBackups reads the tasks that made backups, and the backups themselves.
func (r *reader) runBackups(ctx context.Context, a *asker) (infra.Report, error) {
	l, err := r.inventory(ctx, a)
	if err != nil {
		return infra.Report{}, err
	}
	work, cancel := withReserve(ctx)
	defer cancel()
	stores, err := r.stores(work, a, l)
	if err != nil {
		return infra.Report{}, err
	}
	places := backupPlaces(stores)
	all := r.readBackupTasks(work, a, l)
	r.readPlaces(work, a, l, places, &all)
	if err := all.whole(ctx); err != nil {
		return infra.Report{}, err
	}
	r.seen.hide(r.hiddenStorages(work, a, places))
	report := infra.Report{Failures: all.failures}
	r.fillBackups(&report, l, places)
	return report, nil
}

func (r *reader) readBackupTasks(ctx context.Context, a *asker, l listing) round {
	var mu sync.Mutex
	read := map[string][]infra.Task{}
	all := r.onNodes(ctx, l.nodes, func(ctx context.Context, node string) error {
		rows, err := a.backupTasks(ctx, node)
		if err != nil {
			return err
		}
		tasks := backupTasksOf(r.target.ID, node, rows)
		mu.Lock()
		defer mu.Unlock()
		read[node] = tasks
		return nil
	})
	for _, n := range l.nodes {
		if _, ok := read[n.Name]; !ok {
			read[n.Name] = r.backups.tasks[n.Name]
		}
	}
	r.backups.tasks = read
	return all
}

func backupTasksOf(t infra.TargetID, node string, rows []taskRow) []infra.Task {
	var out []infra.Task
	for _, row := range rows {
		if row.Node == "" {
			row.Node = text(node)
		}
		if task, ok := taskOf(t, row); ok && task.Type == "vzdump" {
			out = append(out, task)
		}
	}
	return out
}

// readPlaces reads the backups in every place. One that fails keeps its rows.
func (r *reader) readPlaces(ctx context.Context, a *asker, l listing, places []backupPlace, all *round) {
	online := r.online(l.nodes)
	kept := make(map[place]*volumes, len(places))
	failures := make([]error, len(places))
	var group errgroup.Group
	group.SetLimit(nodesAtOnce)
	for i, p := range places {
		v := r.backups.places[p.place]
		if v == nil {
			v = &volumes{}
		}
		kept[p.place] = v
		group.Go(func() error {
			failures[i] = r.readPlace(ctx, a, p, online, v)
			return nil
		})
	}
	_ = group.Wait() // what fails is in failures
	for i, p := range places {
		switch {
		case failures[i] == nil:
			all.answered++
		case p.node == "" || online[p.node]: // else its node is a failure already
			all.fail("storage "+p.String(), failures[i])
		}
	}
	r.backups.places = kept
}

// readPlace reads one place by the first of its nodes that answers.
func (r *reader) readPlace(ctx context.Context, a *asker, p backupPlace, online map[string]bool, v *volumes) error {
	var err error = &source.Error{Kind: infra.FailUnreachable, Reason: "storage " + p.String() + " is not available on any node that answers"}
	tries := 0
	for _, node := range p.nodes {
		if !online[node] || tries == placeTries || ctx.Err() != nil {
			continue
		}
		tries++
		var rows []contentRow
		if rows, err = a.backupsOn(ctx, node, p.storage); err == nil {
			*v = volumes{rows: r.backupsOf(node, p, rows)}
			return nil
		}
	}
	if v.since.IsZero() {
		v.since = time.Now()
	}
	v.why = source.Failure(err).Reason
	return err
}

func (r *reader) backupsOf(node string, p backupPlace, rows []contentRow) []infra.Backup {
	var out []infra.Backup
	for _, row := range rows {
		if b, ok := backupOf(r.target.ID, node, p, row); ok {
			out = append(out, b)
		}
	}
	return out
}

// fillBackups reports everything that is known, a volume once.
func (r *reader) fillBackups(report *infra.Report, l listing, places []backupPlace) {
	for _, n := range l.nodes {
		report.Tasks = append(report.Tasks, r.backups.tasks[n.Name]...)
	}
	seen := map[string]bool{}
	for _, p := range places {
		v := r.backups.places[p.place]
		for _, b := range v.rows {
			if seen[b.VolID] {
				continue
			}
			seen[b.VolID] = true
			if !v.since.IsZero() {
				b.Stale = &infra.Staleness{Since: v.since, Reason: v.why}
			}
			report.Backups = append(report.Backups, b)
		}
	}
}
