package backtest

import (
	"math"

	"pulse/backend/infra"
)

// castOf returns every resource of which readings are recorded that alerts
// speak of. Those of mail gateways speak of several at once and are not played.
func castOf(s *infra.Snapshot) []*actor {
	var all []*actor
	join := func(r infra.Resource, play func(*infra.Estate) *actor) {
		if t := s.Estate(r.Target); t != nil {
			a := play(t)
			a.id, a.names, a.node = r.ID, append(a.names, r.PublicID), r.Node
			all = append(all, a)
		}
	}
	for i := range s.Nodes {
		join(s.Nodes[i].Resource, func(t *infra.Estate) *actor { return node(t, s.Nodes[i]) })
	}
	for i := range s.Guests {
		join(s.Guests[i].Resource, func(t *infra.Estate) *actor { return guest(t, s.Guests[i]) })
	}
	for i := range s.Storages {
		join(s.Storages[i].Resource, func(t *infra.Estate) *actor { return storage(t, s.Storages[i]) })
	}
	if s.Extras == nil {
		return all
	}
	for i := range s.Disks {
		join(s.Disks[i].Resource, func(t *infra.Estate) *actor { return disk(t, s.Disks[i]) })
	}
	for i := range s.Servers {
		join(s.Servers[i].Resource, func(t *infra.Estate) *actor { return server(t, s.Servers[i]) })
	}
	for i := range s.Datastores {
		join(s.Datastores[i].Resource, func(t *infra.Estate) *actor { return datastore(t, s.Datastores[i]) })
	}
	return append(all, dockerCast(s)...)
}

func node(t *infra.Estate, row infra.Node) *actor {
	st := newStage(t)
	row.Resource, row.Health = fresh(row.Resource), infra.Healthy
	st.estate.Nodes = []infra.Node{row}
	n := &st.estate.Nodes[0]
	return &actor{stage: st, role: role{[]infra.Metric{
		infra.MetricUp, infra.MetricCPU, infra.MetricMemory, infra.MetricDisk, infra.MetricTemperature,
	}, 1}, set: func(v []infra.Opt[float64]) {
		n.Status = map[bool]infra.NodeStatus{true: infra.NodeOnline, false: infra.NodeOffline}[is(v[0])]
		if !v[0].Known {
			n.Status = infra.NodeUnknown
		}
		n.CPU, n.Memory, n.RootFS = v[1], usage(v[2]), usage(v[3])
		n.Temperature = &infra.Temperature{CPUPackage: v[4]}
	}}
}

func guest(t *infra.Estate, row infra.Guest) *actor {
	st := newStage(t)
	row.Resource, row.Lock, row.HAState, row.Disks = fresh(row.Resource), "", "", nil
	st.estate.Guests = []infra.Guest{row}
	g := &st.estate.Guests[0]
	return &actor{stage: st, vmid: row.VMID, role: role{[]infra.Metric{
		infra.MetricRunning, infra.MetricCPU, infra.MetricMemory, infra.MetricDisk,
		infra.MetricDiskRead, infra.MetricDiskWrite, infra.MetricNetworkIn, infra.MetricNetworkOut,
	}, 1}, set: func(v []infra.Opt[float64]) {
		g.Status = map[bool]infra.GuestStatus{true: infra.GuestRunning, false: infra.GuestStopped}[is(v[0])]
		if !v[0].Known {
			g.Status = infra.GuestUnknown
		}
		g.CPU, g.Memory, g.Disk = v[1], usage(v[2]), usage(v[3])
		g.DiskRead, g.DiskWrite, g.NetworkIn, g.NetworkOut = v[4], v[5], v[6], v[7]
	}}
}

func storage(t *infra.Estate, row infra.Storage) *actor {
	st := newStage(t)
	disabled := row.Status == infra.StorageDisabled
	row.Resource, row.ZFS = fresh(row.Resource), nil
	st.estate.Storages = []infra.Storage{row}
	s := &st.estate.Storages[0]
	return &actor{stage: st, role: role{[]infra.Metric{infra.MetricStorageState, infra.MetricDisk}, 1}, set: func(v []infra.Opt[float64]) {
		s.Space, s.Stale = usage(v[1]), nil
		switch {
		case disabled:
		case is(v[0]):
			s.Status = infra.StorageAvailable
		case v[0].Known:
			s.Status = infra.StorageInactive
		default:
			s.Stale = &infra.Staleness{}
		}
	}}
}

func disk(t *infra.Estate, row infra.Disk) *actor {
	st := newStage(t)
	row.Resource, row.Health = fresh(row.Resource), ""
	st.estate.Disks = []infra.Disk{row}
	d := &st.estate.Disks[0]
	return &actor{stage: st, role: role{[]infra.Metric{infra.MetricLifeLeft}, 1}, set: func(v []infra.Opt[float64]) {
		d.LifeLeft.Known = v[0].Known
		d.LifeLeft.Value = 0
		if v[0].Known {
			d.LifeLeft.Value = int(math.Round(v[0].Value * 100))
		}
	}}
}

func server(t *infra.Estate, row infra.Server) *actor {
	st := newStage(t)
	row.Resource, row.Health = fresh(row.Resource), infra.Healthy
	st.estate.Servers = []infra.Server{row}
	s := &st.estate.Servers[0]
	return &actor{stage: st, role: role{[]infra.Metric{infra.MetricUp, infra.MetricCPU, infra.MetricMemory}, 1}, set: func(v []infra.Opt[float64]) {
		st.knows(v[0].Known)
		s.Online, s.CPU, s.Memory = is(v[0]), v[1], usage(v[2])
	}}
}

func datastore(t *infra.Estate, row infra.Datastore) *actor {
	st := newStage(t)
	row.Resource, row.Error = fresh(row.Resource), ""
	st.estate.Datastores = []infra.Datastore{row}
	d := &st.estate.Datastores[0]
	return &actor{stage: st, role: role{metrics: []infra.Metric{infra.MetricDisk}}, set: func(v []infra.Opt[float64]) {
		d.Space = usage(v[0])
	}}
}

// knows notes whether the target was heard at all: of one that was not, nothing
// is known, not even that it is silent.
func (s *stage) knows(heard bool) {
	pulse := infra.PartState{Good: s.report}
	if heard {
		pulse.LastRun = s.report.At
	}
	if was := s.estate.Parts[infra.PartPulse].LastRun; !was.Equal(pulse.LastRun) {
		s.estate.Parts[infra.PartPulse] = pulse
	}
}
