package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"pulse/backend/auth"
	"pulse/backend/infra"
	"pulse/backend/wire"
)

const cluster = `{"type":"pve","host":"10.0.0.1","tokenName":"pulse@pam!t","tokenValue":"very-secret"}`

func TestAddNode_NamesItAfterItsHostAndKeepsSecrets(t *testing.T) {
	f := newFixture(t, withAccount(t))
	w := f.admin(http.StatusCreated, "POST", "/api/config/nodes", cluster)
	if got := decoded[wire.NodeAdded](t, w); got != (wire.NodeAdded{Status: "success", ID: "pve-0"}) {
		t.Errorf("answer %+v", got)
	}
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", cluster)
	if f.estate.reloads != 2 {
		t.Errorf("%d reloads", f.estate.reloads)
	}
	list := f.admin(http.StatusOK, "GET", "/api/config/nodes/", "")
	if strings.Contains(list.Body.String(), "very-secret") {
		t.Error("the list tells a secret")
	}
	nodes := decoded[[]wire.ConfigNode](t, list)
	if len(nodes) != 2 || nodes[0].Name != "10.0.0.1" || nodes[1].Name != "10.0.0.1-2" || nodes[1].ID != "pve-1" {
		t.Fatalf("nodes %+v", nodes)
	}
	n := nodes[0]
	if n.Host != "https://10.0.0.1:8006" || !n.HasToken || n.HasPassword || n.VerifySSL || !*n.MonitorVMs || !*n.MonitorPhysicalDisks || n.Status != "connected" {
		t.Errorf("node %+v", n)
	}
}

