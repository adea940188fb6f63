package infra

import (
	"cmp"
	"slices"
)

// Extras are the resources beside nodes, guests and storages. A report holds
// those of its part, an estate those of its target, a snapshot all.
type Extras struct {
	Disks      []Disk          // by node, then path
	Ceph       []Ceph          // by instance
	Tasks      []Task          // newest first
	Backups    []Backup        // newest first
	Snapshots  []GuestSnapshot // newest first
	Replicas   []Replication   // by instance, then guest
	Servers    []Server
	Datastores []Datastore
	Archives   []Archive // newest first
	Jobs       []Job
	Gateways   []Gateway
	Hosts      []Host      // by host name
	Containers []Container // by name
}

func (x *Extras) append(y *Extras) {
	x.Disks = append(x.Disks, y.Disks...)
	x.Ceph = append(x.Ceph, y.Ceph...)
	x.Tasks = append(x.Tasks, y.Tasks...)
	x.Backups = append(x.Backups, y.Backups...)
	x.Snapshots = append(x.Snapshots, y.Snapshots...)
	x.Replicas = append(x.Replicas, y.Replicas...)
	x.Servers = append(x.Servers, y.Servers...)
	x.Datastores = append(x.Datastores, y.Datastores...)
	x.Archives = append(x.Archives, y.Archives...)
	x.Jobs = append(x.Jobs, y.Jobs...)
	x.Gateways = append(x.Gateways, y.Gateways...)
	x.Hosts = append(x.Hosts, y.Hosts...)
	x.Containers = append(x.Containers, y.Containers...)
}

func (x *Extras) sort() {
	slices.SortStableFunc(x.Disks, func(a, b Disk) int { return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Path, b.Path)) })
	slices.SortStableFunc(x.Ceph, func(a, b Ceph) int { return cmp.Compare(a.Instance, b.Instance) })
	slices.SortStableFunc(x.Tasks, func(a, b Task) int { return b.Start.Compare(a.Start) })
	slices.SortStableFunc(x.Backups, func(a, b Backup) int { return b.Time.Compare(a.Time) })
	slices.SortStableFunc(x.Snapshots, func(a, b GuestSnapshot) int { return b.Time.Compare(a.Time) })
	slices.SortStableFunc(x.Replicas, func(a, b Replication) int {
		return cmp.Or(cmp.Compare(a.Instance, b.Instance), cmp.Compare(a.VMID, b.VMID), cmp.Compare(a.ID, b.ID))
	})
	slices.SortStableFunc(x.Archives, func(a, b Archive) int { return b.Time.Compare(a.Time) })
	slices.SortStableFunc(x.Hosts, func(a, b Host) int { return cmp.Compare(a.Hostname, b.Hostname) })
	slices.SortStableFunc(x.Containers, func(a, b Container) int { return cmp.Compare(a.Name, b.Name) })
}

// keep takes over the rows of failed scopes from before. A scope is a node or,
// of a backup server, a datastore or a sort of jobs.
func (x *Extras) keep(before *Extras, failed map[string]ScopeFailure) {
	x.Disks = carry(x.Disks, before.Disks, failed, func(d Disk) (string, string) { return string(d.ID), d.Node })
	x.Tasks = carry(x.Tasks, before.Tasks, failed, func(t Task) (string, string) { return t.ID, t.Node })
	x.Backups = carry(x.Backups, before.Backups, failed, func(b Backup) (string, string) { return b.VolID, b.Node })
	x.Snapshots = carry(x.Snapshots, before.Snapshots, failed, func(s GuestSnapshot) (string, string) { return s.key(), s.Node })
	x.Replicas = carry(x.Replicas, before.Replicas, failed, func(r Replication) (string, string) { return r.ID, r.Node })
	x.Datastores = carry(x.Datastores, before.Datastores, failed, func(d Datastore) (string, string) { return string(d.ID), d.Name })
	x.Archives = carry(x.Archives, before.Archives, failed, func(a Archive) (string, string) { return a.key(), a.scope(failed) })
	x.Gateways = keepGateways(x.Gateways, before.Gateways, failed)
	x.Jobs = carry(x.Jobs, before.Jobs, failed, func(j Job) (string, string) { return j.Kind + "/" + j.ID, JobScope(j.Kind) })
}

// mergeExtras collects the rows of every part, with the names that the target
// has now and marked stale where their part fails.
func (e *Estate) mergeExtras() *Extras {
	all := &Extras{}
	for _, state := range e.Parts {
		if state.Good != nil {
			x := state.Good.copied()
			e.name(&x, state)
			all.append(&x)
		}
	}
	if x := e.standIn(); x != nil {
		e.name(x, e.Parts[PartPulse])
		all.append(x)
	}
	e.dropHidden(all)
	all.Gateways = e.mergeGateways()
	all.Tasks = onceEach(all.Tasks)
	pairTemperatures(all.Disks, e.temperatures())
	all.sort()
	return all
}

// standIn is the row of a server of which nothing was ever seen, so that it
// does not look as if it were not configured.
func (e *Estate) standIn() *Extras {
	if e.Parts[PartPulse].Good != nil {
		return nil
	}
	switch e.Kind {
	case "pbs":
		return &Extras{Servers: []Server{{Resource: Resource{ID: ServerID(e.ID), Kind: KindServer, Target: e.ID}}}}
	case "pmg":
		return &Extras{Gateways: []Gateway{{Resource: Resource{ID: GatewayID(e.ID, ""), Kind: KindGateway, Target: e.ID}}}}
	default:
		return nil
	}
}

