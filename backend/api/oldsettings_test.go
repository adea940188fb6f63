package api

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"pulse/backend/auth"
	"pulse/backend/wire"
)

func TestOldSettings_TellWhatIsInForce(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusOK, "POST", "/api/system/settings/update", `{"allowedOrigins":"https://a.lan, https://b.lan","allowEmbedding":true,"listenHost":"127.0.0.1"}`)
	got := decoded[wire.OldSettingsView](t, f.admin(http.StatusOK, "GET", "/api/settings", ""))
	now := got.Current
	if now.Server.Frontend != (wire.OldListener{Port: 7655, Host: "127.0.0.1"}) || now.Server.Backend.Port != 3000 || now.Logging.Level != "info" {
		t.Errorf("server %+v, logging %+v", now.Server, now.Logging)
	}
	if s := now.Security; strings.Join(s.AllowedOrigins, " ") != "https://a.lan https://b.lan" || s.IframeEmbedding != "SAMEORIGIN" || !s.EnableAuthentication || s.APIToken != "" {
		t.Errorf("security %+v", s)
	}
	if got.Defaults.Logging.File != "/opt/pulse/pulse.log" || got.Defaults.Monitoring.MetricsRetentionDays != 7 || got.Capabilities.CanRestart || !got.Capabilities.RequiresRestart {
		t.Errorf("defaults %+v, capabilities %+v", got.Defaults, got.Capabilities)
	}
}

func TestOldSettings_ChangeOnlyWhatIsGivenAndDiffers(t *testing.T) {
	f := newFixture(t, withAccount(t))
	port := freePort(t)
	body := fmt.Sprintf(`{"settings":{"server":{"frontend":{"port":%d}},"logging":{"level":"debug"},"security":{"allowedOrigins":["https://a.lan"],"iframeEmbedding":"SAMEORIGIN"}}}`, port)
	got := decoded[wire.OldSettingsSaved](t, f.admin(http.StatusOK, "POST", "/api/settings/update", body))
	if !got.Success || !got.RequiresRestart || got.Restarting || got.Message != "Settings saved" {
		t.Errorf("answer %+v", got)
	}
	system, err := f.store.System(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if system.ListenPort != port || system.AllowedOrigins != "https://a.lan" || !system.AllowEmbedding || system.ListenHost != "" || system.BackendPort != 3000 {
		t.Errorf("stored %+v", system)
	}
	if system.LogLevel != "info" {
		t.Errorf("what the environment fixes was changed to %q", system.LogLevel)
	}
	if f.estate.reloads != 1 {
		t.Errorf("%d reloads", f.estate.reloads)
	}
}

func TestOldSettings_CanBeSentBackAsTheyAre(t *testing.T) {
	f := newFixture(t, auth.Environment{}) // an address in the network would need an account
	view := f.object(f.admin(http.StatusOK, "GET", "/api/settings", ""))
	before, err := f.store.System(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]any{"settings": view["current"]})
	if err != nil {
		t.Fatal(err)
	}
	got := decoded[wire.OldSettingsSaved](t, f.admin(http.StatusOK, "POST", "/api/settings/update", string(body)))
	after, err := f.store.System(t.Context())
	if err != nil || after != before || got.Message != "Settings saved" {
		t.Errorf("%v, %q: %+v, want %+v", err, got.Message, after, before)
	}
}

func TestOldSettings_SayWhatTheyDoNotChangeAndWhatIsRisky(t *testing.T) {
	f := newFixture(t, withAccount(t))
	got := decoded[wire.OldSettingsSaved](t, f.admin(http.StatusOK, "POST", "/api/settings/update",
		`{"settings":{"monitoring":{"pollingInterval":3000},"security":{"enableAuthentication":false,"apiToken":"x","allowedOrigins":["*"]}}}`))
	for _, want := range []string{"are not changed here", "every website"} {
		if !strings.Contains(got.Message, want) {
			t.Errorf("message %q does not say %q", got.Message, want)
		}
	}
	if f.call("GET", "/api/config", "").Code != http.StatusUnauthorized {
		t.Error("authentication was switched off")
	}
}

func TestOldSettings_AreRefusedWithTheirReason(t *testing.T) {
	f := newFixture(t, withAccount(t))
	cases := []struct{ body, reason string }{
		{``, "empty"},
		{`[]`, "wrong type"},
		{`{}`, "settings is required"},
		{`{"settings":null,"restartNow":true}`, "settings is required"},
		{`{"settings":[]}`, "must be an object"},
		{`{"settings":{"server":{"frontend":{"port":"x"}}}}`, "whole number"},
		{`{"settings":{"server":{"frontend":{"port":0}}}}`, "server.frontend.port"},
		{`{"settings":{"server":{"backend":{"port":65536}}}}`, "server.backend.port"},
		{`{"settings":{"server":{"backend":{"port":7655}}}}`, "another port"},
		{`{"settings":{"server":{"frontend":{"host":"http://x"}}}}`, "server.frontend.host"},
		{`{"settings":{"monitoring":{"pollingInterval":999}}}`, "pollingInterval"},
		{`{"settings":{"monitoring":{"backupPollingCycles":0}}}`, "backupPollingCycles"},
		{`{"settings":{"logging":{"level":"loud"}}}`, "logging.level"},
		{`{"settings":{"security":{"iframeEmbedding":"ALL"}}}`, "iframeEmbedding"},
		{`{"settings":{"security":{"allowedOrigins":["nonsense"]}}}`, "allowedOrigins"},
		{`{"ui":[]}`, "ui must be an object"},
	}
	for _, c := range cases {
		for _, path := range []string{"/api/settings/update", "/api/settings/validate"} {
			got := f.object(f.admin(http.StatusBadRequest, "POST", path, c.body))["error"]
			if told, _ := got.(string); !strings.Contains(told, c.reason) {
				t.Errorf("%s %s: %v, want %q", path, c.body, got, c.reason)
			}
		}
	}
}

