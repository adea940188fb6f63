package pve

// replicationJob is a row of /cluster/replication: a job as it is configured.
type replicationJob struct {
	ID       text   `json:"id"`
	Guest    number `json:"guest"`
	Source   text   `json:"source"` // where the guest was when the job last ran
	Target   text   `json:"target"`
	Schedule text   `json:"schedule"`
	Comment  text   `json:"comment"`
	Disable  flag   `json:"disable"`
}

// replicationState is a row of /nodes/{node}/replication: how a job fares.
type replicationState struct {
	ID        text   `json:"id"`
	LastSync  number `json:"last_sync"`
	LastTry   number `json:"last_try"`
	NextSync  number `json:"next_sync"`
	Duration  number `json:"duration"`
	FailCount number `json:"fail_count"`
	Error     text   `json:"error"`
	PID       number `json:"pid"` // while it runs
}

// packageRow is a row of /nodes/{node}/apt/update.
type packageRow struct {
	Package text `json:"Package"`
	Version text `json:"Version"`
	Origin  text `json:"Origin"`
}
