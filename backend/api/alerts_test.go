package api

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"pulse/backend/auth"
	"pulse/backend/wire"
)

const alertID = "lab/pve1:101 a%b-disk"

func TestAlertActions_TakeTheIDEscapedOrNot(t *testing.T) {
	f := newFixture(t, withAccount(t))
	cases := []struct {
		name, path string
		status     int
	}{
		{"escaped", "/api/alerts/" + url.PathEscape(alertID) + "/acknowledge", 200},
		{"with a slash at the end", "/api/alerts/" + url.PathEscape(alertID) + "/acknowledge/", 200},
		{"slashes written plainly", "/api/alerts/lab/pve1:101%20a%25b-disk/acknowledge", 200},
		{"unacknowledge", "/api/alerts/" + url.PathEscape(alertID) + "/unacknowledge", 200},
		{"clear", "/api/alerts/" + url.PathEscape(alertID) + "/clear", 200},
		{"clear of an unknown one", "/api/alerts/nope/clear", 200},
		{"unknown", "/api/alerts/nope/acknowledge", 404},
		{"other action", "/api/alerts/nope/explode", 404},
		{"no id", "/api/alerts/acknowledge", 404},
		{"control character", "/api/alerts/a%01b/acknowledge", 400},
		{"too long", "/api/alerts/" + strings.Repeat("a", 501) + "/acknowledge", 400},
		{"climbing", "/api/alerts/..%2Fconfig/acknowledge", 400},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { f.admin(c.status, "POST", c.path, "") })
	}
	missing := f.object(f.admin(http.StatusNotFound, "POST", "/api/alerts/nope/acknowledge", ""))
	if missing["error"] != "alert not found: nope" {
		t.Errorf("missing: %v", missing)
	}
}

func TestAcknowledge_NamesWhoIsProven(t *testing.T) {
	f := newFixture(t, withAccount(t))
	path := "/api/alerts/" + url.PathEscape(alertID) + "/acknowledge"
	f.admin(http.StatusOK, "POST", path, `{"user":"night shift"}`)
	if f.estate.by != "night shift" {
		t.Errorf("a token speaks for %q", f.estate.by)
	}
	w := f.call("POST", path, `{"user":"somebody else"}`, func(r *http.Request) { r.SetBasicAuth("ann", password) })
	if w.Code != http.StatusOK || f.estate.by != "ann" {
		t.Errorf("a person acknowledges as %q (%d)", f.estate.by, w.Code)
	}
}

func TestBulk(t *testing.T) {
	f := newFixture(t, withAccount(t))
	w := f.admin(http.StatusOK, "POST", "/api/alerts/bulk/acknowledge", `{"alertIds":["`+alertID+`","nope"]}`)
	got := decoded[wire.BulkResults](t, w).Results
	if len(got) != 2 || !got[0].Success || got[1].Success || got[1].Error != "alert not found: nope" {
		t.Errorf("acknowledged: %+v", got)
	}
	w = f.admin(http.StatusOK, "POST", "/api/alerts/bulk/clear", `{"alertIds":["nope"]}`)
	if got := decoded[wire.BulkResults](t, w).Results; !got[0].Success {
		t.Errorf("cleared: %+v", got)
	}
	for body, want := range map[string]string{`{}`: "No alert IDs provided", `{"alertIds":[]}`: "No alert IDs provided", `nonsense`: "Invalid request body"} {
		w := f.admin(http.StatusBadRequest, "POST", "/api/alerts/bulk/clear", body)
		if text, _ := f.object(w)["error"].(string); !strings.HasPrefix(text, want) {
			t.Errorf("%s: got %q", body, text)
		}
	}
}

func TestActiveAlerts(t *testing.T) {
	f := newFixture(t, withAccount(t))
	list := decoded[[]wire.Alert](t, f.admin(http.StatusOK, "GET", "/api/alerts/active", ""))
	if len(list) != 1 || list[0].ID != alertID || list[0].Level != "critical" {
		t.Errorf("active: %+v", list)
	}
	f.estate.view.Active = nil
	if got := f.admin(http.StatusOK, "GET", "/api/alerts/active", "").Body.String(); got != "[]\n" {
		t.Errorf("none: %s", got)
	}
}

