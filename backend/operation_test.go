package backend_test

import (
	"log/slog"
	"strings"
	"testing"

	"pulse/backend"
	"pulse/backend/logtest"
)

func TestMetrics_ShowTheEstateAndThisProgram(t *testing.T) {
	_, node := cluster(t, small(2))
	p := launch(t, t.TempDir(), nil)
	p.call("POST", "/api/config/nodes", node, 201)
	for _, line := range []string{
		`pulse_connection_up{connection="lab",type="pve"} 1`, `pulse_guest_running{connection="lab",name=`, `pulse_node_memory_used_bytes{connection="lab",node="pve1"}`,
		`pulse_job_requests_per_minute{connection="lab"`, `pulse_build_info{api_version="4.24.0",version="test"} 1`, `pulse_database_bytes{database="history"}`,
	} {
		eventually(t, line, func() bool {
			code, text, err := p.try("GET", "/metrics", nil)
			return err == nil && code == 200 && strings.Contains(string(text), line)
		})
	}
	eventually(t, "ready", func() bool {
		code, _, err := p.try("GET", "/readyz", nil)
		return err == nil && code == 200
	})
}

func TestReady_NamesAConnectionThatWasNotPolled(t *testing.T) {
	p := launch(t, t.TempDir(), func(o *backend.Options) { o.Rhythm = backend.Rhythm{} })
	p.call("POST", "/api/config/nodes", map[string]any{"type": "pve", "name": "silent", "host": "https://127.0.0.1:1", "tokenName": "a@pve!b", "tokenValue": "x"}, 201)
	eventually(t, "the connection is named", func() bool {
		code, text, err := p.try("GET", "/readyz", nil)
		return err == nil && code == 503 && strings.Contains(string(text), "silent has not been polled yet")
	})
}

func TestLogLevel_ChangesWhileTheProgramRuns(t *testing.T) {
	log, level := &logtest.Transcript{}, new(slog.LevelVar)
	p := launch(t, t.TempDir(), func(o *backend.Options) {
		o.Log, o.Verbosity = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: level})), level
	})
	p.call("GET", "/api/version?first", nil, 200)
	if strings.Contains(log.String(), "path=/api/version") {
		t.Fatal("requests are logged at level info")
	}
	p.call("POST", "/api/system/settings/update", map[string]any{"logLevel": "debug"}, 200)
	p.call("GET", "/api/server/info", nil, 200)
	eventually(t, "the request is logged", func() bool { return strings.Contains(log.String(), "path=/api/server/info status=200") })
	p.call("POST", "/api/system/settings/update", map[string]any{"logLevel": "loud"}, 400)
}
