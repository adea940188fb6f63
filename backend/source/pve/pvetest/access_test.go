package pvetest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"pulse/backend/source/pve/pvetest"
)

func session(login map[string]any) http.Header {
	return http.Header{
		"Cookie":              {"PVEAuthCookie=" + login["ticket"].(string)},
		"Csrfpreventiontoken": {login["CSRFPreventionToken"].(string)},
	}
}

func TestLogin_TakesJSONAndForm(t *testing.T) {
	c, _ := small("8.4")
	for name, body := range map[string]string{
		"json":           `{"username":"root@pam","password":"proxmox-simulator"}`,
		"form":           url.Values{"username": {pvetest.User}, "password": {pvetest.Password}}.Encode(),
		"realm apart":    "username=root&realm=pam&password=" + pvetest.Password,
		"json and realm": `{"username":"root","realm":"pam","password":"proxmox-simulator"}`,
	} {
		t.Run(name, func(t *testing.T) {
			pve := ask(t, c, "pve1").with(nil)
			login := pve.post("/access/ticket", body).object(t)
			if got := login["username"]; got != pvetest.User {
				t.Errorf("username = %v, want %s", got, pvetest.User)
			}
			if r := pve.with(session(login)).get("/nodes"); r.status != 200 {
				t.Errorf("GET /nodes with the ticket: %d %s", r.status, r.reason)
			}
		})
	}
}

func TestLogin_OfOldServersNeedsAForm(t *testing.T) {
	o := pvetest.Small()
	o.FormLogin = true
	pve := ask(t, pvetest.New(o), "pve1").with(nil)
	if got := pve.post("/access/ticket", `{"username":"root@pam","password":"proxmox-simulator"}`).status; got != 400 {
		t.Errorf("as JSON: got %d, want 400", got)
	}
	if got := pve.post("/access/ticket", "username=root@pam&password="+pvetest.Password).status; got != 200 {
		t.Errorf("as a form: got %d, want 200", got)
	}
}

func TestLogin_IsRefusedWithoutSayingWhy(t *testing.T) {
	c, _ := small("8.4")
	pve := ask(t, c, "pve1").with(nil)
	for name, body := range map[string]string{
		"wrong password": "username=root@pam&password=guess",
		"unknown user":   "username=nobody@pam&password=guess",
		"no realm":       "username=root&password=" + pvetest.Password,
		"token as user":  "username=" + pvetest.Token + "&password=" + pvetest.Secret,
	} {
		t.Run(name, func(t *testing.T) {
			r := pve.post("/access/ticket", body)
			if r.status != 401 || r.reason != "authentication failure" || r.text != `{"data":null}` {
				t.Errorf("got %d %q %s", r.status, r.reason, r.text)
			}
		})
	}
	r := pve.post("/access/ticket", "username=root@pam")
	if errs, _ := r.body["errors"].(map[string]any); r.status != 400 || errs["password"] == nil {
		t.Errorf("without a password: got %d %s", r.status, r.text)
	}
}

func TestTicket_EndsAfterTwoHoursAndCanBeRenewed(t *testing.T) {
	c, now := small("8.4")
	pve := ask(t, c, "pve1").with(nil)
	first := pve.post("/access/ticket", `{"username":"root@pam","password":"proxmox-simulator"}`).object(t)
	now.pass(119 * time.Minute)
	renewal := "username=root@pam&password=" + url.QueryEscape(first["ticket"].(string))
	second := pve.post("/access/ticket", renewal).object(t)
	now.pass(2 * time.Minute)
	if r := pve.with(session(first)).get("/nodes"); r.status != 401 || r.text != "" {
		t.Errorf("the old ticket: got %d %s, want 401 and nothing", r.status, r.text)
	}
	if r := ask(t, c, "pve2").with(session(second)).get("/nodes"); r.status != 200 {
		t.Errorf("the new ticket at another member: %d %s", r.status, r.reason)
	}
	if r := pve.post("/access/ticket", renewal); r.status != 401 {
		t.Errorf("renewal by an old ticket: got %d, want 401", r.status)
	}
}

func TestWriting_NeedsCSRFTokenWithTicketOnly(t *testing.T) {
	c, _ := small("8.4")
	pve := ask(t, c, "pve1").with(nil)
	login := session(pve.post("/access/ticket", `{"username":"root@pam","password":"proxmox-simulator"}`).object(t))
	path := "/nodes/pve1/" + guestPath(t, c, "pve1") + "/status/stop"
	bare := login.Clone()
	bare.Del("CSRFPreventionToken")
	if r := pve.with(bare).post(path, ""); r.status != 401 || !strings.Contains(r.reason, "csrf") {
		t.Errorf("without CSRF token: got %d %s", r.status, r.reason)
	}
	if r := pve.with(login).post(path, ""); r.status != 200 || !strings.HasPrefix(r.data.(string), "UPID:pve1:") {
		t.Errorf("with CSRF token: got %d %s", r.status, r.text)
	}
	if r := ask(t, c, "pve1").post(path, ""); r.status != 403 {
		t.Errorf("with a reader's token: got %d %s", r.status, r.reason)
	}
}