func TestAddNode_RefusesInTheOrderOfTheFields(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", strings.Replace(cluster, "{", `{"name":"taken",`, 1))
	cases := []struct {
		body   string
		status int
		want   string
	}{
		{`{`, 400, "Invalid request body"},
		{`{}`, 400, "Type is required"},
		{`{"type":"pve"}`, 400, "Host is required"},
		{`{"type":"pve","host":"a b"}`, 400, "Host must not contain spaces"},
		{`{"type":"pbs","host":"a"}`, 400, "Invalid node type"},
		{`{"type":"pve","host":"a"}`, 400, "Authentication credentials required"},
		{`{"type":"pve","host":"a","user":"x"}`, 400, "Authentication credentials required"},
		{`{"type":"pve","host":"a","tokenName":"x"}`, 400, "Authentication credentials required"},
		{strings.Replace(cluster, "{", `{"name":"taken",`, 1), 409, "A node with this name already exists"},
	}
	for _, c := range cases {
		w := f.admin(c.status, "POST", "/api/config/nodes", c.body)
		if text, _ := f.object(w)["error"].(string); !strings.Contains(text, c.want) {
			t.Errorf("%s: got %q, want %q", c.body, text, c.want)
		}
	}
}

func TestChangeNode_KeepsWhatIsAbsent(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", `{"type":"pve","host":"a","name":"lab","user":"root@pam","password":"secret","monitorBackups":false,"fingerprint":"AA"}`)
	cases := []struct {
		name, body string
		change     func(*wire.ConfigNode)
	}{
		{"nothing", `{}`, func(*wire.ConfigNode) {}},
		{"empty name and host", `{"name":"","host":""}`, func(*wire.ConfigNode) {}},
		{"same user", `{"user":"root@pam"}`, func(*wire.ConfigNode) {}},
		{"flags", `{"monitorVMs":false,"verifySSL":false}`, func(n *wire.ConfigNode) { *n.MonitorVMs, n.VerifySSL = false, false }},
		{"name and fingerprint", `{"name":"home","fingerprint":""}`, func(n *wire.ConfigNode) { n.Name, n.Fingerprint = "home", "" }},
		{"rhythm of disks", `{"physicalDiskPollingMinutes":30}`, func(n *wire.ConfigNode) { n.DiskMinutes = 30 }},
		{"token in place of the password", `{"tokenName":"p@pam!t","tokenValue":"v"}`, func(n *wire.ConfigNode) { n.TokenName, n.HasToken, n.HasPassword = "p@pam!t", true, false }},
		{"token without its value", `{"tokenName":"p@pam!u"}`, func(n *wire.ConfigNode) { n.TokenName = "p@pam!u" }},
		{"other host with secrets", `{"host":"b","tokenName":"p@pam!u","tokenValue":"w"}`, func(n *wire.ConfigNode) { n.Host = "https://b:8006" }},
	}
	want := f.firstNode()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f.admin(http.StatusOK, "PUT", "/api/config/nodes/pve-0", c.body)
			c.change(&want)
			if got := f.firstNode(); !sameNode(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
	w := f.admin(http.StatusBadRequest, "PUT", "/api/config/nodes/pve-0", `{"host":"elsewhere"}`)
	if !strings.Contains(w.Body.String(), "enter the password or token value again") {
		t.Errorf("other host without secrets: %s", w.Body)
	}
	for _, minutes := range []string{"-1", "1441"} {
		f.admin(http.StatusBadRequest, "PUT", "/api/config/nodes/pve-0", `{"physicalDiskPollingMinutes":`+minutes+`}`)
	}
	f.admin(http.StatusNotFound, "PUT", "/api/config/nodes/pve-9", `{}`)
	f.admin(http.StatusBadRequest, "PUT", "/api/config/nodes/nonsense", `{}`)
}

func (f *fixture) firstNode() wire.ConfigNode {
	f.t.Helper()
	return decoded[[]wire.ConfigNode](f.t, f.admin(http.StatusOK, "GET", "/api/config/nodes", ""))[0]
}

func sameNode(a, b wire.ConfigNode) bool {
	flags := *a.MonitorVMs == *b.MonitorVMs && *a.MonitorBackups == *b.MonitorBackups
	a.MonitorFlags, b.MonitorFlags = wire.MonitorFlags{}, wire.MonitorFlags{}
	return flags && a.ID == b.ID && a.Name == b.Name && a.Host == b.Host && a.User == b.User && a.HasPassword == b.HasPassword &&
		a.TokenName == b.TokenName && a.HasToken == b.HasToken && a.Fingerprint == b.Fingerprint && a.VerifySSL == b.VerifySSL && a.DiskMinutes == b.DiskMinutes
}

func TestDeleteNode_TellsTheScreens(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", cluster)
	f.admin(http.StatusOK, "DELETE", "/api/config/nodes/pve-0", "")
	if want := []string{"discovery_update", "node_deleted", "discovery_update"}; !slices.Equal(f.estate.events, want) {
		t.Errorf("events %v, want %v", f.estate.events, want)
	}
	f.admin(http.StatusNotFound, "DELETE", "/api/config/nodes/pve-0", "")
}

func TestNodes_InMockMode(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.estate.view.Snapshot.Targets[0].ID = "mock1-0"
	f.admin(http.StatusOK, "POST", "/api/system/mock-mode", `{"enabled":true,"config":{"nodeCount":3}}`)
	if got := f.firstNode(); got.ID != "pve-0" || got.Name != "lab" || got.Status != "connected" {
		t.Errorf("node %+v", got)
	}
	f.admin(http.StatusForbidden, "POST", "/api/config/nodes", cluster)
	f.admin(http.StatusForbidden, "PUT", "/api/config/nodes/pve-0", `{}`)
	f.admin(http.StatusForbidden, "DELETE", "/api/config/nodes/pve-0", "")
	f.admin(http.StatusForbidden, "POST", "/api/config/nodes/pve-0/test", "")
}

func TestNodes_InMockModeAreCountedByKindWithoutHostsThatReport(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.estate.view.Snapshot.Targets = []*infra.Estate{
		{TargetInfo: infra.TargetInfo{Kind: "pve", Name: "lab"}}, {TargetInfo: infra.TargetInfo{Kind: "docker", Name: "host"}}, {TargetInfo: infra.TargetInfo{Kind: "pve", Name: "solo"}},
	}
	f.admin(http.StatusOK, "POST", "/api/system/mock-mode", `{"enabled":true}`)
	var got []string
	for _, n := range decoded[[]wire.ConfigNode](t, f.admin(http.StatusOK, "GET", "/api/config/nodes", "")) {
		got = append(got, n.ID+" "+n.Name)
	}
	if want := []string{"pve-0 lab", "pve-1 solo"}; !slices.Equal(got, want) {
		t.Errorf("nodes %q, want %q", got, want)
	}
}

func TestNodes_AreMaskedForTokenOnlyReaders(t *testing.T) {
	f := newFixture(t, auth.Environment{Tokens: []string{admin}})
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", `{"type":"pve","host":"a","user":"root@pam","password":"x","fingerprint":"AA"}`)
	f.estate.view.Snapshot.Targets[0].Cluster = infra.Cluster{Name: "lab", Members: []infra.Member{{Name: "pve1", Address: "https://10.0.0.1:8006", IP: "10.0.0.1"}}}
	w := f.call("GET", "/api/config/nodes", "")
	if w.Code != http.StatusOK {
		t.Fatalf("got %d", w.Code)
	}
	for _, hidden := range []string{"root@pam", "AA", "10.0.0.1"} {
		if strings.Contains(w.Body.String(), hidden) {
			t.Errorf("%s is told: %s", hidden, w.Body)
		}
	}
}

func TestNodeTests(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", cluster)
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", strings.Replace(cluster, "10.0.0.1", "dead", 1))
	found := decoded[wire.NodeTest](t, f.admin(http.StatusOK, "POST", "/api/config/nodes/test-connection", cluster))
	if found.Status != "success" || !found.IsCluster || found.NodeCount != 3 || found.ClusterNodeCount != 3 || found.Latency != nil {
		t.Errorf("found %+v", found)
	}
	if got := decoded[wire.NodeTest](t, f.admin(http.StatusOK, "POST", "/api/config/nodes/pve-0/test", "")); got.Latency == nil {
		t.Errorf("saved: %+v", got)
	}
	refused := f.object(f.admin(http.StatusBadRequest, "POST", "/api/config/nodes/pve-1/test", ""))
	if refused["status"] != "error" || refused["message"] != "Connection failed: nobody answers" {
		t.Errorf("dead: %v", refused)
	}
	if got := f.object(f.admin(http.StatusBadRequest, "POST", "/api/config/nodes/pve-9/test", "")); got["message"] != "Node not found" {
		t.Errorf("unknown: %v", got)
	}
	if got := f.object(f.admin(http.StatusBadRequest, "POST", "/api/config/nodes/test-config", `{"type":"pve"}`)); got["status"] != "error" {
		t.Errorf("test-config: %v", got)
	}
	failed := f.object(f.admin(http.StatusBadRequest, "POST", "/api/config/nodes/test-connection", strings.Replace(cluster, "10.0.0.1", "dead", 1)))
	if details, _ := failed["details"].(map[string]any); details["fingerprint"] != "AA:BB" {
		t.Errorf("failed test: %v", failed)
	}
	bare := f.object(f.admin(http.StatusBadRequest, "POST", "/api/config/nodes/test-connection", `{"type":"pve","host":"dead"}`))
	if want := "Connection failed: nobody answers. Authentication credentials required, too"; bare["error"] != want {
		t.Errorf("without credentials: %v, want %q", bare["error"], want)
	}
	f.admin(http.StatusNotFound, "POST", "/api/config/nodes/a/b/c", "")
}