func TestAlertHistory_ChecksItsQuery(t *testing.T) {
	f := newFixture(t, withAccount(t))
	cases := []struct {
		query  string
		status int
	}{
		{"", 200},
		{"?limit=0", 200},
		{"?limit=many", 200},
		{"?limit=-1", 400},
		{"?offset=-1", 400},
		{"?startTime=yesterday", 400},
		{"?startTime=2026-03-02T00:00:00Z&endTime=2026-03-01T00:00:00Z", 400},
		{"?startTime=2026-03-01T00:00:00Z&endTime=2026-03-01T00:00:00Z&severity=whatever&resourceId=x", 200},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) { f.admin(c.status, "GET", "/api/alerts/history"+c.query, "") })
	}
	if got := f.admin(http.StatusOK, "GET", "/api/alerts/history", "").Body.String(); got != "[]\n" {
		t.Errorf("no history: %s", got)
	}
	f.admin(http.StatusOK, "DELETE", "/api/alerts/history", "")
}

func TestAlertConfig_ChangesOnlyWhatIsGiven(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusOK, "PUT", "/api/alerts/config", `{"guestDefaults":{"cpu":{"trigger":70,"clear":60}},"aggregation":{"enabled":true},"overrides":null}`)
	got := f.object(f.admin(http.StatusOK, "GET", "/api/alerts/config", ""))
	cpu := got["guestDefaults"].(map[string]any)["cpu"].(map[string]any)
	if cpu["trigger"] != 70.0 || got["enabled"] != true || got["aggregation"].(map[string]any)["enabled"] != true || got["overrides"] == nil {
		t.Errorf("config %v", got)
	}
	if f.estate.reloads != 1 {
		t.Errorf("%d reloads", f.estate.reloads)
	}
	f.admin(http.StatusBadRequest, "PUT", "/api/alerts/config", `{"guestDefaults":{"cpu":{"trigger":70,"clear":90}}}`)
	f.admin(http.StatusBadRequest, "PUT", "/api/alerts/config", `[1]`)
	f.admin(http.StatusOK, "POST", "/api/alerts/", `{"minimumDelta":3}`)
	overview := f.object(f.admin(http.StatusOK, "GET", "/api/alerts/", ""))
	stats := overview["stats"].(map[string]any)
	if overview["minimumDelta"] != 3.0 || stats["active"] != 1.0 || stats["critical"] != 1.0 || len(overview["active"].([]any)) != 1 {
		t.Errorf("overview %v", overview)
	}
}

func TestChanges_AtTheSameTimeAreAllKept(t *testing.T) {
	f := newFixture(t, withAccount(t))
	members := []string{"disableAllNodes", "disableAllGuests", "disableAllStorage", "disableAllPBS", "disableAllPMG", "disableAllDockerHosts"}
	settings := []string{"autoUpdateEnabled", "allowEmbedding", "allowLoopbackWebhooks"}
	var group sync.WaitGroup
	for _, member := range members {
		group.Go(func() { f.call("PUT", "/api/alerts/config", `{"`+member+`":true}`, asAdmin, local) })
	}
	for _, setting := range settings {
		group.Go(func() { f.call("POST", "/api/system/settings/update", `{"`+setting+`":true}`, asAdmin, local) })
	}
	group.Wait()
	config := f.object(f.admin(http.StatusOK, "GET", "/api/alerts/config", ""))
	for _, member := range members {
		if config[member] != true {
			t.Errorf("%s was lost", member)
		}
	}
	system := f.object(f.admin(http.StatusOK, "GET", "/api/system/settings", ""))
	for _, setting := range settings {
		if system[setting] != true {
			t.Errorf("%s was lost", setting)
		}
	}
}

