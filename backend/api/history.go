package api

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"pulse/backend/fault"
	"pulse/backend/history"
	"pulse/backend/wire"
)

// How many points a question about the past gets when it does not say, and at most.
const (
	usualPoints = 500
	mostPoints  = 5000
)

// lastMoment is the latest time that a question may name: the end of the year 9999.
const lastMoment = 253_402_300_799_999

// past answers what is known of a resource over time, with its gaps.
func (s *server) past(w http.ResponseWriter, r *http.Request) error {
	ask := r.URL.Query()
	q, err := s.pastQuery(ask)
	if err != nil {
		return err
	}
	names, metrics, err := metricsOf(ask.Get("metrics"))
	if err != nil {
		return err
	}
	for _, m := range metrics {
		if !slices.Contains(q.Metrics, m.metric) { // two names may mean the same
			q.Metrics = append(q.Metrics, m.metric)
		}
	}
	public, found := ask.Get("resource"), false
	if q.Resource, found = resourceOf(s.Watch.View().Snapshot, public); !found {
		return &failure{status: http.StatusNotFound, code: "resource_not_found", text: "Resource '" + public + "' not found"}
	}
	table, err := s.History.Table(r.Context(), q)
	if err != nil {
		return fmt.Errorf("read the past of %s: %w", q.Resource, err)
	}
	out := wire.History{
		Resource: public, From: q.From.UnixMilli(), To: q.To.UnixMilli(), StepMs: table.Step,
		Series: map[string]wire.HistorySeries{}, Gaps: []wire.HistoryGap{}, Backfilled: [][2]int64{},
	}
	for i, name := range names {
		column := slices.Index(q.Metrics, metrics[i].metric)
		out.Series[name] = pastSeries(table, table.Columns[column], metrics[i])
	}
	for _, f := range table.Filled {
		out.Backfilled = append(out.Backfilled, [2]int64{f.From, f.To})
	}
	for _, g := range table.Gaps {
		out.Gaps = append(out.Gaps, wire.HistoryGap{g.From, g.To, string(g.Reason)})
	}
	return reply(w, http.StatusOK, out)
}

// pastQuery reads the range and the number of points. What lies in the future
// is left out.
func (s *server) pastQuery(ask url.Values) (history.TableQuery, error) {
	if ask.Get("resource") == "" {
		return history.TableQuery{}, fault.New(fault.Invalid, "resource is required: the id of a guest, node, storage or other row").In("resource")
	}
	from, err := millisOf(ask, "from")
	if err != nil {
		return history.TableQuery{}, err
	}
	to, err := millisOf(ask, "to")
	if err != nil {
		return history.TableQuery{}, err
	}
	if from >= to {
		return history.TableQuery{}, fault.New(fault.Invalid, "from must be before to").In("from")
	}
	points := usualPoints
	if text := ask.Get("points"); text != "" {
		if points, err = strconv.Atoi(text); err != nil || points < 1 || points > mostPoints {
			return history.TableQuery{}, fault.New(fault.Invalid, "points must be a number from 1 to %d", mostPoints).In("points")
		}
	}
	to = max(min(to, s.Now().UnixMilli()), from)
	return history.TableQuery{From: time.UnixMilli(from), To: time.UnixMilli(to), Points: points}, nil
}

func millisOf(ask url.Values, name string) (int64, error) {
	at, err := strconv.ParseInt(ask.Get(name), 10, 64)
	if err != nil || at < 0 || at > lastMoment {
		return 0, fault.New(fault.Invalid, "%s is required: a time in milliseconds since 1970", name).In(name)
	}
	return at, nil
}

func pastSeries(t history.Table, cells []history.Cell, m recorded) wire.HistorySeries {
	s := wire.HistorySeries{
		Unit: m.unit, T: make([]int64, len(cells)),
		Mean: make([]*float64, len(cells)), Min: make([]*float64, len(cells)), Max: make([]*float64, len(cells)),
	}
	for i, c := range cells {
		s.T[i] = t.From + int64(i)*t.Step
		if c.Known {
			s.Mean[i], s.Min[i], s.Max[i] = rounded(c.Mean*m.factor), rounded(c.Low*m.factor), rounded(c.High*m.factor)
		}
	}
	return s
}

// rounded keeps four decimals, which is finer than what is recorded.
func rounded(v float64) *float64 {
	if math.Abs(v) < 1e11 {
		v = math.Round(v*1e4) / 1e4
	}
	return &v
}
