package pvetest_test

import (
	"testing"
	"time"

	"pulse/backend/source/pve/pvetest"
)

func TestDeadNode_IsAnsweredForBy595AndKeepsItsLastFigures(t *testing.T) {
	c, now := small("8.4")
	pve := ask(t, c, "pve1")
	id := guestPath(t, c, "pve2")
	before := pve.get("/cluster/resources").row(t, "id", id)
	must(t, c.NodeDown("pve2"))
	now.pass(5 * time.Minute)

	r := pve.get("/nodes/pve2/status")
	if r.status != 595 || r.text != "" || r.kind != "" {
		t.Errorf("its status: got %d %q of type %q, want 595 and nothing", r.status, r.text, r.kind)
	}
	if node := pve.get("/nodes").row(t, "node", "pve2"); node["status"] != "offline" || node["cpu"] != nil {
		t.Errorf("in /nodes: %v", node)
	}
	if member := pve.get("/cluster/status").row(t, "name", "pve2"); member["online"] != 0.0 {
		t.Errorf("in /cluster/status: %v", member)
	}
	after := pve.get("/cluster/resources").row(t, "id", id)
	if before["uptime"] != after["uptime"] || before["netin"] != after["netin"] || after["status"] != "running" {
		t.Errorf("its guest changed from %v to %v", before, after)
	}
	if r := pve.get("/nodes/pve2/rrddata?timeframe=hour"); r.status != 200 {
		t.Errorf("its rrddata: got %d, want 200", r.status)
	}
	if _, err := ask(t, c, "pve2").try("GET", "/nodes", ""); err == nil {
		t.Error("the dead node itself answered")
	}
	must(t, c.NodeUp("pve2"))
	if got := pve.get("/nodes/pve2/" + id + "/status/current").object(t)["uptime"]; got != 1.0 {
		t.Errorf("uptime of its guest after the boot = %v, want 1", got)
	}
}

func TestDeadNode_IsStillListedOnlineForAWhile(t *testing.T) {
	now := newClock()
	o := pvetest.Small()
	o.Now, o.OfflineAfter = now.Now, 20*time.Second
	c := pvetest.New(o)
	must(t, c.NodeDown("pve2"))
	for _, want := range []string{"online", "offline"} {
		now.pass(15 * time.Second)
		if got := ask(t, c, "pve1").get("/nodes").row(t, "node", "pve2")["status"]; got != want {
			t.Errorf("status = %v, want %s", got, want)
		}
	}
}

func TestMemberWithoutDaemon_ListsNodesButFailsForItself(t *testing.T) {
	c, _ := small("8.4")
	must(t, c.SetDaemon("pve1", false))
	for path, want := range map[string]int{"/nodes": 200, "/cluster/resources": 200, "/cluster/status": 595, "/nodes/pve1/status": 595, "/nodes/pve2/status": 200} {
		if got := ask(t, c, "pve1").get(path).status; got != want {
			t.Errorf("GET %s: got %d, want %d", path, got, want)
		}
	}
}

func TestMemberWithoutFileSystem_AnswersNothingUseful(t *testing.T) {
	c, _ := small("8.4")
	must(t, c.SetFileSystem("pve1", false))
	if r := ask(t, c, "pve1").get("/nodes"); r.status != 500 || r.text != "" {
		t.Errorf("got %d %q, want 500 and nothing", r.status, r.text)
	}
}

func TestSilentStatistics_MakeNodesUnknownButNotTheirStatus(t *testing.T) {
	c, _ := small("8.4")
	must(t, c.SetSilent("pve1", true))
	pve := ask(t, c, "pve1")
	if node := pve.get("/nodes").row(t, "node", "pve1"); node["status"] != "unknown" || node["mem"] != nil {
		t.Errorf("node = %v, want unknown without figures", node)
	}
	if r := pve.get("/nodes/pve1/status"); r.status != 200 {
		t.Errorf("its status: got %d, want 200", r.status)
	}
}

