package api

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pulse/backend/auth"
)

const dockerReport = `{"agent":{"id":"eng:ine/1","version":"v4.24.0","intervalSeconds":30},
"host":{"hostname":"docker-01","name":"docker-01","totalCpu":8},
"containers":[{"id":"c1","name":"web","state":"running","cpuPercent":1.5},{"id":"c2","name":"db","state":"exited"}],
"timestamp":"2026-03-01T11:59:59Z","newerAgents":"send more"}`

const dockerHost = "/api/agents/docker/hosts/eng%3Aine%2F1"

func TestDockerReport_IsAnsweredAndBroughtToTheMonitor(t *testing.T) {
	f := newFixture(t, withAccount(t))
	got := f.object(f.admin(200, "POST", "/api/agents/docker/report", dockerReport))
	if got["success"] != true || got["hostId"] != "eng:ine/1" || got["containers"] != 2.0 || got["lastSeen"] != "2026-03-01T11:59:59Z" || got["commands"] != nil {
		t.Errorf("got %v", got)
	}
	if len(f.estate.reports) != 1 || f.estate.reports[0].Hosts[0].Token.Name == "" || f.estate.reports[0].Hosts[0].Token.Hint == "" {
		t.Errorf("brought %+v", f.estate.reports)
	}
}

func TestDockerReport_ATokenIsHintedAtByItsEnds(t *testing.T) {
	f := newFixture(t, withAccount(t))
	raw, token, err := f.auth.AddToken(t.Context(), auth.NewToken{Name: "docker", Scopes: []string{"agent"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := f.call("POST", "/api/agents/docker/report", dockerReport, header("Authorization", "Bearer "+raw)); got.Code != 200 {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	got := f.estate.reports[0].Hosts[0].Token
	if want := raw[:len(token.Prefix)] + "…" + raw[len(raw)-len(token.Suffix):]; got.Hint != want || got.ID != token.ID || got.Name != "docker" || !got.UsedAt.Equal(noon) {
		t.Errorf("got %+v, want the hint %s", got, want)
	}
}

func TestDockerReport_RefusesWhatIsBroken(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for name, c := range map[string]struct{ body, code string }{
		"no JSON":      {`{"agent":`, "invalid_json"},
		"empty":        {``, "invalid_json"},
		"list":         {`[]`, "invalid_json"},
		"null":         {`null`, "invalid_json"},
		"wrong type":   {`{"agent":{"id":5}}`, "invalid_json"},
		"two objects":  {`{} {}`, "invalid_json"},
		"huge number":  {`{"host":{"hostname":"h"},"containers":[{"id":"c","cpuPercent":1e999}]}`, "invalid_json"},
		"nobody":       {`{}`, "invalid_report"},
		"no host name": {`{"agent":{"id":"a"}}`, "invalid_report"},
	} {
		t.Run(name, func(t *testing.T) {
			got := f.object(f.admin(400, "POST", "/api/agents/docker/report", c.body))
			details, _ := got["details"].(map[string]any)
			if got["code"] != c.code || c.code == "invalid_json" && details["error"] == nil {
				t.Errorf("got %v", got)
			}
		})
	}
	large := `{"agent":{"id":"` + strings.Repeat("a", 10<<20) + `"}}`
	f.admin(413, "POST", "/api/agents/docker/report", large)
	if len(f.estate.reports) != 0 || f.estate.reloads != 0 {
		t.Error("something was changed")
	}
	allowed := `{"agent":{"id":"a"},"host":{"hostname":"h"},"filler":"` + strings.Repeat("a", 9<<20) + `"}`
	f.admin(200, "POST", "/api/agents/docker/report", allowed)
	got := f.object(f.admin(405, "GET", "/api/agents/docker/report", ""))
	if got["code"] != "method_not_allowed" {
		t.Errorf("got %v", got)
	}
}

func TestDockerReport_WithoutAuthenticationAnyTokenIsGood(t *testing.T) {
	f := newFixture(t, auth.Environment{DisableAuth: true})
	got := f.call("POST", "/api/agents/docker/report", dockerReport, header("X-API-Token", "disabled"), header("Authorization", "Bearer disabled"))
	if got.Code != 200 {
		t.Errorf("got %d %s", got.Code, got.Body)
	}
	f = newFixture(t, auth.Environment{DisableAuth: true, Tokens: []string{admin}})
	if got := f.call("POST", "/api/agents/docker/report", dockerReport, header("X-API-Token", "wrong")); got.Code != 401 || !strings.Contains(got.Body.String(), "Invalid API token") {
		t.Errorf("got %d %s", got.Code, got.Body)
	}
	f.admin(200, "POST", "/api/agents/docker/report", dockerReport)
	if got := f.estate.reports[0].Hosts[0].Token; got.ID == "" {
		t.Error("the token is not recorded")
	}
}

func TestDockerHost_IsStoppedAcknowledgedBlockedAndLetInAgain(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(200, "POST", "/api/agents/docker/report", dockerReport)
	queued := f.object(f.admin(200, "DELETE", dockerHost, ""))
	command, _ := queued["command"].(map[string]any)
	if command["status"] != "queued" || command["type"] != "stop" || command["createdAt"] != "2026-03-01T12:00:00Z" || queued["message"] == nil {
		t.Fatalf("got %v", queued)
	}
	if got := f.object(f.admin(400, "DELETE", dockerHost, "")); got["code"] != "docker_command_failed" {
		t.Errorf("a second time: %v", got)
	}
	id, _ := command["id"].(string)
	answer := f.object(f.admin(200, "POST", "/api/agents/docker/report", dockerReport))
	if commands, _ := answer["commands"].([]any); len(commands) != 1 || commands[0].(map[string]any)["id"] != id {
		t.Fatalf("answer %v", answer)
	}
	ack := "/api/agents/docker/commands/" + id + "/ack"
	for body, code := range map[string]string{
		`{"status":"gone"}`: "invalid_status",
		`{"status":`:        "invalid_json",
		`{"hostId":"other","status":"completed"}`: "docker_command_ack_failed",
	} {
		if got := f.object(f.admin(400, "POST", ack, body)); got["code"] != code {
			t.Errorf("%s: %v", body, got)
		}
	}
	done := f.object(f.admin(200, "POST", ack, `{"hostId":"eng:ine/1","status":"Completed","message":"bye"}`))
	if command, _ := done["command"].(map[string]any); done["hostId"] != "eng:ine/1" || command["status"] != "completed" || command["message"] != "bye" {
		t.Errorf("got %v", done)
	}
	if got := f.object(f.admin(400, "POST", "/api/agents/docker/report", dockerReport)); got["code"] != "invalid_report" || !strings.Contains(got["error"].(string), "eng:ine/1 was removed") {
		t.Errorf("its next report: %v", got)
	}
	const removed = `[{"hostId":"eng:ine/1","name":"docker-01","removedAt":1772366400000,"until":1772452800000}]`
	if got := strings.TrimSpace(f.admin(200, "GET", "/api/agents/docker/removed", "").Body.String()); got != removed {
		t.Errorf("removed: %s, want %s", got, removed)
	}
	if got := f.object(f.admin(200, "POST", dockerHost+"/allow-reenroll", "")); got["hostId"] != "eng:ine/1" {
		t.Errorf("got %v", got)
	}
	if got := strings.TrimSpace(f.admin(200, "GET", "/api/agents/docker/removed", "").Body.String()); got != "[]" {
		t.Errorf("removed after it was allowed: %s", got)
	}
	f.admin(200, "POST", "/api/agents/docker/report", dockerReport)
}

func TestDockerHost_IsHiddenShownMarkedAndRemoved(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for _, c := range []struct {
		status             int
		method, path, code string
	}{
		{404, "DELETE", dockerHost, "docker_host_not_found"},
		{404, "DELETE", dockerHost + "?hide=true", "docker_host_not_found"},
		{404, "PUT", dockerHost + "/unhide", "docker_host_not_found"},
		{404, "PUT", dockerHost + "/pending-uninstall", "docker_host_not_found"},
		{400, "DELETE", "/api/agents/docker/hosts/", "missing_host_id"},
		{400, "DELETE", "/api/agents/docker/hosts/%20", "missing_host_id"},
		{400, "PUT", "/api/agents/docker/hosts//unhide", "missing_host_id"},
		{400, "POST", "/api/agents/docker/commands//ack", "missing_command_id"},
		{404, "POST", "/api/agents/docker/commands/x", "not_found"},
		{405, "GET", "/api/agents/docker/commands/x", "method_not_allowed"},
		{405, "POST", dockerHost, "method_not_allowed"},
	} {
		if got := f.object(f.admin(c.status, c.method, c.path, "")); got["code"] != c.code {
			t.Errorf("%s %s: %v", c.method, c.path, got)
		}
	}
	for _, query := range []string{"?force=true", "?mode=force"} {
		f.admin(200, "DELETE", dockerHost+query, "")
	}
	f.admin(200, "POST", dockerHost+"/allow-reenroll", "")
	f.admin(200, "POST", "/api/agents/docker/report", dockerReport)
	shown := f.estate.reloads
	for _, call := range [][2]string{{"DELETE", "?hide=true"}, {"PUT", "/unhide"}, {"PUT", "/pending-uninstall"}, {"DELETE", "?mode=force"}} {
		got := f.object(f.admin(200, call[0], dockerHost+call[1], ""))
		if got["success"] != true || got["hostId"] != "eng:ine/1" || got["message"] == "" {
			t.Errorf("%v: %v", call, got)
		}
	}
	if f.estate.reloads != shown+4 {
		t.Errorf("screens were told %d times, want 4", f.estate.reloads-shown)
	}
}

func agentsIn(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("agent "+name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestAgentFiles_AreHandedOutByArchitecture(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if got := f.call("GET", "/download/pulse-docker-agent", ""); got.Code != 404 || strings.TrimSpace(got.Body.String()) != "Agent binary not found" {
		t.Errorf("without agents: %d %s", got.Code, got.Body)
	}
	s := &server{}
	s.AgentDir = agentsIn(t, "pulse-docker-agent-linux-amd64", "pulse-docker-agent-linux-arm64", "pulse-docker-agent-linux-armv7")
	if got := s.agentsVersion(); got != "dev" {
		t.Errorf("version %q of agents whose version is not known", got)
	}
	if err := os.WriteFile(filepath.Join(s.AgentDir, "version"), []byte("v1.2.3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := s.agentsVersion(); got != "v1.2.3" {
		t.Errorf("version %q", got)
	}
	for arch, want := range map[string]string{"x86_64": "amd64", "AARCH64": "arm64", "armhf": "armv7", "linux-arm64": "arm64"} {
		if got, ok := architectureOf(arch); !ok || got != want {
			t.Errorf("%s: %s, %v", arch, got, ok)
		}
	}
	if _, known := architectureOf("mips"); known {
		t.Error("mips is known")
	}
	if err := os.Remove(s.agentPath("armv7")); err != nil {
		t.Fatal(err)
	}
	if got := s.agentsVersion(); got != "dev" {
		t.Errorf("version %q though an architecture is missing", got)
	}
}

func TestAgentVersion_IsDevWithoutAgents(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for _, path := range []string{"/api/agent/version", "/api/server/info"} {
		if got := f.object(f.call("GET", path, "")); got["version"] != "dev" {
			t.Errorf("%s: %v", path, got)
		}
	}
	if got := f.call("HEAD", "/api/agent/version", ""); got.Code != 200 {
		t.Errorf("HEAD: %d", got.Code)
	}
}

func TestInstallScript_IsPublicAndNeverCached(t *testing.T) {
	f := newFixture(t, withAccount(t))
	got := f.call("GET", "/install-docker-agent.sh", "")
	if got.Code != 200 || !strings.HasPrefix(got.Body.String(), "#!") || got.Header().Get("Cache-Control") != "no-cache, no-store, must-revalidate" ||
		got.Header().Get("Pragma") != "no-cache" || got.Header().Get("Expires") != "0" {
		t.Errorf("%d %v", got.Code, got.Header())
	}
	if got := f.call(http.MethodPost, "/install-docker-agent.sh", ""); got.Code != 405 || !strings.HasPrefix(got.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("POST: %d %v", got.Code, got.Header())
	}
}
