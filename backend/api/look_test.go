package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pulse/backend/wire"
)

func (f *fixture) look(host string) wire.NodeLook {
	f.t.Helper()
	return decoded[wire.NodeLook](f.t, f.admin(http.StatusOK, "POST", "/api/config/nodes/look", `{"type":"pve","host":"`+host+`"}`))
}

func TestLook_TellsWhyNobodyIsThere(t *testing.T) {
	f := newFixture(t, withAccount(t))
	got := f.look("dead") // the made-up kind shows a certificate all the same
	if !got.Reachable || got.Fingerprint != "AA:BB" || got.Trusted || !got.Encrypted {
		t.Errorf("certificate without access: %+v", got)
	}
	if got := f.look("http://127.0.0.1:1"); got.Reachable || !strings.Contains(got.Message, "Check address and port") {
		t.Errorf("closed port: %+v", got)
	}
	f.admin(http.StatusBadRequest, "POST", "/api/config/nodes/look", `{"type":"pve","host":"a b"}`)
	f.admin(http.StatusBadRequest, "POST", "/api/config/nodes/look", `{"type":"vax","host":"a"}`)
}

func TestLook_DoesNotAskAnEncryptingServerInClear(t *testing.T) {
	f := newFixture(t, withAccount(t))
	answer := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	secure, plain := httptest.NewTLSServer(answer), httptest.NewServer(answer)
	defer secure.Close()
	defer plain.Close()
	got := f.look(strings.Replace(secure.URL, "https:", "http:", 1))
	if got.Reachable || !strings.Contains(got.Message, "with https") {
		t.Errorf("encrypting server: %+v", got)
	}
	if got := f.look(plain.URL); !got.Reachable || got.Encrypted || got.Fingerprint != "" {
		t.Errorf("server in clear: %+v", got)
	}
}

func TestLook_NamesTheConnectionThatWatchesAnAddress(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", `{"type":"pve","name":"lab","host":"dead","user":"a@pam","password":"b"}`)
	if got := f.look("https://DEAD:8006"); got.WatchedAs != "lab" || !strings.HasPrefix(got.WatchedID, "pve-") {
		t.Errorf("same address: %+v", got)
	}
	if got := f.look("dead2"); got.WatchedAs != "" {
		t.Errorf("another address: %+v", got)
	}
}
