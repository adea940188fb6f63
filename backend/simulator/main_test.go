package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// started runs the simulator and returns its lines; it is ended with the test.
func started(t *testing.T, args ...string) []map[string]string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, args, writer)
		ended <- err
		_ = writer.CloseWithError(err)
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("run ended with %v", err)
		}
	})
	var lines []map[string]string
	for in := json.NewDecoder(reader); ; {
		var l map[string]string
		if err := in.Decode(&l); err != nil {
			t.Fatalf("read lines: %v", err)
		}
		lines = append(lines, l)
		if l["control"] != "" {
			return lines
		}
	}
}

// call returns the decoded answer to a request.
func call(t *testing.T, method, url, token, body string) (int, map[string]any) {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", token)
	resp, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		t.Fatalf("%s %s: %s, %v", method, url, resp.Status, err)
	}
	return resp.StatusCode, out
}

func TestRun_PrintsConnectionsThatAnswerAndCanBeControlled(t *testing.T) {
	lines := started(t, "-listen", "127.0.21.1", "-port", "0", "-control", "127.0.0.1:0", "-clusters", "2/6,1/2")
	if len(lines) != 3 || lines[0]["name"] != "estate" || lines[1]["name"] != "site2-pve1" {
		t.Fatalf("lines = %v", lines)
	}
	pve, control := lines[0], lines[2]["control"]
	token := "PVEAPIToken=" + pve["tokenName"] + "=" + pve["tokenValue"]
	guest := pve["host"] + "/api2/json/cluster/resources?type=vm"
	status := func() any {
		_, out := call(t, http.MethodGet, guest, token, "")
		return out["data"].([]any)[0].(map[string]any)["status"]
	}
	for _, step := range []struct{ verb, want string }{{"start", "running"}, {"stop", "stopped"}, {"start", "running"}, {"pause", "paused"}} {
		if code, out := call(t, http.MethodPost, control+"/guest/100/"+step.verb, "", ""); code != 200 {
			t.Fatalf("%s: %d %v", step.verb, code, out)
		}
		if got := status(); got != step.want {
			t.Errorf("after %s the guest is %v, want %s", step.verb, got, step.want)
		}
	}
	if _, out := call(t, http.MethodGet, control+"/requests", "", ""); out["total"] != 4.0 {
		t.Errorf("requests = %v, want 4", out)
	}
}

func TestControl_SaysWhatIsWrong(t *testing.T) {
	lines := started(t, "-listen", "127.0.22.1", "-port", "0", "-control", "127.0.0.1:0", "-clusters", "1/1")
	control := lines[1]["control"]
	for path, want := range map[string]string{
		"/guest/999/stop":         "there is no guest 999 in pve1",
		"/guest/100/dance":        `there is no verb "dance"`,
		"/node/pve9/down":         `there is no node "pve9" in pve1`,
		"/storage/none/use":       `there is no storage "none" in pve1`,
		"/node/pve1/up?cluster=x": `there is no server "x" that this can be done to`,
	} {
		if code, out := call(t, http.MethodPost, control+path, "", "{}"); code != 400 || out["error"] != want {
			t.Errorf("POST %s: %d %v, want %s", path, code, out, want)
		}
	}
}

func TestRun_RefusesWhatItCannotServe(t *testing.T) {
	for _, args := range [][]string{
		{"-listen", "192.0.2.1"},
		{"-clusters", "many"},
		{"-clusters", "0/5"},
		{"-version", "5.4"},
		{"-pbs", "0/5"},
		{"-pmg", "many"},
		{"-docker", "3"},
		{"-docker", "3/12"},
		{"-listen", "127.0.23.1", "-port", "0", "-clusters", "1/1", "-control", "0.0.0.0:0"},
	} {
		if err := run(t.Context(), args, io.Discard); err == nil {
			t.Errorf("run %v did not fail", args)
		}
	}
}

func TestRun_ServesBackupServersAndMailGatewaysThatCanFail(t *testing.T) {
	lines := started(t, "-listen", "127.0.24.1", "-port", "0", "-control", "127.0.0.1:0", "-clusters", "1/1", "-pbs", "2/40,1/10", "-pmg", "2")
	names := ""
	for _, l := range lines {
		names += l["type"] + ":" + l["name"] + " "
	}
	if names != "pve:pve1 pbs:backups pbs:backups2 pmg:mail : " {
		t.Fatalf("lines: %s", names)
	}
	pbs, control := lines[1], lines[4]["control"]
	version := pbs["host"] + "/api2/json/version"
	token := "PBSAPIToken=" + pbs["tokenName"] + ":" + pbs["tokenValue"]
	if code, out := call(t, http.MethodGet, version, token, ""); code != 200 || pbs["fingerprint"] == "" {
		t.Fatalf("before the fault: %d %v, fingerprint %q", code, out, pbs["fingerprint"])
	}
	for path, body := range map[string]string{
		"/fault?target=backups":           `{"status":500,"reason":"{}"}`,
		"/datastore/main/use":             `{"bytes":1024}`,
		"/datastore/main/error":           `{"reason":"no such device"}`,
		"/queue/deferred":                 `{"count":40}`,
		"/queue/deferred?target=mail":     `{"node":"mx2","count":2}`,
		"/fault?target=mail":              `{"html":true}`,
		"/datastore/main2/use?target=pve": `{}`,
	} {
		code, out := call(t, http.MethodPost, control+path, "", body)
		if wanted := !strings.HasSuffix(path, "target=pve"); (code == 200) != wanted {
			t.Errorf("POST %s: %d %v", path, code, out)
		}
	}
	if code, _ := call(t, http.MethodGet, version, token, ""); code != 500 {
		t.Errorf("during the fault: %d, want 500", code)
	}
}

func TestRun_ReportsAsDockerHostsWithItsToken(t *testing.T) {
	t.Setenv("PULSE_TOKEN", "made-up")
	reports := make(chan map[string]any, 10)
	pulse := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var in map[string]any
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.Header.Get("X-API-Token") != "made-up" || r.URL.Path != "/api/agents/docker/report" {
			t.Errorf("%s with %q: %v", r.URL.Path, r.Header.Get("X-API-Token"), err)
		}
		reports <- in
	}))
	t.Cleanup(pulse.Close)
	started(t, "-clusters", "", "-docker", "2/12", "-pulse", pulse.URL, "-control", "127.0.0.1:0")
	for range 2 {
		if r := <-reports; len(r["containers"].([]any)) != 12 {
			t.Errorf("report %v", r)
		}
	}
}

func TestRun_EndsWhenItsReportsAreRefused(t *testing.T) {
	pulse := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(pulse.Close)
	err := run(t.Context(), []string{"-clusters", "", "-docker", "1/1", "-pulse", pulse.URL}, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("got %v, want the answer", err)
	}
}

func TestRun_AgentsSayThatTheyStopped(t *testing.T) {
	acknowledged := make(chan map[string]any, 10)
	pulse := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/agents/docker/commands/c1/ack" {
			var in map[string]any
			if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
				t.Error(err)
			}
			acknowledged <- in
			return
		}
		_, _ = io.WriteString(w, `{"success":true,"commands":[{"id":"c1","type":"stop"}]}`)
	}))
	t.Cleanup(pulse.Close)
	started(t, "-clusters", "", "-docker", "1/1", "-pulse", pulse.URL, "-control", "127.0.0.1:0")
	if got := <-acknowledged; got["status"] != "completed" {
		t.Errorf("got %v", got)
	}
}
