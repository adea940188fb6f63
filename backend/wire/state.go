package wire

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pulse/backend/infra"
)

// StateOf is the state in the shape that clients read ("frontend" shape of the
// published API with every key of its table).
func StateOf(v View) State {
	s := State{
		Nodes: []Node{}, VMs: []Guest{}, Containers: []Guest{}, Storage: []Storage{},
		DockerHosts: DockerHostsOf(v.Snapshot.Extras), CephClusters: []CephCluster{}, PhysicalDisks: []PhysicalDisk{}, PBS: []PBS{}, PMG: []PMG{},
		PBSBackups: PBSBackupsOf(v.Snapshot.Extras), PVEBackups: PVEBackupsOf(v.Snapshot.Extras),
		ReplicationJobs:  ReplicationJobsOf(v.Snapshot.Extras),
		Performance:      performanceOf(v),
		Stats:            statsOf(v),
		ConnectionHealth: map[string]bool{},
		LastUpdate:       ms(v.At),
	}
	for _, e := range v.Snapshot.Targets {
		s.ConnectionHealth[healthKey(e)] = reachable(e)
		if p, failed := placeholder(e); failed {
			p.CPU = new(float64) // as of every node that is offline
			s.Nodes = append(s.Nodes, p)
		}
	}
	for i := range v.Snapshot.Nodes {
		s.Nodes = append(s.Nodes, nodeOf(&v.Snapshot.Nodes[i]))
	}
	planned := plannedWorks(v)
	for i := range v.Snapshot.Guests {
		g := &v.Snapshot.Guests[i]
		row := guestOf(g)
		row.PlannedWork = planned.of(g)
		if g.Type == infra.LXC {
			s.Containers = append(s.Containers, row)
		} else {
			s.VMs = append(s.VMs, row)
		}
	}
	for i := range v.Snapshot.Storages {
		s.Storage = append(s.Storage, storageOf(&v.Snapshot.Storages[i], v.Forecasts))
	}
	if x := v.Snapshot.Extras; x != nil {
		s.addExtras(x, v.Forecasts)
	}
	s.ActiveAlerts = stateAlerts(v.Active)
	s.RecentlyResolved = resolvedAlerts(v.Resolved)
	return s
}

func (s *State) addExtras(x *infra.Extras, forecasts map[infra.ID]infra.Forecast) {
	for i := range x.Disks {
		s.PhysicalDisks = append(s.PhysicalDisks, physicalDiskOf(&x.Disks[i]))
	}
	for i := range x.Ceph {
		s.CephClusters = append(s.CephClusters, cephClusterOf(&x.Ceph[i]))
	}
	for i := range x.Servers {
		s.PBS = append(s.PBS, pbsOf(&x.Servers[i], x, forecasts))
	}
	for i := range x.Gateways {
		s.PMG = append(s.PMG, pmgOf(&x.Gateways[i]))
	}
}

// healthKey is how connectionHealth names a connection: hypervisors by their
// plain name, the others with their kind in front.
func healthKey(e *infra.Estate) string {
	switch e.Kind {
	case "pve":
		return e.Name
	case "docker":
		return string(e.ID) // by the agent's key, because names may be equal
	}
	return e.Kind + "-" + e.Name
}

func reachable(e *infra.Estate) bool {
	return e.Failure == nil && !e.SeenAt.IsZero() && e.Health != infra.Unhealthy
}

// placeholder stands for a connection of which no node was ever seen and that
// keeps failing. What answers beside the list of nodes does not replace it.
func placeholder(e *infra.Estate) (Node, bool) {
	if e.Kind != "pve" || e.Failures < infra.FailuresUntilDown || len(e.Nodes) > 0 {
		return Node{}, false
	}
	zero := int64(0)
	return Node{
		NodeCore: NodeCore{
			ID: e.Name + "-failed", Name: e.Name, DisplayName: e.Name, Instance: e.Name, Host: e.Host,
			Status: string(infra.NodeOffline), Type: "node", ConnectionHealth: string(infra.Unhealthy),
			Staleness: stalenessOf(&infra.Staleness{Since: e.Since, Reason: e.Failure.Reason}),
		},
		Node: e.Name, Uptime: &zero, LastSeen: ms(e.Since),
	}, true
}

func nodeCoreOf(n *infra.Node) NodeCore {
	core := NodeCore{
		ID: n.PublicID, Name: n.Name, DisplayName: n.DisplayName, Instance: n.Instance, Host: n.Host,
		Status: string(n.Status), Type: "node", CPU: number(n.CPU),
		LoadAverage: n.Load, KernelVersion: n.Kernel, PVEVersion: n.Version,
		CPUInfo:          CPUInfo{n.CPUInfo.Model, n.CPUInfo.Cores, n.CPUInfo.Sockets, n.CPUInfo.MHz},
		ConnectionHealth: string(n.Health), IsClusterMember: n.Cluster != "", ClusterName: n.Cluster,
		Memory: memoryOf(n.Memory, 0), Disk: diskOf(n.RootFS), Temperature: temperatureOf(n.Temperature), Updates: updatesOf(n.Updates),
		Staleness: stalenessOf(n.Stale),
	}
	if core.DisplayName == "" {
		core.DisplayName = n.Name
	}
	if core.ConnectionHealth == "" {
		core.ConnectionHealth = string(infra.Healthy)
	}
	if core.LoadAverage == nil {
		core.LoadAverage = []float64{}
	}
	return core
}

