package host

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// hold writes run.json as the process at url would.
func hold(t *testing.T, dir, url, secret string) {
	t.Helper()
	content, err := json.Marshal(map[string]any{
		"pid": os.Getpid(), "url": url, "version": "1.0.0", "mode": "foreground", "secret": secret,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "run.json"), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// holder is another process that holds a data folder.
func holder(t *testing.T, answer http.HandlerFunc) (dir string, server *httptest.Server) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/local/session", answer)
	server = httptest.NewServer(mux)
	t.Cleanup(server.Close)
	dir = t.TempDir()
	hold(t, dir, server.URL, "launch-secret")
	return dir, server
}

// session answers the secret of run.json with a token.
func session(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Pulse-Launch") != "launch-secret" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	_, _ = w.Write([]byte(`{"token":"in-memory"}`))
}

func TestJoin_ExchangesTheSecretForAToken(t *testing.T) {
	dir, server := holder(t, session)
	r, err := join(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Connection{URL: server.URL, Token: "in-memory", Mode: "foreground", Version: "1.0.0"}); r.connection() != want {
		t.Errorf("connection = %v, want %v", r.connection(), want)
	}
}

func TestJoin_FailsWithoutTellingTheSecret(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"refused":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) },
		"no token": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{}`)) },
		"not JSON": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`<html>`)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, _ := holder(t, answer)
			_, err := join(t.Context(), dir)
			if err == nil || strings.Contains(err.Error(), "launch-secret") {
				t.Errorf("join = %v, want an error without the secret", err)
			}
		})
	}
}

func TestJoin_FailsWhereNobodySaidHowToReachIt(t *testing.T) {
	if _, err := join(t.Context(), t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("join = %v, want that run.json does not exist", err)
	}
}

func TestNeighbour_IsGoneWhenItStopsListeningOrAnotherTookItsPlace(t *testing.T) {
	for name, end := range map[string]func(dir string, server *httptest.Server){
		"stopped listening": func(_ string, server *httptest.Server) { server.Close() },
		"was followed by another": func(dir string, server *httptest.Server) {
			hold(t, dir, server.URL, "another-secret")
		},
		"removed run.json": func(dir string, _ *httptest.Server) { os.Remove(filepath.Join(dir, "run.json")) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, server := holder(t, session)
			r, err := join(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			if !r.alive(t.Context()) {
				t.Error("gone although nothing changed")
			}
			end(dir, server)
			if r.alive(t.Context()) {
				t.Error("alive although it is gone")
			}
		})
	}
}
