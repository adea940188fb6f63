package wire

import (
	"runtime"
	"strings"
	"time"
)

// Health is the answer of /api/health.
type Health struct {
	Status    string  `json:"status" doc:"always healthy"`
	Timestamp int64   `json:"timestamp" doc:"seconds since 1970"`
	Uptime    float64 `json:"uptime" doc:"seconds since the start"`
}

// HealthOf tells that a program that was started then is alive now.
func HealthOf(started, now time.Time) Health {
	return Health{Status: "healthy", Timestamp: now.Unix(), Uptime: now.Sub(started).Seconds()}
}

// Readiness is the answer of /readyz.
type Readiness struct {
	Ready   bool     `json:"ready"`
	Reasons []string `json:"reasons,omitempty"`
}

// Program is the answer of /api/version.
type Program struct {
	Version         string `json:"version" doc:"release of the published API that is spoken"`
	ProductVersion  string `json:"productVersion" doc:"release of this program"`
	BuildTime       string `json:"buildTime,omitempty"`
	Build           string `json:"build,omitempty" doc:"release or development"`
	GoVersion       string `json:"goVersion,omitempty"`
	Runtime         string `json:"runtime,omitempty"`
	Channel         string `json:"channel,omitempty"`
	IsDocker        bool   `json:"isDocker"`
	IsDevelopment   bool   `json:"isDevelopment"`
	DeploymentType  string `json:"deploymentType,omitempty"`
	UpdateAvailable bool   `json:"updateAvailable"`
	LatestVersion   string `json:"latestVersion,omitempty" doc:"with v; absent until releases were looked up"`
}

// ProgramOf describes a build of this program.
func ProgramOf(version string, docker bool, deployment string) Program {
	p := Program{
		Version: Version, ProductVersion: strings.TrimPrefix(version, "v"),
		BuildTime: "release", Build: "release", GoVersion: runtime.Version(), Runtime: "go",
		Channel: "stable", IsDocker: docker, DeploymentType: deployment,
	}
	if version == "" || version == "dev" {
		p.ProductVersion, p.BuildTime, p.Build, p.IsDevelopment = "dev", "development", "development", true
	}
	if strings.Contains(version, "rc") {
		p.Channel = "rc"
	}
	return p
}

// ServerInfo is the answer of /api/server/info. Version is that of the agent
// this server hands out; "dev" means none, and agents never update to it.
type ServerInfo struct {
	IsDevelopment bool   `json:"isDevelopment"`
	Version       string `json:"version"`
}
