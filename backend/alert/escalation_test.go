package alert_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pulse/backend/alert"
)

const escalating = `{"schedule":{"cooldown":0,"escalation":{"enabled":true,"levels":[{"after":15,"notify":"email"},{"after":30,"notify":"webhook"},{"after":60,"notify":"all"}]}}}`

// escalations polls a burning guest for a time and lists "15m email, ...".
func (w *world) escalations(d time.Duration) string {
	var all []string
	begin := w.now
	for w.now.Sub(begin) < d {
		w.pass(10 * time.Second).burn()
		for _, c := range w.changes {
			if c.Kind == alert.Escalated {
				all = append(all, fmt.Sprintf("%d %s", int(c.At.Sub(c.Alert.Since).Minutes()), c.Channel))
			}
		}
	}
	return strings.Join(all, ", ")
}

func TestEscalation_LevelsAndWhatHoldsThemBack(t *testing.T) {
	for _, c := range []struct {
		name, tune, want string
		before           func(*world)
	}{
		{"each level tells its channel", escalating, "15 email, 30 webhook, 60 all", func(*world) {}},
		{"switched off", `{}`, "", func(*world) {}},
		{"an acknowledged alert does not escalate", escalating, "", (*world).acknowledge},
		{"a snoozed alert waits", escalating, "", func(w *world) { snooze(w, alert.Snooze{ToEnd: true}) }},
		{"quiet hours hold it back", escalating, "29 email, 30 webhook, 60 all", func(w *world) {
			w.tune(`{"schedule":{"quietHours":{"enabled":true,"start":"11:00","end":"12:30","timezone":"UTC"}}}`)
		}},
		{"the hourly limit does not", escalating, "15 email, 30 webhook, 60 all", func(w *world) { w.tune(`{"schedule":{"maxAlertsHour":1}}`) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := burning(t, c.tune)
			c.before(w)
			if got := w.escalations(70 * time.Minute); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestEscalation_BeginsAnewWithEachOccurrence(t *testing.T) {
	w := burning(t, escalating)
	w.escalations(20 * time.Minute)
	if a := w.find(cpuID); len(a.EscalatedAt) != 1 {
		t.Fatalf("escalated at %v", a.EscalatedAt)
	}
	w.pass(10 * time.Second).cool()
	w.pass(time.Hour)
	if got := w.escalations(20 * time.Minute); got != "15 email" {
		t.Errorf("got %q", got)
	}
}

func TestFlapping(t *testing.T) {
	const on = `{"minimumDelta":0,"schedule":{"cooldown":0,"maxAlertsHour":0},"flapping":{"enabled":true,"threshold":5,"window":10,"suppressionTime":30}}`
	swing := func(w *world) (told int) {
		for _, hot := range []bool{true, true, false} {
			w.pass(10 * time.Second)
			if hot {
				w.burn()
			} else {
				w.cool()
			}
			for _, c := range w.changes {
				if c.Notify {
					told++
				}
			}
		}
		return told
	}
	t.Run("off by default", func(t *testing.T) {
		w := newWorld(t)
		w.tune(`{"minimumDelta":0,"schedule":{"maxAlertsHour":0}}`)
		for range 10 {
			if told := swing(w); told != 2 {
				t.Fatalf("told %d times in a swing, want beginning and end", told)
			}
		}
	})
	t.Run("after five turns it is kept and silent", func(t *testing.T) {
		w := newWorld(t)
		w.tune(on)
		total := 0
		for range 10 {
			total += swing(w)
		}
		if total != 4 {
			t.Errorf("told %d times, want 4: the fifth turn silences it", total)
		}
		if a := w.find(cpuID); a.Metadata["flapping"] != true {
			t.Errorf("metadata %v", a.Metadata)
		}
	})
	t.Run("calm after that time it ends", func(t *testing.T) {
		w := newWorld(t)
		w.tune(on)
		for range 3 {
			swing(w)
		}
		w.expectFiring(cpuID)
		w.pass(31 * time.Minute).cool()
		w.expectFiring()
	})
	t.Run("still bad after that time it is told", func(t *testing.T) {
		w := newWorld(t)
		w.tune(on)
		for range 3 {
			swing(w)
		}
		w.pass(31 * time.Minute).burn()
		if a := w.find(cpuID); a.Metadata["flapping"] != nil {
			t.Errorf("metadata %v", a.Metadata)
		}
	})
	t.Run("slow turns do not count", func(t *testing.T) {
		w := newWorld(t)
		w.tune(on)
		for range 6 {
			w.pass(10 * time.Minute)
			if told := swing(w); told != 2 {
				t.Fatalf("told %d times, want 2", told)
			}
		}
	})
}
