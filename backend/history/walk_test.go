package history

import (
	"fmt"
	"math/rand/v2"
	"time"

	"pulse/backend/infra"
)

// walk is an estate whose figures never stand still: a random walk in which
// rates jump by up to 20 % at each sample, the least pleasant case for a codec.
type walk struct {
	random *rand.Rand
	report infra.Report
}

func newWalk(target infra.TargetID, nodes, guests, storagesPerNode int) *walk {
	w := &walk{random: rand.New(rand.NewPCG(1, 2))}
	w.report = infra.Report{Target: target, Part: infra.PartPulse}
	for n := range nodes {
		name := fmt.Sprint("node", n)
		w.report.Nodes = append(w.report.Nodes, infra.Node{
			Resource: infra.Resource{ID: infra.NodeID(target, name)},
			CPU:      infra.Some(0.3), Memory: infra.Some(w.usage(256 << 30)),
			Swap: infra.Some(w.usage(8 << 30)), RootFS: infra.Some(w.usage(100 << 30)),
			Load: []float64{4, 4, 4}, Uptime: infra.Some(time.Duration(w.random.IntN(1e7)) * time.Second),
		})
		for s := range storagesPerNode {
			w.report.Storages = append(w.report.Storages, infra.Storage{
				Resource: infra.Resource{ID: infra.StorageID(target, name, fmt.Sprint("store", s))},
				Space:    infra.Some(w.usage(4 << 40)),
			})
		}
	}
	for g := range guests {
		w.report.Guests = append(w.report.Guests, infra.Guest{
			Resource: infra.Resource{ID: infra.GuestID(target, 100+g)},
			CPU:      infra.Some(0.2), Memory: infra.Some(w.usage(16 << 30)), Disk: infra.Some(w.usage(64 << 30)),
			DiskRead: w.rate(), DiskWrite: w.rate(), NetworkIn: w.rate(), NetworkOut: w.rate(),
			Uptime: infra.Some(time.Duration(w.random.IntN(1e7)) * time.Second),
		})
	}
	return w
}

// step moves every figure and returns the report of about that moment: answers
// take their time.
func (w *walk) step(at time.Time) *infra.Report {
	at = at.Add(time.Duration(w.random.IntN(100)) * time.Millisecond)
	w.report.At = at
	for i := range w.report.Nodes {
		n := &w.report.Nodes[i]
		n.SeenAt, n.Status = at, []infra.NodeStatus{infra.NodeOnline, infra.NodeOffline}[w.random.IntN(2)]
		w.ratio(&n.CPU)
		w.move(&n.Memory)
		w.move(&n.Swap)
		w.move(&n.RootFS)
		for k := range n.Load {
			n.Load[k] = max(0, n.Load[k]+w.between(-0.3, 0.3))
		}
		n.Uptime.Value += 10 * time.Second
	}
	for i := range w.report.Guests {
		g := &w.report.Guests[i]
		g.SeenAt, g.Status = at, []infra.GuestStatus{infra.GuestRunning, infra.GuestStopped}[w.random.IntN(2)]
		w.ratio(&g.CPU)
		w.move(&g.Memory)
		w.move(&g.Disk)
		w.jump(&g.DiskRead)
		w.jump(&g.DiskWrite)
		w.jump(&g.NetworkIn)
		w.jump(&g.NetworkOut)
		g.Uptime.Value += 10 * time.Second
	}
	for i := range w.report.Storages {
		s := &w.report.Storages[i]
		s.SeenAt, s.Status = at, []infra.StorageStatus{infra.StorageAvailable, infra.StorageInactive}[w.random.IntN(2)]
		w.move(&s.Space)
	}
	return &w.report
}

func (w *walk) between(low, high float64) float64 { return low + w.random.Float64()*(high-low) }

func (w *walk) usage(total int64) infra.Usage {
	used := int64(float64(total) * w.between(0.1, 0.9))
	return infra.Usage{Total: total, Used: used, Free: total - used}
}

func (w *walk) rate() infra.Opt[float64] { return infra.Some(w.between(1e3, 1e7)) }

func (w *walk) jump(rate *infra.Opt[float64]) {
	rate.Value = min(max(rate.Value*w.between(0.8, 1.2), 1), 1e10)
}

func (w *walk) ratio(r *infra.Opt[float64]) {
	r.Value = min(max(r.Value+w.between(-0.02, 0.02), 0), 1)
}

// move changes the size by a few MiB and the use by up to half a percent of it.
func (w *walk) move(u *infra.Opt[infra.Usage]) {
	u.Value.Total += int64(w.random.IntN(5)-2) << 20
	used := float64(u.Value.Used) + float64(u.Value.Total)*w.between(-0.005, 0.005)
	u.Value.Used = int64(min(max(used, 0), float64(u.Value.Total)))
	u.Value.Free = u.Value.Total - u.Value.Used
}
