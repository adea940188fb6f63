// Package dockertest is an engine that behaves like Docker as far as the agent
// uses it: an HTTP server on a unix socket with literal answers of its own.
package dockertest

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Container is a container of the engine. Every answer about it is made from
// these texts.
type Container struct {
	ID      string
	Listed  string // JSON of its entry in the list
	Inspect string // JSON; empty = 404
	Stats   string // JSON; "%s" stands for the time of reading and "%d" for the processor time
	Hang    bool   // its inspection never answers
}

// Engine is a running engine. Its fields may be changed under Lock.
type Engine struct {
	sync.Mutex
	Host       string // for DOCKER_HOST
	Info       string
	Version    string
	Containers []Container
	Down       bool          // every call is answered with 500
	Now        time.Time     // of the next statistics
	CPU        time.Duration // processor time used by each container until then
	calls      map[string]int
}

const plainInfo = `{"ID":"7TRN:AAAA","Name":"docker-01","ServerVersion":"27.3.1","OperatingSystem":"Debian GNU/Linux 12 (bookworm)",
"KernelVersion":"6.1.0-18-amd64","Architecture":"x86_64","NCPU":8,"MemTotal":33554432000,"OSType":"linux","Labels":null}`

const plainVersion = `{"Platform":{"Name":"Docker Engine"},"Version":"27.3.1","ApiVersion":"1.47","MinAPIVersion":"1.24",
"Components":[{"Name":"Engine","Version":"27.3.1"},{"Name":"containerd","Version":"1.7.22"}]}`

// Start runs an engine until the test ends.
func Start(t testing.TB, containers ...Container) *Engine {
	t.Helper()
	path := filepath.Join(t.TempDir(), "docker.sock")
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", path)
	if err != nil {
		t.Fatal(err)
	}
	e := &Engine{Host: "unix://" + path, Info: plainInfo, Version: plainVersion, Containers: containers, calls: map[string]int{}}
	e.Now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: e, ReadHeaderTimeout: time.Minute}}
	server.Start()
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return e
}

// Calls counts the requests whose path ends like this.
func (e *Engine) Calls(suffix string) int {
	e.Lock()
	defer e.Unlock()
	total := 0
	for path, n := range e.calls {
		if strings.HasSuffix(path, suffix) {
			total += n
		}
	}
	return total
}

// ServeHTTP answers like the engine.
func (e *Engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, body, hang := e.answer(r)
	if hang {
		<-r.Context().Done()
		return
	}
	h := w.Header()
	h.Set("Api-Version", "1.47")
	h.Set("Server", "Docker/27.3.1 (linux)")
	h.Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

func (e *Engine) answer(r *http.Request) (status int, body string, hang bool) {
	e.Lock()
	defer e.Unlock()
	path := r.URL.Path
	if strings.HasPrefix(path, "/v1.") {
		_, path, _ = strings.Cut(path[1:], "/")
		path = "/" + path
	}
	e.calls[path]++
	switch {
	case e.Down:
		return http.StatusInternalServerError, `{"message":"the engine is ill"}`, false
	case path == "/_ping":
		return http.StatusOK, "OK", false
	case path == "/info":
		return http.StatusOK, e.Info, false
	case path == "/version":
		return http.StatusOK, e.Version, false
	case path == "/containers/json":
		return http.StatusOK, e.list(r.URL.Query().Get("all") == "1"), false
	}
	for _, c := range e.Containers {
		switch {
		case path == "/containers/"+c.ID+"/json" && c.Inspect != "":
			return http.StatusOK, c.Inspect, c.Hang
		case path == "/containers/"+c.ID+"/stats":
			return http.StatusOK, e.stats(c), false
		}
	}
	return http.StatusNotFound, `{"message":"No such container"}`, false
}

func (e *Engine) list(all bool) string {
	var entries []string
	for _, c := range e.Containers {
		if all || strings.Contains(c.Listed, `"running"`) {
			entries = append(entries, c.Listed)
		}
	}
	return "[" + strings.Join(entries, ",") + "]"
}

func (e *Engine) stats(c Container) string {
	text := strings.ReplaceAll(c.Stats, "%s", e.Now.Format(time.RFC3339Nano))
	return strings.ReplaceAll(text, "%d", fmt.Sprint(e.CPU.Nanoseconds()))
}

// Running is a container that runs since the morning of 2026-03-01 on a host
// with control groups of version 2.
func Running(id, name string) Container {
	return Container{
		ID: id,
		Listed: fmt.Sprintf(`{"Id":%q,"Names":["/other/alias","/%s"],"Image":"nginx:1.27","Created":1772350000,"State":"running",
"Status":"Up 3 hours (healthy)","Labels":{"com.docker.compose.project":"site"},
"Ports":[{"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},{"PrivatePort":443,"Type":"tcp"}]}`, id, name),
		Inspect: fmt.Sprintf(`{"Id":%q,"Name":"/%s","Created":"2026-03-01T08:00:00.5Z","RestartCount":2,
"State":{"Status":"running","Running":true,"ExitCode":0,"StartedAt":"2026-03-01T09:00:00Z","FinishedAt":"0001-01-01T00:00:00Z",
"Health":{"Status":"healthy","FailingStreak":0,"Log":null}},
"NetworkSettings":{"Networks":{"site_default":{"IPAddress":"172.18.0.2","GlobalIPv6Address":""}}}}`, id, name),
		Stats: `{"read":"%s","cpu_stats":{"cpu_usage":{"total_usage":%d},"system_cpu_usage":1368474900000000,"online_cpus":8},
"memory_stats":{"usage":52428800,"limit":536870912,"stats":{"inactive_file":10485760,"file":12582912}},
"networks":{"eth0":{"rx_bytes":1,"tx_bytes":2}}}`,
	}
}

// Exited is a container that was killed.
func Exited(id, name string) Container {
	return Container{
		ID: id,
		Listed: fmt.Sprintf(`{"Id":%q,"Names":["/%s"],"Image":"worker:2","Created":1772350000,"State":"exited",
"Status":"Exited (137) 5 minutes ago","Labels":null,"Ports":null}`, id, name),
		Inspect: fmt.Sprintf(`{"Id":%q,"Name":"/%s","Created":"2026-03-01T08:00:00Z","RestartCount":0,
"State":{"Status":"exited","Running":false,"OOMKilled":true,"ExitCode":137,"StartedAt":"2026-03-01T09:00:00Z","FinishedAt":"2026-03-01T11:55:00Z"},
"NetworkSettings":{"Networks":null}}`, id, name),
		Stats: `{}`,
	}
}