func TestLists_ChangeFiguresInRhythmAndStatusAtOnce(t *testing.T) {
	c, now := small("9.1")
	pve := ask(t, c, "pve1")
	id := guestPath(t, c, "pve1")
	vmid := int(pve.get("/cluster/resources").row(t, "id", id)["vmid"].(float64))
	list := func() map[string]any { return pve.get("/cluster/resources").row(t, "id", id) }
	status := func() map[string]any { return pve.get("/nodes/pve1/" + id + "/status/current").object(t) }

	seen := map[any]bool{}
	for range 20 {
		seen[list()["uptime"]] = true
		now.pass(time.Second)
	}
	if len(seen) < 2 || len(seen) > 3 {
		t.Errorf("the list showed %d uptimes in 20 s, want one every 10 s", len(seen))
	}
	must(t, c.Rename(vmid, "renamed"))
	if got := status()["name"]; got != "renamed" {
		t.Errorf("name in status/current = %v, want it at once", got)
	}
	if got := list()["name"]; got == "renamed" {
		t.Error("the list showed the new name before the next statistics")
	}
	now.pass(10 * time.Second)
	if got := list()["name"]; got != "renamed" {
		t.Errorf("name in the list 10 s later = %v", got)
	}
	must(t, c.Stop(vmid))
	if got := list(); got["status"] != "stopped" || got["cpu"] != 0.0 || got["uptime"] != 0.0 {
		t.Errorf("after the stop the list says %v", got)
	}
}

func TestCounters_GrowAndBeginAgainAtStart(t *testing.T) {
	c, now := small("8.4")
	must(t, c.Add(pvetest.Guest{ID: 900, Name: "busy", Node: "pve1", Running: true}))
	pve := ask(t, c, "pve1")
	read := func() map[string]any { return pve.get("/nodes/pve1/qemu/900/status/current").object(t) }
	for _, counter := range []string{"netin", "netout", "diskread", "diskwrite"} {
		last := read()[counter].(float64)
		for range 300 {
			now.pass(3 * time.Second)
			next := read()[counter].(float64)
			if next <= last {
				t.Fatalf("%s went from %v to %v", counter, last, next)
			}
			last = next
		}
	}
	before := read()["netin"].(float64)
	must(t, c.Pause(900))
	paused := read()
	now.pass(time.Hour)
	if got := read(); got["netin"] != paused["netin"] || got["status"] != "running" || got["qmpstatus"] != "paused" {
		t.Errorf("a paused guest: %v", got)
	}
	must(t, c.Stop(900))
	must(t, c.Start(900))
	now.pass(time.Second)
	if got := read()["netin"].(float64); got >= before {
		t.Errorf("netin after a start = %v, before %v: want a new beginning", got, before)
	}
}

func TestTraffic_GivesExactRates(t *testing.T) {
	c, now := small("8.4")
	must(t, c.Add(pvetest.Guest{ID: 900, Name: "busy", Node: "pve1", Running: true}))
	must(t, c.SetTraffic(900, pvetest.Traffic{NetIn: 1000, DiskWrite: 50}))
	pve := ask(t, c, "pve1")
	first := pve.get("/nodes/pve1/qemu/900/status/current").object(t)
	now.pass(time.Minute)
	second := pve.get("/nodes/pve1/qemu/900/status/current").object(t)
	for name, want := range map[string]float64{"netin": 60000, "diskwrite": 3000, "netout": 0} {
		if got := second[name].(float64) - first[name].(float64); got != want {
			t.Errorf("%s grew by %v, want %v", name, got, want)
		}
	}
}

func TestPaused_IsShownByTheClusterOnly(t *testing.T) {
	c, _ := small("8.4")
	must(t, c.Add(pvetest.Guest{ID: 900, Name: "sleepy", Node: "pve1", Running: true}))
	must(t, c.Pause(900))
	pve := ask(t, c, "pve1")
	if got := pve.get("/cluster/resources").row(t, "id", "qemu/900")["status"]; got != "paused" {
		t.Errorf("/cluster/resources: %v, want paused", got)
	}
	if got := pve.get("/nodes/pve1/qemu").row(t, "vmid", 900.0)["status"]; got != "running" {
		t.Errorf("the node's list: %v, want running", got)
	}
}

