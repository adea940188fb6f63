package wire

import (
	"encoding/json"
	"math"
	"reflect"
	"time"

	"pulse/backend/infra"
)

// The compact feed carries rows without what changes all the time without
// telling anything: the time of the poll and the uptime. docs/live-feed.md
// describes it.

// CompactNode is a node of the compact feed.
type CompactNode struct {
	NodeCore
	UpSince int64 `json:"upSince,omitempty"`
}

// CompactGuest is a guest of the compact feed.
type CompactGuest struct {
	GuestCore
	UpSince int64 `json:"upSince,omitempty"`
}

// Connection is a configured target and how it is reached.
type Connection struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Type    string `json:"type"`
	Host    string `json:"host"`
	OK      bool   `json:"ok"`
	Pending bool   `json:"pending,omitempty"` // nothing heard yet
	Health  string `json:"health,omitempty"`
	Since   int64  `json:"since,omitempty"`
	Error   string `json:"error,omitempty"`
}

// Fields are the members of one row, encoded.
type Fields map[string]json.RawMessage

// Compact is a state of the compact feed in a form that can be compared: rows
// by collection and id, and the top-level members that are no collection.
type Compact struct {
	Rows map[string]map[string]any
	Top  map[string]any

	extras *infra.Extras // what the rows of extraCollections were made of
}

// extraCollections are made of what changes seldom and may be many.
var extraCollections = []string{
	"dockerHosts", "cephClusters", "physicalDisks", "pbs", "pmg",
	"backupTasks", "storageBackups", "guestSnapshots", "pbsBackups", "replicationJobs",
}

// upSinceTolerance is how far the start of a guest may seem to move before we
// believe it: uptimes come in whole seconds and with the delay of a poll.
const upSinceTolerance = 15_000

// CompactOf makes the compact state of a view. The state before keeps starting
// times from trembling; it may be nil.
func CompactOf(v View, before *Compact) *Compact {
	c := &Compact{Rows: map[string]map[string]any{}, Top: map[string]any{}, extras: v.Snapshot.Extras}
	for _, name := range []string{"nodes", "vms", "containers", "storage", "recentlyResolved"} {
		c.Rows[name] = map[string]any{}
	}
	c.rows(v, before)
	c.top(v)
	c.addExtras(v, before)
	return c
}

// addExtras takes the rows of before where nothing they are made of changed.
func (c *Compact) addExtras(v View, before *Compact) {
	if before != nil && before.extras == c.extras {
		for _, name := range extraCollections {
			c.Rows[name] = before.Rows[name]
		}
		return
	}
	for _, name := range extraCollections {
		c.Rows[name] = map[string]any{}
	}
	if c.extras == nil {
		return
	}
	backups := PVEBackupsOf(c.extras)
	put(c.Rows["backupTasks"], backups.BackupTasks, func(t *BackupTask) string { return t.ID })
	put(c.Rows["storageBackups"], backups.StorageBackups, func(b *StorageBackup) string { return b.ID })
	put(c.Rows["guestSnapshots"], backups.GuestSnapshots, func(s *GuestSnapshot) string { return s.ID })
	var s State
	s.addExtras(c.extras, v.Forecasts)
	put(c.Rows["dockerHosts"], DockerHostsOf(c.extras), func(h *DockerHost) string { return h.ID })
	put(c.Rows["physicalDisks"], s.PhysicalDisks, func(d *PhysicalDisk) string { return d.ID })
	put(c.Rows["cephClusters"], s.CephClusters, func(x *CephCluster) string { return x.ID })
	put(c.Rows["pbs"], s.PBS, func(p *PBS) string { return p.ID })
	put(c.Rows["pmg"], s.PMG, func(p *PMG) string { return p.ID })
	put(c.Rows["replicationJobs"], ReplicationJobsOf(c.extras), func(j *ReplicationJob) string { return j.ID })
	put(c.Rows["pbsBackups"], PBSBackupsOf(c.extras), func(b *PBSBackup) string { return b.ID })
}

func put[T any](rows map[string]any, list []T, id func(*T) string) {
	for i := range list {
		rows[id(&list[i])] = &list[i]
	}
}

