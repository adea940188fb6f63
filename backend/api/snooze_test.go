package api

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"pulse/backend/wire"
)

func TestSnooze(t *testing.T) {
	f := newFixture(t, withAccount(t))
	path := "/api/alerts/" + url.PathEscape(alertID)
	soon := time.Now().Add(time.Hour).UnixMilli()
	f.admin(http.StatusOK, "POST", path+"/snooze", fmt.Sprintf(`{"until":%d}`, soon))
	if got := f.estate.snoozed; got.Until.UnixMilli() != soon || got.ToEnd || got.AskedBy == "" {
		t.Errorf("snoozed %+v", got)
	}
	f.admin(http.StatusOK, "POST", path+"/snooze", `{"untilResolved":true}`)
	if got := f.estate.snoozed; !got.ToEnd || !got.Until.IsZero() {
		t.Errorf("snoozed %+v", got)
	}
	f.admin(http.StatusOK, "POST", path+"/unsnooze", "")
	for name, body := range map[string]string{
		"nothing": `{}`, "the past": `{"until":1000}`, "text": `{"until":"tomorrow"}`, "both": fmt.Sprintf(`{"until":%d,"untilResolved":true}`, soon), "no body": ``,
	} {
		t.Run(name, func(t *testing.T) { f.admin(http.StatusBadRequest, "POST", path+"/snooze", body) })
	}
	f.admin(http.StatusNotFound, "POST", "/api/alerts/nope/snooze", `{"untilResolved":true}`)
	f.admin(http.StatusNotFound, "POST", "/api/alerts/nope/unsnooze", "")
}

func TestExplain(t *testing.T) {
	f := newFixture(t, withAccount(t))
	snapshot := f.estate.view.Snapshot
	snapshot.Targets[0].Guests = snapshot.Guests
	got := decoded[wire.Explanation](t, f.admin(http.StatusOK, "GET", "/api/alerts/explain?resourceId=lab-pve1-101&type=cpu", ""))
	if got.Outcome != "quiet" || len(got.Steps) < 2 || got.Steps[0].Step != "value" || got.ResourceID != "lab-pve1-101" {
		t.Errorf("got %+v", got)
	}
	f.admin(http.StatusNotFound, "GET", "/api/alerts/explain?resourceId=nope&type=cpu", "")
	f.admin(http.StatusBadRequest, "GET", "/api/alerts/explain?resourceId=lab-pve1-101", "")
	f.admin(http.StatusBadRequest, "GET", "/api/alerts/explain?type=cpu", "")
}

func TestThresholds_OfOlderClients(t *testing.T) {
	f := newFixture(t, withAccount(t))
	const path = "/api/notifications/thresholds"
	trigger := func(document map[string]any, section, metric string) any {
		at := document[section].(map[string]any)
		if metric != "" {
			at = at[metric].(map[string]any)
		}
		return [2]any{at["trigger"], at["clear"]}
	}
	f.admin(http.StatusOK, "POST", path, `{"cpu":70,"memory":75,"disk":95,"storage":60}`)
	got := f.object(f.admin(http.StatusOK, "GET", path, ""))
	for _, c := range []struct {
		section, metric string
		want            [2]any
	}{
		{"guestDefaults", "cpu", [2]any{70.0, 65.0}},
		{"nodeDefaults", "cpu", [2]any{70.0, 65.0}},
		{"guestDefaults", "memory", [2]any{75.0, 70.0}},
		{"guestDefaults", "disk", [2]any{95.0, 90.0}},
		{"storageDefault", "", [2]any{60.0, 55.0}},
		{"nodeDefaults", "temperature", [2]any{80.0, 75.0}},
	} {
		if at := trigger(got, c.section, c.metric); at != c.want {
			t.Errorf("%s.%s: got %v, want %v", c.section, c.metric, at, c.want)
		}
	}
	f.admin(http.StatusOK, "POST", path, `{"guestDefaults":{"cpu":{"trigger":50,"clear":40}}}`)
	if at := trigger(f.object(f.admin(http.StatusOK, "GET", path, "")), "guestDefaults", "cpu"); at != [2]any{50.0, 40.0} {
		t.Errorf("merged: %v", at)
	}
	f.admin(http.StatusBadRequest, "POST", path, `{"enabled":false}`)
	f.admin(http.StatusBadRequest, "POST", path, `{"cpu":{"trigger":10,"clear":20}}`)

	f.admin(http.StatusOK, "POST", path+"/overrides", `{"lab-pve1-101":{"cpu":-1}}`)
	f.admin(http.StatusOK, "POST", path+"/overrides", `{"lab-pve1-102":{"memory":60}}`)
	overrides := f.object(f.admin(http.StatusOK, "GET", path+"/overrides", ""))
	if len(overrides) != 1 || overrides["lab-pve1-102"] == nil {
		t.Errorf("overrides %v", overrides)
	}
	if f.estate.reloads != 4 {
		t.Errorf("%d reloads", f.estate.reloads)
	}
	f.admin(http.StatusOK, "GET", "/api/notifications/alerts?limit=5", "")
	f.admin(http.StatusOK, "POST", "/api/notifications/alerts/clear", "")
}
