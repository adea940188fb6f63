package fleet_test

import (
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/fault"
	"pulse/backend/fleet"
	"pulse/backend/infra"
)

func TestBlock_EndsAfterADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.accept(report("a"))
		if _, err := w.Remove(t.Context(), "a", true); err != nil {
			t.Fatal(err)
		}
		time.Sleep(23 * time.Hour)
		if _, err := w.Accept(t.Context(), report("a"), infra.AgentToken{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("after 23 hours: %v", err)
		}
		if got := w.Removed(); len(got) != 1 || got[0].Key != "a" || got[0].Name != "host-a" || time.Until(got[0].Until) != time.Hour {
			t.Errorf("removed after 23 hours: %+v", got)
		}
		time.Sleep(time.Hour)
		if got := w.Removed(); len(got) != 0 {
			t.Errorf("removed after a day: %+v", got)
		}
		w.accept(report("a"))
	})
}

func TestRestart_KeepsHostsDecisionsAndBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.accept(report("a"))
		w.accept(report("gone"))
		w.accept(report("silent"))
		command := w.stopping("b")
		if err := w.SetHidden(t.Context(), "a", true); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Remove(t.Context(), "gone", true); err != nil {
			t.Fatal(err)
		}
		for range 6 {
			w.run(30 * time.Second)
			w.accept(report("a"))
			w.accept(report("b"))
		}
		w.close()
		time.Sleep(time.Minute)
		w.open()
		if h := w.host("a"); !h.Online || !h.Enrolment.Hidden || h.Token.Name != "agents" {
			t.Errorf("a: %+v", h)
		}
		if h := w.host("b"); h.Enrolment.Command == nil || h.Enrolment.Command.ID != command.ID || !h.Enrolment.PendingUninstall {
			t.Errorf("b: %+v", h.Enrolment)
		}
		if h := w.host("silent"); h.Key == "" || h.Online {
			t.Errorf("silent: %+v", h)
		}
		if len(w.snapshot.Containers) != 3 {
			t.Errorf("%d containers, want 3", len(w.snapshot.Containers))
		}
		if _, err := w.Accept(t.Context(), report("gone"), infra.AgentToken{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("the removed one: %v", err)
		}
	})
}

func TestRestart_WhatDidNotReportWhileWeWereAwayIsNotSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.accept(report("a"))
		w.close()
		time.Sleep(time.Hour)
		w.open()
		w.run(time.Minute)
		if !w.host("a").Online {
			t.Error("offline after a minute")
		}
		w.run(90 * time.Second)
		if w.host("a").Online {
			t.Error("online though it never came back")
		}
	})
}

func TestParseResult_ReadsThePublishedWords(t *testing.T) {
	want := map[string]fleet.Result{
		"": fleet.Acknowledged, "ack": fleet.Acknowledged, "Acknowledged": fleet.Acknowledged, "success": fleet.Completed,
		"COMPLETE": fleet.Completed, "completed": fleet.Completed, "fail": fleet.Failed, "failed": fleet.Failed, "error": fleet.Failed,
	}
	for word, result := range want {
		if got, ok := fleet.ParseResult(word); !ok || got != result {
			t.Errorf("%q: %v, %v", word, got, ok)
		}
	}
	if _, ok := fleet.ParseResult("done"); ok {
		t.Error(`"done" is accepted`)
	}
}
