package pve

import (
	"context"
	"net"
	"net/url"

	"pulse/backend/infra"
)

// pulse is what the pulse job keeps between its runs.
type pulse struct {
	meter     meter
	asked     bool // /nodes was asked in the last run
	nodesOwed bool // and did not answer
}

// runPulse tells who is there and how it is: one call for everything, and the
// list of nodes every other time.
func (r *reader) runPulse(ctx context.Context, a *asker) (infra.Report, error) {
	p := &r.pulse
	before, have := r.seen.newest()
	if !have {
		release, _, err := r.seen.claim(ctx)
		if err != nil {
			return infra.Report{}, err
		}
		defer release()
	}
	withNodes := p.nodesOwed || !p.asked
	l, err := r.readListing(ctx, a, withNodes, before)
	p.asked, p.nodesOwed = withNodes, withNodes && err != nil
	if err != nil {
		return infra.Report{}, err
	}
	r.rate(&l)
	r.seen.list(l)
	report := infra.Report{Failures: l.failures, Health: r.client.pool.health(), Cluster: r.client.pool.news()}
	r.fillPulse(&report, l)
	return report, nil
}

// rate turns the counters of the guests that were read into rates.
func (r *reader) rate(l *listing) {
	listed := make(map[int]bool, len(l.guests))
	for i := range l.guests {
		g := &l.guests[i]
		listed[g.VMID] = true
		rates := r.pulse.meter.read(g.VMID, g.SeenAt, g.counters, g.uptime)
		if g.Status == infra.GuestStopped {
			continue // at rest already
		}
		g.DiskRead, g.DiskWrite, g.NetworkIn, g.NetworkOut = rates[0], rates[1], rates[2], rates[3]
	}
	r.pulse.meter.forget(listed)
}

// fillPulse makes the rows of the report. What the detail part has told of a
// resource is left to it; rows kept from before belong to a failure, whose
// scope brings them.
func (r *reader) fillPulse(report *infra.Report, l listing) {
	owned := r.seen.ownership()
	failed := map[string]bool{}
	for _, f := range l.failures {
		failed[f.Scope] = true
	}
	names := r.displayNames(l.nodes)
	for _, n := range l.nodes {
		n.DisplayName = names[n.Name]
		detail, asked := owned[n.ID]
		if detail.memory || !asked { // the list counts the cache as used: it is the last resort
			n.Memory, n.MemorySource = infra.None[infra.Usage](), ""
		}
		if detail.root || !asked {
			n.RootFS = infra.None[infra.Usage]()
		}
		report.Nodes = append(report.Nodes, n)
	}
	for _, g := range l.guests {
		if failed[g.Node] {
			continue
		}
		row := g.Guest
		if owned[g.ID].memory && g.Status != infra.GuestStopped {
			row.Memory, row.MemorySource, row.MemoryHostView = infra.None[infra.Usage](), "", false
		}
		report.Guests = append(report.Guests, row)
	}
}

// displayNames returns the labels of nodes: the configured name of a single
// host, the DNS name of a member that is known by one, else its own name.
func (r *reader) displayNames(nodes []infra.Node) map[string]string {
	names := make(map[string]string, len(nodes))
	for _, n := range nodes {
		names[n.Name] = n.Name
	}
	cluster := r.client.pool.known()
	if len(cluster.Members) == 0 && len(nodes) == 1 {
		names[nodes[0].Name] = r.target.Name
	}
	for _, m := range cluster.Members {
		u, err := url.Parse(m.Address)
		if err == nil && u.Hostname() != "" && net.ParseIP(u.Hostname()) == nil {
			names[m.Name] = u.Hostname()
		}
	}
	return names
}
