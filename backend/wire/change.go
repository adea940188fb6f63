package wire

import "pulse/backend/infra"

// Change is something that changed out there.
type Change struct {
	At         int64          `json:"at" doc:"milliseconds since 1970"`
	ResourceID string         `json:"resourceId"`
	Kind       string         `json:"kind" doc:"config, moved, started, stopped, snapshot, backup, version, storage or task"`
	Text       string         `json:"text"`
	By         string         `json:"by,omitempty" doc:"who did it, where a task tells"`
	Data       map[string]any `json:"data" doc:"the parts of the text; of a task its id, type, status, start and end"`
}

// ChangeOf puts an event on the wire.
func ChangeOf(e infra.Event) Change {
	c := Change{
		At: e.At.UnixMilli(), ResourceID: e.PublicID, Kind: string(e.Kind), Text: e.Text, By: e.By, Data: map[string]any{},
	}
	for name, value := range e.Data {
		c.Data[name] = value
	}
	if !e.Start.IsZero() {
		c.Data["start"] = e.Start.UnixMilli()
	}
	if !e.End.IsZero() {
		c.Data["end"] = e.End.UnixMilli()
	}
	return c
}