// guestPath is "qemu/101" or the like for a guest that runs on the node.
func guestPath(t *testing.T, c *pvetest.Cluster, node string) string {
	t.Helper()
	for _, row := range ask(t, c, node).get("/cluster/resources?type=vm").rows(t) {
		if row["node"] == node && row["status"] == "running" {
			return row["id"].(string)
		}
	}
	t.Fatalf("no guest runs on %s", node)
	return ""
}

func TestToken_WrongOneGetsAnEmpty401WithReason(t *testing.T) {
	c, _ := small("9.1")
	for name, h := range map[string]http.Header{
		"wrong secret":  token(pvetest.Token, "wrong"),
		"unknown token": token("monitor@pve!other", "x"),
		"user as token": token(pvetest.User, pvetest.Password),
		"nothing":       nil,
		"forged ticket": {"Cookie": {"PVEAuthCookie=PVE:root@pam:67D41B40::forged"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := ask(t, c, "pve1").with(h).get("/nodes")
			if r.status != 401 || r.text != "" || r.kind != "" || r.reason == "" {
				t.Errorf("got %d %q %q of type %q", r.status, r.reason, r.text, r.kind)
			}
		})
	}
}

func TestWeakToken_SeesLessWithoutErrors(t *testing.T) {
	c, _ := small("8.4")
	weak := ask(t, c, "pve1").with(token(pvetest.WeakToken, pvetest.WeakSecret))
	if got := len(weak.get("/cluster/resources?type=vm").rows(t)); got != 2 {
		t.Errorf("guests seen = %d, want 2", got)
	}
	node := weak.get("/nodes").row(t, "node", "pve1")
	if _, told := node["cpu"]; told || node["status"] != "online" {
		t.Errorf("node = %v, want online without figures", node)
	}
	if got := len(weak.get("/nodes/pve1/storage").rows(t)); got != 1 {
		t.Errorf("storages seen = %d, want 1", got)
	}
	for path, reason := range map[string]string{
		"/cluster/status":    "Permission check failed (/, Sys.Audit)",
		"/nodes/pve1/status": "Permission check failed (/nodes/pve1, Sys.Audit)",
	} {
		if r := weak.get(path); r.status != 403 || r.reason != reason {
			t.Errorf("GET %s: got %d %q, want 403 %q", path, r.status, r.reason, reason)
		}
	}
}

func TestAgent_NeedsThePrivilegeOfItsVersion(t *testing.T) {
	for version, want := range map[string]string{
		"8.4": "Permission check failed (/vms/900, VM.Monitor)",
		"9.1": "",
	} {
		t.Run(version, func(t *testing.T) {
			c, _ := small(version)
			must(t, c.Add(pvetest.Guest{ID: 900, Name: "agent", Node: "pve1", Running: true, Agent: pvetest.AgentRunning}))
			auditor := ask(t, c, "pve1").with(token(pvetest.AuditorToken, pvetest.AuditorSecret))
			r := auditor.get("/nodes/pve1/qemu/900/agent/get-fsinfo")
			if want != "" && r.reason != want || want == "" && r.status != 200 {
				t.Errorf("got %d %q, want %q", r.status, r.reason, want)
			}
		})
	}
}

func TestBackups_AreHiddenFromAuditors(t *testing.T) {
	c, _ := small("8.4")
	pve := ask(t, c, "pve1")
	if got := len(pve.get("/nodes/pve1/storage/pbs-main/content").rows(t)); got == 0 {
		t.Error("an administrator of the storage sees no backups")
	}
	auditor := pve.with(token(pvetest.AuditorToken, pvetest.AuditorSecret))
	if r := auditor.get("/nodes/pve1/storage/pbs-main/content"); r.status != 200 || r.text != `{"data":[]}` {
		t.Errorf("an auditor gets %d %s, want 200 and an empty list", r.status, r.text)
	}
}

func TestPermissions_ListWhatTheTokenMay(t *testing.T) {
	c, _ := small("9.1")
	auditor := ask(t, c, "pve1").with(token(pvetest.AuditorToken, pvetest.AuditorSecret))
	root := auditor.get("/access/permissions").object(t)["/"].(map[string]any)
	if root["VM.GuestAgent.Audit"] != 1.0 || root["VM.Monitor"] != nil {
		t.Errorf("privileges on / = %v", root)
	}
}
