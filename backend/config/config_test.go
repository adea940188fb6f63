package config_test

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pulse/backend/config"
	"pulse/backend/fault"
)

// environment stands in for the variables of the process.
type environment map[string]string

func (e environment) lookup(name string) (string, bool) {
	value, ok := e[name]
	return value, ok
}

func load(t *testing.T, process environment) config.Config {
	t.Helper()
	c, err := config.Load(process.lookup, config.Files{DataDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func writeFile(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLoad_WithoutVariablesGivesDefaults(t *testing.T) {
	c := load(t, nil)
	if c.Server.Port != 0 || c.Server.Host != "" {
		t.Errorf("address %s:%d is fixed, want it left to the settings", c.Server.Host, c.Server.Port)
	}
	if c.Server.LogLevel != "info" || c.Server.ConnectionTimeout != time.Minute || !c.Server.DiscoveryEnabled || !c.Server.ZFS {
		t.Errorf("server: got %+v", c.Server)
	}
	if c.Access.User != "" || c.Access.DisableAuth || c.Access.TokensEnabled || !c.Access.RegistrationCode {
		t.Errorf("access: got %+v", c.Access)
	}
	want := config.Mock{Nodes: 7, VMsPerNode: 5, LXCsPerNode: 8, DockerHosts: 3, DockerContainers: 12, RandomMetrics: true, StoppedPercent: 20}
	if c.Mock != want {
		t.Errorf("mock: got %+v, want %+v", c.Mock, want)
	}
	if len(c.Overrides()) != 0 || len(c.Notes) != 0 {
		t.Errorf("got overrides %v and notes %v, want none", c.Overrides(), c.Notes)
	}
}

func TestLoad_TakesTheFirstPlaceThatHasAValue(t *testing.T) {
	data, work := t.TempDir(), t.TempDir()
	writeFile(t, data, ".env", "PULSE_AUTH_USER=data\nLOG_LEVEL=warn\nDISCOVERY_SUBNET=10.0.0.0/24\n")
	writeFile(t, work, ".env", "LOG_LEVEL=debug\nDISCOVERY_SUBNET=10.9.0.0/24\nBACKEND_HOST=127.0.0.2\nPULSE_AUTH_PASS=secret-words\n")
	writeFile(t, work, "mock.env.local", "PULSE_MOCK_NODES=3\n")
	writeFile(t, work, "mock.env", "PULSE_MOCK_NODES=9\nPULSE_MOCK_MODE=true\nBACKEND_HOST=127.0.0.3\n")
	process := environment{"LOG_LEVEL": "error", "DISCOVERY_SUBNET": "  "}

	c, err := config.Load(process.lookup, config.Files{DataDir: data, WorkDir: work})
	if err != nil {
		t.Fatal(err)
	}
	got := []any{c.Server.LogLevel, c.Server.DiscoverySubnet, c.Server.Host, c.Access.User, c.Mock.Enabled, c.Mock.Nodes}
	want := []any{"error", "10.0.0.0/24", "127.0.0.2", "data", true, 3}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLoad_FindsTheDataFolder(t *testing.T) {
	given, work := t.TempDir(), t.TempDir()
	writeFile(t, work, ".env", "PULSE_DATA_DIR=below\n")
	tests := map[string]struct {
		process environment
		files   config.Files
		want    string
	}{
		"process": {environment{"PULSE_DATA_DIR": given}, config.Files{WorkDir: work, DataDir: "/elsewhere"}, given},
		"file":    {nil, config.Files{WorkDir: work, DataDir: "/elsewhere"}, filepath.Join(work, "below")},
		"caller":  {nil, config.Files{DataDir: given}, given},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := config.Load(test.process.lookup, test.files)
			if err != nil || c.Server.DataDir != test.want {
				t.Errorf("got %q (%v), want %q", c.Server.DataDir, err, test.want)
			}
		})
	}
}

func TestDefaultDataDir_IsTheUsersApplicationFolder(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the folder of this system does not depend on XDG_DATA_HOME")
	}
	t.Setenv("HOME", "/home/ada")
	t.Setenv("XDG_DATA_HOME", "")
	if got := config.DefaultDataDir(); got != "/home/ada/.local/share/pulse" {
		t.Errorf("got %q", got)
	}
	t.Setenv("XDG_DATA_HOME", "/data")
	if got := config.DefaultDataDir(); got != "/data/pulse" {
		t.Errorf("got %q", got)
	}
}

func TestLoad_RefusesBadValues(t *testing.T) {
	tests := []struct{ name, value, allowed string }{
		{"FRONTEND_PORT", "70000", "1 to 65535"},
		{"PORT", "http", "1 to 65535"},
		{"FRONTEND_PORT", "0", "1 to 65535"},
		{"BACKEND_HOST", "http://0.0.0.0", "without port"},
		{"BACKEND_HOST", "localhost:80", "without port"},
		{"PULSE_PUBLIC_URL", "pulse.lan", "https://"},
		{"PULSE_PUBLIC_URL", "ftp://pulse.lan", "https://"},
		{"HTTPS_ENABLED", "yes", "true, false, 1 or 0"},
		{"HTTPS_ENABLED", "TRUE", "true, false, 1 or 0"},
		{"DISABLE_AUTH", "on", "true, false, 1 or 0"},
		{"PULSE_DOCKER", "1", "true or false"},
		{"PULSE_MOCK_MODE", "1", "true or false"},
		{"ALLOW_UNPROTECTED_EXPORT", "1", "true or false"},
		{"LOG_LEVEL", "verbose", "debug, info, warn or error"},
		{"CONNECTION_TIMEOUT", "500ms", "at least 1s"},
		{"CONNECTION_TIMEOUT", "-5", "at least 1s"},
		{"CONNECTION_TIMEOUT", "soon", "seconds"},
		{"DISCOVERY_SUBNET", "192.168.1.0", "192.168.1.0/24"},
		{"ALLOWED_ORIGINS", "pulse.lan", "https://"},
		{"ALLOWED_HOSTS", "pulse.lan:7655", "without port"},
		{"PULSE_TRUSTED_PROXIES", "10.0.0.0/8, proxy.lan", "10.0.0.0/8"},
		{"PULSE_TRUSTED_NETWORKS", "10.0.0.0/40", "10.0.0.0/8"},
		{"PULSE_MOCK_NODES", "0", "1 to 200"},
		{"PULSE_MOCK_STOPPED_PERCENT", "120", "0 to 100"},
		{"OIDC_ISSUER_URL", "accounts", "https://"},
	}
	for _, test := range tests {
		t.Run(test.name+"="+test.value, func(t *testing.T) {
			process := environment{test.name: test.value}
			_, err := config.Load(process.lookup, config.Files{DataDir: t.TempDir()})
			f, ok := errors.AsType[*fault.Error](err)
			if !ok || f.Code != fault.Invalid || f.Field != test.name {
				t.Fatalf("got %v, want an invalid %s", err, test.name)
			}
			for _, part := range []string{test.name, test.value, test.allowed} {
				if !strings.Contains(f.Message, part) {
					t.Errorf("message %q does not tell %q", f.Message, part)
				}
			}
			if strings.Contains(f.Message, "\n") {
				t.Errorf("message %q has several lines", f.Message)
			}
		})
	}
}

func TestLoad_ReadsValues(t *testing.T) {
	c := load(t, environment{
		"PORT": "80", "FRONTEND_PORT": "8080", "BACKEND_HOST": "[::1]", "PULSE_PUBLIC_URL": "https://pulse.example/",
		"CONNECTION_TIMEOUT": "1m30s", "NODE_ENV": "development", "PULSE_DEV": "false", "INVOCATION_ID": "abc",
		"PULSE_DISABLE_ZFS_MONITORING": "true", "ALLOWED_HOSTS": "pulse.lan, nas",
		"PULSE_TRUSTED_PROXIES": "10.1.2.3, fd00::/8", "LOG_LEVEL": "WARN", "OIDC_SCOPES": "openid, email groups",
		"PULSE_MOCK_STOPPED_PERCENT": "12.5", "PULSE_AUDIT_LOG": "true", "AUDIT_LOG_ENABLED": "false",
	})
	got := []any{
		c.Server.Port, c.Server.Host, c.Server.PublicURL, c.Server.ConnectionTimeout, c.Server.Development,
		c.Server.Systemd, c.Server.ZFS, c.Server.LogLevel, c.Mock.StoppedPercent,
		c.Access.AuditLog, c.OIDC.RedirectURL, c.OIDC.Fixed,
	}
	want := []any{
		8080, "::1", "https://pulse.example", 90 * time.Second, true,
		true, false, "warn", 12.5,
		true, "https://pulse.example/api/oidc/callback", true,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	proxies := []netip.Prefix{netip.MustParsePrefix("10.1.2.3/32"), netip.MustParsePrefix("fd00::/8")}
	if !slices.Equal(c.Access.TrustedProxies, proxies) {
		t.Errorf("proxies: got %v, want %v", c.Access.TrustedProxies, proxies)
	}
	if !slices.Equal(c.Server.AllowedHosts, []string{"pulse.lan", "nas"}) || !slices.Equal(c.OIDC.Scopes, []string{"openid", "email", "groups"}) {
		t.Errorf("lists: got %q and %q", c.Server.AllowedHosts, c.OIDC.Scopes)
	}
}

func TestLoad_Account(t *testing.T) {
	hash := "$2a$12$" + strings.Repeat("x", 53)
	tests := map[string]struct {
		process        environment
		user, password string
		notes          int
	}{
		"both":                   {environment{"PULSE_AUTH_USER": "ada", "PULSE_AUTH_PASS": "secret"}, "ada", "secret", 0},
		"older name":             {environment{"PULSE_PASSWORD": "secret"}, "admin", "secret", 0},
		"older name, with user":  {environment{"PULSE_AUTH_USER": "ada", "PULSE_PASSWORD": "secret"}, "ada", "secret", 0},
		"newer name wins":        {environment{"PULSE_PASSWORD": "old", "PULSE_AUTH_PASS": "new"}, "admin", "new", 0},
		"blanks belong to it":    {environment{"PULSE_AUTH_PASS": " secret "}, "admin", " secret ", 0},
		"a user alone":           {environment{"PULSE_AUTH_USER": "ada"}, "", "", 1},
		"a hash":                 {environment{"PULSE_AUTH_PASS": hash}, "admin", hash, 0},
		"a hash without its end": {environment{"PULSE_AUTH_PASS": hash[:58]}, "admin", hash[:58], 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := load(t, test.process)
			if c.Access.User != test.user || c.Access.Password != test.password || len(c.Notes) != test.notes {
				t.Errorf("got %q with %q and notes %q", c.Access.User, c.Access.Password, c.Notes)
			}
		})
	}
}

func TestLoad_MergesTokens(t *testing.T) {
	c := load(t, environment{"API_TOKENS": "one, two,,one", "API_TOKEN": "three"})
	if want := []string{"one", "two", "three"}; !slices.Equal(c.Access.Tokens, want) || !c.Access.TokensEnabled {
		t.Errorf("got %q (enabled %v), want %q", c.Access.Tokens, c.Access.TokensEnabled, want)
	}
}

func TestLoad_NeedsBothFilesForTLS(t *testing.T) {
	for given, missing := range map[string]string{"TLS_CERT_FILE": "TLS_KEY_FILE", "TLS_KEY_FILE": "TLS_CERT_FILE"} {
		process := environment{"HTTPS_ENABLED": "true", given: "/etc/pulse.pem"}
		_, err := config.Load(process.lookup, config.Files{DataDir: t.TempDir()})
		if f, ok := errors.AsType[*fault.Error](err); !ok || f.Field != missing {
			t.Errorf("with %s only: got %v, want %s named", given, err, missing)
		}
	}
}

func TestLoad_RefusesTLSFilesThatCannotBeUsed(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.pem")
	process := environment{"HTTPS_ENABLED": "true", "TLS_CERT_FILE": missing, "TLS_KEY_FILE": missing}
	_, err := config.Load(process.lookup, config.Files{DataDir: t.TempDir()})
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Field != "TLS_CERT_FILE" || !strings.Contains(f.Message, missing) {
		t.Errorf("got %v, want the variable and the file named", err)
	}
}

func TestLoad_RefusesIncompleteOIDC(t *testing.T) {
	process := environment{"OIDC_ENABLED": "true", "OIDC_ISSUER_URL": "https://id.example/", "PULSE_PUBLIC_URL": "https://pulse.example"}
	_, err := config.Load(process.lookup, config.Files{DataDir: t.TempDir()})
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Field != "OIDC_CLIENT_ID" {
		t.Fatalf("got %v, want OIDC_CLIENT_ID named", err)
	}
	process["OIDC_CLIENT_ID"] = "pulse"
	if c := load(t, process); c.OIDC.IssuerURL != "https://id.example/" {
		t.Errorf("issuer: got %q, want it as written", c.OIDC.IssuerURL)
	}
}

func TestLoad_NotesWhatHasNoEffect(t *testing.T) {
	data := t.TempDir()
	writeFile(t, data, ".env", "PULSE_AUHT_USER=ada\nPOLLING_INTERVAL=5\nSOMETHING=else\n")
	c, err := config.Load(environment{"LOG_FILE": "/tmp/x"}.lookup, config.Files{DataDir: data})
	if err != nil {
		t.Fatal(err)
	}
	notes := strings.Join(c.Notes, "\n")
	for _, name := range []string{"PULSE_AUHT_USER", "POLLING_INTERVAL", "LOG_FILE"} {
		if !strings.Contains(notes, name) {
			t.Errorf("notes %q do not speak of %s", notes, name)
		}
	}
	if len(c.Notes) != 3 {
		t.Errorf("got %d notes, want 3: %q", len(c.Notes), c.Notes)
	}
}

func TestLoad_NeverTellsASecret(t *testing.T) {
	const word = "hunter2-and-more"
	files := map[string]string{
		"a line that is no assignment": "PULSE_AUTH_USER=ada\n" + word + " '\n",
		"an open quote":                "PULSE_AUTH_PASS='" + word + "\nX=1\n",
		"an unquoted hash":             "PULSE_AUTH_PASS=$2a$12$" + word + "\n",
	}
	for name, content := range files {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			writeFile(t, data, ".env", content)
			_, err := config.Load(environment{}.lookup, config.Files{DataDir: data})
			f, ok := errors.AsType[*fault.Error](err)
			if !ok {
				t.Fatalf("got %v, want a fault", err)
			}
			if f.Err != nil || strings.Contains(f.Message, word) || !strings.Contains(f.Message, ".env") {
				t.Errorf("got %q with cause %v", f.Message, f.Err)
			}
		})
	}
}

func TestLoad_KeepsAQuotedHash(t *testing.T) {
	hash := "$2b$12$" + strings.Repeat("a", 53)
	data := t.TempDir()
	writeFile(t, data, ".env", "PULSE_AUTH_PASS='"+hash+"'\n")
	c, err := config.Load(environment{}.lookup, config.Files{DataDir: data})
	if err != nil || c.Access.Password != hash {
		t.Errorf("got %q (%v), want %q", c.Access.Password, err, hash)
	}
}

func FuzzLoad_NeverPanics(f *testing.F) {
	f.Add("PULSE_AUTH_PASS='a'\nFRONTEND_PORT=1\n")
	f.Add("export A=\"$B\"\n#x\n")
	f.Fuzz(func(t *testing.T, content string) {
		data := t.TempDir()
		writeFile(t, data, ".env", content)
		c, err := config.Load(environment{}.lookup, config.Files{DataDir: data})
		if _, ok := errors.AsType[*fault.Error](err); err != nil && !ok {
			t.Errorf("%q: got %v, want a fault", content, err)
		}
		if err == nil && c.Server.DataDir != data {
			t.Errorf("%q moved the data folder to %q", content, c.Server.DataDir)
		}
	})
}
