package fleet_test

import (
	"context"
	"strings"
	"testing"

	"pulse/backend/fault"
	"pulse/backend/fleet"
	"pulse/backend/infra"
)

func (w *world) stopping(key string) *infra.AgentCommand {
	w.t.Helper()
	w.accept(report(key))
	removal, err := w.Remove(context.Background(), key, false)
	if err != nil || removal.Command == nil {
		w.t.Fatalf("got %+v, %v", removal, err)
	}
	return removal.Command
}

func TestRemove_TellsAnAgentThatIsOnlineToStop(t *testing.T) {
	w := newWorld(t)
	command := w.stopping("a")
	for range 2 { // every answer has it until it is done
		got := w.accept(report("a"))
		if got.Command == nil || got.Command.ID != command.ID || got.Command.Status != infra.CommandDispatched {
			t.Fatalf("answer %+v", got.Command)
		}
	}
	if e := w.host("a").Enrolment; !e.PendingUninstall || e.Command.Status != infra.CommandDispatched {
		t.Errorf("shown %+v", e)
	}
	if _, err := w.Remove(t.Context(), "a", false); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second time: %v", err)
	}
}

func TestAcknowledge_ACompletedStopRemovesAndBlocks(t *testing.T) {
	w := newWorld(t)
	command := w.stopping("a")
	w.accept(report("a"))
	host, done, err := w.Acknowledge(t.Context(), fleet.Ack{CommandID: command.ID, HostKey: "a", TokenID: "tok-1", Result: fleet.Completed})
	if err != nil || host != "a" || done.Status != infra.CommandCompleted || done.CompletedAt.IsZero() {
		t.Fatalf("%s, %+v, %v", host, done, err)
	}
	if len(w.snapshot.Targets) != 0 {
		t.Error("it is still listed")
	}
	_, err = w.Accept(t.Context(), report("a"), infra.AgentToken{})
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "a was removed at") {
		t.Errorf("its next report: %v", err)
	}
	if err := w.AllowAgain(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	w.accept(report("a"))
}

func TestAcknowledge_AFailedStopLeavesTheHost(t *testing.T) {
	w := newWorld(t)
	command := w.stopping("a")
	_, _, err := w.Acknowledge(t.Context(), fleet.Ack{CommandID: command.ID, Result: fleet.Failed, Message: "no rights"})
	if err != nil {
		t.Fatal(err)
	}
	e := w.host("a").Enrolment
	if e.PendingUninstall || e.Command.Status != infra.CommandFailed || e.Command.FailureReason != "no rights" {
		t.Errorf("shown %+v", e)
	}
	if got := w.accept(report("a")); got.Command != nil {
		t.Errorf("it is sent again: %+v", got.Command)
	}
}

func TestAcknowledge_RefusesWhoeverItIsNotFor(t *testing.T) {
	w := newWorld(t)
	command := w.stopping("a")
	other := report("b")
	if _, err := w.Accept(t.Context(), other, infra.AgentToken{ID: "tok-2"}); err != nil {
		t.Fatal(err)
	}
	for name, ack := range map[string]fleet.Ack{
		"unknown command": {CommandID: "none"},
		"other host":      {CommandID: command.ID, HostKey: "b"},
		"other's token":   {CommandID: command.ID, HostKey: "a", TokenID: "tok-2"},
	} {
		ack.Result = fleet.Completed
		if _, _, err := w.Acknowledge(t.Context(), ack); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if w.host("a").Key == "" {
		t.Error("it was removed all the same")
	}
}

func TestRemove_ByForceNeedsNoAgent(t *testing.T) {
	w := newWorld(t)
	w.accept(report("a"))
	if got, err := w.Remove(t.Context(), "a", true); err != nil || !got.Known || got.Command != nil || len(w.Hosts()) != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := w.Remove(t.Context(), "a", true); err != nil || got.Known {
		t.Errorf("again: %+v, %v", got, err)
	}
	if _, err := w.Remove(t.Context(), "a", false); !fault.Is(err, fault.NotFound) {
		t.Errorf("without force: %v", err)
	}
}
