package pmg

import (
	"context"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// runQueues tells how much mail waits on each node, and how long already.
func (r *reader) runQueues(ctx context.Context, a *asker) (infra.Report, error) {
	names, err := r.nodeNames(ctx, a)
	if err != nil {
		return infra.Report{}, err
	}
	nodes, errs := make([]infra.GatewayNode, len(names)), make([]error, len(names))
	var asked errgroup.Group
	for i, name := range names {
		asked.Go(func() error {
			nodes[i].Name = name
			nodes[i].Queue, errs[i] = readQueue(ctx, a, name)
			return nil
		})
	}
	_ = asked.Wait() // each tells its failure itself
	row, failures := r.row(), []infra.Failure(nil)
	for i, err := range errs {
		if err == nil {
			row.Nodes = append(row.Nodes, nodes[i])
			continue
		}
		failure := source.Failure(err)
		failure.Scope = names[i]
		failures = append(failures, failure)
	}
	if len(row.Nodes) == 0 {
		return infra.Report{}, errs[0]
	}
	return reportOf(row, failures), nil
}

// nodeNames are the nodes that the pulse saw, or those that there are.
func (r *reader) nodeNames(ctx context.Context, a *asker) ([]string, error) {
	var names []string
	for _, n := range r.known() {
		names = append(names, n.Name)
	}
	if names != nil {
		return names, nil
	}
	rows, err := listMembers(ctx, a)
	for _, row := range rows {
		names = append(names, string(row.Name))
	}
	return names, err
}

// readQueue asks for the queues of a node one after the other, because the
// server scans its spool for each.
func readQueue(ctx context.Context, a *asker, node string) (*infra.MailQueue, error) {
	q := &infra.MailQueue{}
	for _, queue := range []struct {
		name  string
		count *int
	}{{"active", &q.Active}, {"deferred", &q.Deferred}, {"hold", &q.Hold}, {"incoming", &q.Incoming}} {
		rows, err := a.queueShape(ctx, node, queue.name)
		if err != nil {
			return nil, err
		}
		count, oldest := shapeOf(rows)
		*queue.count, q.Oldest = count, max(q.Oldest, oldest)
	}
	q.At = time.Now()
	return q, nil
}

// shapeOf takes the sum and the age of the oldest mail from a table. The row of
// all domains has the name TOTAL; without one, the domains are added up.
func shapeOf(rows []shapeRow) (count int, oldest time.Duration) {
	for _, row := range rows {
		if row["domain"] == "TOTAL" {
			return row.count(), row.oldest()
		}
	}
	for _, row := range rows {
		count, oldest = count+row.count(), max(oldest, row.oldest())
	}
	return count, oldest
}

func (row shapeRow) count() int { return proxmox.ParseNumber(row["total"]).Count() }

// oldest is the upper bound of the oldest column that is not empty. The last
// column has none; there it is the lower bound.
func (row shapeRow) oldest() time.Duration {
	var oldest time.Duration
	for column := range row {
		if age, isAge := ageOf(column); isAge && proxmox.ParseNumber(row[column]).Sum() > 0 {
			oldest = max(oldest, age)
		}
	}
	return oldest
}

// ageOf reads the head of a column: "5m", "1280m+".
func ageOf(column string) (time.Duration, bool) {
	digits, minutes := strings.CutSuffix(strings.TrimSuffix(column, "+"), "m")
	n, err := strconv.ParseUint(digits, 10, 16)
	return time.Duration(n) * time.Minute, minutes && err == nil
}
