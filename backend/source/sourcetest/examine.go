package sourcetest

import (
	"context"
	"net/http"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source/proxmox/proxmoxtest"
)

// good runs every job once and checks the rows.
func (c Case) good(t *testing.T) {
	src := c.open(t, c.Good)
	snap := (&infra.Snapshot{}).WithTargets([]infra.TargetInfo{c.Good.Info()}, time.Now())
	for _, job := range src.Jobs() {
		report, err := c.run(t, job, enough)
		if err != nil || len(report.Failures) > 0 {
			t.Errorf("%s failed: %v %+v", job.Part, err, report.Failures)
		}
		if report.Requests == 0 || job.Every <= 0 || job.Deadline <= 0 {
			t.Errorf("%s: %d requests, every %v, deadline %v; want all above zero", job.Part, report.Requests, job.Every, job.Deadline)
		}
		snap = snap.Apply(&report, 0)
	}
	if len(snap.Nodes)+len(snap.Servers)+len(snap.Gateways) == 0 {
		t.Fatal("nothing was found")
	}
	if e := snap.Estate(c.Good.ID); e.Health != infra.Healthy || e.Failure != nil {
		t.Errorf("health %q, failure %+v; want a healthy connection", e.Health, e.Failure)
	}
	checkRows(t, c.Good.ID, snap)
}

// checkRows checks what every row must have.
func checkRows(t *testing.T, target infra.TargetID, snap *infra.Snapshot) {
	t.Helper()
	var rows []infra.Resource
	for _, n := range snap.Nodes {
		rows = append(rows, n.Resource)
		if n.Status == "" || n.DisplayName == "" {
			t.Errorf("node %s: status %q, display name %q", n.ID, n.Status, n.DisplayName)
		}
	}
	for _, g := range snap.Guests {
		rows = append(rows, g.Resource)
		if g.Status == "" || g.Type == "" || g.VMID == 0 || (!g.Disk.Known && g.DiskReason == "" && g.Type == infra.VM) {
			t.Errorf("guest %s: status %q, type %q, disk %+v because of %q", g.ID, g.Status, g.Type, g.Disk, g.DiskReason)
		}
	}
	for _, s := range snap.Storages {
		rows = append(rows, s.Resource)
		if s.Status == "" || s.Type == "" || (s.Shared && s.Status == infra.StorageAvailable && len(s.Nodes) == 0) {
			t.Errorf("storage %s: status %q, type %q, nodes %q", s.ID, s.Status, s.Type, s.Nodes)
		}
	}
	for _, s := range snap.Servers {
		rows = append(rows, s.Resource)
		if !s.Online || s.Version == "" {
			t.Errorf("server %s: online %t, version %q", s.ID, s.Online, s.Version)
		}
	}
	for _, d := range snap.Datastores {
		rows = append(rows, d.Resource)
	}
	for _, g := range snap.Gateways {
		rows = append(rows, g.Resource)
		if !g.Online || g.Version == "" || len(g.Nodes) == 0 || g.Mail == nil || g.Hours == nil || g.Scores == nil || g.Quarantine == nil {
			t.Errorf("gateway is incomplete: %+v", g)
		}
	}
	seen := map[infra.ID]bool{}
	for _, r := range rows {
		if r.ID == "" || r.Kind != r.ID.Kind() || r.Name == "" || r.Target != target || r.SeenAt.IsZero() || r.Stale != nil || seen[r.ID] {
			t.Errorf("row is incomplete or there twice: %+v", r)
		}
		seen[r.ID] = true
	}
}

func (c Case) slow(t *testing.T) {
	defer c.cause(proxmoxtest.Fault{Delay: 50 * time.Millisecond})()
	src := c.open(t, c.Good)
	if report, err := c.run(t, listing(t, src), enough); err != nil || listed(report) == 0 {
		t.Errorf("%d rows, %v; want the answer", listed(report), err)
	}
}

// cause makes every answer of the simulator go wrong.
func (c Case) cause(f proxmoxtest.Fault) (undo func()) {
	match := proxmoxtest.Match{}
	if f.Status == http.StatusForbidden {
		match.Method = http.MethodGet // a login is never forbidden
	}
	return c.Simulator.Fault(match, f)
}

func (c Case) faults(t *testing.T) {
	for name, test := range map[string]struct {
		fault proxmoxtest.Fault
		want  infra.FailureKind
	}{
		"hang":         {proxmoxtest.Fault{Hang: true}, infra.FailTimeout},
		"drop":         {proxmoxtest.Fault{Drop: true}, infra.FailUnreachable},
		"unauthorized": {proxmoxtest.Fault{Status: 401, Reason: "No ticket"}, infra.FailAuth},
		"forbidden":    {proxmoxtest.Fault{Status: 403, Reason: "Permission check failed"}, infra.FailPermission},
		"server error": {c.serverError(), infra.FailAnswer},
		"truncated":    {proxmoxtest.Fault{Truncate: true}, infra.FailAnswer},
		"wrong type":   {proxmoxtest.WrongType(), infra.FailAnswer},
		"empty":        {proxmoxtest.Fault{Empty: true}, infra.FailAnswer},
		"page":         {proxmoxtest.HTML(), infra.FailAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			defer c.cause(test.fault)()
			c.expect(t, c.Good, test.want)
		})
	}
}

// serverError tells the account's secrets in the server's words.
func (c Case) serverError() proxmoxtest.Fault {
	return proxmoxtest.Fault{Status: 500, Reason: "internal trouble with " + c.Good.TokenValue + c.Good.Password}
}

// closing closes a source while every job of it waits for an answer.
func (c Case) closing(t *testing.T) {
	defer c.cause(proxmoxtest.Fault{Hang: true})()
	src := c.open(t, c.Good)
	jobs := src.Jobs()
	ended := make(chan error, len(jobs))
	for _, job := range jobs {
		go func() {
			_, err := job.Run(context.Background())
			ended <- err
		}()
	}
	if err := src.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	for range jobs {
		select {
		case err := <-ended:
			if err == nil {
				t.Error("a job succeeded without an answer")
			}
		case <-time.After(enough):
			t.Fatal("a job goes on after its source was closed")
		}
	}
}

// recovery runs the listing during a fault and after it.
func (c Case) recovery(t *testing.T) {
	src := c.open(t, c.Good)
	job := listing(t, src)
	undo := c.cause(c.serverError())
	if _, err := c.run(t, job, enough); err == nil {
		t.Error("the run succeeded during the fault")
	}
	undo()
	if report, err := c.run(t, job, enough); err != nil || listed(report) == 0 {
		t.Errorf("after the fault %d rows, %v; want the answer", listed(report), err)
	}
}
