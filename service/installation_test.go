//go:build !windows

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"pulse/backend/update"
)

// installation is a program in a folder of its own with a data folder, a feed
// of releases and whoever starts it again: everything that an update needs.
type installation struct {
	t         *testing.T
	bin, data string
	port      string
	feed      string // folder that is served
	server    string
	private   []byte
	public    string
	log       *os.File
	process   *exec.Cmd
	account   *syscall.Credential
	held      sync.Mutex // locked while no archive is handed out
}

const drillToken = "drill-token-1234567890"

func installed(t *testing.T) *installation {
	t.Helper()
	root := t.TempDir()
	in := &installation{t: t, bin: filepath.Join(root, "bin"), data: filepath.Join(root, "data"), feed: filepath.Join(root, "feed")}
	for _, dir := range []string{in.bin, in.data, in.feed} {
		must(t, os.Mkdir(dir, 0o755))
	}
	must(t, copyTo(os.Args[0], in.program()))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	in.port = strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	must(t, l.Close())
	published := http.FileServer(http.Dir(in.feed))
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".tar.gz") {
			in.held.Lock()
			defer in.held.Unlock()
		}
		published.ServeHTTP(w, r)
	}))
	t.Cleanup(files.Close)
	in.server = files.URL
	in.private, in.public, err = update.NewKey()
	must(t, err)
	in.log, err = os.Create(filepath.Join(root, "log"))
	must(t, err)
	t.Cleanup(in.end)
	return in
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func copyTo(from, to string) error {
	if os.Link(from, to) == nil {
		return nil
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o755)
}

func (in *installation) program() string { return filepath.Join(in.bin, "pulse-server") }

// start runs the program as a service manager does, with more variables.
func (in *installation) start(env ...string) {
	in.t.Helper()
	p := exec.Command(in.program(), "--service")
	p.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "PULSE_DATA_DIR=" + in.data, "FRONTEND_PORT=" + in.port, "BACKEND_HOST=127.0.0.1", "DISCOVERY_ENABLED=false",
		"API_TOKEN=" + drillToken, "PULSE_UPDATE_SERVER=" + in.server, drillVersion + "=v1.0.0", "INVOCATION_ID=drill",
	}, env...)
	p.Stdout, p.Stderr, p.Dir = in.log, in.log, in.bin
	if in.account != nil {
		p.SysProcAttr = &syscall.SysProcAttr{Credential: in.account}
	}
	must(in.t, p.Start())
	in.process = p
}

// end stops what runs.
func (in *installation) end() {
	if in.process != nil {
		_ = in.process.Process.Signal(syscall.SIGTERM)
		_ = in.process.Wait()
		in.process = nil
	}
	if in.t.Failed() {
		text, _ := os.ReadFile(in.log.Name())
		in.t.Logf("log:\n%s", text)
	}
}

// call asks the server; the status is 0 when nobody answers.
func (in *installation) call(method, path, body string) (int, string) {
	r, err := http.NewRequestWithContext(in.t.Context(), method, "http://127.0.0.1:"+in.port+path, strings.NewReader(body))
	must(in.t, err)
	r.Header.Set("X-API-Token", drillToken)
	answer, err := (&http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, err.Error()
	}
	return answer.StatusCode, string(content)
}

// must answers with 200 or fails the test.
func (in *installation) must(method, path, body string) map[string]any {
	in.t.Helper()
	status, text := in.call(method, path, body)
	var value map[string]any
	if status != 200 || json.Unmarshal([]byte(text), &value) != nil {
		in.t.Fatalf("%s %s: %d %s", method, path, status, text)
	}
	return value
}

