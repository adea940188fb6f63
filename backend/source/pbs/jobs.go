package pbs

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// stillRunning is the status of a job that has begun and not ended.
const stillRunning = "running"

// jobList is one sort of jobs: its name, the switch that it belongs to, and
// how it is read.
type jobList struct {
	kind, monitor string
	read          func(context.Context, *asker) ([]infra.Job, error)
}

// wantedJobs lists the sorts of jobs that the target is to be read for.
func (r *reader) wantedJobs() []jobList {
	all := []jobList{
		{"sync", "syncJobs", r.syncJobs},
		{"verify", "verifyJobs", r.plainJobs("verify", "/admin/verify")},
		{"prune", "pruneJobs", r.plainJobs("prune", "/admin/prune")},
		{"garbage", "garbageJobs", r.garbageJobs},
	}
	var wanted []jobList
	for _, l := range all {
		if r.target.Monitors(l.monitor) {
			wanted = append(wanted, l)
		}
	}
	return wanted
}

// runJobs reads the jobs, sort by sort. A sort that cannot be read keeps its
// rows; the run fails when none can.
func (r *reader) runJobs(ctx context.Context, a *asker) (infra.Report, error) {
	var report infra.Report
	var first error
	lists := r.wantedJobs()
	for _, l := range lists {
		jobs, err := l.read(ctx, a)
		if err != nil {
			f := source.Failure(err)
			f.Scope = infra.JobScope(l.kind)
			report.Failures = append(report.Failures, f)
			first = cmp.Or(first, err)
			continue
		}
		report.Jobs = append(report.Jobs, jobs...)
	}
	if first != nil && (len(report.Failures) == len(lists) || source.Failure(first).Kind == infra.FailAuth) {
		return infra.Report{}, first
	}
	return report, nil
}

// syncJobs reads sync jobs of both directions. Servers that only pull do not
// know the question and refuse it.
func (r *reader) syncJobs(ctx context.Context, a *asker) ([]infra.Job, error) {
	if !r.pullOnly {
		jobs, err := r.jobs(ctx, a, "sync", query{path: "/admin/sync", params: url.Values{"sync-direction": {"all"}}, timeout: listTimeout})
		if proxmox.StatusOf(err) != http.StatusBadRequest {
			return jobs, err
		}
		r.pullOnly = true
	}
	return r.plainJobs("sync", "/admin/sync")(ctx, a)
}

// plainJobs reads jobs of a sort that needs no special question.
func (r *reader) plainJobs(kind, path string) func(context.Context, *asker) ([]infra.Job, error) {
	return func(ctx context.Context, a *asker) ([]infra.Job, error) {
		return r.jobs(ctx, a, kind, query{path: path, timeout: listTimeout})
	}
}

// jobs reads a list of jobs. A server that is too old to have the sort has no
// jobs of it.
func (r *reader) jobs(ctx context.Context, a *asker, kind string, q query) ([]infra.Job, error) {
	rows, err := get[list[jobRow]](ctx, a, q)
	if proxmox.StatusOf(err) == http.StatusNotFound {
		return nil, nil
	}
	jobs := make([]infra.Job, 0, len(rows))
	for _, row := range rows {
		jobs = append(jobs, r.jobOf(kind, row))
	}
	return jobs, err
}

func (r *reader) jobOf(kind string, row jobRow) infra.Job {
	j := infra.Job{
		ID: cmp.Or(string(row.ID), string(row.Store)), Target: r.target.ID, Kind: kind,
		Datastore: string(row.Store), Remote: string(row.Remote), Status: string(row.State),
		LastRun: moment(row.End), NextRun: moment(row.Next), Removed: row.Removed.Whole(),
	}
	if j.Status == "" && row.UPID != "" && j.LastRun.IsZero() {
		j.Status, j.LastRun = stillRunning, startOf(string(row.UPID))
	}
	if row.Disable.Value != 0 {
		j.NextRun = time.Time{}
	}
	return j
}

// garbageJobs reads the garbage collections, one per datastore. Servers that
// have no list of them are asked for the tasks that ran.
func (r *reader) garbageJobs(ctx context.Context, a *asker) ([]infra.Job, error) {
	rows, err := get[list[jobRow]](ctx, a, query{path: "/admin/gc", timeout: listTimeout})
	if proxmox.StatusOf(err) == http.StatusNotFound {
		return r.garbageTasks(ctx, a)
	}
	jobs := make([]infra.Job, 0, len(rows))
	for _, row := range rows {
		jobs = append(jobs, r.jobOf("garbage", row))
	}
	return jobs, err
}

func (r *reader) garbageTasks(ctx context.Context, a *asker) ([]infra.Job, error) {
	const enough = 500
	rows, err := get[list[taskRow]](ctx, a, query{
		path: nodePath + "/tasks", timeout: listTimeout,
		params: url.Values{"typefilter": {"garbage_collection"}, "limit": {strconv.Itoa(enough)}},
	})
	if err != nil {
		return nil, err
	}
	return r.newestTasks(rows), nil
}

// newestTasks makes jobs of the newest task of each datastore.
func (r *reader) newestTasks(rows []taskRow) []infra.Job {
	newest := map[string]taskRow{}
	var order []string
	for _, row := range rows {
		before, known := newest[string(row.Worker)]
		if !known {
			order = append(order, string(row.Worker))
		}
		if !known || row.Start.Value > before.Start.Value {
			newest[string(row.Worker)] = row
		}
	}
	jobs := make([]infra.Job, 0, len(order))
	for _, store := range order {
		task := newest[store]
		j := infra.Job{ID: store, Target: r.target.ID, Kind: "garbage", Datastore: store, Status: string(task.Status), LastRun: moment(task.End)}
		if j.LastRun.IsZero() {
			j.Status, j.LastRun = stillRunning, moment(task.Start)
		}
		jobs = append(jobs, j)
	}
	return jobs
}

// startOf is when the task of a UPID began; zero when that cannot be told.
// "UPID:node:pid:pstart:number:start:type:id:user:", numbers in hexadecimal.
func startOf(upid string) time.Time {
	parts := strings.Split(upid, ":")
	if len(parts) < 6 || parts[0] != "UPID" {
		return time.Time{}
	}
	seconds, err := strconv.ParseUint(parts[5], 16, 32)
	if err != nil {
		return time.Time{}
	}
	return moment(number{Value: float64(seconds), Known: true})
}
