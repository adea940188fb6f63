package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

func started(second int) infra.Event {
	return infra.Event{
		At: at(second), Resource: infra.GuestID("pve-0", 101), PublicID: "lab-n1-101", Kind: infra.EventStarted, Text: "web started on n1",
	}
}

func startTask(from, to int) infra.Event {
	e := started(from)
	e.Task, e.Start, e.End, e.By, e.Text = "UPID:n1:qmstart", at(from), at(to), "ada@pve", "web was started"
	e.Data = map[string]string{"task": e.Task, "status": "OK"}
	return e
}

func note(t *testing.T, s *Store, events ...infra.Event) {
	t.Helper()
	check(t, s.Commit(t.Context(), alert.Batch{Next: alert.Active{}, Events: events}))
}

func notes(t *testing.T, s *Store, q ChangeQuery) []string {
	t.Helper()
	q.From, q.To, q.Limit = at(-1000), at(100_000), 100
	list := []string{}
	for _, e := range must(s.Changes(t.Context(), q))(t) {
		list = append(list, e.Text+" "+e.By)
	}
	return list
}

func TestChanges_WhatWasSeenAndWhatATaskTellsAreOneChange(t *testing.T) {
	for _, c := range []struct {
		name   string
		events []infra.Event
	}{
		{"seen first", []infra.Event{started(103), startTask(100, 102)}},
		{"told first", []infra.Event{startTask(100, 102), started(103)}},
		{"told again", []infra.Event{started(103), startTask(100, 102), startTask(100, 102)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, t.TempDir())
			for _, e := range c.events {
				note(t, s, e)
			}
			if diff := cmp.Diff([]string{"web started on n1 ada@pve"}, notes(t, s, ChangeQuery{})); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

func TestChanges_OfAnotherHourAreNotTheSame(t *testing.T) {
	s := open(t, t.TempDir())
	note(t, s, started(4000), startTask(100, 102))
	want := []string{"web started on n1 ", "web was started ada@pve"}
	if diff := cmp.Diff(want, notes(t, s, ChangeQuery{})); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestChanges_ATaskThatEndedReplacesWhatItToldBefore(t *testing.T) {
	s := open(t, t.TempDir())
	running := startTask(100, 100)
	running.Kind, running.End, running.Text = infra.EventTask, time.Time{}, "web was started, not finished yet"
	note(t, s, running)
	note(t, s, startTask(100, 130))
	if diff := cmp.Diff([]string{"web was started ada@pve"}, notes(t, s, ChangeQuery{})); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	note(t, s, started(131))
	if diff := cmp.Diff([]string{"web started on n1 ada@pve"}, notes(t, s, ChangeQuery{})); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestChanges_FollowAMovedGuest(t *testing.T) {
	s := open(t, t.TempDir())
	note(t, s, started(0))
	check(t, s.Commit(t.Context(), alert.Batch{
		Next: alert.Active{}, Moves: []alert.Move{{ID: infra.GuestID("pve-0", 101), From: "lab-n1-101", To: "lab-n2-101"}},
	}))
	if got := notes(t, s, ChangeQuery{PublicID: "lab-n2-101"}); len(got) != 1 {
		t.Errorf("the new id has %v, want one change", got)
	}
	if got := notes(t, s, ChangeQuery{PublicID: "lab-n1-101"}); len(got) != 0 {
		t.Errorf("the old id has %v, want nothing", got)
	}
}

func TestPruneChanges_KeepsThemFor400Days(t *testing.T) {
	s := open(t, t.TempDir())
	note(t, s, started(0))
	check(t, s.PruneChanges(t.Context(), at(0).Add(changesKept)))
	if got := notes(t, s, ChangeQuery{}); len(got) != 1 {
		t.Errorf("after 400 days: %v, want one", got)
	}
	check(t, s.PruneChanges(t.Context(), at(1).Add(changesKept)))
	if got := notes(t, s, ChangeQuery{}); len(got) != 0 {
		t.Errorf("later: %v, want none", got)
	}
}
