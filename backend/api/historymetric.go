package api

import (
	"strings"

	"pulse/backend/fault"
	"pulse/backend/infra"
)

// recorded is what stands behind a name in a question about the past.
type recorded struct {
	metric infra.Metric
	unit   string
	factor float64 // by which the recorded value is multiplied
}

// recordedMetrics are the names that a question about the past may use.
var recordedMetrics = map[string]recorded{
	"up":           {infra.MetricUp, "state", 1},
	"running":      {infra.MetricRunning, "state", 1},
	"active":       {infra.MetricStorageState, "state", 1},
	"cpu":          {infra.MetricCPU, "percent", 100},
	"memory":       {infra.MetricMemory, "percent", 100},
	"memoryTotal":  {infra.MetricMemoryTotal, "bytes", 1},
	"swap":         {infra.MetricSwap, "percent", 100},
	"disk":         {infra.MetricDisk, "percent", 100},
	"usage":        {infra.MetricDisk, "percent", 100}, // as storages and datastores call it
	"diskTotal":    {infra.MetricDiskTotal, "bytes", 1},
	"diskFree":     {infra.MetricDiskFree, "bytes", 1},
	"diskread":     {infra.MetricDiskRead, "bytesPerSecond", 1},
	"diskwrite":    {infra.MetricDiskWrite, "bytesPerSecond", 1},
	"netin":        {infra.MetricNetworkIn, "bytesPerSecond", 1},
	"netout":       {infra.MetricNetworkOut, "bytesPerSecond", 1},
	"load1":        {infra.MetricLoad1, "load", 1},
	"load5":        {infra.MetricLoad5, "load", 1},
	"load15":       {infra.MetricLoad15, "load", 1},
	"uptime":       {infra.MetricUptime, "seconds", 1},
	"temperature":  {infra.MetricTemperature, "celsius", 1},
	"lifeLeft":     {infra.MetricLifeLeft, "percent", 100},
	"dedup":        {infra.MetricDedup, "factor", 1},
	"mailQueued":   {infra.MetricMailQueued, "count", 1},
	"mailDeferred": {infra.MetricMailDeferred, "count", 1},
	"mailHeld":     {infra.MetricMailHeld, "count", 1},
	"mailOldest":   {infra.MetricMailOldest, "seconds", 1},
	"restarts":     {infra.MetricRestarts, "count", 1},
}

// metricsOf reads a list of names separated by commas.
func metricsOf(list string) ([]string, []recorded, error) {
	var names []string
	var metrics []recorded
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		m, known := recordedMetrics[name]
		if !known {
			return nil, nil, fault.New(fault.Invalid, "metrics must be names such as cpu,memory,disk; %q is none", name).In("metrics")
		}
		names, metrics = append(names, name), append(metrics, m)
	}
	return names, metrics, nil
}

// resourceOf finds what a published id stands for.
func resourceOf(snapshot *infra.Snapshot, public string) (infra.ID, bool) {
	find := func(r *infra.Resource) bool { return r.PublicID == public }
	if id, found := first(snapshot.Guests, find, func(g *infra.Guest) *infra.Resource { return &g.Resource }); found {
		return id, true
	}
	if id, found := first(snapshot.Nodes, find, func(n *infra.Node) *infra.Resource { return &n.Resource }); found {
		return id, true
	}
	if id, found := first(snapshot.Storages, find, func(s *infra.Storage) *infra.Resource { return &s.Resource }); found {
		return id, true
	}
	if snapshot.Extras == nil {
		return "", false
	}
	return extraOf(snapshot.Extras, public, find)
}

func extraOf(x *infra.Extras, public string, find func(*infra.Resource) bool) (infra.ID, bool) {
	for _, look := range []func() (infra.ID, bool){
		func() (infra.ID, bool) {
			return first(x.Disks, find, func(d *infra.Disk) *infra.Resource { return &d.Resource })
		},
		func() (infra.ID, bool) {
			return first(x.Ceph, find, func(c *infra.Ceph) *infra.Resource { return &c.Resource })
		},
		func() (infra.ID, bool) {
			return first(x.Servers, find, func(s *infra.Server) *infra.Resource { return &s.Resource })
		},
		func() (infra.ID, bool) {
			return first(x.Datastores, find, func(d *infra.Datastore) *infra.Resource { return &d.Resource })
		},
		func() (infra.ID, bool) {
			return first(x.Hosts, find, func(h *infra.Host) *infra.Resource { return &h.Resource })
		},
		func() (infra.ID, bool) {
			return first(x.Containers, find, func(c *infra.Container) *infra.Resource { return &c.Resource })
		},
		func() (infra.ID, bool) {
			return first(x.Gateways, find, func(g *infra.Gateway) *infra.Resource { return &g.Resource })
		},
	} {
		if id, found := look(); found {
			return id, true
		}
	}
	return mailNodeOf(x, public)
}

// mailNodeOf finds a node of a mail gateway, which is published inside of it,
// by "<id of the gateway>-<name>".
func mailNodeOf(x *infra.Extras, public string) (infra.ID, bool) {
	for i := range x.Gateways {
		g := &x.Gateways[i]
		for _, n := range g.Nodes {
			if public == g.PublicID+"-"+n.Name {
				return infra.GatewayID(g.Target, n.Name), true
			}
		}
	}
	return "", false
}

func first[T any](rows []T, find func(*infra.Resource) bool, resource func(*T) *infra.Resource) (infra.ID, bool) {
	for i := range rows {
		if r := resource(&rows[i]); find(r) {
			return r.ID, true
		}
	}
	return "", false
}