// joinExtras puts the rows of all targets together. They are many and seldom
// change, so that those of the snapshot before are taken where nothing did.
func (s *Snapshot) joinExtras(before *Snapshot) *Extras {
	same := before.Extras != nil && len(before.Targets) == len(s.Targets)
	for i, e := range s.Targets {
		same = same && before.Targets[i].Extras == e.Extras
	}
	if same {
		return before.Extras
	}
	all := &Extras{}
	for _, e := range s.Targets {
		if e.Extras != nil {
			all.append(e.Extras)
		}
	}
	all.sort()
	return all
}

func (p PartState) hasExtras() bool { return p.Good != nil && !p.Good.empty() }

func (x *Extras) empty() bool {
	return len(x.Disks)+len(x.Ceph)+len(x.Tasks)+len(x.Backups)+len(x.Snapshots)+len(x.Replicas)+len(x.Servers)+
		len(x.Datastores)+len(x.Archives)+len(x.Jobs)+len(x.Gateways)+len(x.Hosts)+len(x.Containers) == 0
}

func (x Extras) copied() Extras {
	var y Extras
	y.append(&x)
	return y
}

// name fills what the target decides and marks what is old.
func (e *Estate) name(x *Extras, part PartState) {
	old := func(scope string) *Staleness {
		if s := stale(scope, part, PartState{}); s != nil {
			return s
		}
		return stale("", e.Parts[PartPulse], PartState{}) // most parts are read seldom: the pulse knows earlier
	}
	for i := range x.Disks {
		d := &x.Disks[i]
		d.Instance, d.PublicID, d.Stale = e.Name, PublicDiskID(e.Name, d.Node, d.Path), old(d.Node)
	}
	for i := range x.Ceph {
		c := &x.Ceph[i]
		c.Instance, c.PublicID, c.Stale = e.Name, PublicCephID(e.Name, c.FSID), old("")
	}
	for i := range x.Tasks {
		x.Tasks[i].Instance = e.Name
	}
	for i := range x.Backups {
		x.Backups[i].Instance, x.Backups[i].Stale = e.Name, older(x.Backups[i].Stale, old(x.Backups[i].Node))
	}
	for i := range x.Snapshots {
		x.Snapshots[i].Instance, x.Snapshots[i].Stale = e.Name, older(x.Snapshots[i].Stale, old(x.Snapshots[i].Node))
	}
	for i := range x.Replicas {
		x.Replicas[i].Instance, x.Replicas[i].Stale = e.Name, old(x.Replicas[i].Node)
	}
	e.nameServers(x, old, len(part.Scopes) > 0)
	e.nameHosts(x, old)
}

// nameServers does so with the rows of backup servers and gateways. Archives
// may be very many: each is looked at alone only where a part of them fails.
func (e *Estate) nameServers(x *Extras, old func(string) *Staleness, partly bool) {
	whole := old("")
	for i := range x.Servers {
		s := &x.Servers[i]
		s.Name, s.Instance, s.PublicID, s.Host, s.Stale = e.Name, e.Name, PublicServerID(e.Name), e.Host, old("")
		s.Health, s.Online = e.serverHealth(), s.Online && e.Failure == nil
	}
	for i := range x.Datastores {
		d := &x.Datastores[i]
		d.Instance, d.PublicID, d.Stale = e.Name, PublicServerID(e.Name)+"-"+d.Name, old(d.Name)
	}
	for i := range x.Archives {
		a := &x.Archives[i]
		a.Instance, a.Stale = e.Name, whole
		if whole == nil && partly {
			a.Stale = older(old(a.Datastore), old(NamespaceScope(a.Datastore, a.Namespace)))
		}
	}
	for i := range x.Jobs {
		x.Jobs[i].Instance, x.Jobs[i].Stale = e.Name, old(JobScope(x.Jobs[i].Kind))
	}
	for i := range x.Gateways {
		g := &x.Gateways[i]
		g.Name, g.Instance, g.PublicID, g.Host, g.Stale = e.Name, e.Name, PublicGatewayID(e.Name), e.Host, old("")
		g.Health, g.Online = e.serverHealth(), g.Online && e.Failure == nil
	}
}

// serverHealth is the health of a target that is one server: with the first
// poll that fails there is nobody left who answers.
func (e *Estate) serverHealth() Health {
	if e.Failure != nil {
		return Unhealthy
	}
	return e.Health
}

func (e *Estate) nameHosts(x *Extras, old func(string) *Staleness) {
	for i := range x.Hosts {
		h := &x.Hosts[i]
		h.Instance, h.PublicID, h.Stale = e.Name, h.Key, old("")
		h.Online, h.Enrolment = h.Online && e.Failure == nil, e.Enrolment
	}
	for i := range x.Containers {
		c := &x.Containers[i]
		c.Instance, c.PublicID, c.Stale = e.Name, c.DockerID, old("")
	}
}

func (s GuestSnapshot) key() string { return string(GuestID(s.Target, s.VMID)) + "/" + s.Name }

// scope is that of a failure by which the archive could not be read: its
// datastore, or its namespace alone.
func (a Archive) scope(failed map[string]ScopeFailure) string {
	if _, whole := failed[a.Datastore]; whole {
		return a.Datastore
	}
	return NamespaceScope(a.Datastore, a.Namespace)
}

func (a Archive) key() string {
	return a.Datastore + "/" + a.Namespace + "/" + a.Type + "/" + a.BackupID + "/" + a.Time.UTC().Format("20060102150405")
}
