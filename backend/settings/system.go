package settings

// System holds the settings of the program itself, in their published form.
type System struct {
	PBSPollingInterval      int       `json:"pbsPollingInterval"` // seconds
	PMGPollingInterval      int       `json:"pmgPollingInterval"` // seconds
	BackendPort             int       `json:"backendPort,omitempty"`
	FrontendPort            int       `json:"frontendPort,omitempty"`
	AllowedOrigins          string    `json:"allowedOrigins"`    // comma list or *
	ConnectionTimeout       int       `json:"connectionTimeout"` // seconds
	UpdateChannel           string    `json:"updateChannel"`
	AutoUpdateEnabled       bool      `json:"autoUpdateEnabled"`
	AutoUpdateCheckInterval int       `json:"autoUpdateCheckInterval"` // hours
	AutoUpdateTime          string    `json:"autoUpdateTime"`          // HH:MM
	UpdateServer            string    `json:"updateServer"`            // where releases are looked for; empty = nowhere
	UpdatePublicKey         string    `json:"updatePublicKey"`         // base64; empty = nothing is installed
	LogLevel                string    `json:"logLevel"`
	DiscoveryEnabled        bool      `json:"discoveryEnabled"`
	DiscoverySubnet         string    `json:"discoverySubnet"`
	Theme                   string    `json:"theme"` // empty, light or dark
	AllowEmbedding          bool      `json:"allowEmbedding"`
	AllowedEmbedOrigins     string    `json:"allowedEmbedOrigins"`
	AllowLoopbackWebhooks   bool      `json:"allowLoopbackWebhooks"`
	ListenHost              string    `json:"listenHost"`
	ListenPort              int       `json:"listenPort"`
	HistoryMaxBytes         int64     `json:"historyMaxBytes"`
	HistoryRetention        Retention `json:"historyRetention"`
	OpenReadOnly            bool      `json:"openReadOnly"` // what API-only mode shows without a token
	TemperatureUnit         string    `json:"temperatureUnit"`
}
