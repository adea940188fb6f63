package infra

import (
	"iter"
	"time"
)

// Metric is the name of a reading, with its unit.
type Metric string

// The metrics of this program. A ratio lies between 0 and 1.
const (
	MetricUp           Metric = "up"      // 1 reachable or online, 0 not
	MetricRunning      Metric = "running" // 1 running, 0 stopped
	MetricCPU          Metric = "cpu_ratio"
	MetricMemory       Metric = "memory_ratio"
	MetricMemoryTotal  Metric = "memory_total_bytes"
	MetricSwap         Metric = "swap_ratio"
	MetricDisk         Metric = "disk_ratio"
	MetricDiskTotal    Metric = "disk_total_bytes"
	MetricDiskFree     Metric = "disk_free_bytes"
	MetricLoad1        Metric = "load1"
	MetricLoad5        Metric = "load5"
	MetricLoad15       Metric = "load15"
	MetricUptime       Metric = "uptime_seconds"
	MetricDiskRead     Metric = "disk_read_bytes_per_second"
	MetricDiskWrite    Metric = "disk_write_bytes_per_second"
	MetricNetworkIn    Metric = "network_in_bytes_per_second"
	MetricNetworkOut   Metric = "network_out_bytes_per_second"
	MetricStorageState Metric = "storage_active" // 1 usable, 0 inactive
	MetricTemperature  Metric = "temperature_celsius"
	MetricLifeLeft     Metric = "life_left_ratio"      // of a disk, 1 = new
	MetricDedup        Metric = "deduplication_factor" // of a datastore
	MetricMailQueued   Metric = "mail_queued_count"
	MetricMailDeferred Metric = "mail_deferred_count"
	MetricMailHeld     Metric = "mail_held_count"
	MetricMailOldest   Metric = "mail_oldest_seconds"
	MetricRestarts     Metric = "restarts_count"
)

// Reading is one number of one resource at one time.
type Reading struct {
	Resource ID
	Metric   Metric
	Value    float64
	At       time.Time
}

// Readings yields every number that the report newly brings, for the history.
// Times are those of the rows, so that a row repeated from a cache repeats its
// time. Unknown figures yield nothing.
func (r *Report) Readings() iter.Seq[Reading] {
	return func(yield func(Reading) bool) {
		for i := range r.Nodes {
			if !r.Nodes[i].readings(yield) {
				return
			}
		}
		for i := range r.Guests {
			if !r.Guests[i].readings(yield) {
				return
			}
		}
		for i := range r.Storages {
			if !r.Storages[i].readings(yield) {
				return
			}
		}
		r.readings(yield)
	}
}

// Each calls yield with the known numbers among pairs and reports whether to go on.
func (r Resource) each(yield func(Reading) bool, pairs []pair) bool {
	for _, p := range pairs {
		if p.value.Known && !yield(Reading{r.ID, p.metric, p.value.Value, r.SeenAt}) {
			return false
		}
	}
	return true
}

type pair struct {
	metric Metric
	value  Opt[float64]
}

func (n *Node) readings(yield func(Reading) bool) bool {
	var up Opt[float64]
	if n.Status != "" && n.Status != NodeUnknown {
		up = Some(bit(n.Status == NodeOnline))
	}
	return n.each(yield, []pair{
		{MetricUp, up},
		{MetricCPU, n.CPU},
		{MetricMemory, ratioOf(n.Memory)},
		{MetricMemoryTotal, totalOf(n.Memory)},
		{MetricSwap, ratioOf(n.Swap)},
		{MetricDisk, ratioOf(n.RootFS)},
		{MetricDiskTotal, totalOf(n.RootFS)},
		{MetricLoad1, at(n.Load, 0)},
		{MetricLoad5, at(n.Load, 1)},
		{MetricLoad15, at(n.Load, 2)},
		{MetricUptime, seconds(n.Uptime)},
		{MetricTemperature, n.hottest()},
	})
}

// hottest is what a node's processor is judged by: its package, else its
// hottest core.
func (n *Node) hottest() Opt[float64] {
	if n.Temperature == nil {
		return None[float64]()
	}
	return n.Temperature.CPUPackage.Else(n.Temperature.CPUMax)
}

func (g *Guest) readings(yield func(Reading) bool) bool {
	var running Opt[float64]
	if g.Status != "" && g.Status != GuestUnknown {
		running = Some(bit(g.Status == GuestRunning))
	}
	return g.each(yield, []pair{
		{MetricRunning, running},
		{MetricCPU, g.CPU},
		{MetricMemory, ratioOf(g.Memory)},
		{MetricMemoryTotal, totalOf(g.Memory)},
		{MetricDisk, ratioOf(g.Disk)},
		{MetricDiskTotal, totalOf(g.Disk)},
		{MetricDiskRead, g.DiskRead},
		{MetricDiskWrite, g.DiskWrite},
		{MetricNetworkIn, g.NetworkIn},
		{MetricNetworkOut, g.NetworkOut},
		{MetricUptime, seconds(g.Uptime)},
	})
}

func (s *Storage) readings(yield func(Reading) bool) bool {
	return s.each(yield, []pair{
		{MetricStorageState, Some(bit(s.Status == StorageAvailable))},
		{MetricDisk, ratioOf(s.Space)},
		{MetricDiskTotal, totalOf(s.Space)},
		{MetricDiskFree, freeOf(s.Space)},
	})
}

func bit(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func ratioOf(u Opt[Usage]) Opt[float64] {
	if !u.Known {
		return None[float64]()
	}
	return u.Value.Ratio()
}

func totalOf(u Opt[Usage]) Opt[float64] {
	if !u.Known || u.Value.Total <= 0 {
		return None[float64]()
	}
	return Some(float64(u.Value.Total))
}

func freeOf(u Opt[Usage]) Opt[float64] {
	if !u.Known {
		return None[float64]()
	}
	return Some(float64(u.Value.Free))
}

func at(values []float64, i int) Opt[float64] {
	if i >= len(values) {
		return None[float64]()
	}
	return Some(values[i])
}

func seconds(d Opt[time.Duration]) Opt[float64] {
	if !d.Known {
		return None[float64]()
	}
	return Some(d.Value.Seconds())
}
