package pve

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"pulse/backend/infra"
)

const (
	tasksEvery = 20 * time.Second
	tasksLimit = 15 * time.Second
)

// runTasks reads what runs now and what ran lately, with one call for the
// whole cluster.
func (r *reader) runTasks(ctx context.Context, a *asker) (infra.Report, error) {
	rows, err := a.tasks(ctx)
	if err != nil {
		return infra.Report{}, err
	}
	var report infra.Report
	touched := map[int]time.Time{}
	for _, row := range rows {
		t, ok := taskOf(r.target.ID, row)
		if !ok {
			continue
		}
		report.Tasks = append(report.Tasks, t)
		if strings.Contains(t.Type, "snapshot") || strings.HasSuffix(t.Type, "rollback") {
			if t.VMID > 0 && t.End.After(touched[t.VMID]) {
				touched[t.VMID] = t.End
			}
		}
	}
	r.seen.touch(touched)
	return report, nil
}

// taskOf converts a row of a list of tasks. ok is false for what has no ID or
// never began.
func taskOf(t infra.TargetID, row taskRow) (infra.Task, bool) {
	if row.UPID == "" {
		return infra.Task{}, false
	}
	out := infra.Task{
		ID: string(row.UPID), Target: t, Node: string(row.Node), Type: string(row.Type),
		User: string(row.User), Start: timeOf(row.StartTime), End: timeOf(row.EndTime),
	}
	fillFromUPID(&out, row)
	if ended := row.Status != "" && row.Status != "running"; ended && out.End.IsZero() {
		out.End = out.Start
	}
	if !out.End.IsZero() {
		out.Status = string(row.Status)
	}
	return out, !out.Start.IsZero()
}

// fillFromUPID takes what a row leaves out from its ID:
// UPID:node:pid:pstart:starttime:type:id:user:, the numbers in hexadecimal.
func fillFromUPID(t *infra.Task, row taskRow) {
	const fields = 9
	parts := strings.Split(t.ID, ":")
	about := string(row.ID)
	if len(parts) == fields && parts[0] == "UPID" {
		start, err := strconv.ParseInt(parts[4], 16, 64)
		if t.Start.IsZero() && err == nil && start > 0 {
			t.Start = time.Unix(start, 0)
		}
		t.Node, t.Type, t.User = cmp.Or(t.Node, parts[1]), cmp.Or(t.Type, parts[5]), cmp.Or(t.User, parts[7])
		about = cmp.Or(about, parts[6])
	}
	if vmid, err := strconv.Atoi(about); err == nil && vmid > 0 {
		t.VMID = vmid
	}
}

// timeOf converts Unix seconds; unknown and 0 are no time.
func timeOf(n number) time.Time {
	const latest = 1 << 40
	if !n.Positive() || n.Value > latest {
		return time.Time{}
	}
	return time.Unix(n.Int(), 0)
}
