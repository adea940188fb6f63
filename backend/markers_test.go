package backend_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pulse/backend"
	"pulse/backend/api"
	"pulse/backend/config"
	"pulse/backend/logtest"
)

// A marker is a secret that can be found again wherever it turns up.
const (
	markedPassword    = "Marked-password-4711-a"
	markedTypo        = "Marked-typo-4711-b"
	markedEnvToken    = "Marked-environment-token-4711-c"
	markedProxy       = "Marked-proxy-secret-4711-d"
	markedNodeToken   = "Marked-node-token-4711-e"
	markedNodeWord    = "Marked-node-password-4711-f"
	markedHeader      = "Marked-webhook-header-4711-g"
	markedClient      = "Marked-client-secret-4711-h"
	markedQuery       = "Marked-query-token-4711-i"
	markedUnsavedNode = "Marked-unsaved-node-4711-j"
)

func markedEnvironment(name string) (string, bool) {
	value, ok := map[string]string{
		"PULSE_AUTH_USER": "ann", "PULSE_AUTH_PASS": markedPassword, "API_TOKENS": markedEnvToken,
		"PROXY_AUTH_SECRET": markedProxy, "PULSE_AUDIT_LOG": "true", "LOG_LEVEL": "debug",
	}[name]
	return value, ok
}

func TestSecrets_TurnUpNowhere(t *testing.T) {
	dir := t.TempDir()
	said := &logtest.Transcript{}
	c, err := config.Load(markedEnvironment, config.Files{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	hook := receive(t)
	p := launch(t, dir, func(o *backend.Options) {
		o.Config, o.Stdout = c, said
		o.Log = slog.New(slog.NewTextHandler(said, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	made := useEverything(p, said, hook)
	if len(made) != 4 {
		t.Fatalf("only %d secrets were made", len(made))
	}
	secrets := slices.Concat(made, []string{
		markedPassword, markedTypo, markedEnvToken, markedProxy, markedNodeToken, markedNodeWord, markedHeader, markedClient, markedQuery, markedUnsavedNode,
	})
	askEverything(p, said)
	search(t, "an answer or the log", said.String(), secrets)
	searchFolder(t, dir, secrets) // while the program runs: what is not yet moved into the databases, too
	p.stop()
	searchFolder(t, dir, secrets)
	search(t, "the log", said.String(), secrets)
}

// useEverything does what needs secrets, and returns those that the program
// made. The answers that show one for the only time are not kept.
func useEverything(p *program, said *logtest.Transcript, hook *receiver) (made []string) {
	p.tellHere(hook)
	tell := func(method, path string, body any) {
		_, answer, err := p.try(method, path, body)
		if err != nil {
			p.t.Fatal(err)
		}
		_, _ = said.Write(answer) // a buffer takes all
	}
	node := map[string]any{"type": "pve", "name": "dead", "host": "https://127.0.0.1:1", "tokenName": "a@pve!b", "tokenValue": markedNodeToken}
	tell("POST", "/api/config/nodes", node)
	tell("POST", "/api/config/nodes", map[string]any{"type": "pbs", "name": "old", "host": "https://127.0.0.1:1", "user": "root@pam", "password": markedNodeWord})
	tell("PUT", "/api/config/nodes/pve-0", map[string]any{"name": "renamed"})
	tell("POST", "/api/config/nodes/pve-0/test", nil)
	for _, path := range []string{"/api/config/nodes/test-connection", "/api/config/nodes/test-config"} {
		tell("POST", path, map[string]any{"type": "pve", "name": "x", "host": "https://127.0.0.1:1", "tokenName": "a@pve!b", "tokenValue": markedUnsavedNode})
	}
	tell("POST", "/api/config/nodes", map[string]any{"type": "pve", "host": "https://a b", "tokenValue": markedUnsavedNode})
	webhook := map[string]any{"name": "marked", "url": hook.URL + "/hook", "enabled": true, "headers": map[string]string{"Authorization": "Bearer " + markedHeader}}
	tell("POST", "/api/notifications/webhooks", webhook)
	tell("POST", "/api/notifications/webhooks/test", webhook)
	tell("PUT", "/api/security/oidc", map[string]any{"enabled": true, "issuerUrl": "http://127.0.0.1:1", "clientId": "pulse", "redirectUrl": "http://x/y", "clientSecret": markedClient})
	tell("POST", "/api/oidc/login", map[string]any{})
	tell("GET", "/api/state?token="+markedQuery, nil)
	tell("POST", "/api/security/change-password", map[string]any{"currentPassword": markedTypo, "newPassword": markedTypo})
	made = append(made, shownOnce(p, "/api/security/tokens"), shownOnce(p, "/api/system/api-token/generate"))
	return append(made, signIn(p, said)...)
}

func shownOnce(p *program, path string) string {
	token, _ := p.call("POST", path, map[string]any{}, 200).(map[string]any)["token"].(string)
	return token
}

// signIn tries passwords, right and wrong, and returns the cookies.
func signIn(p *program, said *logtest.Transcript) (cookies []string) {
	for _, word := range []string{markedTypo, markedPassword} {
		body, err := json.Marshal(map[string]string{"username": "ann", "password": word})
		if err != nil {
			p.t.Fatal(err)
		}
		res, err := http.Post(p.url+"/api/login", "application/json", bytes.NewReader(body))
		if err != nil {
			p.t.Fatal(err)
		}
		_, _ = io.Copy(said, res.Body)
		_ = res.Body.Close()
		for _, c := range res.Cookies() {
			cookies = append(cookies, c.Value)
		}
	}
	for _, name := range []string{"Authorization", "X-API-Token", "X-Proxy-Secret", "X-Bootstrap-Code", "X-Recovery-Token", "X-CSRF-Token"} {
		req, err := http.NewRequest("GET", p.url+"/api/charts", nil)
		if err != nil {
			p.t.Fatal(err)
		}
		req.Header.Set(name, markedProxy)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			p.t.Fatal(err)
		}
		_, _ = io.Copy(said, res.Body)
		_ = res.Body.Close()
	}
	return cookies
}

// askEverything reads every route that can be read.
func askEverything(p *program, said *logtest.Transcript) {
	for _, route := range api.Routes() {
		if route.Method != "GET" || route.Path == "/ws" {
			continue
		}
		path := regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(route.Path, "pve-0")
		_, answer, err := p.try("GET", path, nil)
		if err != nil {
			p.t.Fatal(err)
		}
		_, _ = said.Write(answer)
	}
}

func search(t *testing.T, where, text string, secrets []string) {
	t.Helper()
	for _, secret := range secrets {
		if len(secret) < 16 {
			t.Errorf("secret %q is too short to be looked for", secret)
		}
		for _, form := range []string{secret, base64.StdEncoding.EncodeToString([]byte(secret)), base64.StdEncoding.EncodeToString([]byte("ann:" + secret))} {
			if at := strings.Index(text, form); at >= 0 {
				t.Errorf("%s holds %q: …%q", where, form, text[max(0, at-200):at])
			}
		}
	}
}

func searchFolder(t *testing.T, dir string, secrets []string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		search(t, filepath.Base(path), string(content), secrets)
		return nil
	})
	if err != nil || files < 4 {
		t.Errorf("%d files were searched: %v", files, err)
	}
}
