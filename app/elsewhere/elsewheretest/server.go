// Package elsewheretest runs a whole Pulse as it runs on another machine, for
// tests: with TLS, a certificate of its own, and an account.
package elsewheretest

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"pulse/backend"
	"pulse/backend/config"
)

// The account of every server.
const (
	User     = "admin"
	Password = "correct horse battery"
)

// Server is a Pulse elsewhere.
type Server struct {
	URL         string
	Fingerprint string // of its certificate; empty for plain http

	dir  string
	env  map[string]string
	port int
	stop func()
}

// Start runs a server with TLS until the test ends.
func Start(t *testing.T) *Server {
	t.Helper()
	s := prepare(t)
	s.NewCertificate(t)
	s.env["HTTPS_ENABLED"] = "true"
	s.addAccount(t)
	s.Begin(t)
	return s
}

// StartPlain runs one that does not encrypt.
func StartPlain(t *testing.T) *Server {
	t.Helper()
	s := prepare(t)
	s.addAccount(t)
	s.Begin(t)
	return s
}

// StartOpen runs one that asks nobody for a sign-in.
func StartOpen(t *testing.T) *Server {
	t.Helper()
	s := prepare(t)
	s.env["DISABLE_AUTH"] = "true"
	s.Begin(t)
	return s
}

func prepare(t *testing.T) *Server {
	t.Helper()
	s := &Server{dir: t.TempDir(), port: -1, stop: func() {}}
	s.env = map[string]string{"PULSE_DATA_DIR": s.dir, "DISCOVERY_ENABLED": "false"}
	t.Cleanup(func() { s.stop() })
	return s
}

// NewCertificate gives it another certificate, from its next begin on.
func (s *Server) NewCertificate(t *testing.T) {
	t.Helper()
	cert, key := filepath.Join(s.dir, "cert.pem"), filepath.Join(s.dir, "key.pem")
	s.Fingerprint = writeCertificate(t, cert, key)
	s.env["TLS_CERT_FILE"], s.env["TLS_KEY_FILE"] = cert, key
}

// Begin runs it, at the same address every time.
func (s *Server) Begin(t *testing.T) {
	t.Helper()
	c, err := config.Load(func(name string) (string, bool) { v, ok := s.env[name]; return v, ok }, config.Files{DataDir: s.dir})
	if err != nil {
		t.Fatal(err)
	}
	b, err := backend.New(backend.Options{
		DataDir: s.dir, Host: "127.0.0.1", Port: s.port, Mode: "foreground", Version: "4.24.0", Config: c,
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background()) //nolint:usetesting // ends after the test's own context
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	s.stop = func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		s.stop = func() {}
	}
	<-b.Ready()
	s.URL = b.URL()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.port, _ = strconv.Atoi(u.Port())
}

// End stops it, as when its machine is switched off.
func (s *Server) End() { s.stop() }

// addAccount gives it the account, by a hash that costs little.
func (s *Server) addAccount(t *testing.T) {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(Password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	s.env["PULSE_AUTH_USER"], s.env["PULSE_AUTH_PASS"] = User, string(hash)
}

// Token is one of its API tokens.
type Token struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Tokens lists its API tokens.
func (s *Server) Tokens(t *testing.T) []Token {
	t.Helper()
	var answer struct{ Tokens []Token }
	s.Call(t, http.MethodGet, "/api/security/tokens", nil, &answer)
	return answer.Tokens
}

// RevokeAll deletes its API tokens, as somebody may do there.
func (s *Server) RevokeAll(t *testing.T) {
	t.Helper()
	for _, token := range s.Tokens(t) {
		s.Call(t, http.MethodDelete, "/api/security/tokens/"+token.ID, nil, nil)
	}
}

// Call asks it for something with its account.
func (s *Server) Call(t *testing.T, method, path string, in, out any) {
	t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(User, Password)
	req.Header.Set("Content-Type", "application/json")
	client := http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true, //nolint:gosec // which certificate it shows is what is tested
	}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= http.StatusMultipleChoices {
		t.Fatalf("%s %s: %s %s %v", method, path, resp.Status, answer, err)
	}
	if out != nil && json.Unmarshal(answer, out) != nil {
		t.Fatalf("%s %s: %s", method, path, answer)
	}
}
