package backend_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pulse/backend"
)

// staleIn names the collections with a row that is marked stale, and one of
// the reasons for each.
func (p *program) staleIn() map[string]string {
	p.t.Helper()
	state := p.call("GET", "/api/state", nil, 200).(map[string]any)
	reasons := map[string]string{}
	collectStale(reasons, "", state)
	return reasons
}

func collectStale(reasons map[string]string, name string, value any) {
	switch v := value.(type) {
	case map[string]any:
		if v["stale"] == true {
			reasons[name], _ = v["staleReason"].(string)
		}
		for key, inner := range v {
			collectStale(reasons, key, inner)
		}
	case []any:
		for _, inner := range v {
			collectStale(reasons, name, inner)
		}
	}
}

// TestFaults_OfOneCallTakeItsOwnFieldsOnly breaks one call at a time and looks
// for what is marked, everywhere in the state.
func TestFaults_OfOneCallTakeItsOwnFieldsOnly(t *testing.T) {
	t.Parallel()
	products := map[string]*watched{"pve": watchCluster(t, "lab", 2), "pbs": watchBackups(t), "pmg": watchMail(t)}
	p := launch(t, t.TempDir(), func(o *backend.Options) { o.Rhythm.Pulse = 100 * time.Millisecond })
	for _, one := range products {
		one.addTo(p)
		eventually(t, one.name+" is well", func() bool { return one.fine(p) })
	}
	for _, test := range []struct {
		kind, path string
		stale      string // collections, in alphabetical order
		reason     string // contained in every one
	}{
		{"pve", "/nodes/{node}/status", "nodes", "500"},
		{"pve", "/nodes/{node}/storage", "storage", "500"},
		{"pve", "/nodes/{node}/storage/{storage}/content", "storageBackups", "500"},
		{"pbs", "/admin/datastore/{store}/status", "datastores", "500"},
		{"pbs", "/admin/datastore/{store}/snapshots", "pbsBackups", "500"},
		{"pbs", "/admin/sync", "syncJobs", "500"},
		{"pmg", "/statistics/mail", "pmg", "500"},
		{"pmg", "/nodes/{node}/postfix/qshape", "pmg", "500"},
	} {
		t.Run(test.kind+strings.ReplaceAll(test.path, "/", " "), func(t *testing.T) {
			p := p.in(t)
			undo := products[test.kind].breakCall(test.path)
			var got map[string]string
			eventually(t, "what the call tells is marked", func() bool {
				got = p.staleIn()
				return strings.Join(slices.Sorted(maps.Keys(got)), " ") == test.stale
			})
			if health := p.rows(products[test.kind].list); slices.ContainsFunc(slices.Collect(maps.Values(health)), isDown) {
				t.Errorf("a single call takes all: %v", health)
			}
			for name, reason := range got {
				if !strings.Contains(reason, test.reason) {
					t.Errorf("%s: reason %q, want %q in it", name, reason, test.reason)
				}
			}
			undo()
			eventually(t, "nothing is marked any more", func() bool { return len(p.staleIn()) == 0 })
		})
	}
}

func isDown(row map[string]any) bool {
	return row["status"] != "online" || row["connectionHealth"] == "error"
}
