package backend_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"pulse/backend"
	"pulse/backend/config"
)

// envFile is a running Pulse whose process gives one token and whose data
// folder has a .env.
type envFile struct {
	*program
	path string
}

func startWithEnv(t *testing.T, content string) *envFile {
	t.Helper()
	dir := t.TempDir()
	f := &envFile{path: filepath.Join(dir, ".env")}
	f.write(t, content)
	process := func(name string) (string, bool) { return "token-of-the-process-1", name == "API_TOKENS" }
	reread := func(dir string) (config.Config, error) { return config.Load(process, config.Files{DataDir: dir}) }
	c, err := reread(dir)
	if err != nil {
		t.Fatal(err)
	}
	f.program = launch(t, dir, func(o *backend.Options) { o.Config, o.Reread = c, reread })
	return f
}

// write puts a new file in the place of the old one, as editors do.
func (f *envFile) write(t *testing.T, content string) {
	t.Helper()
	if err := os.WriteFile(f.path+".new", []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(f.path+".new", f.path); err != nil {
		t.Fatal(err)
	}
}

// reaches reports whether a credential opens a route.
func (f *envFile) reaches(t *testing.T, who func(*http.Request)) bool {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.url+"/api/charts", nil)
	if err != nil {
		t.Fatal(err)
	}
	who(r)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

func byToken(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("X-API-Token", token) }
}

func byPassword(name, password string) func(*http.Request) {
	return func(r *http.Request) { r.SetBasicAuth(name, password) }
}

func TestPulse_TakesOverCredentialsOfAChangedEnvFile(t *testing.T) {
	f := startWithEnv(t, "PULSE_AUTH_USER=ann\nPULSE_AUTH_PASS='first password'\n")
	if !f.reaches(t, byPassword("ann", "first password")) {
		t.Fatal("the password of the start is refused")
	}
	f.write(t, "PULSE_AUTH_USER=ann\nPULSE_AUTH_PASS='second password'\n")
	// A wrong password may be tried a few times only: what is waited for is the first one.
	eventually(t, "the old password is refused", func() bool { return !f.reaches(t, byPassword("ann", "first password")) })
	if !f.reaches(t, byPassword("ann", "second password")) {
		t.Error("the new password is refused")
	}
	f.write(t, "PULSE_AUTH_PASS='unfinished\n") // half written: nothing changes
	f.write(t, "PULSE_AUTH_USER=bob\nPULSE_AUTH_PASS='third password'\nAPI_TOKEN=token-of-the-file-1\n")
	eventually(t, "the old user is refused", func() bool { return !f.reaches(t, byPassword("ann", "second password")) })
	if !f.reaches(t, byPassword("bob", "third password")) {
		t.Error("the new user is refused")
	}
	if !f.reaches(t, byToken("token-of-the-file-1")) || !f.reaches(t, byToken("token-of-the-process-1")) {
		t.Error("a token is refused")
	}
}

func TestPulse_FollowsMockModeOfAChangedFile(t *testing.T) {
	dir, work := t.TempDir(), t.TempDir()
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(work, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	nothing := func(string) (string, bool) { return "", false }
	reread := func(dir string) (config.Config, error) {
		return config.Load(nothing, config.Files{DataDir: dir, WorkDir: work})
	}
	c, err := reread(dir)
	if err != nil {
		t.Fatal(err)
	}
	p := launch(t, dir, func(o *backend.Options) { o.Config, o.Reread, o.WorkDir = c, reread, work })
	shows := func(enabled bool, nodes int) func() bool {
		return func() bool {
			mode := p.call("GET", "/api/system/mock-mode", nil, http.StatusOK).(map[string]any)
			return mode["enabled"] == enabled && mode["config"].(map[string]any)["nodeCount"] == float64(nodes)
		}
	}
	if !shows(false, 7)() {
		t.Fatal("mock mode is on at the start")
	}
	write("mock.env", "PULSE_MOCK_MODE=true\nPULSE_MOCK_NODES=2\n")
	eventually(t, "mock mode is on", shows(true, 2))
	write("mock.env.local", "PULSE_MOCK_NODES=3\n")
	eventually(t, "the file that counts first is followed, too", shows(true, 3))
	write("mock.env", "")
	eventually(t, "mock mode is off again", shows(false, 3))
}

func TestPulse_KeepsWhatTheProcessGivesWhenTheEnvFileGoes(t *testing.T) {
	f := startWithEnv(t, "API_TOKEN=token-of-the-file-1\n")
	if err := os.Remove(f.path); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the token of the file is refused", func() bool { return !f.reaches(t, byToken("token-of-the-file-1")) })
	if !f.reaches(t, byToken("token-of-the-process-1")) {
		t.Error("the token of the process is gone, too")
	}
}