func TestMigration_KeepsGuestAndMovesItsPath(t *testing.T) {
	c, _ := small("8.4")
	must(t, c.Add(pvetest.Guest{ID: 900, Name: "mover", Node: "pve1", Running: true}))
	must(t, c.Migrate(900, "pve3"))
	pve := ask(t, c, "pve1")
	if got := pve.get("/cluster/resources").row(t, "vmid", 900.0)["node"]; got != "pve3" {
		t.Errorf("node = %v, want pve3", got)
	}
	r := pve.get("/nodes/pve1/qemu/900/status/current")
	if want := "Configuration file 'nodes/pve1/qemu-server/900.conf' does not exist"; r.status != 500 || r.reason != want {
		t.Errorf("at the old node: %d %q, want 500 %q", r.status, r.reason, want)
	}
	must(t, c.Remove(900))
	if r := pve.get("/nodes/pve3/qemu/900/config"); r.status != 500 {
		t.Errorf("after removal: %d, want 500", r.status)
	}
}

func TestAgent_SaysWhyItDoesNotAnswer(t *testing.T) {
	c, _ := small("8.4")
	must(t, c.Add(pvetest.Guest{ID: 900, Name: "agent", Node: "pve1", Running: true}))
	pve := ask(t, c, "pve1")
	for agent, want := range map[pvetest.Agent]string{
		pvetest.AgentOff:     "No QEMU guest agent configured",
		pvetest.AgentMissing: "QEMU guest agent is not running",
		pvetest.AgentSilent:  "VM 900 qmp command 'guest-get-fsinfo' failed - got timeout",
	} {
		must(t, c.SetAgent(900, agent))
		if r := pve.get("/nodes/pve1/qemu/900/agent/get-fsinfo"); r.status != 500 || r.reason != want {
			t.Errorf("agent %d: got %d %q, want %q", agent, r.status, r.reason, want)
		}
	}
}

func TestMemory_WithoutBalloonReportsIsTheHostsView(t *testing.T) {
	c, _ := small("8.4")
	must(t, c.Add(pvetest.Guest{ID: 900, Name: "plain", Node: "pve1", Running: true, Memory: 1 << 30}))
	must(t, c.Add(pvetest.Guest{ID: 901, Name: "bsd", Node: "pve1", Running: true, Memory: 1 << 30, NoBalloon: true}))
	pve := ask(t, c, "pve1")
	plain := pve.get("/nodes/pve1/qemu/900/status/current").object(t)
	balloon := plain["ballooninfo"].(map[string]any)
	if got, want := plain["mem"].(float64), balloon["total_mem"].(float64)-balloon["free_mem"].(float64); got != want {
		t.Errorf("mem = %v, want total_mem - free_mem = %v", got, want)
	}
	bsd := pve.get("/nodes/pve1/qemu/901/status/current").object(t)
	if _, told := bsd["freemem"]; told || bsd["mem"].(float64) <= bsd["maxmem"].(float64) {
		t.Errorf("without balloon reports: %v", bsd)
	}
}

func TestStorage_SaysWhereItIsNotUsable(t *testing.T) {
	c, _ := small("8.4")
	must(t, c.SetStorageActive("nas", "pve2", false))
	pve := ask(t, c, "pve1")
	for _, want := range []struct {
		node, storage   string
		enabled, active float64
	}{
		{"pve1", "nas", 1, 1}, {"pve2", "nas", 1, 0}, {"pve3", "fast", 0, 0}, {"pve1", "archive", 0, 0},
	} {
		row := pve.get("/nodes/"+want.node+"/storage").row(t, "storage", want.storage)
		if row["enabled"] != want.enabled || row["active"] != want.active {
			t.Errorf("%s on %s: %v, want enabled %v active %v", want.storage, want.node, row, want.enabled, want.active)
		}
		if _, told := row["used_fraction"]; told != (want.active == 1) {
			t.Errorf("%s on %s: used_fraction is there: %v", want.storage, want.node, told)
		}
	}
	if r := pve.get("/nodes/pve1/storage/archive/content"); r.reason != "storage 'archive' is disabled" {
		t.Errorf("content of a disabled storage: %d %q", r.status, r.reason)
	}
	must(t, c.SetStorageUse("nas", "", 0.5))
	row := pve.get("/nodes/pve1/storage").row(t, "storage", "nas")
	if row["used_fraction"] != 0.5 {
		t.Errorf("used_fraction = %v, want 0.5", row["used_fraction"])
	}
}

