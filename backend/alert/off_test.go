package alert_test

import (
	"testing"
	"time"

	"pulse/backend/infra"
)

// What is not known now must not keep an alert whose rule was switched off.
func TestSwitchedOff_EndsAlertsOfWhatIsUnknown(t *testing.T) {
	for _, c := range []struct {
		name, id, level string
		patch           string
		burns, unknown  infra.Guest
	}{
		{
			"a figure", "lab-n1-101-cpu", "critical", `{"guestDefaults":{"cpu":0}}`,
			guest(101, cpu(99)), guest(101, status(infra.GuestUnknown)),
		},
		{
			"a file system", "lab-n1-101-disk-root-disk", "warning", `{"guestDefaults":{"disk":0}}`,
			guest(101, disks(filesystem("/", 99))), guest(101),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			for range 3 {
				w.pass(10*time.Second).pulse(node("n1"), c.burns)
			}
			w.pass(10*time.Second).pulse(node("n1"), c.unknown)
			w.expectFiring(c.id)
			w.tune(c.patch)
			w.expect("dropped " + c.id + " " + c.level)
			w.expectFiring()
		})
	}
}

func TestRelaxed_DoesNotSwitchOnWhatIsOff(t *testing.T) {
	w := newWorld(t)
	w.tune(`{"guestDefaults":{"cpu":0}}`)
	for range 3 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(99), tagged("pulse-relaxed")))
	}
	w.expectFiring()
}

func TestAnotherThreshold_CountsForTheLastValueOfAGuestThatIsUnknown(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(92)))
	}
	w.pass(10*time.Second).pulse(node("n1"), guest(101, status(infra.GuestUnknown)))
	w.tune(`{"guestDefaults":{"cpu":85}}`)
	if level := w.find("lab-n1-101-cpu").Level; level != "warning" {
		t.Errorf("92 %% is %s with a threshold of 85 %%", level)
	}
	w.tune(`{"guestDefaults":{"cpu":95}}`)
	w.expect("resolved lab-n1-101-cpu warning")
}

func TestHourlyLimit_CountsWhatWasToldBeforeItWasSet(t *testing.T) {
	w := newWorld(t)
	w.tune(`{"schedule":{"maxAlertsHour":0,"cooldown":5}}`)
	for range 3 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85)))
	}
	w.tune(`{"schedule":{"maxAlertsHour":1}}`)
	w.pass(5*time.Minute).pulse(node("n1"), guest(101, cpu(85)))
	for _, c := range w.changes {
		if c.Notify {
			t.Errorf("%s was told, the second notice within an hour", c.Kind)
		}
	}
}

// What is owed is told as soon as it can be, also when what began again goes
// away because its guest is stopped.
func TestEndTold_WhenAGuestStopsThatWasAboutToFireAgain(t *testing.T) {
	w := burning(t, `{}`)
	w.tune(`{"suppressionWindow":0,"schedule":{"quietHours":{"enabled":true,"start":"11:00","end":"13:00","timezone":"UTC"}}}`)
	w.pass(10 * time.Second).cool()
	w.expect("resolved " + cpuID + " warning (silent)")
	w.tune(`{"timeThresholds":{"guest":60}}`)
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85)))
	w.tune(`{"schedule":{"quietHours":{"enabled":false}}}`)
	w.expect("")
	w.pass(10*time.Second).pulse(node("n1"), guest(101, status(infra.GuestStopped)))
	w.expect("end told " + cpuID + " warning")
}

func TestEndTold_HasTheLevelThatWasTold(t *testing.T) {
	w := newWorld(t)
	w.polls(2, node("n1"), guest(101, cpu(95)))
	w.tune(`{"suppressionWindow":0,"schedule":{"quietHours":{"enabled":true,"start":"11:00","end":"13:00","timezone":"UTC","suppress":{"performance":true}}}}`)
	w.pass(10 * time.Second).cool()
	w.tune(`{"timeThresholds":{"guest":60}}`)
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85)))
	w.pass(10 * time.Second).cool()
	w.tune(`{"schedule":{"quietHours":{"enabled":false}}}`)
	w.expect("end told " + cpuID + " critical")
}

const atNoon = `{"schedule":{"quietHours":{"enabled":true,"start":"11:00","end":"12:30","timezone":"UTC"}}}`

// expectMessage asserts what the only change of the last step says.
func (w *world) expectMessage(want string) {
	w.t.Helper()
	if len(w.changes) != 1 || w.changes[0].Alert.Message != want {
		w.t.Errorf("got %d changes (%s), want one with the message %q", len(w.changes), w.happened(), want)
	}
}

// Who was told that something burns, and sees an incident open, is told that
// nobody watches it any more.
func TestSwitchedOff_IsToldWithItsReason(t *testing.T) {
	w := burning(t, `{}`)
	w.tune(`{"overrides":{"lab-n1-101":{"disabled":true}}}`)
	w.expect("dropped " + cpuID + " warning")
	w.expectMessage("Container CPU at 85.0% (its rule was switched off)")
	w.tick(time.Minute)
	w.expect("")
}

