package alert

import "pulse/backend/infra"

var guestFigures = [...]figure[infra.Guest]{
	{metricCPU, "CPU", false, func(g *infra.Guest) infra.Opt[float64] { return percent(g.CPU) }},
	{metricMemory, "memory", true, guestMemory},
	{metricDisk, "disk", true, func(g *infra.Guest) infra.Opt[float64] { return used(g.Disk) }},
	{metricDiskRead, "disk read", false, func(g *infra.Guest) infra.Opt[float64] { return megabytes(g.DiskRead) }},
	{metricDiskWrite, "disk write", false, func(g *infra.Guest) infra.Opt[float64] { return megabytes(g.DiskWrite) }},
	{metricNetworkIn, "network in", false, func(g *infra.Guest) infra.Opt[float64] { return megabytes(g.NetworkIn) }},
	{metricNetworkOut, "network out", false, func(g *infra.Guest) infra.Opt[float64] { return megabytes(g.NetworkOut) }},
}

// guestMemory is unknown where only the host's view exists: it counts memory
// that the guest uses as cache.
func guestMemory(g *infra.Guest) infra.Opt[float64] {
	if g.MemoryHostView {
		return infra.None[float64]()
	}
	return used(g.Memory)
}

// guest evaluates a guest. One that does not run has no figures; those of one
// that is unknown are unknown.
func (e *evaluation) guest(s *site, g *infra.Guest) {
	l, silent := e.rules.guest(g)
	sub := subject{row: &g.Resource, label: guestLabel(g.Type), silent: silent, rule: l.rule, planned: s.works.Guest(g)}
	sub.busy = e.see(sighting{row: &g.Resource, guest: g, off: l.off})
	if l.off {
		return
	}
	e.state(&condition{
		subject: sub, typ: TypePoweredOff, off: l.stateOff,
		known: guestKnown(g), bad: g.Status == infra.GuestStopped,
		at: s.pulseAt, polls: poweredOffPolls, level: l.severity,
	})
	running := g.Status == infra.GuestRunning
	if !running && guestKnown(g) {
		return
	}
	for i := range guestFigures {
		f := &guestFigures[i]
		detail := f.detail && g.Type != infra.LXC // the listing tells all of a container
		var value infra.Opt[float64]
		if running && fresh(g.Stale, detail) {
			value = f.value(g)
		}
		if limit := &l.metrics[f.metric]; sub.busy || limit.exceeded(value) || e.probe != nil {
			e.metric(&observation{
				subject: sub, typ: metricTypes[f.metric], name: f.name,
				value: value, at: s.goodAt(detail), limit: *limit,
			})
		}
	}
	if running {
		e.disks(s, g, sub, l.metrics[metricDisk])
	}
}

func guestKnown(g *infra.Guest) bool {
	return fresh(g.Stale, false) && g.Status != "" && g.Status != infra.GuestUnknown
}

// idle reports whether an alert is about something that its guest does not
// have now: figures while it does not run, or a file system that was removed.
func idle(g *infra.Guest, key Key) bool {
	if _, isFigure := metricOf(key.Type); !isFigure || !guestKnown(g) {
		return false
	}
	if g.Status != infra.GuestRunning {
		return true
	}
	return key.Part != "" && fresh(g.Stale, true) && len(g.Disks) > 0 && !hasDisk(g, key.Part)
}

func guestLabel(t infra.GuestType) string {
	if t == infra.LXC {
		return "Container"
	}
	return "VM"
}
