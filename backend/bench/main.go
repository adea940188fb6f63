// Command bench measures what Pulse costs: it runs the server and the simulator
// as processes of their own and reads the server's figures from /proc. It runs
// on Linux, and is told where both programs are.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"
	"time"
)

func main() {
	server := flag.String("server", "build/bin/pulse-server", "the program to measure")
	simulator := flag.String("simulator", "build/bin/simulator", "the simulator that it watches")
	sizes := flag.String("sizes", "3/30,25/500,160/5000", "estates: nodes/guests, separated by commas")
	warm := flag.Duration("warm", 90*time.Second, "time before the measurement")
	window := flag.Duration("window", 2*time.Minute, "time of each measurement")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, strings.Split(*sizes, ","), plan{server: *server, simulator: *simulator, warm: *warm, window: *window})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, sizes []string, p plan) error {
	var results []result
	for _, size := range sizes {
		p.size = size
		r, err := measure(ctx, p)
		if err != nil {
			return fmt.Errorf("%s: %w", size, err)
		}
		results = append(results, r)
	}
	show(results)
	return nil
}

// plan is one measurement.
type plan struct {
	server, simulator, size string
	warm, window            time.Duration
}

// result is what one measurement found.
type result struct {
	size                       string
	start, healthy             time.Duration
	cpuAlone, cpuWatched       float64 // seconds per minute
	rss, peak                  float64 // MiB
	requests                   float64 // per minute
	latency, latencyWorst      time.Duration
	stateBytes, stateGzip      int
	publishedFeed, compactFeed float64 // KiB per minute on the wire
	writtenPerHour             float64 // MiB
	changeSeen                 time.Duration
}

func show(results []result) {
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	defer func() { _ = w.Flush() }()
	row := func(name string, value func(result) string) {
		fmt.Fprint(w, name)
		for _, r := range results {
			fmt.Fprint(w, "\t", value(r))
		}
		fmt.Fprintln(w)
	}
	row("nodes/guests", func(r result) string { return r.size })
	row("start until it answers", func(r result) string { return short(r.start) })
	row("start until all is healthy", func(r result) string { return short(r.healthy) })
	row("CPU without a screen, s/min", func(r result) string { return fmt.Sprintf("%.2f", r.cpuAlone) })
	row("CPU with both feeds open, s/min", func(r result) string { return fmt.Sprintf("%.2f", r.cpuWatched) })
	row("memory (RSS), MiB", func(r result) string { return fmt.Sprintf("%.0f (peak %.0f)", r.rss, r.peak) })
	row("requests to the cluster per minute", func(r result) string { return fmt.Sprintf("%.0f", r.requests) })
	row("GET /api/state, median (worst)", func(r result) string { return short(r.latency) + " (" + short(r.latencyWorst) + ")" })
	row("size of /api/state, KiB", func(r result) string {
		return fmt.Sprintf("%d (gzip %d)", r.stateBytes>>10, r.stateGzip>>10)
	})
	row("published feed, KiB/min", func(r result) string { return fmt.Sprintf("%.0f", r.publishedFeed) })
	row("compact feed, KiB/min", func(r result) string { return fmt.Sprintf("%.0f", r.compactFeed) })
	row("written to disk, MiB/h", func(r result) string { return fmt.Sprintf("%.1f", r.writtenPerHour) })
	row("a stopped guest is on the compact feed after", func(r result) string { return short(r.changeSeen) + " (median)" })
}

func short(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	case d < 10*time.Second:
		return d.Round(time.Millisecond).String()
	default:
		return d.Round(100 * time.Millisecond).String()
	}
}
