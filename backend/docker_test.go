package backend_test

import (
	"net/http"
	"testing"
	"time"
)

// dockerReport is what an agent posts, with its host's clock.
func dockerReport(id string) map[string]any {
	return map[string]any{
		"agent": map[string]any{"id": id, "version": "v1.0.0", "intervalSeconds": 30},
		"host":  map[string]any{"hostname": id + ".lan", "totalCpu": 4, "totalMemoryBytes": 1 << 30},
		"containers": []any{
			map[string]any{"id": id + "-web", "name": "web", "image": "nginx", "state": "running", "status": "Up", "cpuPercent": 150.0, "memoryPercent": 25.0},
		},
		"timestamp": "2026-03-01T12:00:00Z",
	}
}

func TestPulse_ADockerHostReportsStaysOverARestartAndIsRemoved(t *testing.T) {
	const report, host = "/api/agents/docker/report", "/api/agents/docker/hosts/eng%3Aine"
	dir := t.TempDir()
	p := launch(t, dir, nil)
	answer := p.call("POST", report, dockerReport("eng:ine"), http.StatusOK).(map[string]any)
	if answer["hostId"] != "eng:ine" || answer["containers"] != 1.0 {
		t.Fatalf("answer %v", answer)
	}
	row := p.rows("dockerHosts")["eng:ine"]
	container, _ := row["containers"].([]any)[0].(map[string]any)
	seen := float64(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixMilli())
	if row["status"] != "online" || row["lastSeen"] != seen || row["cpus"] != 4.0 || container["cpuPercent"] != 150.0 || container["memoryPercent"] != 25.0 {
		t.Errorf("row %v", row)
	}
	state := p.call("GET", "/api/state", nil, 200).(map[string]any)
	if health := state["connectionHealth"].(map[string]any); health["docker-eng:ine"] != true {
		t.Errorf("connectionHealth %v", health)
	}
	p.call("DELETE", host+"?hide=true", nil, 200)
	command := p.call("DELETE", host, nil, 200).(map[string]any)["command"].(map[string]any)

	p.stop()
	p = launch(t, dir, nil)
	eventually(t, "the host is back", func() bool { return p.rows("dockerHosts")["eng:ine"] != nil })
	row = p.rows("dockerHosts")["eng:ine"]
	if shown, _ := row["command"].(map[string]any); row["hidden"] != true || row["pendingUninstall"] != true || shown["id"] != command["id"] {
		t.Errorf("after the restart %v", row)
	}
	p.call("POST", report, dockerReport("eng:ine"), 200)
	ack := map[string]any{"hostId": "eng:ine", "status": "completed"}
	p.call("POST", "/api/agents/docker/commands/"+command["id"].(string)+"/ack", ack, 200)
	if p.rows("dockerHosts")["eng:ine"] != nil {
		t.Error("it is still listed after it has stopped")
	}
	p.call("POST", report, dockerReport("eng:ine"), http.StatusBadRequest)
}
