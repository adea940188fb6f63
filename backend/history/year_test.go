package history

import (
	"fmt"
	"testing"
	"time"

	"pulse/backend/infra"
)

// calm is an estate as they mostly are: sizes stay, use creeps, rates come and
// go, and nothing is decided by dice at each sample but the processor.
func (w *walk) calm(at time.Time) *infra.Report {
	w.report.At = at
	for i := range w.report.Nodes {
		n := &w.report.Nodes[i]
		n.SeenAt, n.Status = at, infra.NodeOnline
		w.ratio(&n.CPU)
		w.creep(&n.Memory, 0.002)
		w.creep(&n.RootFS, 0.0001)
		for k := range n.Load {
			n.Load[k] = max(0, n.Load[k]+w.between(-0.1, 0.1))
		}
		n.Uptime.Value += 10 * time.Second
	}
	for i := range w.report.Guests {
		g := &w.report.Guests[i]
		g.SeenAt, g.Status = at, infra.GuestRunning
		w.ratio(&g.CPU)
		w.creep(&g.Memory, 0.002)
		w.creep(&g.Disk, 0.0001)
		for _, rate := range []*infra.Opt[float64]{&g.DiskRead, &g.DiskWrite, &g.NetworkIn, &g.NetworkOut} {
			w.jump(rate)
		}
		g.Uptime.Value += 10 * time.Second
	}
	for i := range w.report.Storages {
		s := &w.report.Storages[i]
		s.SeenAt, s.Status = at, infra.StorageAvailable
		w.creep(&s.Space, 0.0001)
	}
	return &w.report
}

// creep changes the use by a share of the size at most.
func (w *walk) creep(u *infra.Opt[infra.Usage], share float64) {
	used := float64(u.Value.Used) + float64(u.Value.Total)*w.between(-share, share)
	u.Value.Used = int64(min(max(used, 0), float64(u.Value.Total)))
	u.Value.Free = u.Value.Total - u.Value.Used
}

// pass records a walk every 10 s, with an upkeep each half hour: time that
// passes as fast as it can.
func (b *bench) pass(step func(time.Time) *infra.Report, length time.Duration) {
	for end := b.now.Add(length); b.now.Before(end); {
		for range 180 {
			b.now = b.now.Add(10 * time.Second)
			b.Record(step(b.now))
		}
		b.flush()
		b.tidy()
		b.upkeepOnce()
	}
}

// bytesOf is the size of all chunks of a tier.
func (b *bench) bytesOf(k int) (bytes int) {
	for _, r := range b.names.resources {
		chunks, err := b.db.Chunks(b.t.Context(), r.number, k, 0, 1<<62)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, c := range chunks {
			bytes += len(c.Data) + chunkOverhead
		}
	}
	return bytes
}

// chunkOverhead is what the database needs for a chunk beside its data: its
// row, and its entries in two indexes.
const chunkOverhead = 64

// BenchmarkYearOf500Guests tells how large the history of 500 guests on 25
// nodes with 50 storages becomes in a year: a sixteenth of them is simulated for
// eight days, which is one slice of the coarsest tier, and each tier's size is
// scaled to how long it is kept.
func BenchmarkYearOf500Guests(b *testing.B) {
	const days, share = 8, 16
	kept := [len(tiers)]float64{1, 30, 365, 365} // days
	for name, step := range map[string]func(*walk) func(time.Time) *infra.Report{
		"calm": func(w *walk) func(time.Time) *infra.Report { return w.calm },
		"wild": func(w *walk) func(time.Time) *infra.Report { return w.step },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				h := newBench(b)
				h.now = time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC)
				h.now = time.UnixMilli(tiers[len(tiers)-1].floor(h.now.UnixMilli())).UTC()
				h.pass(step(newWalk("pve-0", 2, 31, 2)), days*24*time.Hour)
				h.rest()
				all := 0.0
				for k := range tiers {
					measured := float64(days)
					if k == tierRaw {
						measured = float64(h.slicesOf(k)) / 12
					}
					bytes := float64(h.bytesOf(k)) * share * kept[k] / measured
					all += bytes
					b.ReportMetric(bytes/(1<<20), fmt.Sprintf("tier%d-MiB", k))
				}
				b.ReportMetric(all/(1<<20), "year-MiB")
			}
		})
	}
}

// slicesOf is how many slices of a tier the first resource has.
func (b *bench) slicesOf(k int) int {
	chunks, err := b.db.Chunks(b.t.Context(), 1, k, 0, 1<<62)
	if err != nil {
		b.t.Fatal(err)
	}
	return len(chunks)
}
