package settings

// Flapping keeps an alert that begins and ends again and again active and
// silent for a while.
type Flapping struct {
	Enabled         bool    `json:"enabled"`
	Threshold       int     `json:"threshold"`       // beginnings and ends ...
	Window          int     `json:"window"`          // ... within so many minutes
	SuppressionTime int     `json:"suppressionTime"` // minutes of silence
	MinStability    float64 `json:"minStability"`    // kept for clients
}

func (f *Flapping) normalize() {
	standard := defaultFlapping()
	orDefault(&f.Threshold, standard.Threshold)
	orDefault(&f.Window, standard.Window)
	orDefault(&f.SuppressionTime, standard.SuppressionTime)
}

// BackupDefaults say when a guest's backups are too old or missing. 0 and
// false are off.
type BackupDefaults struct {
	AgeHoursWarning  int  `json:"ageHoursWarning"`
	AgeHoursCritical int  `json:"ageHoursCritical"`
	FailedWarning    bool `json:"failedWarning"`
}

// SnapshotDefaults say when a snapshot of a guest is too old. 0 is off.
type SnapshotDefaults struct {
	AgeDaysWarning int `json:"ageDaysWarning"`
}

// JobDefaults say which failing jobs of a backup server are told.
type JobDefaults struct {
	Failed       bool `json:"failed"`
	VerifyFailed bool `json:"verifyFailed"`
}
