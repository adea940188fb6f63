package pbstest

import "time"

// points is how many records a series has.
const points = 70

var steps = map[string]time.Duration{
	"hour": time.Minute, "day": 30 * time.Minute, "week": 6 * time.Hour, "month": 12 * time.Hour, "year": 7 * day,
}

// series builds records, the newest of which holds nothing but its time.
func (cl *call) series(record func(object, time.Time)) answer {
	step, known := steps[cl.params.Get("timeframe")]
	if !known || cl.params.Get("cf") != "AVERAGE" && cl.params.Get("cf") != "MAX" {
		return fail(400, "parameter verification failed - 'timeframe': value is not defined in the enumeration.")
	}
	last := cl.now.Truncate(step)
	rows := make([]object, 0, points)
	for i := points - 1; i >= 0; i-- {
		at := last.Add(-time.Duration(i) * step)
		row := object{"time": at.Unix()}
		if i > 0 {
			record(row, at)
		}
		rows = append(rows, row)
	}
	return ok(rows)
}

func (cl *call) nodeRRD() answer {
	return cl.series(func(row object, _ time.Time) {
		row["cpu"], row["memtotal"], row["memused"], row["loadavg"] = 0.0625, 32<<30, float64(8<<30)+0.5, 0.5
	})
}

// storeRRD tells that the datastore grew by a thousandth of its size each day.
func (cl *call) storeRRD() answer {
	st := cl.store
	return cl.series(func(row object, at time.Time) {
		used := float64(st.Used) - cl.now.Sub(at).Hours()/24*float64(st.Size)/1000
		row["total"], row["used"], row["available"] = st.Size, max(used, 0), float64(st.Size)-max(used, 0)
	})
}
