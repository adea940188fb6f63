package alert_test

import (
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

const cpuID = "lab-n1-101-cpu"

// burning is a world in which the CPU alert of guest 101 has just been raised.
func burning(t *testing.T, tune string) *world {
	t.Helper()
	w := newWorld(t)
	w.tune(tune)
	for range 2 {
		w.pass(10 * time.Second).burn()
	}
	w.expectFiring(cpuID)
	return w
}

func (w *world) burn() { w.pulse(node("n1"), guest(101, cpu(85))) }
func (w *world) cool() { w.pulse(node("n1"), guest(101, cpu(20))) }

// burnFor polls every 10 s and collects what happened.
func (w *world) burnFor(d time.Duration) (told []time.Duration) {
	w.t.Helper()
	begin := w.now
	for w.now.Sub(begin) < d {
		w.pass(10 * time.Second).burn()
		for _, c := range w.changes {
			if c.Notify {
				told = append(told, w.now.Sub(begin))
			}
		}
	}
	return told
}

func TestNotice_RepeatsAfterTheCooldown(t *testing.T) {
	for _, c := range []struct {
		name, tune string
		want       int // repetitions in an hour
	}{
		{"every five minutes, ten notices an hour in all", `{}`, 9},
		{"no limit", `{"schedule":{"maxAlertsHour":0}}`, 11},
		{"every twenty minutes", `{"schedule":{"cooldown":20}}`, 2},
		{"once only", `{"schedule":{"cooldown":0}}`, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := burning(t, c.tune)
			if got := w.burnFor(59 * time.Minute); len(got) != c.want {
				t.Errorf("repeated at %v, want %d times", got, c.want)
			}
		})
	}
}

func TestNotice_AcknowledgedIsNotRepeatedButARiseIsTold(t *testing.T) {
	w := burning(t, `{}`)
	w.acknowledge()
	if got := w.burnFor(30 * time.Minute); got != nil {
		t.Errorf("told at %v", got)
	}
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(95)))
	w.expect("rose " + cpuID + " critical")
}

func (w *world) acknowledge() {
	w.t.Helper()
	active, changes, err := alert.Acknowledge(w.active, cpuID, "ann", w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	w.active, w.changes = active, changes
}

func TestNotice_QuietHours(t *testing.T) {
	for _, c := range []struct {
		name, quiet string
		at          time.Time
		value       float64
		told        bool
	}{
		{"a warning is held back", `"start":"11:00","end":"13:00"`, noon, 85, false},
		{"a critical alert is not", `"start":"11:00","end":"13:00"`, noon, 95, true},
		{"a critical alert of a held-back category is", `"start":"11:00","end":"13:00","suppress":{"performance":true}`, noon, 95, false},
		{"of another category it is not", `"start":"11:00","end":"13:00","suppress":{"storage":true,"offline":true}`, noon, 95, true},
		{"before the window", `"start":"12:30","end":"13:00"`, noon, 85, true},
		{"after the window", `"start":"10:00","end":"12:00"`, noon, 85, true},
		{"on another day", `"start":"11:00","end":"13:00","days":{"thursday":true}`, noon, 85, true},
		{"over midnight, evening", `"start":"22:00","end":"08:00"`, noon.Add(11 * time.Hour), 85, false},
		{"over midnight, morning", `"start":"22:00","end":"08:00"`, noon.Add(19 * time.Hour), 85, false},
		{"over midnight, noon", `"start":"22:00","end":"08:00"`, noon, 85, true},
		{"the early morning belongs to the evening before", `"start":"22:00","end":"08:00","days":{"wednesday":true}`, noon.Add(15 * time.Hour), 85, false},
		{"and not to its own day", `"start":"22:00","end":"08:00","days":{"thursday":true}`, noon.Add(15 * time.Hour), 85, true},
		{"in another time zone", `"start":"20:30","end":"21:30","timezone":"Asia/Tokyo"`, noon, 85, false},
		{"in summer time", `"start":"13:30","end":"14:30","timezone":"Europe/Berlin"`, time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC), 85, false},
		{"in winter time", `"start":"13:30","end":"14:30","timezone":"Europe/Berlin"`, time.Date(2026, 1, 7, 13, 0, 0, 0, time.UTC), 85, false},
		{"in the hour that happens twice", `"start":"02:00","end":"03:00","timezone":"Europe/Berlin","days":[0]`, time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC), 85, false},
		{"switched off", `"start":"11:00","end":"13:00","enabled":false`, noon, 85, true},
		{"nothing between a time and itself", `"start":"12:00","end":"12:00"`, noon, 85, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(`{"schedule":{"quietHours":{"enabled":true,"timezone":"UTC",` + c.quiet + `}}}`)
			w.now = c.at
			for range 2 {
				w.pulse(node("n1"), guest(101, cpu(c.value)))
				w.pass(10 * time.Second)
			}
			if len(w.changes) != 1 || w.changes[0].Notify != c.told {
				t.Errorf("got %q, want told %t", w.happened(), c.told)
			}
		})
	}
}

