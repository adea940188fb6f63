package wire

import (
	"encoding/json"
	"slices"
	"time"

	"pulse/backend/settings"
)

// OldSettings are the settings in the form of earlier clients. Only the
// address of the page, the log level, the origins and embedding can be changed
// in it; the rest tells how things are.
type OldSettings struct {
	Server     OldServer     `json:"server"`
	Monitoring OldMonitoring `json:"monitoring"`
	Logging    OldLogging    `json:"logging"`
	Security   OldSecurity   `json:"security"`
}

// OldServer is where the program listens.
type OldServer struct {
	Backend  OldListener `json:"backend" doc:"nothing listens here: everything is served on the other port"`
	Frontend OldListener `json:"frontend"`
}

// OldListener is an address to listen on.
type OldListener struct {
	Port int    `json:"port"`
	Host string `json:"host"`
}

// OldMonitoring is how things are polled; none of it can be set.
type OldMonitoring struct {
	PollingInterval      int  `json:"pollingInterval" doc:"milliseconds"`
	ConcurrentPolling    bool `json:"concurrentPolling"`
	BackupPollingCycles  int  `json:"backupPollingCycles"`
	MetricsRetentionDays int  `json:"metricsRetentionDays" doc:"0 = without end"`
}

// OldLogging is what is logged; the files are the business of who started the
// program.
type OldLogging struct {
	Level      string `json:"level" doc:"debug, info, warn or error"`
	File       string `json:"file"`
	MaxSize    int    `json:"maxSize"`
	MaxBackups int    `json:"maxBackups"`
	MaxAge     int    `json:"maxAge"`
	Compress   bool   `json:"compress"`
}

// OldSecurity is who may look.
type OldSecurity struct {
	APIToken             string   `json:"apiToken" doc:"always empty"`
	AllowedOrigins       []string `json:"allowedOrigins"`
	IframeEmbedding      string   `json:"iframeEmbedding" doc:"DENY or SAMEORIGIN"`
	EnableAuthentication bool     `json:"enableAuthentication"`
}

// OldCapabilities say what a client of these settings may ask for.
type OldCapabilities struct {
	CanRestart       bool `json:"canRestart"`
	CanValidatePorts bool `json:"canValidatePorts"`
	RequiresRestart  bool `json:"requiresRestart"`
}

// OldSettingsView is the answer of /api/settings.
type OldSettingsView struct {
	Current      OldSettings     `json:"current"`
	Defaults     OldSettings     `json:"defaults"`
	Capabilities OldCapabilities `json:"capabilities"`
	UI           json.RawMessage `json:"ui,omitempty" doc:"what a client keeps here for itself: an object"`
}

// OldSettingsInput changes these settings.
type OldSettingsInput struct {
	Settings     json.RawMessage `json:"settings,omitempty" doc:"any members of current; what is absent stays"`
	UI           json.RawMessage `json:"ui,omitempty" doc:"an object of at most 16 KiB, kept as it is"`
	RestartNow   bool            `json:"restartNow,omitempty"`
	ValidateOnly bool            `json:"validateOnly,omitempty"`
}

// OldSettingsSaved is the answer to a change.
type OldSettingsSaved struct {
	Success         bool   `json:"success"`
	Message         string `json:"message"`
	RequiresRestart bool   `json:"requiresRestart" doc:"always true, as clients expect; the change is in force at once"`
	Restarting      bool   `json:"restarting,omitempty"`
}

// OldSettingsValid is the answer to a change that is only looked at.
type OldSettingsValid struct {
	Valid   bool   `json:"valid"`
	Message string `json:"message"`
}

// The words for embedding.
const (
	embedNowhere = "DENY"
	embedAllowed = "SAMEORIGIN"
)

// pulseMillis is how often status and names are asked for.
const pulseMillis = 5000

// DefaultOldSettings are the published defaults.
func DefaultOldSettings() OldSettings {
	return OldSettings{
		Server:     OldServer{Backend: OldListener{3000, "0.0.0.0"}, Frontend: OldListener{7655, "0.0.0.0"}},
		Monitoring: OldMonitoring{PollingInterval: pulseMillis, ConcurrentPolling: true, BackupPollingCycles: 10, MetricsRetentionDays: 7},
		Logging:    OldLogging{Level: "info", File: "/opt/pulse/pulse.log", MaxSize: 100, MaxBackups: 5, MaxAge: 30, Compress: true},
		Security:   OldSecurity{AllowedOrigins: []string{"*"}, IframeEmbedding: embedAllowed},
	}
}

// OldSettingsOf are settings in force in their earlier form.
func OldSettingsOf(s settings.System, protected bool) OldSettings {
	o := OldSettings{
		Server:     OldServer{Backend: OldListener{s.BackendPort, s.ListenHost}, Frontend: OldListener{s.ListenPort, s.ListenHost}},
		Monitoring: OldMonitoring{PollingInterval: pulseMillis, ConcurrentPolling: true, BackupPollingCycles: 10},
		Logging:    OldLogging{Level: s.LogLevel},
		Security: OldSecurity{
			AllowedOrigins: append([]string{}, settings.SplitList(s.AllowedOrigins)...), IframeEmbedding: embedNowhere, EnableAuthentication: protected,
		},
	}
	if s.AllowEmbedding {
		o.Security.IframeEmbedding = embedAllowed
	}
	if kept, err := s.HistoryRetention.Durations(); err == nil && slices.Max(kept) != settings.Forever {
		o.Monitoring.MetricsRetentionDays = int(slices.Max(kept) / (24 * time.Hour))
	}
	return o
}
