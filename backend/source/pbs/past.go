package pbs

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
)

const pastTimeout = 10 * time.Second

// record is what the server recorded at one time of itself or of a datastore;
// a time without figures holds nothing else.
type record struct {
	Time      number `json:"time"`
	CPU       number `json:"cpu"`
	MemTotal  number `json:"memtotal"`
	MemUsed   number `json:"memused"`
	Total     number `json:"total"`
	Used      number `json:"used"`
	Available number `json:"available"`
}

// Past reads what the server recorded of itself or of a datastore.
func (r *reader) Past(ctx context.Context, id infra.ID, frame source.Frame) (source.Past, error) {
	ctx, done, err := r.runs.Begin(ctx)
	if err != nil {
		return source.Past{}, err
	}
	defer done()
	q := query{timeout: pastTimeout}
	convert := serverPast
	store, isStore := strings.CutPrefix(string(id), string(infra.DatastoreID(r.target.ID, "")))
	switch {
	case isStore:
		q, convert = storeQuery(store, "rrd", pastTimeout), storePast
	case id == infra.ServerID(r.target.ID):
		q.path = nodePath + "/rrd"
	default:
		return source.Past{}, nil
	}
	q.params = url.Values{"timeframe": {string(frame)}, "cf": {"AVERAGE"}}
	records, err := get[list[record]](ctx, r.client.asker(false), q)
	if err != nil {
		return source.Past{}, err
	}
	past := source.Past{Readings: convert(id, records)}
	if len(records) > 1 {
		past.Step = moment(records[1].Time).Sub(moment(records[0].Time))
	}
	return past, nil
}

func serverPast(id infra.ID, records []record) []infra.Reading {
	readings := []infra.Reading{}
	for _, r := range records {
		if told(r.CPU) {
			readings = append(readings, infra.Reading{Resource: id, Metric: infra.MetricCPU, Value: min(r.CPU.Value, 1), At: moment(r.Time)})
		}
		memory := usageOf(r.MemTotal, r.MemUsed, number{})
		if memory.Known {
			readings = append(readings,
				infra.Reading{Resource: id, Metric: infra.MetricMemory, Value: memory.Value.Ratio().Value, At: moment(r.Time)},
				infra.Reading{Resource: id, Metric: infra.MetricMemoryTotal, Value: float64(memory.Value.Total), At: moment(r.Time)})
		}
	}
	return readings
}

func storePast(id infra.ID, records []record) []infra.Reading {
	var report infra.Report
	for _, r := range records {
		report.Datastores = append(report.Datastores, infra.Datastore{
			Resource: infra.Resource{ID: id, SeenAt: moment(r.Time)}, Space: usageOf(r.Total, r.Used, r.Available),
		})
	}
	return slices.Collect(report.Readings())
}

var _ source.Backfiller = (*reader)(nil)
