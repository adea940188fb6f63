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

// connect stores connections: one whose server answers, and one whose does not.
func (f *fixture) connect() {
	f.t.Helper()
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", `{"type":"pve","name":"lab","host":"10.0.0.1","tokenName":"pulse@pve!mon","tokenValue":"a-long-secret"}`)
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", `{"type":"pve","name":"gone","host":"dead.example","user":"root@pam","password":"hunter2hunter2"}`)
}

func TestDiagnostics_TestsEveryConnection(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.connect()
	d := decoded[wire.Diagnostics](t, f.admin(http.StatusOK, "GET", "/api/diagnostics", ""))
	if len(d.Nodes) != 2 || d.Version != wire.Version || d.Runtime != "go" || d.Uptime != 60 || d.System.NumCPU == 0 || d.Errors == nil || d.PBS == nil {
		t.Fatalf("got %+v", d)
	}
	well, ill := d.Nodes[0], d.Nodes[1]
	if !well.Connected || !well.Reachable || well.Authenticated == nil || !*well.Authenticated || well.Error != "" || well.AuthMethod != "api_token" ||
		well.Details == nil || well.Details.Version != "8.2" || well.Details.NodeCount != 3 || well.LastPoll != "2026-03-01T12:00:00Z" || len(well.Parts) != 1 {
		t.Errorf("the one that works: %+v", well)
	}
	if ill.Connected || ill.Reachable || ill.Authenticated != nil || ill.Error != "nobody answers" || ill.ErrorKind != "unreachable" ||
		ill.AuthMethod != "username_password" || ill.Details != nil {
		t.Errorf("the one that does not: %+v", ill)
	}
}

func TestDiagnostics_TellNoSecretsAndNoAccounts(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.connect()
	e := f.estate.view.Snapshot.Targets[0]
	e.Parts[infra.PartStorage] = infra.PartState{Failure: &infra.Failure{
		Kind: infra.FailAuth, Reason: "Proxmox VE refuses the token pulse@pve!mon (401) with a-long-secret",
	}}
	body := f.admin(http.StatusOK, "GET", "/api/diagnostics", "").Body.String()
	for _, secret := range []string{"a-long-secret", "hunter2hunter2", "pulse@pve", "root@pam"} {
		if strings.Contains(body, secret) {
			t.Errorf("the answer holds %q", secret)
		}
	}
	if want := "refuses the token [token] (401)"; !strings.Contains(body, want) {
		t.Errorf("the reason %q is missing in %s", want, body)
	}
}

func TestDiagnostics_TellHowFiguresCameAbout(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.connect()
	s := f.estate.view.Snapshot
	s.Nodes[0].MemorySource, s.Nodes[0].SeenAt = "nodes-endpoint", noon
	s.Guests[0].MemorySource, s.Guests[0].DiskReason, s.Guests[0].MemoryHostView = "status-mem-host", "agent-not-running", true
	s.Targets[0].Nodes, s.Targets[0].Guests = s.Nodes, s.Guests
	d := decoded[wire.Diagnostics](t, f.admin(http.StatusOK, "GET", "/api/diagnostics", ""))
	want := []wire.MemorySourceCount{{Instance: "lab", Source: "nodes-endpoint", NodeCount: 1, LastUpdated: "2026-03-01T12:00:00Z", Fallback: true}}
	if !slices.Equal(d.MemorySources, want) {
		t.Errorf("memory sources %+v, want %+v", d.MemorySources, want)
	}
	if g := d.GuestSnapshots[0]; g.MemorySource != "status-mem" || len(g.Notes) != 1 || g.Raw.ListingMem != nil || *g.Raw.ListingMaxMem != 200 {
		t.Errorf("guest %+v: what is not known is null", g)
	}
	vms := d.Nodes[0].VMDiskCheck
	if vms.VMsFound != 1 || vms.VMsWithAgent != 1 || vms.VMsWithDiskData != 0 || len(vms.ProblematicVMs) != 1 ||
		!slices.Equal(vms.Recommendations, []string{"Start qemu-guest-agent in the machine"}) {
		t.Errorf("disks of machines: %+v", vms)
	}
	if disks := d.Nodes[0].PhysicalDisks; disks.NodesChecked != 1 || disks.NodesWithDisks != 0 || disks.NodeResults[0].NodeName != "pve1" {
		t.Errorf("disks of nodes: %+v", disks)
	}
}

func TestDiagnostics_AreForAdministrators(t *testing.T) {
	open := newFixture(t, auth.Environment{Tokens: []string{admin}})
	if w := open.call("GET", "/api/diagnostics", ""); w.Code != http.StatusUnauthorized {
		t.Errorf("got %d, want 401", w.Code)
	}
}

func TestSearch_AnswersInTheLanguageOfTheDashboard(t *testing.T) {
	f := newFixture(t, withAccount(t))
	want := `[{"kind":"vm","id":"lab-pve1-101","name":"web","where":"VM 101, pve1","match":"cpu 8.3"}]` + "\n"
	if w := f.admin(http.StatusOK, "GET", "/api/search?q=cpu%3E8+is%3Avm", ""); w.Body.String() != want {
		t.Errorf("got %s, want %s", w.Body, want)
	}
	if w := f.admin(http.StatusOK, "GET", "/api/search", ""); w.Body.String() != "[]\n" {
		t.Errorf("without a query: %s, want an empty list", w.Body)
	}
	if got := decoded[[]wire.SearchResult](t, f.admin(http.StatusOK, "GET", "/api/search?q=pve1&limit=2", "")); len(got) != 2 {
		t.Errorf("got %+v, want two of four", got)
	}
	for _, query := range []string{"q=cpu:high", "q=colour:red", "q=x&limit=0", "q=x&limit=many"} {
		f.admin(http.StatusBadRequest, "GET", "/api/search?"+query, "")
	}
}
