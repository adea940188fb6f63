package wire

import (
	"encoding/json"
	"net/url"
	"strings"

	"pulse/backend/fault"
)

// GuestMetadata is what people noted about a guest.
type GuestMetadata struct {
	ID          string   `json:"id"`
	CustomURL   string   `json:"customUrl"`
	Description string   `json:"description"`
	Tags        []string `json:"tags" null:"true"`
}

// GuestMetadataInput is what a client writes; it replaces what was there.
type GuestMetadataInput struct {
	CustomURL   string   `json:"customUrl,omitempty"`
	Description string   `json:"description,omitempty"`
	Tags        []string `json:"tags,omitempty"`
	ConsoleURL  string   `json:"consoleUrl,omitempty" doc:"same as customUrl"`
	Notes       string   `json:"notes,omitempty" doc:"same as description"`
}

// For is the input as the notes of a guest.
func (in GuestMetadataInput) For(id string) (GuestMetadata, error) {
	m := GuestMetadata{ID: id, CustomURL: strings.TrimSpace(in.CustomURL), Description: in.Description, Tags: in.Tags}
	if m.CustomURL == "" {
		m.CustomURL = strings.TrimSpace(in.ConsoleURL)
	}
	if m.Description == "" {
		m.Description = in.Notes
	}
	if m.CustomURL == "" {
		return m, nil
	}
	u, err := url.Parse(m.CustomURL)
	switch {
	case err != nil:
		return m, fault.New(fault.Invalid, "customUrl cannot be read as an address").In("customUrl")
	case u.Scheme != "http" && u.Scheme != "https":
		return m, fault.New(fault.Invalid, "customUrl must begin with http:// or https://").In("customUrl")
	case u.Hostname() == "" || strings.HasSuffix(u.Hostname(), "."):
		return m, fault.New(fault.Invalid, "customUrl must name a host").In("customUrl")
	}
	return m, nil
}

// MockMode is whether a made-up estate is shown, and how large it is.
type MockMode struct {
	Enabled bool       `json:"enabled"`
	Config  MockConfig `json:"config"`
}

// MockConfig is the size of the made-up estate. On the wire every value stands
// under two keys: as it is written and capitalised.
type MockConfig struct {
	NodeCount               int      `json:"nodeCount"`
	VMsPerNode              int      `json:"vmsPerNode"`
	LXCsPerNode             int      `json:"lxcsPerNode"`
	DockerHostCount         int      `json:"dockerHostCount"`
	DockerContainersPerHost int      `json:"dockerContainersPerHost"`
	RandomMetrics           bool     `json:"randomMetrics"`
	HighLoadNodes           []string `json:"highLoadNodes" null:"true"`
	StoppedPercent          float64  `json:"stoppedPercent" doc:"0 to 1"`
}

// capitalised are the keys of the published answer.
type capitalised struct {
	NodeCount               int
	VMsPerNode              int
	LXCsPerNode             int
	DockerHostCount         int
	DockerContainersPerHost int
	RandomMetrics           bool
	HighLoadNodes           []string
	StoppedPercent          float64
}

// MarshalJSON writes both spellings.
func (c MockConfig) MarshalJSON() ([]byte, error) {
	type written MockConfig
	return json.Marshal(struct {
		written
		capitalised
	}{written(c), capitalised(c)})
}

// maxMockNodes bounds the made-up estate.
const maxMockNodes = 200

// Validate says what is wrong with the size.
func (c MockConfig) Validate() error {
	switch {
	case c.NodeCount <= 0 || c.NodeCount > maxMockNodes:
		return fault.New(fault.Invalid, "nodeCount must be 1 to %d", maxMockNodes).In("nodeCount")
	case min(c.VMsPerNode, c.LXCsPerNode, c.DockerHostCount, c.DockerContainersPerHost) < 0,
		max(c.VMsPerNode, c.LXCsPerNode, c.DockerHostCount, c.DockerContainersPerHost) > 1000:
		return fault.New(fault.Invalid, "counts must be 0 to 1000")
	case !(c.StoppedPercent >= 0 && c.StoppedPercent <= 1):
		return fault.New(fault.Invalid, "stoppedPercent must be 0 to 1").In("stoppedPercent")
	default:
		return nil
	}
}

// MockInput is a change of mock mode; what is absent stays.
type MockInput struct {
	Enabled *bool           `json:"enabled,omitempty"`
	Config  json.RawMessage `json:"config,omitempty" doc:"any of the keys of the answer's config"`
}

// Over is the size with the input put over it.
func (in MockInput) Over(c MockConfig) (MockConfig, error) {
	if len(in.Config) > 0 {
		if err := json.Unmarshal(in.Config, &c); err != nil {
			return c, fault.New(fault.Invalid, "Invalid request body").In("config")
		}
	}
	return c, c.Validate()
}
