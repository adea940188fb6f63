package backend_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"pulse/backend"
	"pulse/backend/config"
	"pulse/backend/discovery"
	"pulse/backend/source/pve/pvetest"
)

// fast is a rhythm in which seconds become milliseconds.
var fast = backend.Rhythm{
	Pulse: 50 * time.Millisecond, Confirm: 50 * time.Millisecond, Tick: 50 * time.Millisecond,
	Settle: 10 * time.Millisecond, Grouping: -1, Retry: 50 * time.Millisecond, PerMinute: -1,
}

// patience is how long a test waits for something that is certain to come.
const patience = time.Minute

// program is a running backend as its clients see it.
type program struct {
	t     *testing.T
	url   string
	token string
	stop  func() // ends it and waits
}

// launch runs a backend on a data folder until the test ends or stop is called.
func launch(t *testing.T, dir string, change func(*backend.Options)) *program {
	t.Helper()
	o := options(t, dir)
	if change != nil {
		change(&o)
	}
	b, err := backend.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	<-b.Ready()
	return &program{t, b.URL(), b.LaunchToken(), stop}
}

func options(t *testing.T, dir string) backend.Options {
	t.Helper()
	o, err := newOptions(dir)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func newOptions(dir string) (backend.Options, error) {
	empty := func(string) (string, bool) { return "", false }
	c, err := config.Load(empty, config.Files{DataDir: dir})
	log := slog.New(slog.DiscardHandler)
	if os.Getenv("PULSE_TEST_LOG") != "" {
		log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	return backend.Options{
		DataDir: dir, Host: "127.0.0.1", Port: -1, Mode: "foreground", Version: "test", Config: c, Rhythm: fast, Log: log,
		Interfaces: func() ([]discovery.Interface, error) { return nil, nil }, // no network but loopback
	}, err
}

// call makes a request as an administrator, demands a status and decodes the answer.
func (p *program) call(method, path string, body any, status int) any {
	p.t.Helper()
	code, answer, err := p.try(method, path, body)
	if err != nil {
		p.t.Fatalf("%s %s: %v", method, path, err)
	}
	if code != status {
		p.t.Fatalf("%s %s: status %d, want %d: %s", method, path, code, status, answer)
	}
	var decoded any
	_ = json.Unmarshal(answer, &decoded) // some answers are text
	return decoded
}

func (p *program) try(method, path string, body any) (int, []byte, error) {
	var content io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		content = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, p.url+path, content)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	return res.StatusCode, answer, err
}

// rows returns a collection of the state by id.
func (p *program) rows(collection string) map[string]map[string]any {
	p.t.Helper()
	state := p.call("GET", "/api/state", nil, 200).(map[string]any)
	rows := map[string]map[string]any{}
	for _, row := range state[collection].([]any) {
		r := row.(map[string]any)
		rows[r["id"].(string)] = r
	}
	return rows
}

// onlyLong skips a test that takes too long for every change.
func onlyLong(t *testing.T) {
	t.Helper()
	if os.Getenv("PULSE_LONG") == "" {
		t.Skip("PULSE_LONG is not set: this runs with make test-long")
	}
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("never happened: %s", what)
		}
		time.Sleep(5 * time.Millisecond) // asking again, not waiting for a time
	}
}

// cluster serves a simulated cluster on loopback and describes it as a person
// would type it in.
func cluster(t *testing.T, o pvetest.Options) (*pvetest.Cluster, map[string]any) {
	t.Helper()
	c := pvetest.New(o)
	servers, err := c.Listen("127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = servers.Close() })
	return c, map[string]any{
		"type": "pve", "name": "lab", "host": servers.URL(c.Nodes()[0]), "tokenName": pvetest.Token,
		"tokenValue": pvetest.Secret, "verifySSL": false,
	}
}

// receiver is a webhook's other side. It remembers what came.
type receiver struct {
	*httptest.Server
	mu      sync.Mutex
	notices []received
	answer  int
}

type received struct {
	Key    string
	Event  string `json:"event"`
	ID     string `json:"noticeId"`
	Alerts []struct {
		ID        string    `json:"id"`
		StartTime time.Time `json:"startTime"`
	} `json:"alerts"`
}

func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{answer: http.StatusOK}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		n := received{}
		if err := json.Unmarshal(body, &n); err != nil {
			t.Errorf("webhook body %q: %v", body, err)
		}
		n.Key = req.Header.Get("Idempotency-Key")
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.answer < 300 {
			r.notices = append(r.notices, n)
		}
		w.WriteHeader(r.answer)
	}))
	t.Cleanup(r.Close)
	return r
}

// told counts the notices about an event of an alert.
func (r *receiver) told(event, alertID string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	count := 0
	for _, n := range r.notices {
		for _, a := range n.Alerts {
			if n.Event == event && a.ID == alertID {
				count++
			}
		}
	}
	return count
}

// tellHere makes a program send its notices to a receiver of this machine.
func (p *program) tellHere(r *receiver) {
	p.t.Helper()
	p.call("POST", "/api/system/settings/update", map[string]any{"allowLoopbackWebhooks": true}, 200)
	p.call("POST", "/api/notifications/webhooks", map[string]any{
		"name": "test", "url": r.URL + "/hook", "enabled": true, "notifyOnResolve": true,
	}, 200)
}

func small(vms int) pvetest.Options {
	o := pvetest.Options{Name: "lab", Steady: true, Nodes: []pvetest.Node{{Name: "pve1"}, {Name: "pve2"}}}
	for i := range vms {
		o.Guests = append(o.Guests, pvetest.NewMachine(1, 100+i, fmt.Sprintf("pve%d", i%2+1)))
	}
	o.Nodes = append([]pvetest.Node(nil), o.Nodes...)
	pvetest.Fit(o.Nodes, o.Guests)
	return o
}

func hasPrefix(rows map[string]map[string]any, prefix string) bool {
	for id := range rows {
		if strings.HasPrefix(id, prefix) {
			return true
		}
	}
	return false
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}
