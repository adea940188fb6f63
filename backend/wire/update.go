package wire

import "time"

// UpdateCheck is the answer of /api/updates/check.
type UpdateCheck struct {
	Available      bool      `json:"available"`
	CurrentVersion string    `json:"currentVersion" doc:"without v"`
	LatestVersion  string    `json:"latestVersion" doc:"with v; the current one when there is no newer"`
	ReleaseNotes   string    `json:"releaseNotes" doc:"Markdown"`
	ReleaseDate    time.Time `json:"releaseDate"`
	DownloadURL    string    `json:"downloadUrl" doc:"the archive for this machine; empty when there is none"`
	IsPrerelease   bool      `json:"isPrerelease"`
	Warning        string    `json:"warning,omitempty"`
	DeploymentType string    `json:"deploymentType"`
	Channel        string    `json:"channel" doc:"stable or rc"`
	Configured     bool      `json:"configured" doc:"there is an address to look for releases at"`
	CheckedAt      int64     `json:"checkedAt,omitempty" doc:"milliseconds since 1970; absent before the first answer"`
}

// UpdatePlan is the answer of /api/updates/plan.
type UpdatePlan struct {
	Version         string   `json:"version"`
	Channel         string   `json:"channel"`
	CanAutoUpdate   bool     `json:"canAutoUpdate"`
	Reason          string   `json:"reason,omitempty" doc:"why Pulse cannot replace itself here"`
	Command         string   `json:"command,omitempty" doc:"what to type where Pulse cannot replace itself"`
	Instructions    []string `json:"instructions,omitempty"`
	Steps           []string `json:"steps" doc:"the same as instructions"`
	Prerequisites   []string `json:"prerequisites,omitempty"`
	EstimatedTime   string   `json:"estimatedTime,omitempty"`
	RequiresRoot    bool     `json:"requiresRoot"`
	RollbackSupport bool     `json:"rollbackSupport"`
	DownloadURL     string   `json:"downloadUrl,omitempty"`
}

// UpdateInput asks for an update.
type UpdateInput struct {
	DownloadURL string `json:"downloadUrl" doc:"as the last check told"`
}

// UpdateStatus is the answer of /api/updates/status and the event
// update:progress.
type UpdateStatus struct {
	Status    string    `json:"status" doc:"idle, checking, available, downloading, verifying, extracting, backing-up, applying, restarting, completed or error"`
	Progress  int       `json:"progress" doc:"percent"`
	Message   string    `json:"message"`
	Error     string    `json:"error,omitempty"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// UpdateEntry is one update that was tried. Paths are shown to admins only.
type UpdateEntry struct {
	EventID        string       `json:"event_id"`
	Timestamp      time.Time    `json:"timestamp"`
	Action         string       `json:"action" doc:"update or rollback"`
	Channel        string       `json:"channel"`
	VersionFrom    string       `json:"version_from"`
	VersionTo      string       `json:"version_to"`
	DeploymentType string       `json:"deployment_type"`
	InitiatedBy    string       `json:"initiated_by" doc:"user, auto or api"`
	InitiatedVia   string       `json:"initiated_via" doc:"ui, cli, script or webhook"`
	Status         string       `json:"status" doc:"in_progress, success, failed, rolled_back or cancelled"`
	DurationMS     int64        `json:"duration_ms"`
	BackupPath     string       `json:"backup_path,omitempty"`
	Error          *UpdateError `json:"error,omitempty"`
	DownloadBytes  int64        `json:"download_bytes,omitempty"`
	Notes          string       `json:"notes,omitempty"`
}

// UpdateError says why an update failed.
type UpdateError struct {
	Message string `json:"message"`
	Code    string `json:"code,omitempty"`
}
