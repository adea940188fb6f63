package wire

import "pulse/backend/infra"

// Forecast is when a storage or a datastore will be full. Times are in
// milliseconds since 1970 and absent where nothing can be said.
type Forecast struct {
	Outlook     string  `json:"outlook" doc:"full, growing, uncertain, steady or short (too few days are known)"`
	FullAt      int64   `json:"fullAt,omitempty"`
	Earliest    int64   `json:"earliest,omitempty"`
	Latest      int64   `json:"latest,omitempty"`
	BytesPerDay float64 `json:"bytesPerDay" doc:"how fast it grows"`
	Days        int     `json:"days" doc:"of how many days the use is known"`
}

func forecastOf(all map[infra.ID]infra.Forecast, id infra.ID) *Forecast {
	f, made := all[id]
	if !made {
		return nil
	}
	return &Forecast{
		Outlook: string(f.Outlook), FullAt: ms(f.FullAt), Earliest: ms(f.Earliest), Latest: ms(f.Latest),
		BytesPerDay: round(f.PerDay, 1), Days: f.Days,
	}
}
