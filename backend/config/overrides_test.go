package config_test

import (
	"os"
	"strings"
	"testing"

	"pulse/backend/config"
	"pulse/backend/settings"
)

func TestApply_PutsFixedValuesOverStoredOnes(t *testing.T) {
	stored := settings.DefaultSystem()
	stored.LogLevel, stored.ListenPort, stored.Theme = "debug", 9000, "dark"
	c := load(t, environment{
		"LOG_LEVEL": "warn", "FRONTEND_PORT": "8000", "BACKEND_HOST": "127.0.0.1", "CONNECTION_TIMEOUT": "5",
		"DISCOVERY_ENABLED": "false", "DISCOVERY_SUBNET": "10.0.0.0/24", "ALLOWED_ORIGINS": "*", "API_TOKEN": "x",
	})
	want := stored
	want.LogLevel, want.ListenPort, want.FrontendPort, want.ListenHost = "warn", 8000, 8000, "127.0.0.1"
	want.ConnectionTimeout, want.DiscoveryEnabled, want.DiscoverySubnet, want.AllowedOrigins = 5, false, "10.0.0.0/24", "*"
	if got := c.Apply(stored); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	for _, name := range []string{"logLevel", "listenPort", "listenHost", "connectionTimeout", "discoveryEnabled", "discoverySubnet", "allowedOrigins", "API_TOKEN"} {
		if !c.Overrides()[name] {
			t.Errorf("%s is not among the overrides %v", name, c.Overrides())
		}
	}
	if c.Overrides()["API_TOKENS"] {
		t.Error("API_TOKENS is among the overrides although it is not set")
	}
}

func TestApply_LeavesStoredValuesWithoutVariables(t *testing.T) {
	stored := settings.DefaultSystem()
	stored.LogLevel, stored.ListenPort, stored.FrontendPort = "debug", 9000, 9000
	if got := load(t, nil).Apply(stored); got != stored {
		t.Errorf("got %+v, want %+v", got, stored)
	}
}

func TestDocumentation_IsUpToDate(t *testing.T) {
	got, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != config.Markdown() {
		t.Error("docs/configuration.md is stale: run go generate ./backend/config")
	}
}

func TestUsage_ListsEveryVariableOfTheServer(t *testing.T) {
	usage := config.Usage()
	for _, name := range []string{"PULSE_DATA_DIR", "PULSE_AUTH_PASS", "OIDC_ISSUER_URL", "PROXY_AUTH_SECRET", "PULSE_MOCK_MODE", "PULSE_INIT_CONFIG_FILE"} {
		if !strings.Contains(usage, name) {
			t.Errorf("usage does not list %s", name)
		}
	}
	if strings.Contains(usage, "POLLING_INTERVAL") {
		t.Error("usage lists a variable without effect")
	}
}
