package pve

import (
	"context"
	"net/url"
	"sync"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

const (
	sensorsEvery = time.Minute
	sensorsLimit = time.Minute
	sensorTime   = 5 * time.Second
)

// runSensors reads the temperatures of the nodes. They come from beside the
// product: where that fails, temperatures are unknown and nothing else is.
func (r *reader) runSensors(ctx context.Context, a *asker) (infra.Report, error) {
	l, err := r.inventory(ctx, a)
	if err != nil {
		return infra.Report{}, err
	}
	hosts := r.hostsOf(l.nodes)
	work, cancel := withReserve(ctx)
	defer cancel()
	var report infra.Report
	var mu sync.Mutex
	all := r.onNodes(work, l.nodes, func(ctx context.Context, node string) error {
		ctx, cancel := context.WithTimeout(ctx, sensorTime)
		defer cancel()
		output, err := r.sensors(ctx, hosts[node])
		if err != nil {
			return sensorFailure(node, err)
		}
		now := time.Now()
		t := temperaturesOf(output, now)
		if t == nil {
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		report.Nodes = append(report.Nodes, infra.Node{
			Resource: infra.Resource{
				ID: infra.NodeID(r.target.ID, node), Kind: infra.KindNode, Name: node, Target: r.target.ID, Node: node, SeenAt: now,
			},
			Temperature: t,
		})
		return nil
	})
	if err := all.whole(ctx); err != nil {
		return infra.Report{}, err
	}
	report.Failures = all.failures
	return report, nil
}

func sensorFailure(node string, err error) error {
	return &source.Error{
		Kind: infra.FailAnswer, Scope: node, Err: err,
		Reason: "the temperatures of node " + node + " cannot be read: " + proxmox.Printable(err.Error()),
	}
}

// hostsOf tells where each node is reached: by the address of the member, or
// by the configured one when it stands alone.
func (r *reader) hostsOf(nodes []infra.Node) map[string]string {
	hosts := map[string]string{}
	for _, m := range r.client.pool.known().Members {
		if u, err := url.Parse(m.Address); err == nil {
			hosts[m.Name] = u.Hostname()
		}
	}
	for _, n := range nodes {
		if hosts[n.Name] != "" {
			continue
		}
		hosts[n.Name] = n.Name
		if u, err := url.Parse(r.target.Host); err == nil && len(nodes) == 1 {
			hosts[n.Name] = u.Hostname()
		}
	}
	return hosts
}
