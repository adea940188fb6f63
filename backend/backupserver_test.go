package backend_test

import (
	"net/http/httptest"
	"testing"

	"pulse/backend/source/pbs/pbstest"
)

// TestBackupServer_IsTestedAddedChangedAndShown goes the way of a person, from
// the test button to the state.
func TestBackupServer_IsTestedAddedChangedAndShown(t *testing.T) {
	server := httptest.NewTLSServer(pbstest.New(pbstest.Small()).Handler())
	defer server.Close()
	p := launch(t, t.TempDir(), nil)
	node := map[string]any{
		"type": "pbs", "name": "vault", "host": server.URL, "tokenName": pbstest.Token, "tokenValue": pbstest.Secret,
	}
	test := p.call("POST", "/api/config/nodes/test-connection", node, 200).(map[string]any)
	if test["status"] != "success" || test["datastoreCount"] != 2.0 {
		t.Errorf("test = %v, want two datastores", test)
	}
	if added := p.call("POST", "/api/config/nodes", node, 201).(map[string]any); added["id"] != "pbs-0" {
		t.Errorf("added = %v", added)
	}
	p.call("PUT", "/api/config/nodes/pbs-0", map[string]any{"monitorGarbageJobs": true}, 200)
	eventually(t, "the backup server is shown with its backups and jobs", func() bool {
		row := p.rows("pbs")["pbs-vault"]
		jobs, _ := row["garbageJobs"].([]any)
		return row["status"] == "online" && row["version"] == "4.1" && row["cpu"] == 6.25 && len(jobs) == 2 && len(p.rows("pbsBackups")) == 54
	})
	listed := p.call("GET", "/api/config/nodes", nil, 200).([]any)[0].(map[string]any)
	if listed["monitorDatastores"] != true || listed["monitorGarbageJobs"] != true || listed["hasToken"] != true || listed["status"] != "connected" {
		t.Errorf("listed = %v", listed)
	}
	p.call("POST", "/api/config/nodes/pbs-0/test", nil, 200)
	p.call("DELETE", "/api/config/nodes/pbs-0", nil, 200)
	eventually(t, "its rows are gone", func() bool { return len(p.rows("pbs")) == 0 && len(p.rows("pbsBackups")) == 0 })
}
