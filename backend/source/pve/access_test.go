package pve

import (
	"strings"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pve/pvetest"
)

func passwordTarget(host string) source.Target {
	return source.Target{ID: testTarget, Kind: "pve", Name: "lab", Host: host, User: pvetest.User, Password: pvetest.Password}
}

const loginPath = "POST /access/ticket"

func TestLogin_RenewsTicketInTime(t *testing.T) {
	for name, form := range map[string]bool{"as JSON": false, "as form": true} {
		t.Run(name, func(t *testing.T) {
			opts := machine(nil)
			opts.FormLogin = form
			inMemory(t, opts, func(t *testing.T, c *pvetest.Cluster, env source.Env) {
				w := watch(t, passwordTarget(memoryHost("pve1")), env)
				for range 5 * 60 {
					after(time.Minute)
					if f := w.Snapshot().Estate(testTarget).Failure; f != nil {
						t.Fatalf("failed: %+v", f)
					}
				}
				if logins := c.Requests()[loginPath]; logins < 4 || logins > 8 {
					t.Errorf("%d logins in five hours, want one per 90 minutes", logins)
				}
			})
		})
	}
}

func TestLogin_AgainWhenTicketIsRefused(t *testing.T) {
	inMemory(t, machine(nil), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		w := watch(t, passwordTarget(memoryHost("pve1")), env)
		after(time.Minute)
		c.Fault(pvetest.Match{Method: "GET", Path: "/cluster/resources", Times: 1}, pvetest.Fault{Status: 401, Reason: "invalid ticket"})
		after(20 * time.Second)
		if report, err := w.Report(infra.PartPulse); err != nil || len(report.Guests) != 1 || c.Requests()[loginPath] != 2 {
			t.Errorf("%d guests, %v, %d logins; want a second login and no failure", len(report.Guests), err, c.Requests()[loginPath])
		}
	})
}

func TestLogin_RefusedIsNotRepeatedAtOnce(t *testing.T) {
	opts := machine(nil)
	opts.DenyDelay = 3 * time.Second
	inMemory(t, opts, func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		target := passwordTarget(memoryHost("pve1"))
		target.Password = "wrong-marker"
		w := watch(t, target, env)
		after(time.Minute)
		f := w.Snapshot().Estate(testTarget).Failure
		if f == nil || f.Kind != infra.FailAuth || !strings.Contains(f.Reason, pvetest.User) || strings.Contains(f.Reason, "marker") {
			t.Errorf("failure = %+v, want that the password of %s is refused", f, pvetest.User)
		}
		if logins := c.Requests()[loginPath]; logins > 6 {
			t.Errorf("%d logins in a minute, want at most one per 10 s", logins)
		}
	})
}

func TestToken_RefusedSaysWhich(t *testing.T) {
	inMemory(t, machine(nil), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		target := targetOf(memoryHost("pve1"))
		target.TokenValue = "wrong-marker"
		w := watch(t, target, env)
		after(20 * time.Second)
		f := w.Snapshot().Estate(testTarget).Failure
		want := infra.Failure{Kind: infra.FailAuth, Reason: "Proxmox VE refuses the token " + pvetest.Token + " (401). Was it deleted, or has it expired?"}
		if f == nil || *f != want {
			t.Errorf("failure = %+v, want %+v", f, want)
		}
	})
}

func TestWeakToken_ShowsWhatItMaySee(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		target := targetOf(memoryHost("pve1"))
		strong := watch(t, target, env)
		after(time.Minute)
		target.Cluster = strong.Snapshot().Estate(testTarget).Cluster
		target.TokenName, target.TokenValue = pvetest.WeakToken, pvetest.WeakSecret
		w := watch(t, target, env)
		after(time.Minute)
		n := w.node("pve1")
		if n.Status != infra.NodeOnline || n.CPU.Known || n.Memory.Known || n.Uptime.Known {
			t.Errorf("got %+v, want an online node without figures", n)
		}
		if n.Stale == nil || !n.Stale.DetailOnly || !strings.Contains(n.Stale.Reason, "Sys.Audit") {
			t.Errorf("stale = %+v, want the privilege that is missing", n.Stale)
		}
		if len(w.Snapshot().Guests) != 2 || w.guest(100).Stale != nil || !w.guest(100).Memory.Known || w.guest(100).Status != infra.GuestRunning {
			t.Errorf("guests: %+v, want the two that it may see, running", w.Snapshot().Guests)
		}
		if got := w.Snapshot().Estate(testTarget).Cluster; got.Name != "estate" || len(got.Members) != 3 {
			t.Errorf("cluster = %+v, want the membership known from before", got)
		}
	})
}

func TestProbe_TellsWhatIsThereAndWhatIsMissing(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		found, err := Kind().Probe(t.Context(), targetOf(memoryHost("pve1")), env)
		if err != nil || found.Nodes != 3 || found.Cluster.Name != "estate" || len(found.Cluster.Members) != 3 || found.Version != "8.4.1" || found.Missing != nil {
			t.Errorf("found %+v, %v; want 8.4.1 with 3 nodes of estate and nothing missing", found, err)
		}
		weak := targetOf(memoryHost("pve1"))
		weak.TokenName, weak.TokenValue = pvetest.WeakToken, pvetest.WeakSecret
		found, err = Kind().Probe(t.Context(), weak, env)
		if err != nil || len(found.Missing) == 0 || !strings.HasPrefix(found.Missing[0], "Sys.Audit on /nodes") {
			t.Errorf("found %+v, %v; want Sys.Audit missing", found, err)
		}
	})
}

func TestMissing_KnowsTheNamesOfEachVersion(t *testing.T) {
	held := func(agent string) permissions {
		return permissions{"/": {"Sys.Audit": n(1)}, "/vms/100": {"VM.Audit": n(1), agent: n(1)}, "/storage": {"Datastore.Audit": n(1)}}
	}
	if got := missing(held("VM.Monitor"), 8); got != nil {
		t.Errorf("with VM.Monitor on 8: %q, want nothing", got)
	}
	if got := missing(held("VM.GuestAgent.Audit"), 9); got != nil {
		t.Errorf("with VM.GuestAgent.Audit on 9: %q, want nothing", got)
	}
	if got := missing(held("VM.Monitor"), 9); len(got) != 1 || !strings.HasPrefix(got[0], "VM.GuestAgent.Audit on /vms") {
		t.Errorf("with VM.Monitor on 9: %q, want the privilege of 9 missing", got)
	}
}
