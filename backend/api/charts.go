package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"pulse/backend/history"
	"pulse/backend/infra"
)

// chartRanges are the words of the published ranges.
var chartRanges = map[string]time.Duration{
	"5m": 5 * time.Minute, "15m": 15 * time.Minute, "30m": 30 * time.Minute, "1h": time.Hour,
	"4h": 4 * time.Hour, "12h": 12 * time.Hour, "24h": 24 * time.Hour, "7d": 7 * 24 * time.Hour,
}

// series is one series of a chart: its name, what is recorded for it, and by
// how much the recorded value is multiplied.
type series struct {
	name   string
	metric infra.Metric
	factor float64
}

var (
	guestSeries = []series{
		{"cpu", infra.MetricCPU, 100},
		{"memory", infra.MetricMemory, 100},
		{"disk", infra.MetricDisk, 100},
		{"diskread", infra.MetricDiskRead, 1},
		{"diskwrite", infra.MetricDiskWrite, 1},
		{"netin", infra.MetricNetworkIn, 1},
		{"netout", infra.MetricNetworkOut, 1},
	}
	nodeSeries    = []series{{"cpu", infra.MetricCPU, 100}, {"memory", infra.MetricMemory, 100}, {"disk", infra.MetricDisk, 100}}
	storageSeries = []series{{"disk", infra.MetricDisk, 100}}
)

// charted is a resource in a chart: its published id and its values now, in
// the order of its series.
type charted struct {
	id  string
	now []infra.Opt[float64]
}

// section is one member of the answer: the resources of a kind.
type section struct {
	name      string
	series    []series
	resources map[infra.ID]charted
}

// charts streams the recorded series of everything, so that its memory does
// not grow with the estate.
func (s *server) charts(w http.ResponseWriter, r *http.Request) error {
	length, known := chartRanges[r.URL.Query().Get("range")]
	if !known {
		length = time.Hour
	}
	now := s.Now().Truncate(time.Second) // published times are whole seconds
	sections := chartSections(s.Watch.View().Snapshot)
	total := 0
	for _, one := range sections {
		total += len(one.series) * len(one.resources)
	}
	out := newStream(w, r)
	defer out.close()
	oldest := now.UnixMilli()
	for i, one := range sections {
		out.text([]string{"{", ",", ","}[i], strconv.Quote(one.name), ":{")
		first, err := s.chartSection(r.Context(), out, one, history.Query{
			From: now.Add(-length), To: now, MaxPoints: history.PointLimit(total),
		})
		if err != nil {
			return out.broken(s.Log, fmt.Errorf("draw charts: %w", err))
		}
		oldest = min(oldest, first)
		out.text("}")
	}
	out.text(`,"timestamp":`, strconv.FormatInt(now.UnixMilli(), 10), `,"stats":{"oldestDataTimestamp":`, strconv.FormatInt(oldest, 10), "}}\n")
	return nil
}

// chartSection writes the resources of one kind and returns the time of the
// oldest point.
func (s *server) chartSection(ctx context.Context, out *stream, part section, q history.Query) (int64, error) {
	for id := range part.resources {
		q.Resources = append(q.Resources, id)
	}
	for _, one := range part.series {
		q.Metrics = append(q.Metrics, one.metric)
	}
	now, oldest, separator := q.To.UnixMilli(), q.To.UnixMilli(), ""
	for lines, err := range s.History.Chart(ctx, q) {
		if err != nil {
			return 0, err
		}
		resource := part.resources[lines.Resource]
		out.text(separator, quoted(resource.id), ":{")
		separator = ","
		for i, one := range part.series {
			if i > 0 {
				out.text(",")
			}
			out.text(strconv.Quote(one.name), ":")
			points := lines.Points[i]
			if len(points) == 0 && resource.now[i].Known {
				points = []history.Point{{At: now, Value: resource.now[i].Value}}
			}
			if len(points) > 0 {
				oldest = min(oldest, wholeSecond(points[0].At))
			}
			out.points(points, one.factor)
		}
		out.text("}")
	}
	return oldest, nil
}

// chartSections lists what is charted, with the values of this moment for
// series of which nothing is recorded.
func chartSections(snapshot *infra.Snapshot) []section {
	guests := section{"data", guestSeries, map[infra.ID]charted{}}
	for i := range snapshot.Guests {
		g := &snapshot.Guests[i]
		disk := ratio(g.Disk)
		if !disk.Known {
			disk = infra.Some(-0.01) // published: -1 where the use is unknown
		}
		guests.resources[g.ID] = charted{g.PublicID, []infra.Opt[float64]{
			g.CPU, ratio(g.Memory), disk, g.DiskRead, g.DiskWrite, g.NetworkIn, g.NetworkOut,
		}}
	}
	nodes := section{"nodeData", nodeSeries, map[infra.ID]charted{}}
	for i := range snapshot.Nodes {
		n := &snapshot.Nodes[i]
		nodes.resources[n.ID] = charted{n.PublicID, []infra.Opt[float64]{n.CPU, ratio(n.Memory), ratio(n.RootFS)}}
	}
	storages := section{"storageData", storageSeries, map[infra.ID]charted{}}
	for i := range snapshot.Storages {
		st := &snapshot.Storages[i]
		storages.resources[st.ID] = charted{st.PublicID, []infra.Opt[float64]{ratio(st.Space)}}
	}
	return []section{guests, nodes, storages}
}

func ratio(u infra.Opt[infra.Usage]) infra.Opt[float64] {
	if !u.Known {
		return infra.None[float64]()
	}
	return u.Value.Ratio()
}
