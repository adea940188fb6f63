package pmg

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pmg/pmgtest"
)

// settle is long enough for every job to have run.
const settle = 10 * time.Second

func TestSource_ReadsEveryVersionAloneAndAsACluster(t *testing.T) {
	tests := map[string]struct {
		version, shown string
		members        int
		roles          []string
	}{
		"7 alone":   {"7.3", "7.3.1", 1, []string{"mx1 standalone online"}},
		"8 alone":   {"8.2", "8.2.1", 1, []string{"mx1 standalone online"}},
		"9 alone":   {"9.0", "9.0.1", 1, []string{"mx1 standalone online"}},
		"9 cluster": {"9.0", "9.0.1", 3, []string{"mx1 master online", "mx2 node online", "mx3 node online"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			opts := pmgtest.Cluster(test.members)
			opts.Version = test.version
			inMemory(t, opts, func(t *testing.T, _ *pmgtest.Gateway, w *watcher) {
				after(settle)
				g := w.gateway()
				var roles []string
				for _, n := range g.Nodes {
					roles = append(roles, n.Name+" "+n.Role+" "+n.Status)
					if !n.Uptime.Known || len(strings.Fields(n.Load)) != 3 || n.Queue == nil {
						t.Errorf("node is incomplete: %+v", n)
					}
				}
				if diff := cmp.Diff(test.roles, roles); diff != "" || g.Version != test.shown || !g.Online || g.Health != infra.Healthy || g.Stale != nil {
					t.Errorf("version %q, online %t, %s, stale %+v; nodes: %s", g.Version, g.Online, g.Health, g.Stale, diff)
				}
				if len(g.Hours) != 24 || len(g.Scores) != 11 || g.Scores[10].Score != "10" || g.Mail.Total < 1000 || g.Mail.ProcessingTime != 750*time.Millisecond {
					t.Errorf("%d hours, scores %+v, mail %+v", len(g.Hours), g.Scores, g.Mail)
				}
			})
		})
	}
}

func TestQueues_CountsAndAgeComeFromTheRowOfAllDomains(t *testing.T) {
	inMemory(t, pmgtest.Cluster(2), func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		must(t, g.SetQueue("mx2", "active", 7))
		must(t, g.SetQueue("mx2", "deferred", 1, 0, 0, 2))
		must(t, g.SetQueue("mx2", "hold"))
		must(t, g.SetQueue("mx2", "incoming", 0, 5))
		after(2 * time.Minute)
		q := w.node("mx2").Queue
		want := &infra.MailQueue{Active: 7, Deferred: 3, Incoming: 5, Oldest: 40 * time.Minute, At: q.At}
		if diff := cmp.Diff(want, q); diff != "" || time.Since(q.At) > time.Minute {
			t.Errorf("read %v ago: %s", time.Since(q.At), diff)
		}
	})
}

func TestQueues_AFailingNodeKeepsItsOwnMarked(t *testing.T) {
	inMemory(t, pmgtest.Cluster(2), func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		after(settle)
		before := w.node("mx2").Queue
		must(t, g.BreakQueue("mx2", "hold"))
		after(2 * time.Minute)
		if diff := cmp.Diff(before, w.node("mx2").Queue); diff != "" {
			t.Errorf("what was read before is gone: %s", diff)
		}
		if w.node("mx1").Queue.At.Equal(before.At) || w.gateway().Stale == nil || !strings.Contains(w.gateway().Stale.Reason, "mx2") {
			t.Errorf("the other node at %v, stale %+v", w.node("mx1").Queue.At, w.gateway().Stale)
		}
	})
}

func TestPulse_ASilentMemberIsOfflineAndTheOthersGoOn(t *testing.T) {
	opts := pmgtest.Cluster(3)
	opts.RelayDelay = 30 * time.Second
	inMemory(t, opts, func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		after(settle)
		must(t, g.NodeDown("mx3"))
		after(3 * time.Minute)
		row := w.gateway()
		if w.node("mx3").Status != offline || w.node("mx3").Uptime.Known || w.node("mx2").Status != online || !w.node("mx2").Uptime.Known {
			t.Errorf("nodes: %+v", row.Nodes)
		}
		if !row.Online || row.Health != infra.Healthy || row.Stale == nil || !row.Stale.DetailOnly || !strings.Contains(row.Stale.Reason, "mx3") {
			t.Errorf("online %t, %s, stale %+v; want a reason that names mx3", row.Online, row.Health, row.Stale)
		}
		must(t, g.NodeUp("mx3"))
		after(3 * time.Minute)
		if w.node("mx3").Status != online || w.gateway().Stale != nil {
			t.Errorf("after it came back: %+v, stale %+v", w.node("mx3"), w.gateway().Stale)
		}
	})
}

