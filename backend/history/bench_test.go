package history

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/store"
)

// run records a walk every 10 s and does each minute what Run does.
func (b *bench) run(w *walk, length time.Duration) (samples int) {
	for end := b.now.Add(length); b.now.Before(end); {
		for range 6 {
			b.now = b.now.Add(10 * time.Second)
			report := w.step(b.now)
			for range report.Readings() {
				samples++
			}
			b.Record(report)
		}
		b.flush()
		b.tidy()
		b.upkeepOnce()
	}
	return samples
}

// BenchmarkBytesPerSample tells how long a sample is in a slab and in a chunk
// when no series ever stands still.
func BenchmarkBytesPerSample(b *testing.B) {
	for b.Loop() {
		h := newBench(b)
		samples := h.run(newWalk("pve-0", 10, 100, 3), sliceLength)
		slabs := 0
		err := h.db.EachSlab(b.Context(), 0, math.MaxInt64, func(s store.Slab) error {
			slabs += len(s.Data)
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		h.rest()
		chunks := 0
		for _, r := range h.names.resources {
			found, err := h.db.Chunks(b.Context(), r.number, tierRaw, 0, math.MaxInt64)
			if err != nil {
				b.Fatal(err)
			}
			for _, c := range found {
				chunks += len(c.Data)
			}
		}
		b.ReportMetric(float64(slabs)/float64(samples), "slab-B/sample")
		b.ReportMetric(float64(chunks)/float64(samples), "chunk-B/sample")
	}
}

// BenchmarkBytesWrittenPerDay tells what 10 nodes with 100 guests and 30
// storages cost the disk in a day: everything that the process writes, which
// is the log and the database.
func BenchmarkBytesWrittenPerDay(b *testing.B) {
	const measured = 8 * time.Hour
	for b.Loop() {
		h := newBench(b)
		w := newWalk("pve-0", 10, 100, 3)
		h.run(w, 2*sliceLength) // until slices are rewritten as fast as they end
		before := bytesWritten(b)
		samples := h.run(w, measured)
		perDay := float64(bytesWritten(b)-before) * float64(24*time.Hour) / float64(measured)
		b.ReportMetric(perDay/1e6, "MB/day")
		b.ReportMetric(float64(samples)*float64(24*time.Hour)/float64(measured), "samples/day")
	}
}

// bytesWritten returns what this process has written to files so far.
func bytesWritten(b *testing.B) int64 {
	file, err := os.Open("/proc/self/io")
	if err != nil {
		b.Skip("this system does not count what a process writes")
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var n int64
		if text, found := strings.CutPrefix(lines.Text(), "wchar: "); found {
			if _, err := fmt.Sscan(text, &n); err != nil {
				b.Fatal(err)
			}
			return n
		}
	}
	b.Fatal("no count of bytes written")
	return 0
}

var chartMetrics = []infra.Metric{
	infra.MetricCPU, infra.MetricMemory, infra.MetricDisk,
	infra.MetricDiskRead, infra.MetricDiskWrite, infra.MetricNetworkIn, infra.MetricNetworkOut,
}

// BenchmarkChart500Guests answers the seven series of every guest for the last
// hour, which is in memory, for ranges that are partly in the tiers, and for
// the longest that is published.
func BenchmarkChart500Guests(b *testing.B) {
	h := newBench(b)
	w := newWalk("pve-0", 25, 500, 2)
	for range 7 * 288 { // a week in less detail, which no chart shows
		h.now = h.now.Add(5 * time.Minute)
		h.Record(w.step(h.now))
		h.flush()
		h.tidy()
		if h.now.Minute() < 5 {
			h.upkeepOnce()
		}
	}
	h.run(w, 5*time.Hour)
	memory := 0
	for _, s := range h.recent.slabs {
		memory += len(s.plain)
	}
	b.Logf("%.1f MiB of the recent past are in memory", float64(memory)/(1<<20))
	chartRanges(b, h, 500)
}

// BenchmarkChart5000Guests does the same for an estate of ten times the size, of
// which a sample is kept every two minutes for the last hours and every six hours before.
func BenchmarkChart5000Guests(b *testing.B) {
	h := newBench(b)
	w := newWalk("pve-0", 160, 5000, 2)
	step := func(every time.Duration) {
		h.now = h.now.Add(every)
		h.Record(w.step(h.now))
		h.flush()
		h.tidy()
	}
	for range 7 * 4 {
		step(6 * time.Hour)
		h.upkeepOnce()
	}
	for range 3 * 30 {
		step(2 * time.Minute)
	}
	h.upkeepOnce()
	chartRanges(b, h, 5000)
}

// chartRanges measures the seven series of every guest for each published length.
func chartRanges(b *testing.B, h *bench, count int) {
	b.Helper()
	var guests []infra.ID
	for i := range count {
		guests = append(guests, infra.GuestID("pve-0", 100+i))
	}
	for _, hours := range []int{1, 4, 12, 24, 168} {
		b.Run(fmt.Sprintf("%dh", hours), func(b *testing.B) {
			q := Query{
				Resources: guests, Metrics: chartMetrics, From: h.now.Add(time.Duration(-hours) * time.Hour), To: h.now,
				MaxPoints: PointLimit(len(guests) * len(chartMetrics)),
			}
			b.ReportAllocs()
			var took []time.Duration
			for b.Loop() {
				begun := time.Now()
				for _, err := range h.Chart(b.Context(), q) {
					if err != nil {
						b.Fatal(err)
					}
				}
				took = append(took, time.Since(begun))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
		})
	}
}

// BenchmarkRecord500Guests is what the one loop waits for with each report.
func BenchmarkRecord500Guests(b *testing.B) {
	h := newBench(b)
	w := newWalk("pve-0", 25, 500, 2)
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		report := w.step(at(10 * i))
		if i%6 == 5 {
			h.seal()
			h.recent.slabs = nil
		}
		b.StartTimer()
		h.Record(report)
	}
}

// BenchmarkMinute500Guests is the work of a minute beside recording: sealing,
// writing, folding, and rewriting what is finished.
func BenchmarkMinute500Guests(b *testing.B) {
	h := newBench(b)
	w := newWalk("pve-0", 25, 500, 2)
	h.run(w, 2*sliceLength)
	for b.Loop() {
		b.StopTimer()
		for range 6 {
			h.now = h.now.Add(10 * time.Second)
			h.Record(w.step(h.now))
		}
		b.StartTimer()
		h.flush()
		h.tidy()
		h.upkeepOnce()
	}
}
