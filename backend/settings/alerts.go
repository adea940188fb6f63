// Package settings holds what a person may tune, as plain documents with
// defaults and checks. Their JSON is the published one, which is also how they
// are stored.
package settings

import "encoding/json"

// Alerts is the alert configuration.
type Alerts struct {
	Enabled                      bool                  `json:"enabled"`
	GuestDefaults                Thresholds            `json:"guestDefaults"`
	NodeDefaults                 Thresholds            `json:"nodeDefaults"`
	StorageDefault               Hysteresis            `json:"storageDefault"`
	DockerDefaults               DockerThresholds      `json:"dockerDefaults"`
	DockerIgnoredPrefixes        []string              `json:"dockerIgnoredContainerPrefixes,omitempty"`
	PMGDefaults                  MailThresholds        `json:"pmgDefaults"`
	Overrides                    map[string]Thresholds `json:"overrides"` // by the published id of a resource
	Schedule                     Schedule              `json:"schedule"`
	DisableAllNodes              bool                  `json:"disableAllNodes"`
	DisableAllGuests             bool                  `json:"disableAllGuests"`
	DisableAllStorage            bool                  `json:"disableAllStorage"`
	DisableAllPBS                bool                  `json:"disableAllPBS"`
	DisableAllPMG                bool                  `json:"disableAllPMG"`
	DisableAllDockerHosts        bool                  `json:"disableAllDockerHosts"`
	DisableAllDockerContainers   bool                  `json:"disableAllDockerContainers"`
	DisableAllNodesOffline       bool                  `json:"disableAllNodesOffline"`
	DisableAllGuestsOffline      bool                  `json:"disableAllGuestsOffline"`
	DisableAllPBSOffline         bool                  `json:"disableAllPBSOffline"`
	DisableAllPMGOffline         bool                  `json:"disableAllPMGOffline"`
	DisableAllDockerHostsOffline bool                  `json:"disableAllDockerHostsOffline"`
	MinimumDelta                 float64               `json:"minimumDelta"`      // percentage points; 0 = off
	SuppressionWindow            int                   `json:"suppressionWindow"` // minutes; 0 = off
	HysteresisMargin             float64               `json:"hysteresisMargin"`
	TimeThreshold                int                   `json:"timeThreshold"` // seconds
	TimeThresholds               map[string]int        `json:"timeThresholds"`
	MetricTimeThresholds         MetricDelays          `json:"metricTimeThresholds" null:"true"`
	Flapping                     Flapping              `json:"flapping"`
	BackupDefaults               BackupDefaults        `json:"backupDefaults"`
	SnapshotDefaults             SnapshotDefaults      `json:"snapshotDefaults"`
	PBSJobDefaults               JobDefaults           `json:"pbsJobDefaults"`
	// Rest keeps the published members that nothing here acts on, those of later
	// versions and customRules, as they were written, so that a client gets them
	// back. CustomRules reads the rules.
	Rest map[string]json.RawMessage `json:"-"`
}

// MetricDelays are delays in seconds by kind of resource and metric.
type MetricDelays map[string]map[string]int

// Hysteresis is a threshold: an alert begins at Trigger and ends at Clear. A
// trigger of 0 or less is off.
type Hysteresis struct {
	Trigger float64 `json:"trigger"`
	Clear   float64 `json:"clear"`
}

// Thresholds are the limits of one resource or of all of a kind. A nil member
// is not set here: the next wider one holds.
type Thresholds struct {
	Disabled            *bool       `json:"disabled,omitempty"`
	DisableConnectivity *bool       `json:"disableConnectivity,omitempty"`
	PoweredOffSeverity  string      `json:"poweredOffSeverity,omitempty"` // warning or critical
	CPU                 *Hysteresis `json:"cpu,omitempty"`
	Memory              *Hysteresis `json:"memory,omitempty"`
	Disk                *Hysteresis `json:"disk,omitempty"`
	DiskRead            *Hysteresis `json:"diskRead,omitempty"`
	DiskWrite           *Hysteresis `json:"diskWrite,omitempty"`
	NetworkIn           *Hysteresis `json:"networkIn,omitempty"`
	NetworkOut          *Hysteresis `json:"networkOut,omitempty"`
	Usage               *Hysteresis `json:"usage,omitempty"`
	Temperature         *Hysteresis `json:"temperature,omitempty"`
}

