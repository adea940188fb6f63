package metrics_test

import (
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/metrics"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// scraped is what Prometheus reads, by name and labels.
func scraped(t *testing.T, now metrics.Now, files map[string]string) map[string]string {
	t.Helper()
	handler := metrics.Handler(metrics.Options{
		Now: func() metrics.Now { return now }, Version: "1.0", API: "4.24.0", Files: files, Log: slog.New(slog.DiscardHandler),
	})
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	lines := map[string]string{}
	for line := range strings.Lines(w.Body.String()) {
		if at := strings.LastIndexByte(line, ' '); !strings.HasPrefix(line, "#") && at > 0 {
			lines[line[:at]] = strings.TrimSpace(line[at:])
		}
	}
	return lines
}

func estate() metrics.Now {
	row := func(name, node string) infra.Resource {
		return infra.Resource{Name: name, Instance: "lab", Node: node, Target: "pve-0", SeenAt: noon}
	}
	old := row("old", "pve1")
	old.Stale = &infra.Staleness{Since: noon}
	half := infra.Some(infra.Usage{Total: 200, Used: 100})
	return metrics.Now{
		Polls: 7, Failed: 2, Requests: 30, LastPoll: time.Second, Clients: 1, Deliveries: map[string]int{"pending": 3},
		Jobs: []metrics.Job{{Target: "pve-0", Part: "pulse", BackOff: 2 * time.Second, Minute: infra.Some(12.0)}},
		Active: alert.Active{
			{Type: "cpu"}:  {Key: alert.Key{Type: "cpu"}, Phase: alert.Firing, Level: alert.Warning, Acknowledged: true},
			{Type: "disk"}: {Key: alert.Key{Type: "disk"}, Phase: alert.Pending, Level: alert.Critical},
		},
		Snapshot: &infra.Snapshot{
			Targets: []*infra.Estate{{TargetInfo: infra.TargetInfo{ID: "pve-0", Kind: "pve", Name: "lab"}, Health: infra.Healthy, SeenAt: noon}, {TargetInfo: infra.TargetInfo{ID: "pve-1", Kind: "pve", Name: "new"}}},
			Nodes:   []infra.Node{{Resource: row("pve1", ""), Status: infra.NodeOnline, CPU: infra.Some(0.25), Memory: half}},
			Guests: []infra.Guest{
				{Resource: row("we\"b\n", "pve1"), VMID: 101, Type: infra.VM, Status: infra.GuestRunning, CPU: infra.Some(0.5)},
				{Resource: old, VMID: 102, Type: infra.LXC, Status: infra.GuestRunning, CPU: infra.Some(0.9)},
				{Resource: row("dark", "pve1"), VMID: 103, Type: infra.VM, Status: infra.GuestUnknown},
				{Resource: row("bad\xff", "pve1"), VMID: 104, Type: infra.VM, Status: "stopped"},
			},
			Storages: []infra.Storage{
				{Resource: row("local", "pve1"), Enabled: true, Active: true, Space: half}, {Resource: row("local", "pve1"), Enabled: true},
			},
		},
	}
}

func TestHandler_ShowsWhatIsKnownAndNothingElse(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pulse.db")
	if err := os.WriteFile(file, make([]byte, 5), 0o600); err != nil {
		t.Fatal(err)
	}
	got := scraped(t, estate(), map[string]string{"pulse": file, "history": file + "x"})
	for line, want := range map[string]string{
		`pulse_build_info{api_version="4.24.0",version="1.0"}`: "1",
		`pulse_polls_total`:                                                               "7",
		`pulse_poll_failures_total`:                                                       "2",
		`pulse_deliveries{state="pending"}`:                                               "3",
		`pulse_database_bytes{database="pulse"}`:                                          "5",
		`pulse_connection_up{connection="lab",type="pve"}`:                                "1",
		`pulse_job_back_off_seconds{connection="lab",part="pulse",type="pve"}`:            "2",
		`pulse_alerts{acknowledged="true",level="warning",type="cpu"}`:                    "1",
		`pulse_node_cpu_ratio{connection="lab",node="pve1"}`:                              "0.25",
		`pulse_node_memory_used_bytes{connection="lab",node="pve1"}`:                      "100",
		`pulse_guest_cpu_ratio{connection="lab",name="we\"b\n",vmid="101"}`:               "0.5",
		`pulse_guest_info{connection="lab",name="old",node="pve1",type="lxc",vmid="102"}`: "1",
		`pulse_guest_running{connection="lab",name="bad�",vmid="104"}`:                    "0",
		`pulse_storage_up{connection="lab",node="pve1",storage="local"}`:                  "1",
		`pulse_rows_left_out`:                                                             "0",
	} {
		if got[line] != want {
			t.Errorf("%s is %q, want %q", line, got[line], want)
		}
	}
	for _, absent := range []string{
		`pulse_connection_up{connection="new",type="pve"}`, `pulse_guest_cpu_ratio{connection="lab",name="old",vmid="102"}`,
		`pulse_guest_running{connection="lab",name="dark",vmid="103"}`, `pulse_node_load1{connection="lab",node="pve1"}`,
		`pulse_alerts{acknowledged="false",level="critical",type="disk"}`, `pulse_database_bytes{database="history"}`,
	} {
		if value, there := got[absent]; there {
			t.Errorf("%s is %s, but unknown or not there", absent, value)
		}
	}
	if got["go_goroutines"] == "" {
		t.Error("the runtime's own metrics are missing")
	}
}

func TestHandler_IsBounded(t *testing.T) {
	now := estate()
	now.Snapshot.Guests = nil
	for i := range 10_005 {
		now.Snapshot.Guests = append(now.Snapshot.Guests, infra.Guest{Resource: infra.Resource{Instance: "lab", Name: strconv.Itoa(i)}, VMID: i, Status: infra.GuestRunning})
	}
	if got := scraped(t, now, nil)["pulse_rows_left_out"]; got != "5" {
		t.Errorf("rows left out: %q, want 5", got)
	}
}

func TestDocument_NamesEveryMetric(t *testing.T) {
	text, err := os.ReadFile("../../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range scraped(t, estate(), nil) {
		name, _, _ := strings.Cut(line, "{")
		if strings.HasPrefix(name, "pulse_") && !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("docs/metrics.md does not describe %s", name)
		}
	}
}