func TestPulse_TheReasonOfASilentMemberIsToldByTheCluster(t *testing.T) {
	inMemory(t, pmgtest.Cluster(2), func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		must(t, g.NodeDown("mx2"))
		after(settle)
		want := []infra.Failure{{
			Scope: "mx2", Kind: infra.FailUnreachable,
			Reason: "node mx2 cannot be reached by https://mx1:8006: Can't connect to 10.9.0.2:8006 (No route to host). Is it running?",
		}}
		if diff := cmp.Diff(want, w.failures(infra.PartPulse)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPulse_AMembershipThatCannotBeReadStaysAsItWas(t *testing.T) {
	inMemory(t, pmgtest.Cluster(2), func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		after(settle)
		before := w.gateway().Nodes
		g.Fault(pmgtest.Match{Path: "/config/cluster/*"}, pmgtest.Fault{Status: 500, Reason: "no cluster file"})
		after(2 * time.Minute)
		row := w.gateway()
		if len(row.Nodes) != 2 || row.Nodes[1].Uptime != before[1].Uptime || !row.Online || row.Health != infra.Healthy {
			t.Errorf("got %+v, want the gateway online with the nodes of before", row)
		}
		if row.Stale == nil || !row.Stale.DetailOnly || !strings.Contains(row.Stale.Reason, "no cluster file") {
			t.Errorf("stale = %+v, want the reason", row.Stale)
		}
	})
}

func TestPulse_AMemberThatMayNotBeAskedIsStillOnline(t *testing.T) {
	inMemory(t, pmgtest.Cluster(2), func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		g.Fault(pmgtest.Match{Path: "/config/cluster/status"}, pmgtest.Fault{Delay: time.Minute})
		g.Fault(pmgtest.Match{Path: "/nodes/mx2/status"}, pmgtest.Fault{Status: 403, Reason: "permission check failed"})
		after(settle)
		if n := w.node("mx2"); n.Status != online || n.Uptime.Known || !w.node("mx1").Uptime.Known {
			t.Errorf("nodes: %+v, want mx2 online without figures", w.gateway().Nodes)
		}
	})
}

func TestPulse_FiguresThatAServerDoesNotHaveAreNoFailure(t *testing.T) {
	inMemory(t, pmgtest.Cluster(1), func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		g.Fault(pmgtest.Match{Path: "/config/cluster/status"}, pmgtest.Fault{Body: `{"data":[{"cid":1,"name":"mx1","type":"master"}]}`})
		g.Fault(pmgtest.Match{Path: "/nodes/mx1/status"}, pmgtest.Fault{Status: 501, Reason: "not implemented"})
		after(settle)
		want := infra.GatewayNode{Name: "mx1", Role: "master", Status: online, Queue: w.node("mx1").Queue}
		if diff := cmp.Diff(want, w.node("mx1")); diff != "" || w.gateway().Stale != nil {
			t.Errorf("stale %+v, node: %s", w.gateway().Stale, diff)
		}
	})
}

func TestPulse_AGatewayThatListsNobodyIsAskedForItself(t *testing.T) {
	inMemory(t, pmgtest.Options{Unlisted: true}, func(t *testing.T, _ *pmgtest.Gateway, w *watcher) {
		after(settle)
		n := w.node("localhost")
		if n.Role != "standalone" || n.Status != online || !n.Uptime.Known || n.Queue == nil {
			t.Errorf("got %+v", n)
		}
	})
}

func TestPulse_ASilentGatewayIsOfflineWithin75Seconds(t *testing.T) {
	inMemory(t, pmgtest.Cluster(1), func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		after(61 * time.Second) // the worst time to fall silent: just after a poll
		undo := g.Fault(pmgtest.Match{}, pmgtest.Fault{Hang: true})
		after(75 * time.Second)
		if f := w.Estate().Failure; f == nil || f.Kind != infra.FailTimeout {
			t.Errorf("failure = %+v, want that there is no answer", f)
		}
		after(40 * time.Second)
		if row := w.gateway(); row.Online || row.Health != infra.Unhealthy || row.Mail == nil || len(row.Nodes) != 1 {
			t.Errorf("after three polls: %+v; want it offline, with what was known", row)
		}
		undo()
		after(20 * time.Second)
		if row := w.gateway(); !row.Online || row.Health != infra.Healthy {
			t.Errorf("after the fault: %+v", row)
		}
	})
}

