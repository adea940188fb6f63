package infra

import (
	"maps"
	"slices"
)

// mergeGateways puts what the other parts tell of a mail gateway into the row
// that the pulse lists.
func (e *Estate) mergeGateways() []Gateway {
	pulse, x := e.Parts[PartPulse], e.standIn()
	if pulse.Good != nil {
		x = &Extras{Gateways: slices.Clone(pulse.Good.Gateways)}
	}
	if x == nil || len(x.Gateways) == 0 {
		return nil
	}
	e.name(x, pulse)
	for i := range x.Gateways {
		g := &x.Gateways[i]
		if g.Stale == nil {
			g.Stale = pulse.partly()
		}
		g.Nodes = slices.Clone(g.Nodes)
		for _, part := range []Part{PartQueues, PartMail, PartQuarantine} {
			g.merge(e.Parts[part])
		}
	}
	return x.Gateways
}

// hasGateway tells whether failures of any part change a row.
func (e *Estate) hasGateway() bool { return e.Extras != nil && len(e.Gateways) > 0 }

// merge takes over what a part knows, and marks the row where the part fails.
func (g *Gateway) merge(part PartState) {
	if part.Good != nil {
		for i := range part.Good.Gateways {
			if d := &part.Good.Gateways[i]; d.ID == g.ID {
				g.add(d)
			}
		}
	}
	if g.Stale == nil {
		g.Stale = part.partly()
	}
}

// partly is the staleness of a row of which this part is only some figures: the
// part fails, or one of its scopes does.
func (p PartState) partly() *Staleness {
	if s := stale("", PartState{}, p); s != nil {
		return s
	}
	for _, scope := range slices.Sorted(maps.Keys(p.Scopes)) {
		return stale(scope, PartState{}, p)
	}
	return nil
}

// add takes over from d what d knows. Which nodes there are is not among it.
func (g *Gateway) add(d *Gateway) {
	g.addFigures(d)
	for i := range g.Nodes {
		if n := d.node(g.Nodes[i].Name); n != nil && n.Queue != nil {
			g.Nodes[i].Queue = n.Queue
		}
	}
}

func (g *Gateway) addFigures(d *Gateway) {
	if d.Mail != nil {
		g.Mail = d.Mail
	}
	if d.Hours != nil {
		g.Hours = d.Hours
	}
	if d.Scores != nil {
		g.Scores = d.Scores
	}
	if d.Quarantine != nil {
		g.Quarantine = d.Quarantine
	}
}

func (g *Gateway) node(name string) *GatewayNode {
	for i := range g.Nodes {
		if g.Nodes[i].Name == name {
			return &g.Nodes[i]
		}
	}
	return nil
}

// keepGateways fills what a report with failures lacks from the one before:
// nodes that failed, or all where none could be listed, and figures.
func keepGateways(rows, before []Gateway, failed map[string]ScopeFailure) []Gateway {
	rows = slices.Clone(rows)
	for i := range rows {
		for j := range before {
			if before[j].ID == rows[i].ID {
				rows[i] = rows[i].filled(&before[j], failed)
			}
		}
	}
	return rows
}

func (g Gateway) filled(before *Gateway, failed map[string]ScopeFailure) Gateway {
	full := g
	full.addFigures(before)
	full.addFigures(&g)
	full.Nodes = slices.Clone(g.Nodes)
	for _, n := range before.Nodes {
		if _, lost := failed[n.Name]; (lost || g.Nodes == nil) && g.node(n.Name) == nil {
			full.Nodes = append(full.Nodes, n)
		}
	}
	return full
}
