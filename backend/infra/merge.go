package infra

// merge builds the rows of a target from its parts: the listing decides what
// exists, the detail adds what only it knows, failures mark rows stale.
func (e *Estate) merge() {
	pulse, detail, storage := e.Parts[PartPulse], e.Parts[PartDetail], e.Parts[PartStorage]
	e.Failure, e.Since, e.Failures = pulse.Failure, pulse.FailingSince, pulse.Failures
	if e.Failures >= FailuresUntilDown {
		e.Health = Unhealthy
	}
	e.Nodes, e.Guests, e.Storages = nil, nil, nil
	if e.Extras == nil {
		e.Extras = e.mergeExtras()
	}
	if pulse.Good != nil {
		e.mergeNodes(pulse, detail)
		e.mergeGuests(pulse, detail)
	}
	if storage.Good != nil {
		e.mergeStorages(storage)
	}
}

func (e *Estate) mergeNodes(pulse, detail PartState) {
	details := map[ID]*Node{}
	if detail.Good != nil {
		for i := range detail.Good.Nodes {
			details[detail.Good.Nodes[i].ID] = &detail.Good.Nodes[i]
		}
	}
	temperatures, updates := e.temperatures(), e.updates()
	for _, n := range pulse.Good.Nodes {
		n.Stale = stale(n.Name, pulse, detail)
		n.Temperature, n.Updates = temperatures[n.ID], updates[n.ID]
		if d := details[n.ID]; d != nil {
			n.add(d)
		}
		n.Instance, n.Host, n.Cluster, n.Health = e.Name, e.Host, e.Cluster.Name, e.Health
		n.PublicID = PublicNodeID(e.Name, n.Name)
		if e.Failures >= FailuresUntilDown {
			n.Status = NodeOffline
		}
		e.Nodes = append(e.Nodes, n)
	}
}

// temperatures are those of the nodes whose sensors answer.
func (e *Estate) temperatures() map[ID]*Temperature {
	sensors := e.Parts[PartSensors]
	if sensors.Good == nil || sensors.Failure != nil {
		return nil
	}
	out := make(map[ID]*Temperature, len(sensors.Good.Nodes))
	for i := range sensors.Good.Nodes {
		n := &sensors.Good.Nodes[i]
		if _, failed := sensors.Scopes[n.Name]; !failed {
			out[n.ID] = n.Temperature
		}
	}
	return out
}

// updates are those of the nodes as they were last told: they change seldom.
func (e *Estate) updates() map[ID]Opt[Updates] {
	part := e.Parts[PartUpdates]
	if part.Good == nil {
		return nil
	}
	out := make(map[ID]Opt[Updates], len(part.Good.Nodes))
	for i := range part.Good.Nodes {
		out[part.Good.Nodes[i].ID] = part.Good.Nodes[i].Updates
	}
	return out
}

func (e *Estate) mergeGuests(pulse, detail PartState) {
	details := map[ID]*Guest{}
	if detail.Good != nil {
		for i := range detail.Good.Guests {
			details[detail.Good.Guests[i].ID] = &detail.Good.Guests[i]
		}
	}
	offline := e.offlineNodes(pulse)
	for _, g := range pulse.Good.Guests {
		if e.hides(guestSwitches[g.Type]) {
			continue
		}
		d := details[g.ID]
		g.Stale = stale(g.Node, pulse, detail)
		if g.Stale != nil && g.Stale.DetailOnly && (d == nil || detail.withholds(g.Node)) {
			g.Stale = nil // nothing of it comes from what failed
		}
		if d != nil && g.Status != GuestStopped {
			g.add(d)
		}
		if s := offline[g.Node]; s != nil {
			g.Stale = s
		}
		g.Instance = e.Name
		g.PublicID = PublicGuestID(e.Name, g.Node, g.VMID)
		e.Guests = append(e.Guests, g)
	}
}

// offlineNodes tells of every node that its cluster calls offline since when it
// does, because the guests on it are not known any more.
func (e *Estate) offlineNodes(pulse PartState) map[string]*Staleness {
	offline := map[string]*Staleness{}
	for i := range e.Nodes {
		n := &e.Nodes[i]
		if n.Status != NodeOffline || pulse.Failure != nil {
			continue
		}
		since := pulse.Good.At
		if before := e.offline[n.Name]; before != nil {
			since = before.Since
		}
		offline[n.Name] = &Staleness{Since: since, Reason: "node " + n.Name + " is offline"}
	}
	e.offline = offline
	return offline
}