func TestNotice_HeldBackIsToldWhenTheQuietHoursEnd(t *testing.T) {
	w := burning(t, `{"schedule":{"quietHours":{"enabled":true,"start":"11:00","end":"12:30","timezone":"UTC"}}}`)
	w.expect("firing " + cpuID + " warning (silent)")
	got := w.burnFor(time.Hour)
	if len(got) == 0 || w.now.Add(-time.Hour).Add(got[0]).Format("15:04") != "12:30" {
		t.Errorf("told at %v after 12:00:20, want the first at 12:30", got)
	}
}

func TestNotice_EndIsToldOnlyWhereTheBeginningWas(t *testing.T) {
	const quiet = `{"schedule":{"quietHours":{"enabled":true,"start":"11:00","end":"13:00","timezone":"UTC"}}}`
	w := burning(t, quiet)
	w.pass(10 * time.Second).cool()
	w.expect("resolved " + cpuID + " warning (silent)")

	w = burning(t, `{}`)
	w.pass(10 * time.Second).cool()
	w.expect("resolved " + cpuID + " warning")

	w = burning(t, `{}`)
	w.tune(quiet)
	w.pass(10 * time.Second).cool()
	w.expect("resolved " + cpuID + " warning (silent)") // it is night now

	w = burning(t, `{}`)
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(95)))
	w.tune(quiet)
	w.pass(10 * time.Second).burn()
	w.pass(10 * time.Second).cool()
	w.expect("resolved " + cpuID + " warning") // who was woken hears the end
}

func TestNotice_SwingingValueIsLeftAlone(t *testing.T) {
	swing := func(w *world, value float64) {
		w.pass(10 * time.Second).cool()
		for range 2 {
			w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(value)))
		}
	}
	for _, c := range []struct {
		name, tune string
		value      float64
		want       string
	}{
		{"by less than the difference", `{}`, 86.9, ""},
		{"by more than the difference", `{}`, 87.1, "firing " + cpuID + " warning"},
		{"damping off by difference", `{"minimumDelta":0}`, 85, "firing " + cpuID + " warning"},
		{"damping off by window", `{"suppressionWindow":0}`, 85, "firing " + cpuID + " warning"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := burning(t, c.tune)
			swing(w, c.value)
			w.expect(c.want)
		})
	}
	t.Run("for the window, then it is news", func(t *testing.T) {
		w := burning(t, `{}`)
		swing(w, 85)
		muted := w.now
		if told := w.burnFor(10 * time.Minute); len(told) == 0 || muted.Add(told[0]).Sub(muted) < 5*time.Minute {
			t.Errorf("told %v after it was left alone, want the first after 5 min", told)
		}
	})
	t.Run("not after the window", func(t *testing.T) {
		w := burning(t, `{}`)
		w.pass(10 * time.Second).cool()
		w.pass(5 * time.Minute)
		for range 2 {
			w.pass(10 * time.Second).burn()
		}
		w.expect("firing " + cpuID + " warning")
	})
}

func TestNotice_HourlyLimitCountsAcrossOccurrences(t *testing.T) {
	w := newWorld(t)
	w.tune(`{"schedule":{"maxAlertsHour":3},"minimumDelta":0}`)
	var raised, told int
	for range 5 {
		for _, value := range []float64{85, 85, 20} {
			w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(value)))
			for _, c := range w.changes {
				if c.Kind == alert.Raised {
					raised++
					if c.Notify {
						told++
					}
				}
			}
		}
	}
	if raised != 5 || told != 3 {
		t.Errorf("raised %d and told %d times, want 5 and 3", raised, told)
	}
}

func TestNotice_TagsOfAGuest(t *testing.T) {
	for _, c := range []struct {
		name, tune string
		guest      infra.Guest
		want       string
	}{
		{"no alerts", `{}`, guest(101, cpu(99), tagged("prod", "pulse-no-alerts")), ""},
		{"monitor only", `{}`, guest(101, cpu(85), tagged("pulse-monitor-only")), "firing " + cpuID + " warning (silent)"},
		{"relaxed, below its limit", `{}`, guest(101, cpu(94), tagged("pulse-relaxed")), ""},
		{"relaxed, above its limit", `{}`, guest(101, cpu(96), tagged("pulse-relaxed")), "firing " + cpuID + " warning"},
		{"relaxed, with an override", `{"overrides":{"lab-n1-101":{"cpu":70}}}`, guest(101, cpu(75), tagged("pulse-relaxed")), "firing " + cpuID + " warning"},
		{"relaxed may be off", `{}`, guest(101, status(infra.GuestStopped), tagged("Pulse-Relaxed")), ""},
		{
			"relaxed may not be off with an override", `{"overrides":{"lab-n1-101":{"poweredOffSeverity":"critical"}}}`,
			guest(101, status(infra.GuestStopped), tagged("pulse-relaxed")), "firing guest-powered-off-lab-n1-101 critical",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			for range 2 {
				w.pass(10*time.Second).pulse(node("n1"), c.guest)
			}
			w.expect(c.want)
		})
	}
}

func TestNotice_TagTakesAnAlertBack(t *testing.T) {
	w := burning(t, `{}`)
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85), tagged("pulse-no-alerts")))
	w.expect("dropped " + cpuID + " warning")
	w = burning(t, `{}`)
	w.pass(10*time.Minute).pulse(node("n1"), guest(101, cpu(85), tagged("pulse-monitor-only")))
	w.expect("")
}
