// Package settings holds what a person may tune, as plain documents with
// defaults and checks. Their JSON is the published one, which is also how they
// are stored.
package settings

// Alerts is the alert configuration.
type Alerts struct {
	Enabled                 bool                      `json:"enabled"`
	GuestDefaults           Thresholds                `json:"guestDefaults"`
	NodeDefaults            Thresholds                `json:"nodeDefaults"`
	StorageDefault          Hysteresis                `json:"storageDefault"`
	Overrides               map[string]Thresholds     `json:"overrides"` // by the published id of a resource
	Schedule                Schedule                  `json:"schedule"`
	DisableAllNodes         bool                      `json:"disableAllNodes"`
	DisableAllGuests        bool                      `json:"disableAllGuests"`
	DisableAllStorage       bool                      `json:"disableAllStorage"`
	DisableAllNodesOffline  bool                      `json:"disableAllNodesOffline"`
	DisableAllGuestsOffline bool                      `json:"disableAllGuestsOffline"`
	MinimumDelta            float64                   `json:"minimumDelta"`      // percentage points
	SuppressionWindow       int                       `json:"suppressionWindow"` // minutes
	HysteresisMargin        float64                   `json:"hysteresisMargin"`
	TimeThreshold           int                       `json:"timeThreshold"` // seconds
	TimeThresholds          map[string]int            `json:"timeThresholds"`
	MetricTimeThresholds    map[string]map[string]int `json:"metricTimeThresholds"`
	// Rest keeps the published members that nothing here acts on yet, so that a
	// client gets back what it wrote.
	Rest map[string]any `json:"-"`
}

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

// Schedule says when and how often notices are sent.
type Schedule struct {
	QuietHours     QuietHours `json:"quietHours"`
	Cooldown       int        `json:"cooldown"`       // minutes; 0 = once only
	GroupingWindow int        `json:"groupingWindow"` // seconds
	MaxAlertsHour  int        `json:"maxAlertsHour"`  // per alert; 0 = no limit
	Escalation     Escalation `json:"escalation"`
	Grouping       Grouping   `json:"grouping"`
}

// QuietHours is the weekly window in which notices are held back.
type QuietHours struct {
	Enabled  bool            `json:"enabled"`
	Start    string          `json:"start"` // HH:MM
	End      string          `json:"end"`
	Timezone string          `json:"timezone"` // IANA name
	Days     map[string]bool `json:"days"`
	Suppress Categories      `json:"suppress"`
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