func TestSystemSettings(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for _, path := range []string{"/api/system/settings", "/api/config/system"} {
		got := f.object(f.admin(http.StatusOK, "GET", path, ""))
		if got["connectionTimeout"] != 60.0 || got["allowLoopbackWebhooks"] != false || got["envOverrides"].(map[string]any)["logLevel"] != true {
			t.Errorf("%s: %v", path, got)
		}
	}
	f.admin(http.StatusOK, "POST", "/api/system/settings/update", `{"theme":"dark","allowLoopbackWebhooks":true,"logLevel":"debug","backendPort":1,"unknown":[1],"pollingInterval":5}`)
	got := f.object(f.admin(http.StatusOK, "GET", "/api/system/settings", ""))
	if got["theme"] != "dark" || got["allowLoopbackWebhooks"] != true || got["logLevel"] != "info" || got["backendPort"] != 3000.0 {
		t.Errorf("after the update: %v", got)
	}
	if len(f.estate.events) != 1 || f.estate.events[0] != "settingsUpdate" || f.estate.reloads != 1 {
		t.Errorf("events %v, %d reloads", f.estate.events, f.estate.reloads)
	}
	f.admin(http.StatusOK, "PUT", "/api/config/system", `{"connectionTimeout":30}`)
	for _, body := range []string{`{"connectionTimeout":301}`, `{"connectionTimeout":"x"}`, `{"theme":"pink"}`, `{"autoUpdateEnabled":1}`, `[]`, ``} {
		f.admin(http.StatusBadRequest, "POST", "/api/system/settings/update", body)
	}
	if got := f.object(f.admin(http.StatusOK, "GET", "/api/system/settings", "")); got["connectionTimeout"] != 30.0 || got["theme"] != "dark" {
		t.Errorf("at the end: %v", got)
	}
}

func TestSystemSettings_ListeningBeyondThisMachineNeedsAnAccount(t *testing.T) {
	f := newFixture(t, auth.Environment{})
	w := f.call("POST", "/api/system/settings/update", `{"listenHost":"0.0.0.0"}`, local)
	if w.Code != http.StatusConflict {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if w := f.call("POST", "/api/system/settings/update", `{"listenHost":"127.0.0.1"}`, local); w.Code != http.StatusOK {
		t.Errorf("this machine: got %d %s", w.Code, w.Body)
	}
}

func TestMockMode(t *testing.T) {
	f := newFixture(t, withAccount(t))
	got := f.object(f.admin(http.StatusOK, "GET", "/api/system/mock-mode", ""))
	config := got["config"].(map[string]any)
	if got["enabled"] != false || config["NodeCount"] != 7.0 || config["nodeCount"] != 7.0 || config["LXCsPerNode"] != 8.0 || config["StoppedPercent"] != 0.2 {
		t.Errorf("mode %v", got)
	}
	f.admin(http.StatusOK, "PUT", "/api/system/mock-mode", `{"enabled":true,"config":{"nodeCount":3,"highLoadNodes":["pve1"]}}`)
	if m := f.estate.mode; !m.Enabled || m.Config.NodeCount != 3 || m.Config.VMsPerNode != 5 || len(m.Config.HighLoadNodes) != 1 {
		t.Errorf("mode %+v", m)
	}
	for _, body := range []string{`{"config":{"nodeCount":0}}`, `{"config":{"nodeCount":201}}`, `{"config":{"vmsPerNode":-1}}`, `{"config":{"stoppedPercent":1.1}}`, `{"config":7}`, `{`} {
		f.admin(http.StatusBadRequest, "POST", "/api/system/mock-mode", body)
	}
}

func TestAlertOverview_ReturnsMembersThatItCannotRead(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusOK, "POST", "/api/alerts", `{"theirs":1e999}`)
	if got := f.admin(http.StatusOK, "GET", "/api/alerts", "").Body.String(); !strings.Contains(got, `"theirs":1e999`) {
		t.Errorf("got %s", got)
	}
}
