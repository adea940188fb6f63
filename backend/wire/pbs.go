package wire

import (
	"cmp"
	"time"

	"pulse/backend/infra"
)

// PBS is a backup server. Its processor and memory are in percent.
type PBS struct {
	ID               string       `json:"id"`
	Name             string       `json:"name"`
	Host             string       `json:"host"`
	Status           string       `json:"status"`
	Version          string       `json:"version"`
	CPU              float64      `json:"cpu"`
	Memory           float64      `json:"memory"`
	MemoryUsed       int64        `json:"memoryUsed"`
	MemoryTotal      int64        `json:"memoryTotal"`
	Uptime           int64        `json:"uptime"`
	Datastores       []Datastore  `json:"datastores"`
	BackupJobs       []BackupJob  `json:"backupJobs"`
	SyncJobs         []SyncJob    `json:"syncJobs"`
	VerifyJobs       []VerifyJob  `json:"verifyJobs"`
	PruneJobs        []PruneJob   `json:"pruneJobs"`
	GarbageJobs      []GarbageJob `json:"garbageJobs"`
	ConnectionHealth string       `json:"connectionHealth"`
	LastSeen         time.Time    `json:"lastSeen"`
	Staleness
}

// Datastore is a datastore of a backup server.
type Datastore struct {
	Name                string      `json:"name"`
	Total               int64       `json:"total"`
	Used                int64       `json:"used"`
	Free                int64       `json:"free"`
	Usage               float64     `json:"usage"`
	Status              string      `json:"status"`
	Error               string      `json:"error,omitempty"`
	Namespaces          []Namespace `json:"namespaces,omitempty"`
	DeduplicationFactor float64     `json:"deduplicationFactor,omitempty"`
	Forecast            *Forecast   `json:"forecast,omitempty"`
	Staleness
}

// Namespace is a namespace of a datastore; the root has an empty path.
type Namespace struct {
	Path   string `json:"path"`
	Parent string `json:"parent,omitempty"`
	Depth  int    `json:"depth"`
}

// Job is what the jobs of a backup server share.
type Job struct {
	ID      string    `json:"id"`
	Store   string    `json:"store"`
	Status  string    `json:"status"`
	NextRun time.Time `json:"nextRun"`
	Error   string    `json:"error,omitempty"`
	Staleness
}

// BackupJob makes backups.
type BackupJob struct {
	Job
	Type       string    `json:"type"`
	VMID       string    `json:"vmid,omitempty"`
	LastBackup time.Time `json:"lastBackup"`
}

// SyncJob copies from another server.
type SyncJob struct {
	Job
	Remote   string    `json:"remote"`
	LastSync time.Time `json:"lastSync"`
}

// VerifyJob reads backups again.
type VerifyJob struct {
	Job
	LastVerify time.Time `json:"lastVerify"`
}

// PruneJob removes old backups.
type PruneJob struct {
	Job
	LastPrune time.Time `json:"lastPrune"`
}

// GarbageJob frees what no backup needs.
type GarbageJob struct {
	Job
	LastGarbage  time.Time `json:"lastGarbage"`
	RemovedBytes int64     `json:"removedBytes,omitempty"`
}

func pbsOf(s *infra.Server, x *infra.Extras, forecasts map[infra.ID]infra.Forecast) PBS {
	out := PBS{
		ID: s.PublicID, Name: s.Instance, Host: s.Host, Status: "offline", Version: s.Version,
		CPU: percent(s.CPU), Memory: percent(s.Memory.Value.Ratio()), MemoryUsed: s.Memory.Value.Used, MemoryTotal: s.Memory.Value.Total,
		Datastores: []Datastore{}, BackupJobs: []BackupJob{}, SyncJobs: []SyncJob{}, VerifyJobs: []VerifyJob{},
		PruneJobs: []PruneJob{}, GarbageJobs: []GarbageJob{}, ConnectionHealth: pbsHealth(s.Health), LastSeen: s.SeenAt.UTC(),
		Staleness: stalenessOf(s.Stale),
	}
	if s.Online {
		out.Status = "online"
	}
	if out.Version == "" {
		out.Version = "unknown"
	}
	if up := secondsOf(s.Uptime); up != nil {
		out.Uptime = *up
	}
	for i := range x.Datastores {
		if d := &x.Datastores[i]; d.Target == s.Target {
			row := datastoreOf(d)
			row.Forecast = forecastOf(forecasts, d.ID)
			out.Datastores = append(out.Datastores, row)
		}
	}
	for _, j := range x.Jobs {
		if j.Target == s.Target {
			out.add(j)
		}
	}
	return out
}

// pbsHealth is the published word, which has none for a server that was not
// asked yet.
func pbsHealth(h infra.Health) string { return cmp.Or(string(h), "unhealthy") }

func datastoreOf(d *infra.Datastore) Datastore {
	out := Datastore{
		Name: d.Name, Total: d.Space.Value.Total, Used: d.Space.Value.Used, Free: d.Space.Value.Free,
		Usage: percent(d.Space.Value.Ratio()), Status: "available", Error: d.Error,
		DeduplicationFactor: d.Deduplication.Or(0), Staleness: stalenessOf(d.Stale),
	}
	if d.Error != "" {
		out.Status = "unavailable"
	}
	for _, n := range d.Namespaces {
		out.Namespaces = append(out.Namespaces, Namespace(n))
	}
	return out
}

func (p *PBS) add(j infra.Job) {
	job := Job{ID: j.ID, Store: j.Datastore, Status: j.Status, NextRun: j.NextRun.UTC(), Staleness: stalenessOf(j.Stale)}
	if j.Status != "" && j.Status != "OK" && j.Status != "running" {
		job.Error = j.Status
	}
	last := j.LastRun.UTC()
	switch j.Kind {
	case "sync":
		p.SyncJobs = append(p.SyncJobs, SyncJob{job, j.Remote, last})
	case "verify":
		p.VerifyJobs = append(p.VerifyJobs, VerifyJob{job, last})
	case "prune":
		p.PruneJobs = append(p.PruneJobs, PruneJob{job, last})
	case "garbage":
		p.GarbageJobs = append(p.GarbageJobs, GarbageJob{job, last, j.Removed})
	case "backup":
		p.BackupJobs = append(p.BackupJobs, BackupJob{Job: job, LastBackup: last})
	}
}
