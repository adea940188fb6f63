// Package config reads what the environment fixes: variables of the process
// and of .env files. One table says for each variable what it is called, what
// it may hold, what holds without it and what it means; parsing, help and
// documentation come from that table.
package config

import (
	"net/netip"
	"time"

	"pulse/backend/settings"
)

//go:generate go run ./gen ../../docs/configuration.md

// Config is what the environment fixes. It holds secrets and is never logged.
type Config struct {
	Server Server
	Access Access
	Proxy  Proxy
	OIDC   OIDC
	Import Import
	Mock   Mock
	// Notes are for the log: variables that are set but have no effect, and
	// what looks like a mistake.
	Notes []string

	set map[string]bool // the variables that have a value
}

// Server is where the program listens and keeps its data, and how it works.
type Server struct {
	DataDir           string // absolute
	Host              string // to bind; empty when not fixed
	Port              int    // to bind; 0 when not fixed
	PublicURL         string // without trailing slash; empty when it is to be found out
	TLS               bool
	CertFile, KeyFile string
	LogLevel          string // debug, info, warn or error
	ConnectionTimeout time.Duration
	DiscoveryEnabled  bool
	DiscoverySubnet   string
	AllowedOrigins    string // comma list or *
	AllowedHosts      []string
	Development       bool
	FrontendDir       string
	FrontendServer    string
	Docker            bool
	Systemd           bool // started as a unit of systemd
	UpdateServer      string
	ZFS               bool
	SensorsOverSSH    bool // read temperatures of nodes as root, by SSH
	SensorProxy       string
}

// Access is who may do what.
type Access struct {
	User                  string
	Password              string   // clear text or a bcrypt hash
	Tokens                []string // clear text or SHA3-256 in 64 hex digits
	TokensEnabled         bool
	DisableAuth           bool
	Demo                  bool
	RequireAuth           bool
	OpenSetup             bool
	AuditLog              bool
	UnprotectedExport     bool
	TrustedNetworks       []netip.Prefix
	TrustedProxies        []netip.Prefix
	RegistrationCode      bool // registering a server needs a code
	UnprotectedRegistrant bool // except from private addresses
}

// Proxy is the trust in a proxy that signs people in. It is in use when Secret
// is not empty.
type Proxy struct {
	Secret        string
	UserHeader    string
	RoleHeader    string
	RoleSeparator string
	AdminRole     string
	LogoutURL     string
}

// OIDC is the sign-in at an OpenID Connect provider.
type OIDC struct {
	Fixed          bool // at least one of its variables is set
	Enabled        bool
	IssuerURL      string
	ClientID       string
	ClientSecret   string
	RedirectURL    string
	LogoutURL      string
	Scopes         []string
	UsernameClaim  string
	EmailClaim     string
	GroupsClaim    string
	AllowedGroups  []string
	AllowedDomains []string
	AllowedEmails  []string
}

// Import is a configuration to take over at the first start.
type Import struct {
	File              string
	Data              string
	Passphrase        string
	CommandPassphrase string // of the export and import commands
}

// Mock is the made-up estate that is watched instead of a real one.
type Mock struct {
	Enabled          bool
	Nodes            int
	VMsPerNode       int
	LXCsPerNode      int
	DockerHosts      int
	DockerContainers int
	RandomMetrics    bool
	StoppedPercent   float64 // 0 to 100
}

// IsSet reports whether a variable has a value, from wherever.
func (c Config) IsSet(name string) bool { return c.set[name] }

// Overrides returns the settings that the environment fixes, by their published
// names.
func (c Config) Overrides() map[string]bool {
	fixed := map[string]bool{}
	for _, v := range variables(&Config{}) {
		if v.fixes != "" && c.set[v.name] {
			fixed[v.fixes] = true
		}
	}
	return fixed
}

// Apply returns stored settings with what the environment fixes put in place.
func (c Config) Apply(s settings.System) settings.System {
	fixed := c.Overrides()
	if fixed["listenHost"] {
		s.ListenHost = c.Server.Host
	}
	if fixed["listenPort"] {
		s.ListenPort = c.Server.Port
	}
	if fixed["logLevel"] {
		s.LogLevel = c.Server.LogLevel
	}
	if fixed["connectionTimeout"] {
		s.ConnectionTimeout = int(c.Server.ConnectionTimeout / time.Second)
	}
	if fixed["discoveryEnabled"] {
		s.DiscoveryEnabled = c.Server.DiscoveryEnabled
	}
	if fixed["discoverySubnet"] {
		s.DiscoverySubnet = c.Server.DiscoverySubnet
	}
	if fixed["allowedOrigins"] {
		s.AllowedOrigins = c.Server.AllowedOrigins
	}
	if fixed["updateServer"] {
		s.UpdateServer = c.Server.UpdateServer
	}
	s.FrontendPort = s.ListenPort
	return s
}