func (c *Compact) rows(v View, before *Compact) {
	for i := range v.Snapshot.Nodes {
		n := &v.Snapshot.Nodes[i]
		row := CompactNode{nodeCoreOf(n), upSince(n.Uptime, n.SeenAt)}
		row.CPU = rounded(row.CPU)
		row.Memory, row.Disk = row.Memory.rounded(), row.Disk.rounded()
		if old, ok := before.row("nodes", row.ID).(*CompactNode); ok {
			row.UpSince = steady(row.UpSince, old.UpSince)
		}
		c.Rows["nodes"][row.ID] = &row
	}
	planned := plannedWorks(v)
	for i := range v.Snapshot.Guests {
		g := &v.Snapshot.Guests[i]
		row := CompactGuest{guestCoreOf(g), upSince(g.Uptime, g.SeenAt)}
		row.PlannedWork = planned.of(g)
		row.CPU = rounded(row.CPU)
		row.Memory, row.Disk = row.Memory.rounded(), row.Disk.rounded()
		collection := "vms"
		if g.Type == infra.LXC {
			collection = "containers"
		}
		if old, ok := before.row(collection, row.ID).(*CompactGuest); ok {
			row.UpSince = steady(row.UpSince, old.UpSince)
		}
		c.Rows[collection][row.ID] = &row
	}
	for i := range v.Snapshot.Storages {
		row := storageOf(&v.Snapshot.Storages[i], v.Forecasts)
		row.Usage = round(row.Usage, 100)
		c.Rows["storage"][row.ID] = &row
	}
	for _, e := range v.Snapshot.Targets {
		if p, failed := placeholder(e); failed {
			c.Rows["nodes"][p.ID] = &CompactNode{NodeCore: p.NodeCore}
		}
	}
	c.alerts(v)
	for _, a := range resolvedAlerts(v.Resolved) {
		c.Rows["recentlyResolved"][a.ID] = &a
	}
}

func (c *Compact) alerts(v View) {
	rows := map[string]any{}
	for _, a := range stateAlerts(v.Active) {
		rows[a.ID] = &a
	}
	c.Rows["activeAlerts"] = rows
}

func (c *Compact) top(v View) {
	health, seen, connections := map[string]bool{}, map[string]int64{}, []Connection{}
	for _, e := range v.Snapshot.Targets {
		health[healthKey(e)] = reachable(e)
		seen[healthKey(e)] = ms(e.SeenAt)
		connections = append(connections, connectionOf(e))
	}
	c.Top["connectionHealth"] = health
	c.Top["seen"] = seen
	c.Top["connections"] = connections
	c.Top["stats"] = map[string]string{
		"version": v.Stats.Version, "startTime": v.Stats.StartedAt.UTC().Format(time.RFC3339),
	}
	c.Top["performance"] = map[string]any{}
	c.Top["lastUpdate"] = ms(v.At)
}

func connectionOf(e *infra.Estate) Connection {
	c := Connection{
		ID: string(e.ID), Name: e.Name, Type: e.Kind, Host: e.Host,
		OK: reachable(e), Health: string(e.Health), Pending: e.SeenAt.IsZero() && e.Failure == nil,
	}
	if e.Failure != nil {
		c.Since, c.Error = ms(e.Since), e.Failure.Reason
	}
	return c
}

// State is the whole compact state, rows as lists.
func (c *Compact) State() map[string]any {
	state := make(map[string]any, len(c.Top)+len(c.Rows))
	for key, value := range c.Top {
		state[key] = value
	}
	for name, rows := range c.Rows {
		list := make([]any, 0, len(rows))
		for _, row := range rows {
			list = append(list, row)
		}
		state[name] = list
	}
	return state
}

func (c *Compact) row(collection, id string) any {
	if c == nil {
		return nil
	}
	return c.Rows[collection][id]
}

func upSince(uptime infra.Opt[time.Duration], seen time.Time) int64 {
	if !uptime.Known || uptime.Value <= 0 {
		return 0
	}
	return ms(seen.Add(-uptime.Value))
}

func steady(now, before int64) int64 {
	if now != 0 && before != 0 && max(now-before, before-now) <= upSinceTolerance {
		return before
	}
	return now
}

func rounded(v *float64) *float64 {
	if v == nil {
		return nil
	}
	r := round(*v, 10_000)
	return &r
}

func (m *Memory) rounded() *Memory {
	if m != nil {
		m.Usage = round(m.Usage, 100)
	}
	return m
}

func (d *Disk) rounded() *Disk {
	if d != nil {
		d.Usage = round(d.Usage, 100)
	}
	return d
}

func round(v, unit float64) float64 { return math.Round(v*unit) / unit }

// equal compares two members of rows.
func equal(a, b reflect.Value) bool {
	if a.Comparable() && a.Kind() != reflect.Pointer && a.Kind() != reflect.Interface {
		return a.Equal(b)
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}
