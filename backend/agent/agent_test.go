package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/wire"
)

// pulse is a server that agents report to.
type pulse struct {
	mu      sync.Mutex
	reports []map[string]any
	headers http.Header
	acks    []string // path and body
	answer  string
	status  []int // of the next answers; 200 when empty
}

func (p *pulse) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	if strings.HasSuffix(r.URL.Path, "/ack") {
		p.acks = append(p.acks, r.URL.Path+" "+string(body))
		return
	}
	var report map[string]any
	_ = json.Unmarshal(body, &report)
	p.reports, p.headers = append(p.reports, report), r.Header
	if len(p.status) > 0 {
		w.WriteHeader(p.status[0])
		p.status = p.status[1:]
		return
	}
	_, _ = io.WriteString(w, p.answer)
}

func (p *pulse) start(t *testing.T) *server {
	t.Helper()
	listening := httptest.NewServer(p)
	t.Cleanup(listening.Close)
	s := newServer(target{url: listening.URL, token: "t0ken"})
	s.pause = time.Millisecond
	t.Cleanup(s.close)
	return s
}

func agentFor(log io.Writer, servers ...*server) *agent {
	return &agent{
		config: config{interval: time.Hour}, servers: servers, log: slog.New(slog.NewTextHandler(log, nil)),
		read: func(context.Context) (*wire.DockerReport, error) {
			return &wire.DockerReport{Agent: wire.DockerAgent{ID: "key-1"}, Containers: []wire.ReportContainer{}}, nil
		},
		retire: func(context.Context) error { return nil },
	}
}

func TestTurn_ReportsToEveryServerWithItsToken(t *testing.T) {
	a, b := &pulse{}, &pulse{}
	agentFor(io.Discard, a.start(t), b.start(t)).turn(t.Context())
	for _, p := range []*pulse{a, b} {
		if len(p.reports) != 1 || p.headers.Get("X-API-Token") != "t0ken" || p.headers.Get("Authorization") != "Bearer t0ken" ||
			p.headers.Get("Content-Type") != "application/json" || p.headers.Get("User-Agent") != "pulse-docker-agent/dev" {
			t.Errorf("%d reports, headers %v", len(p.reports), p.headers)
		}
	}
}

func TestTurn_TriesAgainWhereThatMayHelp(t *testing.T) {
	ill, refusing := &pulse{status: []int{503, 502}}, &pulse{status: []int{400, 400, 400}}
	agentFor(io.Discard, ill.start(t), refusing.start(t)).turn(t.Context())
	if len(ill.reports) != 3 || len(refusing.reports) != 1 {
		t.Errorf("%d and %d tries, want 3 and 1", len(ill.reports), len(refusing.reports))
	}
}

func TestTurn_LogsATroubleOnceAndItsEnd(t *testing.T) {
	p := &pulse{status: []int{401, 401}}
	var log bytes.Buffer
	a := agentFor(&log, p.start(t))
	for range 4 {
		a.turn(t.Context())
	}
	text := log.String()
	if strings.Count(text, "does not work") != 1 || strings.Count(text, "works again") != 1 || !strings.Contains(text, "token is not accepted") || strings.Contains(text, "t0ken") {
		t.Errorf("log:\n%s", text)
	}
}

const stopAnswer = `{"success":true,"hostId":"key-1","containers":0,"commands":[{"id":"c 1","type":"stop"}]}`

func TestRun_EndsWhenToldToStopAndSaysSo(t *testing.T) {
	p := &pulse{answer: stopAnswer}
	if err := agentFor(io.Discard, p.start(t)).run(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := `/api/agents/docker/commands/c 1/ack {"hostId":"key-1","status":"completed","message":"The agent ends and will not start again"}`
	if !slices.Equal(p.acks, []string{want}) {
		t.Errorf("got %q", p.acks)
	}
}

func TestTurn_GoesOnWhenItCannotStop(t *testing.T) {
	p := &pulse{answer: stopAnswer}
	a := agentFor(io.Discard, p.start(t))
	a.retire = func(context.Context) error { return errors.New("permission denied") }
	if a.turn(t.Context()) {
		t.Error("it ended")
	}
	if len(p.acks) != 1 || !strings.Contains(p.acks[0], `"status":"failed","message":"permission denied"`) {
		t.Errorf("got %q", p.acks)
	}
}

func TestOnce_ReadsTwiceBecauseRatesNeedTwoReadings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := agentFor(io.Discard)
		var read []time.Time
		a.read = func(context.Context) (*wire.DockerReport, error) {
			read = append(read, time.Now())
			return &wire.DockerReport{}, nil
		}
		if err := a.once(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(read) != 2 || read[1].Sub(read[0]) != time.Second {
			t.Errorf("read at %v", read)
		}
	})
}

func TestRun_ReportsAtOnceAndThenAtItsInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := agentFor(io.Discard)
		a.config.interval = 30 * time.Second
		reads := 0
		a.read = func(context.Context) (*wire.DockerReport, error) {
			reads++
			return nil, errors.New("the engine is ill") // which ends nothing
		}
		ctx, cancel := context.WithTimeout(t.Context(), 95*time.Second)
		defer cancel()
		if err := a.run(ctx); err != nil || reads != 4 {
			t.Errorf("%d readings, %v", reads, err)
		}
	})
}

func TestTurn_IgnoresCommandsItDoesNotKnow(t *testing.T) {
	p := &pulse{answer: `{"success":true,"commands":[{"id":"c1","type":"reboot"}]}`}
	if agentFor(io.Discard, p.start(t)).turn(t.Context()) || len(p.acks) != 0 {
		t.Errorf("it acted: %q", p.acks)
	}
}

func TestRetire_DisablesTheUnitAndRemovesTheStartScript(t *testing.T) {
	dir := t.TempDir()
	script := filepath.Join(dir, "start.sh")
	for _, name := range []string{script, filepath.Join(dir, unit)} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var commands []string
	r := retirement{unitFolders: []string{dir}, startScript: script, run: func(_ context.Context, name string, args ...string) error {
		commands = append(commands, name+" "+strings.Join(args, " "))
		return nil
	}}
	if err := r.retire(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(script); !os.IsNotExist(err) || !slices.Equal(commands, []string{"systemctl disable " + unit}) {
		t.Errorf("%v, ran %q", err, commands)
	}
	r.unitFolders, commands = []string{t.TempDir()}, nil
	if err := r.retire(t.Context()); err != nil || len(commands) != 0 {
		t.Errorf("without unit and script: %v, ran %q", err, commands)
	}
}