func TestPulse_KeepsToTheRhythmThatIsSet(t *testing.T) {
	for set, want := range map[time.Duration]time.Duration{0: time.Minute, 2 * time.Minute: 2 * time.Minute, time.Second: 10 * time.Second} {
		target := targetOf("https://mx1:8006")
		target.Every = set
		src, err := Kind().Open(target, source.Env{})
		must(t, err)
		if job := src.Jobs()[0]; job.Every != want || job.Retry != 10*time.Second {
			t.Errorf("set %v: every %v, again after %v; want %v and 10s", set, job.Every, job.Retry, want)
		}
	}
}

func TestMail_OddNumbersAreRead(t *testing.T) {
	opts := pmgtest.Cluster(1)
	opts.Strings = true
	inMemory(t, opts, func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		g.SetQuarantine("spam", 12)
		g.SetQuarantine("virus", -4)
		after(settle)
		row := w.gateway()
		if row.Mail.Total < 1000 || row.Mail.VirusOut != 0 || row.Mail.Greylisted != 0 || row.Mail.BytesIn == 0 || len(row.Hours) != 24 || row.Hours[3].Total == 0 {
			t.Errorf("mail %+v, hours %+v", row.Mail, row.Hours)
		}
		if diff := cmp.Diff(&infra.Quarantine{Spam: 12}, row.Quarantine); diff != "" {
			t.Error(diff)
		}
	})
}

func TestMail_OneFailingCallTakesOnlyItsOwnFields(t *testing.T) {
	inMemory(t, pmgtest.Cluster(1), func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		g.Fault(pmgtest.Match{Path: "/statistics/mailcount"}, pmgtest.Fault{Status: 500, Reason: "no partition"})
		g.Fault(pmgtest.Match{Path: "/quarantine/virusstatus", Times: 1}, pmgtest.Fault{Status: 500, Reason: "no partition"})
		after(settle)
		row := w.gateway()
		if row.Mail == nil || row.Scores == nil || row.Hours != nil || row.Quarantine != nil || row.Stale == nil {
			t.Errorf("mail %+v, scores %+v, hours %+v, quarantine %+v", row.Mail, row.Scores, row.Hours, row.Quarantine)
		}
		after(6 * time.Minute)
		if q := w.gateway().Quarantine; q == nil || q.Virus != 3 {
			t.Errorf("quarantine %+v, want both counts after the second could be read", q)
		}
		g.Fault(pmgtest.Match{Path: "/quarantine/spamstatus"}, pmgtest.Fault{Drop: true})
		g.SetQuarantine("virus", 8)
		after(6 * time.Minute)
		if diff := cmp.Diff(&infra.Quarantine{Spam: 57, Virus: 8}, w.gateway().Quarantine); diff != "" {
			t.Errorf("with one of two counts: %s", diff)
		}
	})
}

func TestSwitches_LeaveOutWhatIsNotToBeRead(t *testing.T) {
	off := func(target *source.Target) {
		target.Monitor = map[string]bool{"mailStats": false, "queues": false, "quarantine": false}
	}
	inMemory(t, pmgtest.Cluster(1), func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		after(10 * time.Minute)
		row := w.gateway()
		if row.Mail != nil || row.Quarantine != nil || w.node("mx1").Queue != nil || !row.Online {
			t.Errorf("got %+v, want the pulse alone", row)
		}
		if got := g.Requests()["GET /statistics/mail"]; got != 0 {
			t.Errorf("the statistics were asked for %d times", got)
		}
	}, off)
}

func TestSource_StaysWithinItsBudget(t *testing.T) {
	for members, budget := range map[int]int{1: 9, 3: 17} {
		inMemory(t, pmgtest.Cluster(members), func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
			after(10 * time.Minute)
			g.ResetRequests()
			after(time.Hour)
			if got := g.RequestTotal() / 60; got > budget {
				t.Errorf("%d nodes: %d requests a minute, want at most %d", members, got, budget)
			}
		})
	}
}