// until waits for what is certain to come, for 40 seconds.
func (in *installation) until(what string, come func() bool) {
	in.t.Helper()
	late := time.NewTimer(40 * time.Second)
	defer late.Stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for !come() {
		select {
		case <-look.C:
		case <-late.C:
			in.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// version is what answers now; empty when nothing does.
func (in *installation) version() string {
	status, text := in.call("GET", "/api/version", "")
	var program struct {
		ProductVersion string `json:"productVersion"`
	}
	if status != 200 || json.Unmarshal([]byte(text), &program) != nil {
		return ""
	}
	return program.ProductVersion
}

// prepare brings the old version up, with a key and something to lose.
func (in *installation) prepare(env ...string) {
	in.t.Helper()
	in.start(env...)
	in.until("the old version", func() bool { return in.version() == "1.0.0" })
	in.must("POST", "/api/system/settings/update", fmt.Sprintf(`{"updatePublicKey":%q}`, in.public))
	in.must("PUT", "/api/guests/metadata/lab-pve1-101", `{"description":"kept"}`)
}

// release publishes version 1.1.0: a program that behaves as told.
func (in *installation) release(conduct string) {
	in.publish([]byte("#!/bin/sh\n" + drillVersion + "=v1.1.0 " + drillConduct + "='" + conduct + "' " + drillKill + "= exec " + os.Args[0] + ` "$@"` + "\n"))
}

// publish puts an archive with a program into the feed.
func (in *installation) publish(program []byte) {
	in.t.Helper()
	name := "pulse-v1.1.0-" + runtime.GOOS + "-" + strings.Replace(runtime.GOARCH, "arm", "armv7", map[bool]int{true: 1}[runtime.GOARCH == "arm"]) + ".tar.gz"
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	files := tar.NewWriter(zipped)
	must(in.t, files.WriteHeader(&tar.Header{Name: "./pulse-server", Mode: 0o755, Size: int64(len(program)), Typeflag: tar.TypeReg}))
	_, err := files.Write(program)
	must(in.t, errors.Join(err, files.Close(), zipped.Close()))
	path := filepath.Join(in.feed, name)
	must(in.t, os.WriteFile(path, packed.Bytes(), 0o644))
	key, err := update.ParseKey(in.private)
	must(in.t, err)
	must(in.t, update.Publish(filepath.Join(in.feed, "releases.json"), update.Publication{Key: key, Version: "1.1.0", Date: time.Now(), Files: []string{path}}))
}

// update asks for version 1.1.0.
func (in *installation) update() (status int, answer string) {
	in.t.Helper()
	check := in.must("GET", "/api/updates/check", "")
	return in.call("POST", "/api/updates/apply", fmt.Sprintf(`{"downloadUrl":%q}`, check["downloadUrl"]))
}

// begin is update that has to begin.
func (in *installation) begin() {
	in.t.Helper()
	if status, text := in.update(); status != 200 {
		in.t.Fatalf("apply: %d %s", status, text)
	}
}

// outcome waits until the update has ended, however often the server is
// replaced meanwhile, and tells how.
func (in *installation) outcome() (status, code string) {
	in.t.Helper()
	var entries []struct {
		Status string
		Error  struct{ Code string }
	}
	in.until("the end of the update", func() bool {
		answered, text := in.call("GET", "/api/updates/history?limit=1", "")
		return answered == 200 && json.Unmarshal([]byte(text), &entries) == nil && len(entries) == 1 && entries[0].Status != "in_progress"
	})
	return entries[0].Status, entries[0].Error.Code
}

// runs checks that a version runs with everything that was stored, and that
// nothing of the update is left.
func (in *installation) runs(version string) {
	in.t.Helper()
	in.until("version "+version, func() bool { return in.version() == version })
	if got := in.must("GET", "/api/guests/metadata/lab-pve1-101", "")["description"]; got != "kept" {
		in.t.Errorf("the data is not what it was: %v", got)
	}
	in.until("the tidying up", func() bool {
		left, err := filepath.Glob(filepath.Join(in.data, "update", "*"))
		must(in.t, err)
		unpacked, err := filepath.Glob(filepath.Join(in.bin, ".pulse-*"))
		must(in.t, err)
		return len(left)+len(unpacked) == 0
	})
}

// killed waits until the process was killed.
func (in *installation) killed() {
	in.t.Helper()
	err := in.process.Wait()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		in.t.Fatalf("the process ended with %v, want it killed", err)
	}
	in.process = nil
}

// again starts the program as a service manager does after a crash: until it stays.
func (in *installation) again() {
	in.t.Helper()
	in.until("a start that works", func() bool {
		in.start()
		for in.version() == "" {
			if syscall.Kill(in.process.Process.Pid, 0) != nil || zombie(in.process) {
				_ = in.process.Wait()
				return false
			}
		}
		return true
	})
}

// zombie reports whether a child has ended.
func zombie(p *exec.Cmd) bool {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(p.Process.Pid) + "/stat")
	return err != nil || strings.Contains(string(text), ") Z ")
}

// fill leaves so many bytes of room in the data folder.
func (in *installation) fill(room int64) {
	in.t.Helper()
	var disk syscall.Statfs_t
	must(in.t, syscall.Statfs(in.data, &disk))
	size := max(0, int64(disk.Bavail)*int64(disk.Bsize)-max(room, 64<<10)) //nolint:unconvert // its type differs between systems
	must(in.t, os.WriteFile(filepath.Join(in.data, "ballast"), make([]byte, size), 0o600))
}

// noise is content that does not become smaller when it is packed.
func noise(content []byte) []byte {
	state := uint32(1)
	for i := 16; i < len(content); i++ {
		state = state*1664525 + 1013904223
		content[i] = byte(state >> 24)
	}
	return content
}