func (e *Estate) mergeStorages(storage PartState) {
	for _, s := range storage.Good.Storages {
		s.Stale = stale(s.Node, storage, PartState{})
		if s.Stale == nil && s.Shared {
			s.Stale = unseen(s.Nodes, storage)
		}
		if s.Stale == nil {
			s.Stale = stale("", e.Parts[PartPulse], PartState{})
		}
		s.Instance = e.Name
		s.PublicID = PublicStorageID(e.Name, s.Node, s.Name)
		e.Storages = append(e.Storages, s)
	}
}

// stale tells whether the rows of a scope are old: because the listing failed,
// or because the detail did.
func stale(scope string, listing, detail PartState) *Staleness {
	if listing.Failure != nil {
		return &Staleness{Since: listing.FailingSince, Reason: listing.Failure.Reason}
	}
	if f, ok := listing.Scopes[scope]; ok {
		return &Staleness{Since: f.Since, Reason: f.Reason}
	}
	if detail.Failure != nil {
		return &Staleness{Since: detail.FailingSince, Reason: detail.Failure.Reason, DetailOnly: true}
	}
	if f, ok := detail.Scopes[scope]; ok {
		return &Staleness{Since: f.Since, Reason: f.Reason, DetailOnly: true}
	}
	return nil
}

// unseen tells whether none of the nodes that report a shared storage answers.
func unseen(nodes []string, listing PartState) *Staleness {
	var newest *Staleness
	for _, node := range nodes {
		s := stale(node, listing, PartState{})
		if s == nil {
			return nil
		}
		if newest == nil || s.Since.After(newest.Since) {
			newest = s
		}
	}
	return newest
}

// withholds tells whether a scope answers, but not everything: a node that may
// not be read itself still tells about its guests.
func (p PartState) withholds(scope string) bool {
	f, failed := p.Scopes[scope]
	return p.Failure == nil && failed && (f.Kind == FailPermission || f.Kind == FailAnswer)
}

// add takes over from d what d knows.
func (n *Node) add(d *Node) {
	if d.Status != "" {
		n.Status = d.Status // a node without statistics that answers is online
	}
	if d.CPUInfo != (CPUInfo{}) {
		n.CPUInfo = d.CPUInfo
	}
	if d.Memory.Known {
		n.Memory, n.MemorySource = d.Memory, d.MemorySource
	}
	n.CPU = n.CPU.Else(d.CPU)
	n.Swap = d.Swap.Else(n.Swap)
	n.RootFS = d.RootFS.Else(n.RootFS)
	n.Uptime = n.Uptime.Else(d.Uptime)
	if d.Load != nil {
		n.Load = d.Load
	}
	n.Kernel = first(d.Kernel, n.Kernel)
	n.Version = first(d.Version, n.Version)
	n.DisplayName = first(d.DisplayName, n.DisplayName)
}

// add takes over from d what d knows.
func (g *Guest) add(d *Guest) {
	if d.Status != "" {
		g.Status = d.Status
	}
	if d.Memory.Known {
		g.Memory, g.MemorySource, g.MemoryHostView = d.Memory, d.MemorySource, d.MemoryHostView
	}
	if d.Balloon > 0 {
		g.Balloon = d.Balloon
	}
	if d.Disk.Known || d.DiskReason != "" {
		g.Disk, g.DiskReason, g.Disks = d.Disk, d.DiskReason, d.Disks
	}
	if d.Interfaces != nil {
		g.Interfaces, g.Addresses = d.Interfaces, d.Addresses
	}
	g.OSName = first(d.OSName, g.OSName)
	g.OSVersion = first(d.OSVersion, g.OSVersion)
	g.Lock = first(g.Lock, d.Lock)
	g.DiskRead = g.DiskRead.Else(d.DiskRead)
	g.DiskWrite = g.DiskWrite.Else(d.DiskWrite)
	g.NetworkIn = g.NetworkIn.Else(d.NetworkIn)
	g.NetworkOut = g.NetworkOut.Else(d.NetworkOut)
	g.Uptime = g.Uptime.Else(d.Uptime)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
