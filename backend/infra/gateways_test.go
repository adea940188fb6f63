package infra_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
)

var relay = infra.TargetInfo{ID: "pmg-0", Kind: "pmg", Name: "relay", Host: "https://10.0.0.8:8006"}

// mailReport is what one part of a gateway tells.
func mailReport(at time.Duration, part infra.Part, row infra.Gateway, failures ...infra.Failure) *infra.Report {
	row.Resource = infra.Resource{ID: infra.GatewayID("pmg-0", ""), Kind: infra.KindGateway, Target: "pmg-0", SeenAt: start.Add(at)}
	row.Online = true
	r := &infra.Report{Target: "pmg-0", Part: part, At: start.Add(at), Failures: failures, Extras: infra.Extras{Gateways: []infra.Gateway{row}}}
	if part == infra.PartPulse {
		r.Health = infra.Healthy
	}
	return r
}

func mailNodes(names ...string) infra.Gateway {
	g := infra.Gateway{Version: "8.2"}
	for _, name := range names {
		g.Nodes = append(g.Nodes, infra.GatewayNode{Name: name, Status: "online"})
	}
	return g
}

func queues(active map[string]int) infra.Gateway {
	var g infra.Gateway
	for _, name := range []string{"mx1", "mx2", "mx3"} {
		if n, told := active[name]; told {
			g.Nodes = append(g.Nodes, infra.GatewayNode{Name: name, Queue: &infra.MailQueue{Active: n}})
		}
	}
	return g
}

func mailFailure(at time.Duration, part infra.Part) *infra.Report {
	r := failure(at, part)
	r.Target = "pmg-0"
	return r
}

// waiting is the mail that waits on each node; -1 = unknown.
func waiting(g infra.Gateway) map[string]int {
	got := map[string]int{}
	for _, n := range g.Nodes {
		got[n.Name] = -1
		if n.Queue != nil {
			got[n.Name] = n.Queue.Active
		}
	}
	return got
}

func TestApply_AGatewayIsOneRowWithWhatAllPartsTell(t *testing.T) {
	s := apply(watching(relay),
		mailReport(0, infra.PartPulse, mailNodes("mx1", "mx2")),
		mailReport(time.Second, infra.PartQueues, queues(map[string]int{"mx1": 4, "mx3": 9})),
		mailReport(time.Second, infra.PartMail, infra.Gateway{
			Mail: &infra.MailStatistics{Total: 10}, Hours: []infra.MailHour{{Total: 2}}, Scores: []infra.SpamScore{{Score: "5", Count: 1}},
		}),
		mailReport(time.Second, infra.PartQuarantine, infra.Gateway{Quarantine: &infra.Quarantine{Spam: 3}}),
		mailReport(time.Minute, infra.PartPulse, mailNodes("mx1", "mx2")),
	)
	if len(s.Gateways) != 1 {
		t.Fatalf("%d rows, want one", len(s.Gateways))
	}
	want := infra.Gateway{
		Resource: infra.Resource{
			ID: infra.GatewayID("pmg-0", ""), PublicID: "pmg-relay", Kind: infra.KindGateway, Name: "relay", Target: "pmg-0",
			Instance: "relay", SeenAt: start.Add(time.Minute),
		},
		Host: relay.Host, Version: "8.2", Online: true, Health: infra.Healthy,
		Nodes: []infra.GatewayNode{
			{Name: "mx1", Status: "online", Queue: &infra.MailQueue{Active: 4}},
			{Name: "mx2", Status: "online"},
		},
		Mail: &infra.MailStatistics{Total: 10}, Hours: []infra.MailHour{{Total: 2}}, Scores: []infra.SpamScore{{Score: "5", Count: 1}},
		Quarantine: &infra.Quarantine{Spam: 3},
	}
	if diff := cmp.Diff(want, s.Gateways[0]); diff != "" {
		t.Error(diff)
	}
}

func TestApply_AFailingPartOfAGatewayKeepsItsFiguresMarked(t *testing.T) {
	s := apply(watching(relay),
		mailReport(0, infra.PartPulse, mailNodes("mx1")),
		mailReport(0, infra.PartMail, infra.Gateway{Mail: &infra.MailStatistics{Total: 10}}),
		mailFailure(time.Minute, infra.PartMail),
	)
	want := &infra.Staleness{Since: start.Add(time.Minute), Reason: "lab does not answer", DetailOnly: true}
	if diff := cmp.Diff(want, s.Gateways[0].Stale); diff != "" || s.Gateways[0].Mail.Total != 10 {
		t.Errorf("mail %+v, stale: %s", s.Gateways[0].Mail, diff)
	}
	s = apply(s, mailReport(2*time.Minute, infra.PartMail, infra.Gateway{Mail: &infra.MailStatistics{Total: 11}}))
	if s.Gateways[0].Stale != nil || s.Gateways[0].Mail.Total != 11 {
		t.Errorf("after recovery: %+v", s.Gateways[0])
	}
}