func TestTasks_ShowARunningOneOutsideTheArchive(t *testing.T) {
	c, now := small("8.4")
	pve := ask(t, c, "pve1")
	end := c.BeginTask("pve1", "vzdump", 4711)
	path := "/nodes/pve1/tasks?typefilter=vzdump&vmid=4711&source="
	if got := len(pve.get(path + "archive").rows(t)); got != 0 {
		t.Errorf("archive while it runs: %d rows, want 0", got)
	}
	if row := pve.get(path+"active").row(t, "id", "4711"); row["status"] != nil || row["endtime"] != nil {
		t.Errorf("while it runs: %v", row)
	}
	now.pass(time.Minute)
	end("job errors")
	if row := pve.get(path+"archive").row(t, "id", "4711"); row["status"] != "job errors" {
		t.Errorf("at its end: %v", row)
	}
	if got := len(pve.get("/nodes/pve1/tasks").rows(t)); got > 50 {
		t.Errorf("%d rows without a limit, want at most 50", got)
	}
}

func TestParameters_AreChecked(t *testing.T) {
	c, _ := small("7.4")
	pve := ask(t, c, "pve1")
	for path, field := range map[string]string{
		"/nodes/pve1/rrddata":                                     "timeframe",
		"/nodes/pve1/rrddata?timeframe=minute":                    "timeframe",
		"/nodes/pve1/rrddata?timeframe=hour&ds=memavailable":      "ds",
		"/cluster/resources?type=pool":                            "type",
		"/nodes/pve1/qemu/abc/config":                             "vmid",
		"/nodes/pve1/tasks?source=nowhere":                        "source",
		"/nodes/pve1/rrddata?timeframe=hour&cf=LAST":              "cf",
		"/nodes/pve1/storage?unknown=1":                           "unknown",
		"/nodes/pve1/disks/list?skipsmart=1&include-partition=no": "include-partition",
	} {
		r := pve.get(path)
		if errs, _ := r.body["errors"].(map[string]any); r.status != 400 || errs[field] == nil {
			t.Errorf("GET %s: got %d %s, want 400 naming %s", path, r.status, r.text, field)
		}
	}
}

func TestUnknownPaths_Are501(t *testing.T) {
	c, _ := small("8.4")
	pve := ask(t, c, "pve1")
	if r := pve.get("/cluster/ceph/df"); r.status != 501 || r.reason != "Method 'GET /cluster/ceph/df' not implemented" {
		t.Errorf("got %d %q", r.status, r.reason)
	}
	if r := pve.get("/cluster/ceph/status"); r.status != 500 || r.reason != "binary not installed: /usr/bin/ceph-mon" {
		t.Errorf("ceph: got %d %q", r.status, r.reason)
	}
}

func TestErrors_HaveAMessageInTheBodyFromVersion9On(t *testing.T) {
	for version, want := range map[string]any{"7.4": nil, "8.4": nil, "9.1": "binary not installed: /usr/bin/ceph-mon\n"} {
		c, _ := small(version)
		if got := ask(t, c, "pve1").get("/cluster/ceph/status").body["message"]; got != want {
			t.Errorf("version %s: message = %v, want %v", version, got, want)
		}
	}
}

func TestSameSeed_GivesTheSameAnswers(t *testing.T) {
	first, _ := small("9.1")
	second, _ := small("9.1")
	for _, path := range []string{"/cluster/resources", "/nodes/pve2/status", "/nodes/pve1/storage", "/nodes/pve1/tasks", "/nodes/pve1/qemu"} {
		if a, b := ask(t, first, "pve1").get(path).text, ask(t, second, "pve1").get(path).text; a != b {
			t.Errorf("GET %s differs:\n%s\n%s", path, a, b)
		}
	}
}
