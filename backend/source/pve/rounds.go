package pve

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// round is what asking all nodes came to: the nodes that failed and why.
type round struct {
	failures []infra.Failure
	answered int
	first    error
}

// onNodes runs ask for every node that can answer, several at a time. A node
// that is known not to answer is a failure without being asked.
func (r *reader) onNodes(ctx context.Context, nodes []infra.Node, ask func(ctx context.Context, node string) error) round {
	results := make([]error, len(nodes))
	known := make([]*infra.Failure, len(nodes))
	var group errgroup.Group
	group.SetLimit(nodesAtOnce)
	for i, n := range nodes {
		if known[i] = r.outOfReach(n); known[i] != nil {
			continue
		}
		group.Go(func() error {
			results[i] = ask(ctx, n.Name)
			return nil
		})
	}
	_ = group.Wait() // what fails is in the results
	var out round
	for i, n := range nodes {
		switch {
		case known[i] != nil:
			out.failures = append(out.failures, *known[i])
		case results[i] != nil:
			out.fail(n.Name, results[i])
		default:
			out.answered++
		}
	}
	return out
}

// outOfReach tells why a node need not be asked; nil when it may answer.
func (r *reader) outOfReach(n infra.Node) *infra.Failure {
	if n.Status == infra.NodeOffline {
		f := offline(n.Name)
		return &f
	}
	if f, silent := r.seen.silence(n.Name); silent {
		return &f
	}
	return nil
}

func (o *round) fail(scope string, err error) {
	failure := source.Failure(err)
	failure.Scope = scope
	o.failures = append(o.failures, failure)
	if o.first == nil {
		o.first = err
	}
}

// failNode notes a failure of a node, the first one only.
func (o *round) failNode(node string, err error) {
	if !o.failed(node) {
		o.fail(node, err)
	}
}

func (o *round) failed(scope string) bool {
	return slices.ContainsFunc(o.failures, func(f infra.Failure) bool { return f.Scope == scope })
}

// whole returns the failure of the whole job: when nobody answered and
// somebody should have.
func (o *round) whole(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if o.answered > 0 || o.first == nil {
		return nil
	}
	failure := source.Failure(o.first)
	return &source.Error{Kind: failure.Kind, Reason: failure.Reason, Err: o.first}
}
