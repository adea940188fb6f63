package wire

// AlertIDs names several alerts.
type AlertIDs struct {
	AlertIDs []string `json:"alertIds"`
	User     string   `json:"user,omitempty" doc:"shown for callers with an API token"`
}

// AlertUser names who acknowledges.
type AlertUser struct {
	User string `json:"user,omitempty" doc:"shown for callers with an API token"`
}

// SnoozeInput says for how long an alert is not to be told: one of the two.
type SnoozeInput struct {
	Until         *int64 `json:"until,omitempty" doc:"milliseconds"`
	UntilResolved bool   `json:"untilResolved,omitempty"`
}

// BulkResults tells per alert what became of it.
type BulkResults struct {
	Results []BulkResult `json:"results"`
}

// BulkResult is what became of one alert.
type BulkResult struct {
	AlertID string `json:"alertId"`
	Success bool   `json:"success"`
	Error   string `json:"error,omitempty"`
}

// AlertStats counts active alerts.
type AlertStats struct {
	Active       int `json:"active"`
	Critical     int `json:"critical"`
	Warning      int `json:"warning"`
	Acknowledged int `json:"acknowledged"`
}

// AlertStatsOf counts a list of alerts.
func AlertStatsOf(alerts []Alert) AlertStats {
	s := AlertStats{Active: len(alerts)}
	for i := range alerts {
		if alerts[i].Level == "critical" {
			s.Critical++
		} else {
			s.Warning++
		}
		if alerts[i].Acknowledged {
			s.Acknowledged++
		}
	}
	return s
}
