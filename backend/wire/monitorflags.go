package wire

// MonitorFlags say what to read from a target. Each kind has its own.
type MonitorFlags struct {
	MonitorVMs           *bool `json:"monitorVMs,omitempty" doc:"pve"`
	MonitorContainers    *bool `json:"monitorContainers,omitempty" doc:"pve"`
	MonitorStorage       *bool `json:"monitorStorage,omitempty" doc:"pve"`
	MonitorBackups       *bool `json:"monitorBackups,omitempty" doc:"pve"`
	MonitorPhysicalDisks *bool `json:"monitorPhysicalDisks,omitempty" doc:"pve"`

	MonitorDatastores  *bool `json:"monitorDatastores,omitempty" doc:"pbs"`
	MonitorSyncJobs    *bool `json:"monitorSyncJobs,omitempty" doc:"pbs"`
	MonitorVerifyJobs  *bool `json:"monitorVerifyJobs,omitempty" doc:"pbs"`
	MonitorPruneJobs   *bool `json:"monitorPruneJobs,omitempty" doc:"pbs"`
	MonitorGarbageJobs *bool `json:"monitorGarbageJobs,omitempty" doc:"pbs; off unless asked for"`

	MonitorMailStats   *bool `json:"monitorMailStats,omitempty" doc:"pmg"`
	MonitorQueues      *bool `json:"monitorQueues,omitempty" doc:"pmg"`
	MonitorQuarantine  *bool `json:"monitorQuarantine,omitempty" doc:"pmg"`
	MonitorDomainStats *bool `json:"monitorDomainStats,omitempty" doc:"pmg; off unless asked for"`
}

// byPart lists the flags of a kind by the names that sources know them by.
func (f *MonitorFlags) byPart(kind string) map[string]**bool {
	switch kind {
	case "pbs":
		return map[string]**bool{
			"datastores": &f.MonitorDatastores, "syncJobs": &f.MonitorSyncJobs, "verifyJobs": &f.MonitorVerifyJobs,
			"pruneJobs": &f.MonitorPruneJobs, "garbageJobs": &f.MonitorGarbageJobs,
		}
	case "pmg":
		return map[string]**bool{
			"mailStats": &f.MonitorMailStats, "queues": &f.MonitorQueues,
			"quarantine": &f.MonitorQuarantine, "domainStats": &f.MonitorDomainStats,
		}
	}
	return map[string]**bool{
		"vms": &f.MonitorVMs, "containers": &f.MonitorContainers, "storage": &f.MonitorStorage,
		"backups": &f.MonitorBackups, "disks": &f.MonitorPhysicalDisks,
	}
}

// unasked is what a new target of a kind is not read for unless a client asks;
// everything else is read.
func unasked(kind string) map[string]bool {
	switch kind {
	case "pbs":
		return map[string]bool{"garbageJobs": false}
	case "pmg":
		return map[string]bool{"domainStats": false}
	}
	return nil
}