func TestSwitchedOff_IsNotToldWhereTheBeginningWasNot(t *testing.T) {
	w := burning(t, atNoon)
	w.tune(`{"disableAllGuests":true}`)
	w.expect("dropped " + cpuID + " warning (silent)")
	w.tick(time.Hour)
	w.expect("")
}

func TestSwitchedOff_InQuietHoursIsToldAfterThem(t *testing.T) {
	for name, patch := range map[string]string{
		"the figure": `{"guestDefaults":{"cpu":0}}`, "the guest": `{"overrides":{"lab-n1-101":{"disabled":true}}}`, "everything": `{"enabled":false}`,
	} {
		t.Run(name, func(t *testing.T) {
			w := burning(t, `{}`)
			w.tune(atNoon)
			w.tune(patch)
			w.expect("dropped " + cpuID + " warning (silent)")
			w.pass(10 * time.Second).burn()
			w.expect("")
			w.tick(time.Hour)
			w.expect("end told " + cpuID + " warning")
			w.expectMessage("Container CPU at 85.0% (its rule was switched off)")
			if len(w.active) != 0 {
				t.Errorf("still remembered: %v", w.active)
			}
		})
	}
}

func TestSwitchedOffAndOnInQuietHours_FiresAnewInsteadOfEnding(t *testing.T) {
	w := burning(t, `{}`)
	w.tune(atNoon)
	w.tune(`{"guestDefaults":{"cpu":0}}`)
	w.tune(`{"guestDefaults":{"cpu":80}}`)
	w.pass(10 * time.Second).burn()
	w.expect("firing " + cpuID + " warning (silent)")
	w.pass(time.Hour).burn()
	w.expect("repeat " + cpuID + " warning")
}

func TestRemoved_IsToldWithItsReason(t *testing.T) {
	for _, c := range []struct {
		name   string
		remove func(*world)
	}{
		{"a guest", func(w *world) { w.pulse(node("n1")) }},
		{"a server", func(w *world) {
			w.snap = w.snap.WithTargets(nil, w.now)
			w.evaluate()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := burning(t, `{}`)
			c.remove(w.pass(10 * time.Second))
			w.expect("resolved " + cpuID + " warning")
			w.expectMessage("Container CPU at 85.0% (it is no longer there to be watched)")
			w.tick(time.Minute)
			w.expect("")
		})
		t.Run(c.name+" in quiet hours", func(t *testing.T) {
			w := burning(t, `{}`)
			w.tune(atNoon)
			c.remove(w.pass(10 * time.Second))
			w.expect("resolved " + cpuID + " warning (silent)")
			w.tick(time.Hour)
			w.expect("end told " + cpuID + " warning")
		})
	}
}

// What ended and began again in quiet hours is one long silence to who was told
// before them.
func TestEndTold_OfWhatBeganAgainAndEndedUntold(t *testing.T) {
	w := burning(t, `{"suppressionWindow":0}`)
	w.tune(atNoon)
	w.pass(10 * time.Second).cool()
	for range 2 {
		w.pass(10 * time.Second).burn()
	}
	w.expect("firing " + cpuID + " warning (silent)")
	w.pass(10 * time.Second).cool()
	w.expect("resolved " + cpuID + " warning (silent)")
	w.tick(time.Hour)
	w.expect("end told " + cpuID + " warning")
}

func TestEndTold_OfWhatIsNeverSentNow(t *testing.T) {
	w := burning(t, `{"suppressionWindow":0}`)
	w.tune(atNoon)
	w.pass(10 * time.Second).cool()
	w.tune(`{"timeThresholds":{"guest":60}}`)
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85), tagged("pulse-monitor-only")))
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(20), tagged("pulse-monitor-only")))
	w.tick(time.Hour)
	w.expect("end told " + cpuID + " warning")
}

// What a person cleared, and what does not come back, has ended for who was
// told of it, too.
func TestCleared_IsToldWhenItDoesNotComeBack(t *testing.T) {
	w := burning(t, `{}`)
	w.clear(cpuID)
	w.tick(time.Second)
	w.expect("") // nothing new was heard
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(78)))
	w.expect("end told " + cpuID + " warning")
	w.expectMessage("Container CPU at 85.0% (a person cleared it)")

	w = burning(t, `{}`)
	w.clear(cpuID)
	w.pass(10*time.Second).pulse(node("n1"), guest(101, status(infra.GuestStopped)))
	w.expect("end told " + cpuID + " warning")

	w = burning(t, `{}`)
	w.clear(cpuID)
	w.tune(`{"disableAllGuests":true}`)
	w.expect("end told " + cpuID + " warning")
}
