package pmgtest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pulse/backend/source/pmg/pmgtest"
	"pulse/backend/source/proxmox/proxmoxtest"
)

// client asks a gateway in memory.
type client struct {
	t      *testing.T
	net    *proxmoxtest.Network
	ticket string
}

// reply is an answer, decoded as far as it goes.
type reply struct {
	status int
	reason string
	data   any
}

func ask(t *testing.T, g *pmgtest.Gateway) *client {
	t.Helper()
	c := &client{t: t, net: pmgtest.NewNetwork(g)}
	c.login(pmgtest.User, pmgtest.Password)
	return c
}

func (c *client) login(user, password string) reply {
	c.t.Helper()
	r := c.send("POST", "/access/ticket", "username="+user+"&password="+password, "application/x-www-form-urlencoded")
	if data, ok := r.data.(map[string]any); ok {
		c.ticket = data["ticket"].(string)
	}
	return r
}

func (c *client) get(path string) reply {
	c.t.Helper()
	return c.send("GET", path, "", "")
}

func (c *client) send(method, path, body, kind string) reply {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, "https://mx1:8006/api2/json"+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Cookie", "PMGAuthCookie="+c.ticket)
	r.Header.Set("Content-Type", kind)
	resp, err := c.net.RoundTrip(r)
	if err != nil {
		return reply{reason: err.Error()}
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return reply{reason: err.Error()}
	}
	var envelope struct{ Data any }
	_ = json.Unmarshal(raw, &envelope) // a body that is no JSON has no data
	_, reason, _ := strings.Cut(resp.Status, " ")
	return reply{resp.StatusCode, reason, envelope.Data}
}

// first is the object of an answer, or the first of its list.
func (r reply) first(t *testing.T) map[string]any {
	t.Helper()
	data := r.data
	if list, ok := data.([]any); ok && len(list) > 0 {
		data = list[0]
	}
	o, ok := data.(map[string]any)
	if !ok {
		t.Fatalf("no object in %+v", r)
	}
	return o
}

// paths maps what the simulator is asked to the template of the published API.
var paths = map[string]string{
	"/version": "/version", "/config/cluster/status?list_single_node=1": "/config/cluster/status", "/config/cluster/nodes": "/config/cluster/nodes",
	"/nodes/mx2/status": "/nodes/{node}/status", "/nodes/localhost/postfix/qshape?queue=active": "/nodes/{node}/postfix/qshape",
	"/statistics/mail": "/statistics/mail", "/statistics/mailcount?timespan=3600": "/statistics/mailcount", "/statistics/spamscores": "/statistics/spamscores",
	"/quarantine/spamstatus": "/quarantine/spamstatus", "/quarantine/virusstatus": "/quarantine/virusstatus",
}

func TestEveryPath_AnswersInEveryVersion(t *testing.T) {
	for _, version := range []string{"7.3", "8.2", "9.0"} {
		opts := pmgtest.Cluster(2)
		opts.Version = version
		c := ask(t, pmgtest.New(opts))
		for path := range paths {
			if r := c.get(path); r.status != 200 || len(r.first(t)) == 0 {
				t.Errorf("version %s: GET %s: %+v", version, path, r)
			}
		}
	}
}

func TestAnswers_HoldTheFieldsOfTheSchema(t *testing.T) {
	folder := os.Getenv("PULSE_RECORDED")
	if folder == "" {
		t.Skip("PULSE_RECORDED is not set: the schema is not compared")
	}
	raw, err := os.ReadFile(filepath.Join(folder, "schema", "pmg.json"))
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Endpoints []struct {
			Path, Method string
			Fields       map[string]struct{ Optional bool }
		}
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	opts := pmgtest.Cluster(2)
	opts.Version = "9.1"
	c := ask(t, pmgtest.New(opts))
	for path, template := range paths {
		answer := c.get(path).first(t)
		for _, e := range schema.Endpoints {
			for field, declared := range e.Fields {
				name := strings.TrimPrefix(field, "[].")
				if _, sent := answer[name]; e.Path == template && e.Method == "GET" && !declared.Optional && !strings.Contains(name, ".") && !sent {
					t.Errorf("GET %s leaves out %s", path, name)
				}
			}
		}
	}
}

func TestParameters_AreRefusedAsRealServersDo(t *testing.T) {
	c := ask(t, pmgtest.New(pmgtest.Cluster(1)))
	for _, path := range []string{
		"/statistics/mail?timeframe=day", "/statistics/mailcount?timespan=24", "/statistics/mailcount?timespan=day", "/nodes/mx1/status?full=1",
	} {
		if r := c.get(path); r.status != 400 || r.reason != "Parameter verification failed." {
			t.Errorf("GET %s: %+v, want 400", path, r)
		}
	}
	if r := c.get("/nowhere"); r.status != 501 {
		t.Errorf("an unknown path: %+v, want 501", r)
	}
}

