// Package metrics shows the program's own health and the readings of the
// estate to Prometheus. docs/metrics.md lists them; names and labels stay.
package metrics

import (
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

// Now is what is shown at one moment.
type Now struct {
	Snapshot   *infra.Snapshot
	Active     alert.Active
	Polls      int // reports taken in since the start
	Failed     int // of those, the ones of jobs that failed as a whole
	Requests   int // calls made to targets
	LastPoll   time.Duration
	Clients    int            // screens on the live feed
	Deliveries map[string]int // by state; nil while unknown
	Jobs       []Job
}

// Job is one part of one connection that is polled.
type Job struct {
	Target  infra.TargetID
	Part    string
	BackOff time.Duration      // 0 while it works
	Minute  infra.Opt[float64] // requests per minute
}

// Options is what a handler needs.
type Options struct {
	Now     func() Now
	Version string            // of the program
	API     string            // published release that is spoken
	Files   map[string]string // paths of databases, by the name to show
	Log     *slog.Logger
}

// maxRows bounds the rows of one kind that are shown, so that an estate out of
// hand does not take Prometheus with it.
const maxRows = 10_000

// Handler answers scrapes. Each is made from one snapshot.
func Handler(o Options) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		&collector{Options: o},
	)
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn), ErrorHandling: promhttp.ContinueOnError,
		MaxRequestsInFlight: 4, EnableOpenMetrics: true,
	})
}

// collector makes the metrics of one scrape.
type collector struct{ Options }

// Describe announces nothing: what there is depends on the estate.
func (c *collector) Describe(chan<- *prometheus.Desc) {}

// Collect sends everything that is known now.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	now := c.Now()
	s := &scrape{out: out, seen: map[series]bool{}}
	c.program(s, now)
	alerts(s, now.Active)
	connections(s, now)
	nodes(s, now.Snapshot.Nodes)
	guests(s, now.Snapshot.Guests)
	storages(s, now.Snapshot.Storages)
	if x := now.Snapshot.Extras; x != nil {
		backupServers(s, x)
		docker(s, x)
		gateways(s, x.Gateways)
	}
	s.gauge(rowsLeftOut, float64(s.leftOut))
}

func (c *collector) program(s *scrape, now Now) {
	s.gauge(buildInfo, 1, c.Version, c.API)
	s.counter(polls, float64(now.Polls))
	s.counter(pollsFailed, float64(now.Failed))
	s.counter(requests, float64(now.Requests))
	s.gauge(lastPoll, now.LastPoll.Seconds())
	s.gauge(clients, float64(now.Clients))
	for state, n := range now.Deliveries {
		s.gauge(deliveries, float64(n), state)
	}
	for name, path := range c.Files {
		if info, err := os.Stat(path); err == nil {
			s.gauge(databaseBytes, float64(info.Size()), name)
		}
	}
}

// metric is a name with its labels.
type metric struct{ desc *prometheus.Desc }

func describe(name, help string, labels ...string) metric {
	return metric{prometheus.NewDesc("pulse_"+name, help, labels, nil)}
}

// series is a metric with its labels in one text.
type series struct {
	desc   *prometheus.Desc
	labels string
}

// scrape sends metrics, each set of labels once.
type scrape struct {
	out     chan<- prometheus.Metric
	seen    map[series]bool
	leftOut int
}

func (s *scrape) gauge(m metric, value float64, labels ...string) {
	s.send(m, prometheus.GaugeValue, value, labels)
}

func (s *scrape) counter(m metric, value float64, labels ...string) {
	s.send(m, prometheus.CounterValue, value, labels)
}

// known sends a figure unless it is unknown.
func (s *scrape) known(m metric, value infra.Opt[float64], labels ...string) {
	if value.Known {
		s.gauge(m, value.Value, labels...)
	}
}

// usage sends what is used and what there is.
func (s *scrape) usage(used, total metric, u infra.Opt[infra.Usage], labels ...string) {
	if u.Known && u.Value.Total > 0 {
		s.gauge(used, float64(u.Value.Used), labels...)
		s.gauge(total, float64(u.Value.Total), labels...)
	}
}

func (s *scrape) send(m metric, kind prometheus.ValueType, value float64, labels []string) {
	for i, text := range labels {
		labels[i] = strings.ToValidUTF8(text, "\uFFFD")
	}
	key := series{m.desc, strings.Join(labels, "\x00")}
	if s.seen[key] {
		return // two rows with one name: the first is shown
	}
	s.seen[key] = true
	if one, err := prometheus.NewConstMetric(m.desc, kind, value, labels...); err == nil {
		s.out <- one
	}
}

// within is as many rows as are shown of a kind.
func within[T any](s *scrape, rows []T) []T {
	if len(rows) > maxRows {
		s.leftOut += len(rows) - maxRows
		return rows[:maxRows]
	}
	return rows
}

// fresh reports whether figures of a row are from now.
func fresh(r infra.Resource) bool { return r.Stale == nil || r.Stale.DetailOnly }

func bit(on bool) float64 {
	if on {
		return 1
	}
	return 0
}

func seconds(d infra.Opt[time.Duration]) infra.Opt[float64] {
	if !d.Known {
		return infra.None[float64]()
	}
	return infra.Some(d.Value.Seconds())
}