func TestApply_APartThatNeverWorkedSaysWhy(t *testing.T) {
	s := apply(watching(relay), mailReport(0, infra.PartPulse, mailNodes("mx1")), mailFailure(time.Second, infra.PartQuarantine))
	if g := s.Gateways[0]; g.Quarantine != nil || g.Stale == nil || !g.Stale.DetailOnly {
		t.Errorf("quarantine %+v, stale %+v; want it unknown, with the reason", g.Quarantine, g.Stale)
	}
}

func TestApply_WhatAReportWithFailuresLacksStays(t *testing.T) {
	silent := infra.Failure{Scope: "mx2", Kind: infra.FailTimeout, Reason: "mx2 is silent"}
	s := apply(watching(relay),
		mailReport(0, infra.PartPulse, mailNodes("mx1", "mx2")),
		mailReport(0, infra.PartQueues, queues(map[string]int{"mx1": 1, "mx2": 2})),
		mailReport(time.Minute, infra.PartQueues, queues(map[string]int{"mx1": 5}), silent),
		mailReport(0, infra.PartMail, infra.Gateway{Mail: &infra.MailStatistics{Total: 10}, Hours: []infra.MailHour{{Total: 2}}}),
		mailReport(time.Minute, infra.PartMail, infra.Gateway{Hours: []infra.MailHour{{Total: 3}}},
			infra.Failure{Scope: "/statistics/mail", Kind: infra.FailAnswer, Reason: "no statistics"}),
	)
	g := s.Gateways[0]
	if diff := cmp.Diff(map[string]int{"mx1": 5, "mx2": 2}, waiting(g)); diff != "" {
		t.Error(diff)
	}
	if g.Mail == nil || g.Mail.Total != 10 || g.Hours[0].Total != 3 || g.Stale == nil || g.Stale.Reason != "mx2 is silent" {
		t.Errorf("mail %+v, hours %+v, stale %+v", g.Mail, g.Hours, g.Stale)
	}
	s = apply(s, mailReport(2*time.Minute, infra.PartQueues, queues(map[string]int{"mx1": 6})))
	if diff := cmp.Diff(map[string]int{"mx1": 6, "mx2": -1}, waiting(s.Gateways[0])); diff != "" {
		t.Errorf("without the failure, what is not told is not known: %s", diff)
	}
}

func TestApply_NodesThatCouldNotBeListedStay(t *testing.T) {
	s := apply(watching(relay),
		mailReport(0, infra.PartPulse, mailNodes("mx1", "mx2")),
		mailReport(time.Minute, infra.PartPulse, mailNodes(), infra.Failure{Scope: "membership", Kind: infra.FailAnswer, Reason: "no list"}),
	)
	if g := s.Gateways[0]; len(g.Nodes) != 2 || !g.Online || g.Stale == nil || g.Stale.Reason != "no list" {
		t.Errorf("got %+v, want the nodes of before, marked", g)
	}
	s = apply(s, mailReport(2*time.Minute, infra.PartPulse, mailNodes("mx2")))
	if g := s.Gateways[0]; len(g.Nodes) != 1 || g.Stale != nil {
		t.Errorf("got %+v, want the list of now", g)
	}
}

func TestApply_AGatewayThatIsSilentIsOfflineAtOnce(t *testing.T) {
	s := apply(watching(relay),
		mailReport(0, infra.PartPulse, mailNodes("mx1")), mailReport(0, infra.PartQueues, queues(map[string]int{"mx1": 1})))
	s = apply(s, mailFailure(time.Minute, infra.PartPulse))
	g := s.Gateways[0]
	if g.Online || g.Health != infra.Unhealthy || g.Stale == nil || g.Stale.DetailOnly || waiting(g)["mx1"] != 1 {
		t.Errorf("got %+v, want it offline and stale, with its figures", g)
	}
}

func TestApply_AGatewayThatNeverAnsweredIsThereAndOffline(t *testing.T) {
	s := apply(watching(relay), mailFailure(0, infra.PartPulse))
	if len(s.Gateways) != 1 || s.Gateways[0].Online || s.Gateways[0].PublicID != "pmg-relay" || s.Gateways[0].Stale == nil {
		t.Errorf("got %+v, want an offline row that says why", s.Gateways)
	}
}

func TestApply_MergingGatewaysNeverChangesTheReports(t *testing.T) {
	listing := mailReport(0, infra.PartPulse, mailNodes("mx1"))
	apply(watching(relay), listing, mailReport(0, infra.PartQueues, queues(map[string]int{"mx1": 4})))
	if listing.Gateways[0].Nodes[0].Queue != nil || listing.Gateways[0].Name != "" {
		t.Errorf("the report was modified: %+v", listing.Gateways[0])
	}
}
