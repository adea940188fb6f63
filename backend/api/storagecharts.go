package api

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"pulse/backend/history"
	"pulse/backend/infra"
)

// The longest range that storage charts answer.
const longestRange = 366 * 24 * time.Hour

// storageCharts streams usage, used, total and free bytes of every storage.
func (s *server) storageCharts(w http.ResponseWriter, r *http.Request) error {
	now := s.Now()
	ids := map[infra.ID]string{}
	q := history.Query{
		From: now.Add(-minutesOf(r.URL.Query().Get("range"))), To: now,
		Metrics: []infra.Metric{infra.MetricDisk, infra.MetricDiskTotal, infra.MetricDiskFree},
	}
	for _, st := range s.Watch.View().Snapshot.Storages {
		ids[st.ID] = st.PublicID
		q.Resources = append(q.Resources, st.ID)
	}
	q.MaxPoints = history.PointLimit(4 * len(ids))
	if points, err := strconv.Atoi(r.URL.Query().Get("points")); err == nil && points > 0 {
		q.MaxPoints = min(q.MaxPoints, points)
	}
	out := newStream(w, r)
	defer out.close()
	separator := "{"
	for lines, err := range s.History.Chart(r.Context(), q) {
		if err != nil {
			return out.broken(s.Log, fmt.Errorf("draw storage charts: %w", err))
		}
		usage, total, free := lines.Points[0], lines.Points[1], lines.Points[2]
		out.text(separator, quoted(ids[lines.Resource]), `:{"usage":`)
		separator = ","
		out.momentsOf(usage, func(p history.Point) float64 { return p.Value * 100 })
		out.text(`,"used":`)
		out.momentsOf(usedOf(usage, total), func(p history.Point) float64 { return p.Value })
		out.text(`,"total":`)
		out.momentsOf(total, func(p history.Point) float64 { return p.Value })
		out.text(`,"avail":`)
		out.momentsOf(free, func(p history.Point) float64 { return p.Value })
		out.text("}")
	}
	if separator == "{" {
		out.text("{")
	}
	out.text("}\n")
	return nil
}

// usedOf turns ratios into bytes by the size at that time; unknown without one.
func usedOf(usage, total []history.Point) []history.Point {
	if len(total) == 0 {
		return nil
	}
	used, at := make([]history.Point, len(usage)), 0
	for i, p := range usage {
		for at+1 < len(total) && total[at+1].At <= p.At {
			at++
		}
		used[i] = history.Point{At: p.At, Value: p.Value * total[at].Value}
	}
	return used
}

// minutesOf reads a range in minutes, of which only the digits at its
// beginning count, or one of the words of the other charts.
func minutesOf(text string) time.Duration {
	if length, known := chartRanges[text]; known {
		return length
	}
	digits := text[:len(text)-len(strings.TrimLeft(text, "0123456789"))]
	minutes, err := strconv.Atoi(digits)
	if err != nil || minutes <= 0 {
		return time.Hour
	}
	return min(time.Duration(min(minutes, 1<<20))*time.Minute, longestRange)
}
