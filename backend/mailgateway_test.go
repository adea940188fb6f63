package backend_test

import (
	"strings"
	"testing"

	"pulse/backend/source/pmg/pmgtest"
)

// mailGateway serves a simulated mail gateway on loopback and describes it as a
// person would type it in.
func mailGateway(t *testing.T, o pmgtest.Options) (*pmgtest.Gateway, map[string]any) {
	t.Helper()
	g := pmgtest.New(o)
	server, err := g.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return g, map[string]any{
		"type": "pmg", "name": "relay", "host": server.URL, "user": "pulse", "password": pmgtest.Password, "verifySSL": false,
	}
}

func TestMailGateway_IsShownWithAllItTells(t *testing.T) {
	g, node := mailGateway(t, pmgtest.Cluster(2))
	p := launch(t, t.TempDir(), nil)
	p.call("POST", "/api/config/nodes", node, 201)
	eventually(t, "the gateway is complete", func() bool {
		row := p.rows("pmg")["pmg-relay"]
		nodes, _ := row["nodes"].([]any)
		return row["status"] == "online" && row["connectionHealth"] == "healthy" && row["version"] == "8.2.1" && len(nodes) == 2 &&
			nodes[1].(map[string]any)["queueStatus"] != nil && row["mailStats"] != nil && row["quarantine"] != nil &&
			len(row["mailCount"].([]any)) == 24 && len(row["spamDistribution"].([]any)) == 11
	})
	undo := g.Fault(pmgtest.Match{}, pmgtest.Fault{Drop: true})
	eventually(t, "the gateway is offline, with what was known", func() bool {
		row := p.rows("pmg")["pmg-relay"]
		return row["status"] == "offline" && row["connectionHealth"] == "unhealthy" && row["stale"] == true && row["mailStats"] != nil
	})
	undo()
	eventually(t, "the gateway is back", func() bool { return p.rows("pmg")["pmg-relay"]["status"] == "online" })
}

func TestMailGateway_IsConfiguredLikeOthers(t *testing.T) {
	_, node := mailGateway(t, pmgtest.Cluster(1))
	p := launch(t, t.TempDir(), nil)
	tested := p.call("POST", "/api/config/nodes/test-connection", node, 200).(map[string]any)
	if tested["version"] != "8.2.1" || tested["message"] != "Connected to Proxmox Mail Gateway 8.2.1" {
		t.Errorf("test: %v", tested)
	}
	node["monitorQueues"] = false
	p.call("POST", "/api/config/nodes", node, 201)
	p.call("POST", "/api/config/nodes/pmg-0/test", nil, 200)
	stored := p.call("GET", "/api/config/nodes", nil, 200).([]any)[0].(map[string]any)
	for key, want := range map[string]any{
		"id": "pmg-0", "type": "pmg", "user": "pulse@pmg", "hasPassword": true,
		"monitorMailStats": true, "monitorQueues": false, "monitorQuarantine": true, "monitorVMs": nil,
	} {
		if stored[key] != want {
			t.Errorf("%s = %v, want %v", key, stored[key], want)
		}
	}
}

func TestMailGateway_ATokenIsRefusedInWords(t *testing.T) {
	_, node := mailGateway(t, pmgtest.Cluster(1))
	delete(node, "user")
	delete(node, "password")
	node["tokenName"], node["tokenValue"] = "pulse@pmg!mon", "secret-marker"
	p := launch(t, t.TempDir(), nil)
	refused := p.call("POST", "/api/config/nodes/test-connection", node, 400).(map[string]any)
	if text, _ := refused["error"].(string); !strings.Contains(text, "Proxmox Mail Gateway has no API tokens") || strings.Contains(text, "marker") {
		t.Errorf("test: %v", refused)
	}
}
