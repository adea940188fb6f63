package backend_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"pulse/backend/source/docker/agenttest"
)

// post sends bytes as an agent does and returns status and words.
func (p *program) post(token, kind, body string) (int, string) {
	p.t.Helper()
	req, err := http.NewRequest(http.MethodPost, p.url+"/api/agents/docker/report", strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-API-Token", token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(answer)
}

// TestDockerAgent_ABrokenReportIsRefusedInWordsAndChangesNothing is the fault
// matrix of what arrives; what the agent says of an ill Pulse is its own test.
func TestDockerAgent_ABrokenReportIsRefusedInWordsAndChangesNothing(t *testing.T) {
	p := launch(t, t.TempDir(), nil)
	token := p.call("POST", "/api/security/tokens", map[string]any{"name": "agent", "scopes": []string{"agent"}}, 200).(map[string]any)["token"].(string)
	reading := p.call("POST", "/api/security/tokens", map[string]any{"name": "reader", "scopes": []string{"read"}}, 200).(map[string]any)["token"].(string)
	good := string(must(json.Marshal(dockerReport("engine"))))
	if status, words := p.post(token, "application/json", good); status != http.StatusOK {
		t.Fatalf("a good report: %d %s", status, words)
	}
	before := fmt.Sprint(p.rows("dockerHosts")["engine"]["containers"])
	for name, test := range map[string]struct {
		token, kind, body string
		status            int
		words             string
	}{
		"401":        {"wrong", "application/json", good, 401, ""},
		"403":        {reading, "application/json", good, 403, "required"},
		"truncated":  {token, "application/json", good[:len(good)/2], 400, "JSON"},
		"wrong type": {token, "application/json", strings.Replace(good, `"containers":[`, `"containers":"a text","other":[`, 1), 400, "JSON"},
		"empty":      {token, "application/json", "", 400, "JSON"},
		"page":       {token, "text/html", "<html>hello</html>", 400, "JSON"},
		"nobody's":   {token, "application/json", `{"containers":[]}`, 400, "identifier"},
	} {
		t.Run(name, func(t *testing.T) {
			status, words := p.in(t).post(test.token, test.kind, test.body)
			if status != test.status || !strings.Contains(words, test.words) {
				t.Errorf("%d %s, want %d with %q", status, words, test.status, test.words)
			}
			row := p.in(t).rows("dockerHosts")["engine"]
			if row["status"] != "online" || row["stale"] == true || fmt.Sprint(row["containers"]) != before {
				t.Errorf("afterwards the host is %v", row)
			}
		})
	}
}

func TestDockerAgent_AClockThatIsWrongMakesNoHostSilent(t *testing.T) {
	p := launch(t, t.TempDir(), nil)
	for name, skew := range map[string]time.Duration{"ahead": 26 * time.Hour, "behind": -26 * time.Hour} {
		agents := agenttest.New(agenttest.Options{Hosts: 1, Containers: 2, Now: func() time.Time { return time.Now().Add(skew) }})
		p.report(agents)
		row := p.rows("dockerHosts")[agents.Key(0)]
		if row["status"] != "online" || row["stale"] == true {
			t.Errorf("%s: the host is %v", name, row)
		}
	}
}

func TestDockerAgent_OneThatHangsInTheMiddleDelaysNobody(t *testing.T) {
	p := launch(t, t.TempDir(), nil)
	for range 20 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "POST /api/agents/docker/report HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nContent-Length: 1000\r\n\r\n{", p.token)
	}
	p.call("POST", "/api/agents/docker/report", dockerReport("engine"), http.StatusOK)
	if status := p.rows("dockerHosts")["engine"]["status"]; status != "online" {
		t.Errorf("the other host is %v", status)
	}
}