func TestOldSettings_RefuseAPortThatOthersListenOn(t *testing.T) {
	f := newFixture(t, withAccount(t))
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for _, door := range []string{"backend", "frontend"} {
		body := fmt.Sprintf(`{"settings":{"server":{%q:{"host":"127.0.0.1","port":%d}}}}`, door, portOf(other))
		f.admin(http.StatusConflict, "POST", "/api/settings/update", body)
		f.admin(http.StatusConflict, "POST", "/api/settings/validate", body)
	}
}

func TestOldSettings_RefuseSuchAPortAlsoWhereTheEnvironmentDecides(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.fixed["listenPort"], f.fixed["listenHost"] = true, true
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	body := fmt.Sprintf(`{"settings":{"server":{"frontend":{"host":"127.0.0.1","port":%d}}}}`, portOf(other))
	f.admin(http.StatusConflict, "POST", "/api/settings/validate", body)
	f.admin(http.StatusConflict, "POST", "/api/settings/update", body)
	body = fmt.Sprintf(`{"settings":{"server":{"frontend":{"host":"127.0.0.1","port":%d}}}}`, freePort(t))
	f.admin(http.StatusOK, "POST", "/api/settings/update", body)
	if system, err := f.store.System(t.Context()); err != nil || system.ListenPort != 7655 {
		t.Errorf("stored port %d, %v", system.ListenPort, err)
	}
}

func TestOldSettings_DoNotOpenTheNetworkBeforeThereIsAnAccount(t *testing.T) {
	f := newFixture(t, auth.Environment{})
	const body = `{"settings":{"server":{"frontend":{"host":"0.0.0.0"}}}}`
	f.admin(http.StatusConflict, "POST", "/api/settings/validate", body)
	f.admin(http.StatusConflict, "POST", "/api/settings/update", body)
}

func TestOldSettings_AreLeftAloneByAValidation(t *testing.T) {
	f := newFixture(t, withAccount(t))
	const change = `"settings":{"security":{"allowedOrigins":["https://a.lan"]}},"ui":{"theme":"dark"}`
	for path, body := range map[string]string{"/api/settings/validate": `{` + change + `}`, "/api/settings/update": `{` + change + `,"validateOnly":true}`} {
		got := decoded[wire.OldSettingsValid](t, f.admin(http.StatusOK, "POST", path, body))
		if !got.Valid || got.Message == "" {
			t.Errorf("%s: %+v", path, got)
		}
	}
	view := decoded[wire.OldSettingsView](t, f.admin(http.StatusOK, "GET", "/api/settings", ""))
	if len(view.Current.Security.AllowedOrigins) != 0 || view.UI != nil || f.estate.reloads != 0 {
		t.Errorf("changed: %+v, ui %s, %d reloads", view.Current.Security, view.UI, f.estate.reloads)
	}
}

func TestOldSettings_KeepWhatClientsStore(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusOK, "POST", "/api/settings/update", `{"ui":{"theme":"dark","columns":[1,2]}}`)
	f.admin(http.StatusOK, "POST", "/api/settings/update", `{"settings":{},"ui":null}`)
	if got := decoded[wire.OldSettingsView](t, f.admin(http.StatusOK, "GET", "/api/settings", "")); string(got.UI) != `{"theme":"dark","columns":[1,2]}` {
		t.Errorf("ui %s", got.UI)
	}
	f.admin(http.StatusRequestEntityTooLarge, "POST", "/api/settings/update", `{"ui":{"x":"`+strings.Repeat("y", 16<<10)+`"}}`)
}

func TestSettings_WarnWhenEveryWebsiteIsLetIn(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for i, want := range []bool{true, false} { // the second time nothing changes
		got := decoded[wire.Success](t, f.admin(http.StatusOK, "POST", "/api/system/settings/update", `{"allowedOrigins":"*"}`))
		if !got.Success || strings.Contains(got.Message, "every website") != want {
			t.Errorf("call %d: %+v", i, got)
		}
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return portOf(l)
}

func portOf(l net.Listener) int {
	at, _ := l.Addr().(*net.TCPAddr)
	return at.Port
}
