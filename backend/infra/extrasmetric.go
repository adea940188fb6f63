package infra

// readings yields the numbers of the extras and reports whether to go on.
func (x *Extras) readings(yield func(Reading) bool) bool {
	return each(x.Disks, yield, (*Disk).figures) && each(x.Ceph, yield, (*Ceph).figures) &&
		each(x.Servers, yield, (*Server).figures) && each(x.Datastores, yield, (*Datastore).figures) &&
		each(x.Hosts, yield, (*Host).figures) && each(x.Containers, yield, (*Container).figures) &&
		each(x.Gateways, yield, (*Gateway).figures) && x.queues(yield)
}

func each[T any](rows []T, yield func(Reading) bool, figures func(*T) (Resource, []pair)) bool {
	for i := range rows {
		if r, pairs := figures(&rows[i]); !r.each(yield, pairs) {
			return false
		}
	}
	return true
}

func (d *Disk) figures() (Resource, []pair) {
	var life Opt[float64]
	if d.LifeLeft.Known {
		life = Some(float64(d.LifeLeft.Value) / 100)
	}
	return d.Resource, []pair{{MetricTemperature, d.Temperature}, {MetricLifeLeft, life}}
}

func (c *Ceph) figures() (Resource, []pair) {
	return c.Resource, []pair{
		{MetricDisk, ratioOf(c.Space)}, {MetricDiskTotal, totalOf(c.Space)}, {MetricDiskFree, freeOf(c.Space)},
	}
}

func (s *Server) figures() (Resource, []pair) {
	return s.Resource, []pair{
		{MetricUp, Some(bit(s.Online))},
		{MetricCPU, s.CPU},
		{MetricMemory, ratioOf(s.Memory)},
		{MetricMemoryTotal, totalOf(s.Memory)},
		{MetricUptime, seconds(s.Uptime)},
	}
}

func (d *Datastore) figures() (Resource, []pair) {
	return d.Resource, []pair{
		{MetricDisk, ratioOf(d.Space)}, {MetricDiskTotal, totalOf(d.Space)}, {MetricDiskFree, freeOf(d.Space)}, {MetricDedup, d.Deduplication},
	}
}

func (h *Host) figures() (Resource, []pair) {
	return h.Resource, []pair{{MetricUp, Some(bit(h.Online))}, {MetricUptime, seconds(h.Uptime)}}
}

func (c *Container) figures() (Resource, []pair) {
	return c.Resource, []pair{
		{MetricRunning, Some(bit(c.State == "running"))},
		{MetricCPU, c.CPU},
		{MetricMemory, c.MemoryRatio},
		{MetricRestarts, Some(float64(c.Restarts))},
	}
}

func (g *Gateway) figures() (Resource, []pair) {
	return g.Resource, []pair{{MetricUp, Some(bit(g.Online))}}
}

// queues yields the mail that waits on each node of each gateway.
func (x *Extras) queues(yield func(Reading) bool) bool {
	for i := range x.Gateways {
		g := &x.Gateways[i]
		for _, n := range g.Nodes {
			if n.Queue == nil {
				continue
			}
			r := Resource{ID: GatewayID(g.Target, n.Name), SeenAt: n.Queue.At}
			if !r.each(yield, []pair{
				{MetricMailQueued, Some(float64(n.Queue.Total()))},
				{MetricMailDeferred, Some(float64(n.Queue.Deferred))},
				{MetricMailHeld, Some(float64(n.Queue.Hold))},
				{MetricMailOldest, Some(n.Queue.Oldest.Seconds())},
			}) {
				return false
			}
		}
	}
	return true
}
