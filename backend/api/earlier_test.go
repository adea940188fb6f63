package api

import (
	"net/http"
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
