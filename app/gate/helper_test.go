package gate_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"pulse/app/gate"
	"pulse/app/prefs"
	"pulse/backend"
)

const origin = "wails://wails"

// opened is a gate that runs until the test ends.
type opened struct {
	*gate.Gate
	dataDir string
	ended   chan error
	end     context.CancelFunc
}

// open opens a gate; it leads nowhere yet.
func open(t *testing.T) *opened {
	t.Helper()
	o := &opened{dataDir: t.TempDir(), ended: make(chan error, 1)}
	var err error
	o.Gate, err = gate.New(t.Context(), options(o.dataDir))
	if err != nil {
		t.Fatal(err)
	}
	var ctx context.Context
	ctx, o.end = context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		o.ended <- o.Run(ctx)
	}()
	<-o.Ready()
	t.Cleanup(func() { o.end(); <-done })
	return o
}

func options(dataDir string) gate.Options {
	return gate.Options{DataDir: dataDir, Mode: "window", Version: "dev", Origins: []string{origin}, Log: slog.New(slog.DiscardHandler)}
}

// to is a gate that leads to a server with a token.
func to(t *testing.T, p prefs.Pulse, token string) *opened {
	t.Helper()
	g := open(t)
	p.ID, p.Name = "n1", "nas.lan"
	g.Use(gate.Access{Pulse: p, Token: token})
	return g
}

// ask asks the gate as the window's page does.
func (o *opened) ask(t *testing.T, method, path string, body io.Reader, change ...func(*http.Request)) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, o.URL()+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+o.LaunchToken())
	req.Header.Set("Origin", origin)
	for _, c := range change {
		c(req)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(answer)
}

// want fails the test unless a path is answered with a status and a code.
func (o *opened) want(t *testing.T, path string, status int, code string) {
	t.Helper()
	resp, body := o.ask(t, http.MethodGet, path, http.NoBody)
	var said struct{ Code string }
	_ = json.Unmarshal([]byte(body), &said)
	if resp.StatusCode != status || said.Code != code {
		t.Errorf("%s: %s %s, want %d %q", path, resp.Status, body, status, code)
	}
}

// trouble is what the gate tells about the Pulse that it leads to.
func (o *opened) state(t *testing.T) (s gate.State) {
	t.Helper()
	_, body := o.ask(t, http.MethodGet, "/api/local/elsewhere", http.NoBody)
	if err := json.Unmarshal([]byte(body), &s); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return s
}

// listen opens the live feed as the page does.
func (o *opened) listen(t *testing.T) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{"pulse.delta.v1", "token." + o.LaunchToken()}}
	conn, answer, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(o.URL(), "http")+"/ws", http.Header{"Origin": {origin}})
	if answer != nil {
		answer.Body.Close()
	}
	if err == nil {
		t.Cleanup(func() { conn.Close() })
	}
	return conn, answer, err
}

// local calls the gate with the secret of run.json.
func (o *opened) local(t *testing.T, path string) *http.Response {
	t.Helper()
	info, err := backend.ReadHost(gate.Folder(o.dataDir))
	if err != nil {
		t.Fatal(err)
	}
	resp, _ := o.ask(t, http.MethodPost, path, http.NoBody, func(r *http.Request) {
		r.Header.Del("Authorization")
		r.Header.Set("X-Pulse-Launch", info.Secret)
	})
	return resp
}

// cancelled is a context that has ended.
func cancelled(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
