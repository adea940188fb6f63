package wire

// BriefOf makes the state of the brief feed: the alerts and connections of the
// compact one. It costs the same however large the estate is.
func BriefOf(v View, _ *Compact) *Compact {
	c := &Compact{Rows: map[string]map[string]any{}, Top: map[string]any{}}
	c.alerts(v)
	connections := make([]Connection, 0, len(v.Snapshot.Targets))
	for _, e := range v.Snapshot.Targets {
		connections = append(connections, connectionOf(e))
	}
	c.Top["connections"] = connections
	return c
}
