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
			w.expect("dropped " + c.id + " " + c.level + " (silent)")
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
