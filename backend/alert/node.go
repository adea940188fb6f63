package alert

import "pulse/backend/infra"

// figure is a number that every resource of a kind has.
type figure[T any] struct {
	metric metric
	name   string
	detail bool // told by the detail part
	value  func(*T) infra.Opt[float64]
}

var nodeFigures = [...]figure[infra.Node]{
	{metricCPU, "CPU", false, func(n *infra.Node) infra.Opt[float64] { return percent(n.CPU) }},
	{metricMemory, "memory", true, func(n *infra.Node) infra.Opt[float64] { return used(n.Memory) }},
	{metricDisk, "disk", true, func(n *infra.Node) infra.Opt[float64] { return used(n.RootFS) }},
}

// node evaluates a node. The figures of one that is not online mean nothing.
func (e *evaluation) node(s *site, n *infra.Node) {
	l := e.rules.of(infra.KindNode, n.PublicID, "")
	sub := subject{row: &n.Resource, label: "Node", busy: e.see(sighting{row: &n.Resource, off: l.off}), planned: s.works.Node(n.Name)}
	if l.off {
		return
	}
	e.nodeState(s, n, sub, l)
	for i := range nodeFigures {
		f := &nodeFigures[i]
		o := observation{
			subject: sub, typ: metricTypes[f.metric], name: f.name,
			at: s.goodAt(f.detail), limit: l.metrics[f.metric],
		}
		if n.Status == infra.NodeOnline && fresh(n.Stale, f.detail) {
			o.value = f.value(n)
		}
		e.metric(&o)
	}
	o := observation{
		subject: sub, typ: TypeTemperature, name: "temperature",
		at: s.goodPart(infra.PartSensors), limit: l.metrics[metricTemperature],
	}
	if n.Status == infra.NodeOnline && n.Temperature != nil {
		o.value = n.Temperature.CPUPackage.Else(n.Temperature.CPUMax)
	}
	e.metric(&o)
}

// nodeState watches whether a node is there. While its cluster is silent the
// node is unknown; a standalone host is silent itself.
func (e *evaluation) nodeState(s *site, n *infra.Node, sub subject, l limits) {
	c := condition{
		subject: sub, typ: TypeConnection, off: l.stateOff,
		at: s.pulseAt, polls: offlinePolls, level: Critical,
	}
	switch {
	case s.down():
		c.known, c.bad = !s.clustered && s.fault != ours, true
		c.wait = s.fault == undecided
		c.at, c.reason = s.pulse.LastRun, s.reason()
	case fresh(n.Stale, false):
		// A standalone host that answers is there, even when its credentials do
		// not let it say how it is.
		c.known = n.Status != infra.NodeUnknown || !s.clustered
		c.bad = n.Status == infra.NodeOffline
	}
	e.state(&c)
}

func percent(ratio infra.Opt[float64]) infra.Opt[float64] {
	ratio.Value *= 100
	return ratio
}

func used(u infra.Opt[infra.Usage]) infra.Opt[float64] {
	if !u.Known {
		return infra.None[float64]()
	}
	return percent(u.Value.Ratio())
}

// megabytes turns a rate into the published unit, which counts in powers of two.
func megabytes(rate infra.Opt[float64]) infra.Opt[float64] {
	rate.Value /= 1 << 20
	return rate
}
