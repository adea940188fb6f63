package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"pulse/backend/auth"
	"pulse/backend/notify"
	"pulse/backend/source"
	"pulse/backend/store"
	"pulse/backend/transfer"
	"pulse/backend/wire"
)

func newTransfer(db *store.Store, dir string, log *slog.Logger, now func() time.Time) *transfer.Service {
	return transfer.New(transfer.Options{
		Store: db, Dir: dir, Log: log, Now: now, Sources: []source.Kind{madeUpKind()}, Channels: []notify.Kind{{Name: "webhook", Open: openHook}},
	})
}

const longWord = "a long passphrase"

// exported is an export with a connection in it.
func (f *fixture) exported(format string) string {
	f.t.Helper()
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", `{"type":"pve","name":"lab","host":"https://10.0.0.9:8006","tokenName":"a@pve!b","tokenValue":"marked-value"}`)
	out := decoded[wire.Export](f.t, f.admin(http.StatusOK, "POST", "/api/config/export", `{"passphrase":"`+longWord+`","format":"`+format+`","includeCredentials":true}`))
	if out.Status != "success" || strings.Contains(out.Data, "marked-value") {
		f.t.Fatalf("export %+v", out)
	}
	return out.Data
}

func importOf(data, passphrase string) string {
	text, err := json.Marshal(wire.ImportInput{Data: data, Passphrase: passphrase})
	if err != nil {
		panic(err)
	}
	return string(text)
}

func TestImport_OfAnExportFromElsewhereTakesEffect(t *testing.T) {
	for _, format := range []string{"", "published", "strong"} {
		data := newFixture(t, withAccount(t)).exported(format)
		f := newFixture(t, withAccount(t))
		seen := decoded[importDone](t, f.admin(http.StatusOK, "POST", "/api/config/import/preview", importOf(data, longWord)))
		if len(seen.Changes.Connections.Added) != 1 || f.estate.reloads != 0 {
			t.Errorf("%q: preview %+v, reloads %d", format, seen, f.estate.reloads)
		}
		done := decoded[importDone](t, f.admin(http.StatusOK, "POST", "/api/config/import", importOf(data, longWord)))
		if done.Status.Status != "success" || done.Message == "" || f.estate.reloads != 1 {
			t.Errorf("%q: import %+v, reloads %d", format, done, f.estate.reloads)
		}
		if nodes := decoded[[]wire.ConfigNode](t, f.admin(http.StatusOK, "GET", "/api/config/nodes", "")); len(nodes) != 1 || nodes[0].Name != "lab" || !nodes[0].HasToken {
			t.Errorf("%q: nodes %+v", format, nodes)
		}
	}
}

func TestImport_SaysWhatIsWrong(t *testing.T) {
	f := newFixture(t, withAccount(t))
	data := f.exported("")
	cases := []struct {
		path, body string
		status     int
		says       string
	}{
		{"/api/config/export", `{`, 400, "Invalid request body"},
		{"/api/config/export", `{}`, 400, "Passphrase is required"},
		{"/api/config/export", `{"passphrase":"elevenchars"}`, 400, "at least 12"},
		{"/api/config/export", `{"passphrase":"` + longWord + `","format":"rot13"}`, 400, "format"},
		{"/api/config/import", `{`, 400, "Invalid request body"},
		{"/api/config/import", `{"passphrase":"x"}`, 400, "Import data is required"},
		{"/api/config/import", importOf(data, ""), 400, "Passphrase is required"},
		{"/api/config/import", importOf(data, "wrong"), 400, "Failed to import configuration: the passphrase is wrong"},
		{"/api/config/import/preview", importOf(data[:len(data)-8], longWord), 400, "Failed to import configuration"},
		{"/api/config/import", importOf(strings.Repeat("A", transfer.MaxSize), longWord), 413, "10 MiB"},
	}
	for _, c := range cases {
		if w := f.admin(c.status, "POST", c.path, c.body); !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: got %s, want %q", c.path, w.Body, c.says)
		}
	}
	f.estate.mode.Enabled = true
	f.admin(http.StatusForbidden, "POST", "/api/config/import", importOf(data, longWord))
	if strings.Contains(f.log.String(), "marked-value") || strings.Contains(f.log.String(), longWord) {
		t.Error("the log holds a secret")
	}
}

func TestExport_WithoutACredentialIsForThisMachineOnly(t *testing.T) {
	body := `{"passphrase":"` + longWord + `"}`
	cases := []struct {
		name   string
		env    auth.Environment
		who    func(*http.Request)
		status int
	}{
		{"unconfigured, here", auth.Environment{}, local, 200},
		{"unconfigured, network", auth.Environment{}, func(*http.Request) {}, 401},
		{"unconfigured, network, variable", auth.Environment{OpenExport: true}, func(*http.Request) {}, 200},
		{"unconfigured, forged", auth.Environment{}, func(r *http.Request) { local(r); r.Header.Set("X-Forwarded-For", "127.0.0.1") }, 401},
		{"open set-up, network", auth.Environment{OpenSetup: true}, func(*http.Request) {}, 403},
		{"disabled, network", auth.Environment{DisableAuth: true}, func(*http.Request) {}, 403},
		{"disabled, here", auth.Environment{DisableAuth: true}, local, 200},
		{"disabled, network, variable", auth.Environment{DisableAuth: true, OpenExport: true}, func(*http.Request) {}, 200},
		{"account, variable, network", auth.Environment{User: "ann", Password: "secret word", OpenExport: true}, func(*http.Request) {}, 401},
	}
	for _, c := range cases {
		f := newFixture(t, c.env)
		if w := f.call("POST", "/api/config/export", body, c.who); w.Code != c.status {
			t.Errorf("%s: got %d %s, want %d", c.name, w.Code, w.Body, c.status)
		}
	}
}

func TestTransfer_HasItsReportAndItsLimit(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if report := f.object(f.admin(http.StatusOK, "GET", "/api/config/take-over", "")); len(report["taken"].([]any)) != 0 || report["from"] != nil {
		t.Errorf("report %v", report)
	}
	if w := f.admin(http.StatusNotFound, "GET", "/api/export", ""); !strings.Contains(w.Body.String(), "POST /api/config/export") {
		t.Errorf("got %s", w.Body)
	}
	for range 5 {
		f.call("POST", "/api/config/export", `{}`, asAdmin)
	}
	if w := f.call("POST", "/api/config/import", `{}`, asAdmin); w.Code != http.StatusTooManyRequests {
		t.Errorf("after five calls: %d", w.Code)
	}
}
