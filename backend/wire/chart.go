package wire

// ChartPoint is one value of a chart.
type ChartPoint struct {
	Timestamp int64   `json:"timestamp" doc:"milliseconds since 1970"`
	Value     float64 `json:"value"`
}

// ChartSeries are the values of one resource by name of the series.
type ChartSeries map[string][]ChartPoint

// Charts is the answer of /api/charts.
type Charts struct {
	Data        map[string]ChartSeries `json:"data" doc:"virtual machines and containers"`
	NodeData    map[string]ChartSeries `json:"nodeData"`
	StorageData map[string]ChartSeries `json:"storageData"`
	Timestamp   int64                  `json:"timestamp"`
	Stats       ChartStats             `json:"stats"`
}

// ChartStats tells how far back the answer reaches.
type ChartStats struct {
	OldestDataTimestamp int64 `json:"oldestDataTimestamp"`
}

// StorageChartPoint is one value of a storage chart.
type StorageChartPoint struct {
	Value     float64 `json:"value"`
	Timestamp string  `json:"timestamp" doc:"RFC 3339"`
}

// StorageChart are the values of one storage.
type StorageChart struct {
	Usage []StorageChartPoint `json:"usage" doc:"percent"`
	Used  []StorageChartPoint `json:"used" doc:"bytes"`
	Total []StorageChartPoint `json:"total" doc:"bytes"`
	Avail []StorageChartPoint `json:"avail" doc:"bytes"`
}

// StorageDetail is the answer of /api/storage/{id}.
type StorageDetail struct {
	Data      StorageRaw `json:"data"`
	Timestamp int64      `json:"timestamp" doc:"seconds since 1970"`
}

// StorageList is the answer of /api/storage.
type StorageList struct {
	Data      []StorageRaw `json:"data"`
	Timestamp int64        `json:"timestamp" doc:"seconds since 1970"`
}
