package metrics

import (
	"strconv"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

// alerts counts the active alerts; with none of a level there is a zero.
func alerts(s *scrape, active alert.Active) {
	type key struct {
		level, kind  string
		acknowledged bool
	}
	counts := map[key]int{{"critical", "", false}: 0, {"warning", "", false}: 0}
	for a := range active.Firing() {
		counts[key{string(a.Level), string(a.Type), a.Acknowledged}]++
	}
	for k, n := range counts {
		s.gauge(firing, float64(n), k.level, k.kind, strconv.FormatBool(k.acknowledged))
	}
}

func connections(s *scrape, now Now) {
	byID := map[infra.TargetID]*infra.Estate{}
	for _, e := range within(s, now.Snapshot.Targets) {
		byID[e.ID] = e
		if e.Health != "" {
			s.gauge(connectionUp, bit(e.Health != infra.Unhealthy), e.Name, e.Kind)
		}
		if !e.SeenAt.IsZero() {
			s.gauge(connectionSeen, float64(e.SeenAt.Unix()), e.Name, e.Kind)
		}
		s.gauge(connectionFailing, float64(e.Failures), e.Name, e.Kind)
	}
	for _, j := range within(s, now.Jobs) {
		if e := byID[j.Target]; e != nil {
			s.gauge(jobBackOff, j.BackOff.Seconds(), e.Name, e.Kind, j.Part)
			if j.Minute.Known {
				s.gauge(jobRequests, j.Minute.Value, e.Name, e.Kind, j.Part)
			}
		}
	}
}

func nodes(s *scrape, rows []infra.Node) {
	for i := range within(s, rows) {
		n := &rows[i]
		labels := []string{n.Instance, n.Name}
		if n.Status != infra.NodeUnknown {
			s.gauge(nodeUp, bit(n.Status == infra.NodeOnline), labels...)
		}
		if !fresh(n.Resource) {
			continue
		}
		s.known(nodeCPU, n.CPU, labels...)
		s.usage(nodeMemory, nodeMemoryTotal, n.Memory, labels...)
		s.usage(nodeSwap, nodeSwapTotal, n.Swap, labels...)
		s.usage(nodeRoot, nodeRootTotal, n.RootFS, labels...)
		s.known(nodeUptime, seconds(n.Uptime), labels...)
		if len(n.Load) > 0 {
			s.gauge(nodeLoad, n.Load[0], labels...)
		}
		if n.Temperature != nil {
			s.known(nodeTemperature, n.Temperature.CPUPackage, labels...)
		}
		if n.Updates.Known {
			s.gauge(nodeUpdates, float64(n.Updates.Value.Pending), labels...)
		}
	}
}

func guests(s *scrape, rows []infra.Guest) {
	for i := range within(s, rows) {
		g := &rows[i]
		if g.Template {
			continue
		}
		vmid := strconv.Itoa(g.VMID)
		labels := []string{g.Instance, vmid, g.Name}
		s.gauge(guestInfo, 1, g.Instance, vmid, g.Name, g.Node, string(g.Type))
		if !g.LastBackup.IsZero() {
			s.gauge(guestBackup, float64(g.LastBackup.Unix()), labels...)
		}
		if g.Status == infra.GuestUnknown || !fresh(g.Resource) {
			continue
		}
		s.gauge(guestRunning, bit(g.Status == infra.GuestRunning), labels...)
		s.known(guestCPU, g.CPU, labels...)
		s.usage(guestMemory, guestMemoryTotal, g.Memory, labels...)
		s.usage(guestDisk, guestDiskTotal, g.Disk, labels...)
		s.known(guestNetworkIn, g.NetworkIn, labels...)
		s.known(guestNetworkOut, g.NetworkOut, labels...)
		s.known(guestRead, g.DiskRead, labels...)
		s.known(guestWrite, g.DiskWrite, labels...)
		s.known(guestUptime, seconds(g.Uptime), labels...)
	}
}

func storages(s *scrape, rows []infra.Storage) {
	for i := range within(s, rows) {
		st := &rows[i]
		if !fresh(st.Resource) || !st.Enabled {
			continue
		}
		labels := []string{st.Instance, st.Node, st.Name}
		s.gauge(storageUp, bit(st.Active), labels...)
		s.usage(storageUsed, storageTotal, st.Space, labels...)
	}
}

func backupServers(s *scrape, x *infra.Extras) {
	for i := range within(s, x.Servers) {
		server := &x.Servers[i]
		s.gauge(serverUp, bit(server.Online), server.Instance)
		if fresh(server.Resource) {
			s.known(serverCPU, server.CPU, server.Instance)
		}
	}
	for i := range within(s, x.Datastores) {
		d := &x.Datastores[i]
		if fresh(d.Resource) {
			s.usage(storeUsed, storeTotal, d.Space, d.Instance, d.Name)
			s.known(storeDedup, d.Deduplication, d.Instance, d.Name)
		}
	}
}

func docker(s *scrape, x *infra.Extras) {
	names := map[string]string{}
	for i := range within(s, x.Hosts) {
		h := &x.Hosts[i]
		names[h.Key] = h.Hostname
		s.gauge(hostUp, bit(h.Online), h.Hostname)
		if !h.SeenAt.IsZero() {
			s.gauge(hostSeen, float64(h.SeenAt.Unix()), h.Hostname)
		}
	}
	for i := range within(s, x.Containers) {
		c := &x.Containers[i]
		if !fresh(c.Resource) {
			continue
		}
		labels := []string{names[c.HostKey], c.Name}
		s.gauge(containerUp, bit(c.State == "running"), labels...)
		s.known(containerCPU, c.CPU, labels...)
		if c.MemoryRatio.Known {
			s.gauge(containerUsed, float64(c.MemoryUsed), labels...)
		}
		s.gauge(containerStart, float64(c.Restarts), labels...)
	}
}

func gateways(s *scrape, rows []infra.Gateway) {
	for i := range within(s, rows) {
		g := &rows[i]
		s.gauge(gatewayUp, bit(g.Online), g.Instance)
		for _, n := range g.Nodes {
			if n.Queue == nil || !fresh(g.Resource) {
				continue
			}
			for queue, count := range map[string]int{
				"active": n.Queue.Active, "deferred": n.Queue.Deferred, "hold": n.Queue.Hold, "incoming": n.Queue.Incoming,
			} {
				s.gauge(mailQueued, float64(count), g.Instance, n.Name, queue)
			}
			s.gauge(mailOldest, n.Queue.Oldest.Seconds(), g.Instance, n.Name)
		}
	}
}
