package api

import (
	"net/http"
	"strings"
	"testing"

	"pulse/backend/settings"
	"pulse/backend/wire"
)

func TestThresholds_OfEarlierClients(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusOK, "POST", "/api/notifications/thresholds", `{"cpu":70,"storage":91,"nodeDefaults":{"cpu":{"trigger":60,"clear":40}}}`)
	got := f.object(f.admin(http.StatusOK, "GET", "/api/notifications/thresholds", ""))
	if len(got) != 5 {
		t.Errorf("members %v, want five", got)
	}
	config, err := f.store.Alerts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if *config.GuestDefaults.CPU != (settings.Hysteresis{Trigger: 70, Clear: 65}) || *config.NodeDefaults.CPU != (settings.Hysteresis{Trigger: 60, Clear: 40}) ||
		config.StorageDefault != (settings.Hysteresis{Trigger: 91, Clear: 86}) || config.GuestDefaults.Memory.Trigger != 85 {
		t.Errorf("stored %+v %+v %+v", config.GuestDefaults.CPU, config.NodeDefaults.CPU, config.StorageDefault)
	}
	for _, body := range []string{`{"ram":80}`, `[]`, `{"cpu":"x"}`, `{"guestDefaults":7}`} {
		f.admin(http.StatusBadRequest, "POST", "/api/notifications/thresholds", body)
	}
}

func TestOverrides_OfEarlierClientsAreReplacedAsAWhole(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for _, body := range []string{`{"a":{"cpu":70},"b":{"disabled":true}}`, `{"c":{"memory":{"trigger":-1,"clear":0}}}`} {
		f.admin(http.StatusOK, "POST", "/api/notifications/thresholds/overrides", body)
	}
	got := f.admin(http.StatusOK, "GET", "/api/notifications/thresholds/overrides", "").Body.String()
	if want := `{"c":{"memory":{"trigger":-1,"clear":0}}}` + "\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	f.admin(http.StatusBadRequest, "POST", "/api/notifications/thresholds/overrides", `[]`)
	f.admin(http.StatusOK, "POST", "/api/notifications/thresholds/overrides", `null`)
	if got := f.admin(http.StatusOK, "GET", "/api/notifications/thresholds/overrides", "").Body.String(); got != "{}\n" {
		t.Errorf("after null: %s", got)
	}
}

func TestAlertHistory_OfEarlierClients(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if got := f.admin(http.StatusOK, "GET", "/api/notifications/alerts?limit=5", "").Body.String(); got != "[]\n" {
		t.Errorf("history %s", got)
	}
	f.admin(http.StatusBadRequest, "GET", "/api/notifications/alerts?limit=-1", "")
	got := decoded[wire.Status](t, f.admin(http.StatusOK, "POST", "/api/notifications/alerts/clear", ""))
	if got.Status != "success" || got.Message == "" {
		t.Errorf("cleared %+v", got)
	}
}

func TestBodies_ThatAreNoObjectChangeNothing(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", cluster)
	for _, route := range []string{
		"PUT /api/config/nodes/pve-0", "POST /api/config/nodes", "POST /api/system/settings/update", "PUT /api/config/system",
		"POST /api/system/mock-mode", "POST /api/settings/update", "PUT /api/guests/metadata/a", "PUT /api/alerts/config",
	} {
		method, path, _ := strings.Cut(route, " ")
		for _, body := range []string{``, `null`, ` null `, `[]`, `"x"`, `5`, `{`} {
			f.admin(http.StatusBadRequest, method, path, body)
		}
	}
}

func TestBodies_OfRoutesThatNeedNoneMayBeNull(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for _, body := range []string{``, `null`, `{}`} {
		f.admin(http.StatusOK, "POST", "/api/security/tokens", body)
	}
	f.admin(http.StatusBadRequest, "POST", "/api/security/tokens", `[]`)
}

func TestSettings_RefuseWhatCannotBeMeant(t *testing.T) {
	f := newFixture(t, withAccount(t))
	before := f.admin(http.StatusOK, "GET", "/api/system/settings", "").Body.String()
	for body, words := range map[string]string{
		`{"pbsPollingInterval":null}`:           "pbsPollingInterval must have a value, not null",
		`{"theme":"dark","updateChannel":null}`: "updateChannel must have a value, not null",
		`{"historyRetention":{"2m":"30d"}}`:     `it has no member \"2m\"`,
		`{"historyRetention":"30d"}`:            "it must be an object",
	} {
		if got := f.admin(http.StatusBadRequest, "POST", "/api/system/settings/update", body).Body.String(); !strings.Contains(got, words) {
			t.Errorf("%s: %s", body, got)
		}
	}
	f.admin(http.StatusOK, "POST", "/api/system/settings/update", `{"ofTomorrow":null,"backendPort":null,"logLevel":null}`)
	if after := f.admin(http.StatusOK, "GET", "/api/system/settings", "").Body.String(); after != before {
		t.Errorf("changed to %s", after)
	}
}
