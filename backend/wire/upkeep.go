package wire

import "pulse/backend/infra"

// Updates are the packages of a node that can be updated; absent while that is
// unknown, for instance because the account may not read it.
type Updates struct {
	Pending  int `json:"pending"`
	Security int `json:"security" doc:"of them those of a stable release of Debian, which changes for security holes and grave faults only"`
}

// ReplicationJob copies the volumes of a guest to another node. Times are
// absent while they are unknown or have not come yet.
type ReplicationJob struct {
	ID        string  `json:"id"`
	Job       string  `json:"job" doc:"as Proxmox VE calls it"`
	Instance  string  `json:"instance"`
	VMID      int     `json:"vmid"`
	Node      string  `json:"node" doc:"from which it copies"`
	Target    string  `json:"target" doc:"the node that it copies to"`
	Schedule  string  `json:"schedule"`
	Comment   string  `json:"comment,omitempty"`
	Enabled   bool    `json:"enabled"`
	Running   bool    `json:"running"`
	LastSync  int64   `json:"lastSync,omitempty" doc:"the last success, in ms"`
	LastTry   int64   `json:"lastTry,omitempty"`
	NextSync  int64   `json:"nextSync,omitempty"`
	Duration  float64 `json:"durationSeconds,omitempty"`
	FailCount int     `json:"failCount" doc:"tries that failed in a row"`
	Error     string  `json:"error,omitempty"`
	Staleness
}

func updatesOf(u infra.Opt[infra.Updates]) *Updates {
	if !u.Known {
		return nil
	}
	return &Updates{u.Value.Pending, u.Value.Security}
}

// ReplicationJobsOf lists the jobs that copy guests to other nodes.
func ReplicationJobsOf(x *infra.Extras) []ReplicationJob {
	jobs := []ReplicationJob{}
	if x == nil {
		return jobs
	}
	for i := range x.Replicas {
		jobs = append(jobs, replicationJobOf(&x.Replicas[i]))
	}
	return jobs
}

func replicationJobOf(r *infra.Replication) ReplicationJob {
	return ReplicationJob{
		ID: r.Instance + "-" + r.ID, Job: r.ID, Instance: r.Instance, VMID: r.VMID, Node: r.Node, Target: r.To,
		Schedule: r.Schedule, Comment: r.Comment, Enabled: !r.Disabled, Running: r.Running,
		LastSync: ms(r.LastSync), LastTry: ms(r.LastTry), NextSync: ms(r.NextSync), Duration: r.Duration.Or(0).Seconds(),
		FailCount: r.FailCount, Error: r.Error, Staleness: stalenessOf(r.Stale),
	}
}
