package notify_test

import (
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/alert"
	"pulse/backend/fault"
	"pulse/backend/notify"
)

func TestReplay_WhatWasRefusedIsSentAgainUnderItsID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.services.answer = busy
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(25 * time.Hour)
		b.services.mu.Lock()
		b.services.answer = nil
		b.services.mu.Unlock()
		b.mark(b.off, "a1", true) // a person asks for it all the same
		b.mark(b.held, "a1", true)
		id, err := b.Replay(t.Context(), b.disk.first())
		synctest.Wait()
		got := b.services.got()
		if err != nil || id != got[0].ID || got[len(got)-1].ID != id {
			t.Errorf("replayed as %q (%v), first sent as %q", id, err, got[0].ID)
		}
		if states := b.disk.states(); len(states) != 1 || states[0] != notify.StateSent {
			t.Errorf("states %v, want the one delivery sent", states)
		}
	})
}

func TestReplay_IsTriedForAnotherDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.services.answer = busy
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(25 * time.Hour)
		if _, err := b.Replay(t.Context(), b.disk.first()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(23 * time.Hour)
		if states := b.disk.states(); states[0] != notify.StatePending {
			t.Errorf("state %s after 23 h, want it still tried", states[0])
		}
		time.Sleep(2 * time.Hour)
		if states := b.disk.states(); states[0] != notify.StateDead {
			t.Errorf("state %s after 25 h, want it given up", states[0])
		}
	})
}

func TestReplay_WhatArrivedIsANewNotice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(time.Minute)
		id, err := b.Replay(t.Context(), b.disk.first())
		synctest.Wait()
		got := b.services.got()
		if err != nil || len(got) != 2 || got[1].ID != id || got[0].ID == id {
			t.Errorf("replayed as %q (%v): %+v", id, err, got)
		}
	})
}

func TestReplay_SaysWhyItCannot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(time.Minute)
		if _, err := b.Replay(t.Context(), "unknown"); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown delivery: %v", err)
		}
		off := channel("ops")
		off.Enabled = false
		b.configure(off)
		if _, err := b.Replay(t.Context(), b.disk.first()); !fault.Is(err, fault.Conflict) {
			t.Errorf("channel that is off: %v", err)
		}
		b.configure()
		if _, err := b.Replay(t.Context(), b.disk.first()); !fault.Is(err, fault.Conflict) {
			t.Errorf("channel that is gone: %v", err)
		}
	})
}
