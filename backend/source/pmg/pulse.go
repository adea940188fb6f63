package pmg

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// The states of a node.
const (
	online  = "online"
	offline = "offline"
)

// itself is the name by which a gateway may always ask for itself.
const itself = "localhost"

// runPulse tells whether the gateway answers, and how its nodes are. Only the
// first question decides; what the others cannot tell is missing.
func (r *reader) runPulse(ctx context.Context, a *asker) (infra.Report, error) {
	v, err := a.version(ctx)
	if err != nil {
		return infra.Report{}, err
	}
	row := r.row()
	row.Version = v.String()
	nodes, failures := r.readNodes(ctx, a)
	row.Nodes = nodes
	report := reportOf(row, failures)
	report.Health = infra.Healthy
	return report, nil
}

// readNodes lists the nodes; none when that cannot be told.
func (r *reader) readNodes(ctx context.Context, a *asker) ([]infra.GatewayNode, []infra.Failure) {
	rows, err := listMembers(ctx, a)
	if err != nil {
		failure := source.Failure(err)
		failure.Scope = "membership"
		return nil, []infra.Failure{failure}
	}
	nodes, failures := make([]infra.GatewayNode, len(rows)), make([]*infra.Failure, len(rows))
	var asked errgroup.Group
	asked.SetLimit(background)
	for i, row := range rows {
		asked.Go(func() error {
			nodes[i], failures[i] = readNode(ctx, a, row)
			return nil
		})
	}
	_ = asked.Wait() // each tells its failure itself
	r.learn(nodes)
	return nodes, told(failures)
}

// told are the failures that there are.
func told(failures []*infra.Failure) []infra.Failure {
	var all []infra.Failure
	for _, f := range failures {
		if f != nil {
			all = append(all, *f)
		}
	}
	return all
}

// listMembers lists the nodes in a steady order. A member that is down makes
// the full list late; then the plain one serves. A gateway without a cluster
// may list nobody.
func listMembers(ctx context.Context, a *asker) ([]memberRow, error) {
	rows, err := a.members(ctx)
	if err != nil {
		var plain error
		if rows, plain = a.memberList(ctx); plain != nil {
			return nil, err
		}
	}
	rows = slices.DeleteFunc(rows, func(m memberRow) bool { return m.Name == "" })
	if len(rows) == 0 {
		rows = []memberRow{{Name: itself}}
	}
	slices.SortStableFunc(rows, func(a, b memberRow) int {
		return cmp.Or(cmp.Compare(a.CID.Value, b.CID.Value), cmp.Compare(a.Name, b.Name))
	})
	return rows, nil
}

// readNode converts a member, asking it itself where the list has no figures.
func readNode(ctx context.Context, a *asker, row memberRow) (infra.GatewayNode, *infra.Failure) {
	n := infra.GatewayNode{Name: string(row.Name), Role: roleOf(row.Type), Status: online}
	if row.ConnError != "" {
		n.Status = offline
		return n, &infra.Failure{Scope: n.Name, Kind: infra.FailUnreachable, Reason: fmt.Sprintf(
			"node %s cannot be reached by %s: %s. Is it running?", n.Name, a.address, proxmox.Printable(string(row.ConnError)))}
	}
	figures, failure := row.nodeFigures, (*infra.Failure)(nil)
	if !figures.Uptime.Known {
		figures, failure = askNode(ctx, a, n.Name)
	}
	if failure != nil && (failure.Kind == infra.FailUnreachable || failure.Kind == infra.FailTimeout) {
		n.Status = offline
	}
	n.Uptime, n.Load = figures.Uptime.Duration(), string(figures.LoadAvg)
	return n, failure
}

// askNode asks a node for its figures. A server that does not know the question
// has none to tell, which is no failure.
func askNode(ctx context.Context, a *asker, node string) (nodeFigures, *infra.Failure) {
	figures, err := a.nodeStatus(ctx, node)
	if status := proxmox.StatusOf(err); err == nil || status == http.StatusNotFound || status == http.StatusNotImplemented {
		return figures, nil
	}
	failure := source.Failure(err)
	failure.Scope = node
	return figures, &failure
}

// roleOf is what a node is in its cluster.
func roleOf(kind text) string {
	if kind == "" || kind == "-" {
		return "standalone"
	}
	return strings.ToLower(string(kind))
}

// known are the nodes of the newest list.
func (r *reader) known() []infra.GatewayNode {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.nodes
}

func (r *reader) learn(nodes []infra.GatewayNode) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.nodes = nodes
}
