package wire

import (
	"cmp"
	"slices"
	"time"

	"pulse/backend/alert"
)

// StateAlert is an alert as it stands in a state. ResolvedTime is present only
// among the recently resolved.
type StateAlert struct {
	ID           string     `json:"id"`
	Type         string     `json:"type"`
	Level        string     `json:"level"`
	ResourceID   string     `json:"resourceId"`
	ResourceName string     `json:"resourceName"`
	Node         string     `json:"node"`
	Instance     string     `json:"instance"`
	Message      string     `json:"message"`
	Value        float64    `json:"value"`
	Threshold    float64    `json:"threshold"`
	StartTime    time.Time  `json:"startTime"`
	Acknowledged bool       `json:"acknowledged"`
	AckTime      *time.Time `json:"ackTime,omitempty"`
	AckUser      string     `json:"ackUser,omitempty"`
	ResolvedTime *time.Time `json:"resolvedTime,omitempty"`
	// SnoozedUntil is in milliseconds; far in the future for a snooze until the
	// alert is resolved.
	SnoozedUntil int64        `json:"snoozedUntil,omitempty" doc:"milliseconds; far in the future = until it is resolved"`
	PlannedWork  *PlannedWork `json:"plannedWork,omitempty"`
}

// PlannedWork is work under way that explains the state of a guest or an alert.
type PlannedWork struct {
	Kind  string `json:"kind" doc:"backup, migrate, ha, reboot or maintenance"`
	Task  string `json:"task,omitempty"`
	Since int64  `json:"since,omitempty" doc:"milliseconds"`
}

// plannedWorkOf is nil where there is none.
func plannedWorkOf(p alert.Planned) *PlannedWork {
	if p.Kind == "" {
		return nil
	}
	return &PlannedWork{Kind: p.Kind, Task: p.Task, Since: ms(p.Since)}
}

// Alert is an alert in full, as the alert routes, the socket and the notices
// carry it.
type Alert struct {
	StateAlert
	LastSeen     time.Time      `json:"lastSeen"`
	Metadata     map[string]any `json:"metadata,omitempty"`
	LastNotified *time.Time     `json:"lastNotified,omitempty"`
	// LastEscalation is the highest level of escalation that was reached, from 1.
	LastEscalation  int         `json:"lastEscalation,omitempty"`
	EscalationTimes []time.Time `json:"escalationTimes,omitempty"`
}

// AlertOf is an alert in full.
func AlertOf(a *alert.Alert) Alert {
	return Alert{
		StateAlert: stateAlert(a), LastSeen: a.SeenAt.UTC(),
		Metadata: a.Metadata, LastNotified: moment(a.NotifiedAt),
		LastEscalation: len(a.EscalatedAt), EscalationTimes: a.EscalatedAt,
	}
}

// AlertsOf lists the firing alerts of a set in full, newest first.
func AlertsOf(active alert.Active) []Alert {
	list := make([]Alert, 0, len(active))
	for _, a := range firing(active) {
		list = append(list, AlertOf(a))
	}
	return list
}

func stateAlert(a *alert.Alert) StateAlert {
	s := StateAlert{
		ID: a.PublicID, Type: string(a.Type), Level: string(a.Level),
		ResourceID: a.ResourceID(), ResourceName: a.ResourceName(), Node: a.Subject.Node, Instance: a.Subject.Instance,
		Message: a.Message, Value: a.Value, Threshold: a.Threshold,
		StartTime: a.Since.UTC(), Acknowledged: a.Acknowledged, ResolvedTime: moment(a.EndedAt),
		SnoozedUntil: snoozedUntil(a.Snooze), PlannedWork: plannedWorkOf(a.Planned),
	}
	if a.Acknowledged {
		s.AckTime, s.AckUser = moment(a.AckAt), a.AckBy
	}
	return s
}

// untilResolved stands for the end of a snooze that has none: 9999-12-31.
const untilResolved = 253_402_214_400_000

func snoozedUntil(s alert.Snooze) int64 {
	switch {
	case s.ToEnd:
		return untilResolved
	case s.Until.IsZero():
		return 0
	default:
		return s.Until.UnixMilli()
	}
}

func stateAlerts(active alert.Active) []StateAlert {
	list := make([]StateAlert, 0, len(active))
	for _, a := range firing(active) {
		list = append(list, stateAlert(a))
	}
	return list
}

func resolvedAlerts(resolved []alert.Alert) []StateAlert {
	list := make([]StateAlert, 0, len(resolved))
	for i := range resolved {
		list = append(list, stateAlert(&resolved[i]))
	}
	return list
}

func firing(active alert.Active) []*alert.Alert {
	var list []*alert.Alert
	for _, a := range active {
		if a.Phase == alert.Firing {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(a, b *alert.Alert) int {
		return cmp.Or(b.Since.Compare(a.Since), cmp.Compare(a.PublicID, b.PublicID))
	})
	return list
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
