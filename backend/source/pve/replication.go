package pve

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source/proxmox"
)

const (
	replicationEvery = 2 * time.Minute
	replicationLimit = 15 * time.Second
	usualSchedule    = "*/15" // of a job that names none
)

// runReplication reads the jobs with one call for the whole cluster, and how
// they fare from the nodes that the guests are on. Without jobs no node is asked.
func (r *reader) runReplication(ctx context.Context, a *asker) (infra.Report, error) {
	l, err := r.inventory(ctx, a)
	if err != nil {
		return infra.Report{}, err
	}
	if len(l.nodes) < 2 { // there is nowhere to copy to
		return infra.Report{}, nil
	}
	jobs, err := a.replicationJobs(ctx)
	if err != nil {
		return infra.Report{}, err
	}
	rows := r.replicas(l, jobs)
	work, cancel := withReserve(ctx)
	defer cancel()
	states := map[string]replicationState{}
	var mu sync.Mutex
	all := r.onNodes(work, sourcesOf(l, rows), func(ctx context.Context, node string) error {
		told, err := a.replicationStates(ctx, node)
		mu.Lock()
		defer mu.Unlock()
		for _, s := range told {
			states[string(s.ID)] = s
		}
		return err
	})
	if err := all.whole(ctx); err != nil {
		return infra.Report{}, err
	}
	report := infra.Report{Failures: all.failures}
	for _, row := range rows {
		s, told := states[row.ID]
		if before, known := r.replicated[row.ID]; !told && known && all.failed(row.Node) {
			row = before
		}
		if told {
			row = replicaOf(row, s)
		}
		report.Replicas = append(report.Replicas, row)
	}
	r.replicated = byJob(report.Replicas)
	return report, nil
}

// replicas are the jobs as they are configured, each on the node where its
// guest is now.
func (r *reader) replicas(l listing, jobs []replicationJob) []infra.Replication {
	at := make(map[int]string, len(l.guests))
	for _, g := range l.guests {
		at[g.VMID] = g.Node
	}
	var out []infra.Replication
	for _, job := range jobs {
		vmid := guestOfJob(job)
		if job.ID == "" || vmid == 0 {
			continue
		}
		out = append(out, infra.Replication{
			ID: string(job.ID), Target: r.target.ID, VMID: vmid, Node: cmp.Or(at[vmid], string(job.Source)), To: string(job.Target),
			Schedule: cmp.Or(string(job.Schedule), usualSchedule), Comment: string(job.Comment), Disabled: job.Disable.set,
		})
	}
	return out
}

// guestOfJob is the number of the guest, which also begins the ID of the job.
func guestOfJob(job replicationJob) int {
	if job.Guest.Positive() {
		return int(job.Guest.Whole())
	}
	id, _, _ := strings.Cut(string(job.ID), "-")
	return proxmox.ParseNumber(text(id)).Count()
}

// sourcesOf are the nodes that jobs copy from.
func sourcesOf(l listing, rows []infra.Replication) []infra.Node {
	return slices.DeleteFunc(slices.Clone(l.nodes), func(n infra.Node) bool {
		return !slices.ContainsFunc(rows, func(row infra.Replication) bool { return row.Node == n.Name })
	})
}

// replicaOf adds to a job how it fares.
func replicaOf(row infra.Replication, s replicationState) infra.Replication {
	row.LastSync, row.LastTry, row.NextSync = timeOf(s.LastSync), timeOf(s.LastTry), timeOf(s.NextSync)
	row.FailCount, row.Error, row.Running = s.FailCount.Count(), string(s.Error), s.PID.Positive()
	if s.Duration.Positive() {
		row.Duration = s.Duration.Duration()
	}
	return row
}

func byJob(rows []infra.Replication) map[string]infra.Replication {
	out := make(map[string]infra.Replication, len(rows))
	for _, row := range rows {
		out[row.ID] = row
	}
	return out
}