func TestAccounts_RolesDecide(t *testing.T) {
	c := ask(t, pmgtest.New(pmgtest.Cluster(1)))
	for user, want := range map[[2]string]string{
		{pmgtest.User, pmgtest.Password}:                     "200 200 200",
		{pmgtest.QuarantineUser, pmgtest.QuarantinePassword}: "200 200 403",
		{pmgtest.DeskUser, pmgtest.DeskPassword}:             "200 403 403",
	} {
		c.login(user[0], user[1])
		got := fmt.Sprint(c.get("/version").status, c.get("/statistics/mail").status, c.get("/nodes/mx1/postfix/qshape").status)
		if got != want {
			t.Errorf("%s: %s, want %s", user[0], got, want)
		}
	}
	if r := c.login(pmgtest.User, "wrong"); r.status != 401 {
		t.Errorf("a wrong password: %+v, want 401", r)
	}
}

func TestTickets_EndAfterTwoHoursAndWhenTheyAreExpired(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	opts := pmgtest.Cluster(1)
	opts.Now = func() time.Time { return now }
	g := pmgtest.New(opts)
	c := ask(t, g)
	now = now.Add(119 * time.Minute)
	if r := c.get("/version"); r.status != 200 {
		t.Errorf("after 119 minutes: %+v", r)
	}
	now = now.Add(2 * time.Minute)
	if r := c.get("/version"); r.status != 401 {
		t.Errorf("after 121 minutes: %+v, want 401", r)
	}
	c.login(pmgtest.User, pmgtest.Password)
	g.ExpireTickets()
	if r := c.get("/version"); r.status != 401 {
		t.Errorf("expired: %+v, want 401", r)
	}
}

func TestNodes_ADeadOneIsToldByTheOthers(t *testing.T) {
	g := pmgtest.New(pmgtest.Cluster(2))
	c := ask(t, g)
	if err := g.NodeDown("mx2"); err != nil {
		t.Fatal(err)
	}
	rows := c.get("/config/cluster/status").data.([]any)
	if row := rows[1].(map[string]any); row["conn_error"] == nil || row["uptime"] != nil {
		t.Errorf("the list says %v, want why it cannot be reached", row)
	}
	if r := c.get("/nodes/mx2/status"); r.status != 595 {
		t.Errorf("asked itself: %+v, want 595", r)
	}
	if err := g.NodeDown("mx1"); err != nil {
		t.Fatal(err)
	}
	if r := c.get("/version"); r.status != 0 {
		t.Errorf("the one that is asked: %+v, want no answer", r)
	}
	if err := g.NodeDown("mx9"); err == nil {
		t.Error("a node that does not exist went down")
	}
}

func TestFaults_MeetOnlyWhatTheyMatchAndEnd(t *testing.T) {
	g := pmgtest.New(pmgtest.Cluster(1))
	c := ask(t, g)
	undo := g.Fault(pmgtest.Match{Path: "/nodes/{node}/status"}, pmgtest.Fault{Status: 500, Reason: "trouble"})
	if r := c.get("/nodes/mx1/status"); r.status != 500 || r.reason != "trouble" {
		t.Errorf("got %+v, want the fault", r)
	}
	if r := c.get("/version"); r.status != 200 {
		t.Errorf("got %+v, want the answer", r)
	}
	undo()
	g.Fault(pmgtest.Match{Path: "/version", Times: 1}, pmgtest.Fault{Truncate: true})
	if r := c.get("/version"); r.reason != io.ErrUnexpectedEOF.Error() {
		t.Errorf("got %+v, want an answer that ends early", r)
	}
	if a, b := c.get("/version").status, c.get("/nodes/mx1/status").status; a != 200 || b != 200 {
		t.Errorf("after the faults: %d and %d", a, b)
	}
	if got := g.Requests()["GET /version"]; got != 3 {
		t.Errorf("%d requests counted, want 3", got)
	}
}

func TestFigures_FollowWhatIsSet(t *testing.T) {
	g := pmgtest.New(pmgtest.Cluster(1))
	c := ask(t, g)
	g.SetMailPerDay(0)
	g.SetQuarantine("virus", 9)
	if err := g.SetQueue("mx1", "hold", 0, 4); err != nil {
		t.Fatal(err)
	}
	shape := c.get("/nodes/mx1/postfix/qshape?queue=hold").first(t)
	if shape["domain"] != "TOTAL" || shape["total"] != "4" || shape["10m"] != "4" || shape["5m"] != "0" {
		t.Errorf("shape = %v", shape)
	}
	if mail, virus := c.get("/statistics/mail").first(t)["count"], c.get("/quarantine/virusstatus").first(t)["count"]; mail != 0.0 || virus != 9.0 {
		t.Errorf("%v mails, %v viruses; want 0 and 9", mail, virus)
	}
	if err := g.SetQueue("mx1", "hold", make([]int, 11)...); err == nil {
		t.Error("an eleventh age was taken")
	}
}