func nodeOf(n *infra.Node) Node {
	core, uptime := nodeCoreOf(n), secondsOf(n.Uptime)
	if n.Status == infra.NodeOffline { // clients count on numbers here; the page gets them from the compact feed
		core.CPU = cmp.Or(core.CPU, new(float64))
		uptime = cmp.Or(uptime, new(int64))
	}
	return Node{
		NodeCore: core,
		Node:     n.Name,
		Mem:      n.Memory.Value.Used, MaxMem: n.Memory.Value.Total, MaxDisk: n.RootFS.Value.Total,
		Uptime: uptime, LastSeen: ms(n.SeenAt),
	}
}

func guestCoreOf(g *infra.Guest) GuestCore {
	return GuestCore{
		ID: g.PublicID, VMID: g.VMID, Name: g.Name, Node: g.Node, Instance: g.Instance,
		Status: string(g.Status), Type: string(g.Type), CPU: number(g.CPU), CPUs: g.CPUs,
		Memory: memoryOf(g.Memory, g.Balloon), MemoryHostView: g.MemoryHostView, Disk: guestDisk(g), Disks: filesystems(g.Disks),
		DiskStatusReason: g.DiskReason, IPAddresses: g.Addresses,
		OSName: g.OSName, OSVersion: g.OSVersion, NetworkInterfaces: interfaces(g.Interfaces),
		NetworkIn: int64(g.NetworkIn.Or(0)), NetworkOut: int64(g.NetworkOut.Or(0)),
		DiskRead: int64(g.DiskRead.Or(0)), DiskWrite: int64(g.DiskWrite.Or(0)),
		Template: g.Template, Tags: strings.Join(g.Tags, ","), Lock: g.Lock, LastBackup: ms(g.LastBackup),
		Staleness: stalenessOf(g.Stale),
	}
}

func guestOf(g *infra.Guest) Guest {
	return Guest{
		GuestCore: guestCoreOf(g),
		Mem:       g.Memory.Value.Used, MaxMem: g.Memory.Value.Total,
		Uptime: secondsOf(g.Uptime), LastSeen: ms(g.SeenAt),
	}
}

// guestDisk is the sum of the file systems, or the size with usage -1 when
// only that is known.
func guestDisk(g *infra.Guest) *Disk {
	if g.Disk.Known || g.DiskSize == 0 {
		return diskOf(g.Disk)
	}
	return &Disk{Total: g.DiskSize, Free: g.DiskSize, Usage: -1}
}

// StorageRawOf is a storage in the shape of the storage routes.
func StorageRawOf(s *infra.Storage) StorageRaw {
	raw := StorageRaw{
		ID: s.PublicID, Name: s.Name, Node: s.Node, Instance: s.Instance,
		Nodes: s.Nodes, NodeCount: len(s.Nodes), Type: s.Type, Status: string(s.Status),
		Total: s.Space.Value.Total, Used: s.Space.Value.Used, Free: s.Space.Value.Free,
		Usage: percent(s.Space.Value.Ratio()), Content: strings.Join(s.Content, ","),
		Shared: s.Shared, Enabled: s.Enabled, Active: s.Active,
		ZFSPool: zfsPoolOf(s.ZFS), BackupsHidden: s.BackupsHidden, Staleness: stalenessOf(s.Stale),
	}
	for _, node := range s.Nodes {
		raw.NodeIDs = append(raw.NodeIDs, infra.PublicNodeID(s.Instance, node))
	}
	return raw
}

func storageOf(s *infra.Storage, forecasts map[infra.ID]infra.Forecast) Storage {
	return Storage{StorageRaw: StorageRawOf(s), Storage: s.Name, Avail: s.Space.Value.Free, Forecast: forecastOf(forecasts, s.ID)}
}

func memoryOf(u infra.Opt[infra.Usage], balloon int64) *Memory {
	if !u.Known || u.Value.Total <= 0 {
		return nil
	}
	m := u.Value
	return &Memory{m.Total, m.Used, max(m.Total-m.Used, 0), percent(m.Ratio()), balloon}
}

func diskOf(u infra.Opt[infra.Usage]) *Disk {
	if !u.Known || u.Value.Total <= 0 {
		return nil
	}
	d := u.Value
	return &Disk{Total: d.Total, Used: d.Used, Free: d.Free, Usage: percent(d.Ratio())}
}

func filesystems(list []infra.Filesystem) []Disk {
	disks := make([]Disk, 0, len(list))
	for _, f := range list {
		disks = append(disks, Disk{
			f.Total, f.Used, f.Free, percent(f.Ratio()), f.Mountpoint, f.Type, f.Device,
		})
	}
	return disks
}

func interfaces(list []infra.Interface) []Interface {
	out := make([]Interface, 0, len(list))
	for _, i := range list {
		out = append(out, Interface{i.Name, i.MAC, i.Addresses, i.RxBytes, i.TxBytes})
	}
	slices.SortFunc(out, func(a, b Interface) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func stalenessOf(s *infra.Staleness) Staleness {
	if s == nil {
		return Staleness{}
	}
	return Staleness{true, ms(s.Since), s.Reason}
}

func secondsOf(d infra.Opt[time.Duration]) *int64 {
	if !d.Known {
		return nil
	}
	s := int64(d.Value / time.Second)
	return &s
}

func statsOf(v View) StatsJSON {
	return StatsJSON{
		StartTime: v.Stats.StartedAt.UTC().Format(time.RFC3339), Uptime: int64(v.At.Sub(v.Stats.StartedAt) / time.Second),
		PollingCycles: v.Stats.Polls, WebSocketClients: v.Stats.Clients, Version: v.Stats.Version,
	}
}

func performanceOf(v View) Performance {
	return Performance{
		LastPollDuration: v.Stats.LastPoll.Seconds(), PollingStartTime: v.At.UTC().Format(time.RFC3339Nano),
		TotalAPICalls: v.Stats.Calls, FailedAPICalls: v.Stats.FailedJobs,
	}
}
