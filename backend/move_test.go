package backend_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pulse/backend"
)

func TestFirstStart_TakesOverAnInstallationOnceAndTells(t *testing.T) {
	old, dir := t.TempDir(), t.TempDir()
	for name, content := range map[string]string{
		"system.json": `{"theme":"dark","frontendPort":9999}`, "alerts.json": `{"schedule":{"cooldown":9}}`, "nodes.enc": "not sealed with any key of ours at all",
	} {
		if err := os.WriteFile(filepath.Join(old, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var said bytes.Buffer
	change := func(o *backend.Options) { o.TakeOver, o.Stdout = []string{dir, old}, &said }
	p := launch(t, dir, change)
	settings := p.call("GET", "/api/system/settings", nil, 200).(map[string]any)
	if settings["theme"] != "dark" || settings["listenPort"] == 9999.0 {
		t.Errorf("settings %v", settings)
	}
	report := p.call("GET", "/api/config/take-over", nil, 200).(map[string]any)
	if report["from"] != old || len(report["taken"].([]any)) != 2 || len(report["left"].([]any)) != 1 {
		t.Errorf("report %v", report)
	}
	p.call("POST", "/api/system/settings/update", map[string]any{"theme": "light"}, 200)
	p.stop()
	if !strings.Contains(said.String(), "taken: settings") || !strings.Contains(said.String(), "not taken: connections") {
		t.Errorf("the start said %q", said.String())
	}
	p = launch(t, dir, change)
	if settings := p.call("GET", "/api/system/settings", nil, 200).(map[string]any); settings["theme"] != "light" {
		t.Error("the second start took over again")
	}
}
