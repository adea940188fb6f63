package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
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
		"/node/pve1/up?cluster=x": `there is no cluster "x"`,
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
		{"-listen", "127.0.23.1", "-port", "0", "-clusters", "1/1", "-control", "0.0.0.0:0"},
	} {
		if err := run(t.Context(), args, io.Discard); err == nil {
			t.Errorf("run %v did not fail", args)
		}
	}
}