// DockerThresholds are the limits of containers. A value of 0 or less stands
// for its default.
type DockerThresholds struct {
	CPU               Hysteresis `json:"cpu"`
	Memory            Hysteresis `json:"memory"`
	RestartCount      int        `json:"restartCount"`
	RestartWindow     int        `json:"restartWindow"` // seconds
	MemoryWarnPct     int        `json:"memoryWarnPct"` // of the container's own limit
	MemoryCriticalPct int        `json:"memoryCriticalPct"`
}

// MailThresholds are the limits of mail gateways. A value of 0 or less stands
// for its default.
type MailThresholds struct {
	QueueTotalWarning       int `json:"queueTotalWarning"`
	QueueTotalCritical      int `json:"queueTotalCritical"`
	OldestMessageWarnMins   int `json:"oldestMessageWarnMins"`
	OldestMessageCritMins   int `json:"oldestMessageCritMins"`
	DeferredQueueWarn       int `json:"deferredQueueWarn"`
	DeferredQueueCritical   int `json:"deferredQueueCritical"`
	HoldQueueWarn           int `json:"holdQueueWarn"`
	HoldQueueCritical       int `json:"holdQueueCritical"`
	QuarantineSpamWarn      int `json:"quarantineSpamWarn"`
	QuarantineSpamCritical  int `json:"quarantineSpamCritical"`
	QuarantineVirusWarn     int `json:"quarantineVirusWarn"`
	QuarantineVirusCritical int `json:"quarantineVirusCritical"`
	QuarantineGrowthWarnPct int `json:"quarantineGrowthWarnPct"`
	QuarantineGrowthWarnMin int `json:"quarantineGrowthWarnMin"`
	QuarantineGrowthCritPct int `json:"quarantineGrowthCritPct"`
	QuarantineGrowthCritMin int `json:"quarantineGrowthCritMin"`
}

// Schedule says when and how often notices are sent.
type Schedule struct {
	QuietHours     QuietHours `json:"quietHours"`
	Cooldown       int        `json:"cooldown"`       // minutes; 0 = once only
	GroupingWindow int        `json:"groupingWindow"` // seconds; wins over Grouping.Window when set
	MaxAlertsHour  int        `json:"maxAlertsHour"`  // per alert; 0 = no limit
	Escalation     Escalation `json:"escalation"`
	Grouping       Grouping   `json:"grouping"`
}

// QuietHours is the weekly window in which notices are held back.
type QuietHours struct {
	Enabled  bool       `json:"enabled"`
	Start    string     `json:"start"` // HH:MM
	End      string     `json:"end"`   // before Start = over midnight
	Timezone string     `json:"timezone"`
	Days     Days       `json:"days"`
	Suppress Categories `json:"suppress"`
}

// Categories are the kinds of critical alerts that quiet hours hold back too.
type Categories struct {
	Performance bool `json:"performance"`
	Storage     bool `json:"storage"`
	Offline     bool `json:"offline"`
}

// Escalation tells more people when nobody reacts.
type Escalation struct {
	Enabled bool              `json:"enabled"`
	Levels  []EscalationLevel `json:"levels"`
}

// EscalationLevel is one step of an escalation.
type EscalationLevel struct {
	After  int    `json:"after"`  // minutes from the start of the alert
	Notify string `json:"notify"` // email, webhook or all
}

// Grouping puts alerts of a short time into one notice.
type Grouping struct {
	Enabled bool `json:"enabled"`
	Window  int  `json:"window"` // seconds
	ByNode  bool `json:"byNode"`
	ByGuest bool `json:"byGuest"`
}

// MarshalJSON gives the whole published document, Rest included.
func (a Alerts) MarshalJSON() ([]byte, error) {
	type plain Alerts
	text, err := json.Marshal(plain(a))
	if err != nil || len(a.Rest) == 0 {
		return text, err
	}
	rest, err := json.Marshal(a.Rest)
	if err != nil {
		return nil, err
	}
	return append(append(text[:len(text)-1], ','), rest[1:]...), nil
}
