package alert_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

// wander lets a world live for a while and hands every change on.
func wander(t *testing.T, rt *rapid.T, see func(*world, alert.Change)) *world {
	w := newWorld(t)
	w.tune(`{"metricTimeThresholds":{"guest":{"cpu":0}}}`)
	for range rapid.IntRange(1, 40).Draw(rt, "steps") {
		roll(rt, w)
		for _, c := range w.changes {
			see(w, c)
		}
		w.evaluate()
		for _, c := range w.changes {
			see(w, c)
		}
	}
	return w
}

func TestPromise_NothingIsToldOfARuleThatIsOff(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		wander(t, rt, func(w *world, c alert.Change) {
			if c.Notify && !c.Over() && !alert.Compile(w.settings).Applies(c.Alert) {
				rt.Fatalf("%s of %s is told although its rule is off", c.Kind, c.Alert.PublicID)
			}
		})
	})
}

// TestPromise_EveryEndOfWhatWasToldIsTold lets all end at the end, after the
// quiet hours.
func TestPromise_EveryEndOfWhatWasToldIsTold(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		owed := map[alert.Key]bool{}
		see := func(_ *world, c alert.Change) {
			switch {
			case c.Alert.Silent, c.Notify && c.Over():
				delete(owed, c.Alert.Key)
			case c.Notify:
				owed[c.Alert.Key] = true
			}
		}
		w := wander(t, rt, see)
		w.tune(`{"schedule":{"quietHours":{"enabled":false}},"flapping":{"enabled":false},"minimumDelta":0,"disableAllGuests":false}`)
		for range 3 {
			for _, c := range w.changes {
				see(w, c)
			}
			w.pass(10*time.Minute).pulse(node("n1"), calmGuest(101), calmGuest(102), calmGuest(103))
			for _, c := range w.changes {
				see(w, c)
			}
			w.pass(time.Second).storages(storage("local", 1))
		}
		if len(owed) > 0 {
			rt.Fatalf("told and never resolved: %v", owed)
		}
	})
}

func TestPromise_AcknowledgedIsNotToldAgainUnlessItRises(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		wander(t, rt, func(_ *world, c alert.Change) {
			again := c.Kind == alert.Repeated || c.Kind == alert.Escalated
			if c.Notify && again && c.Alert.Acknowledged && !c.Alert.AckAt.IsZero() && c.Alert.Level != alert.Critical {
				rt.Fatalf("%s of %s, which %s has acknowledged", c.Kind, c.Alert.PublicID, c.Alert.AckBy)
			}
		})
	})
}

func calmGuest(vmid int) infra.Guest { return guest(vmid, disks(filesystem("/", 1))) }

func TestPromise_AFiringHasAtMostOneOpenAlert(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lives := life{}
		w := wander(t, rt, func(_ *world, c alert.Change) { lives.follow(rt, []alert.Change{c}) })
		open := map[string]bool{}
		for a := range w.active.Firing() {
			if open[a.PublicID] || !lives[a.Key] {
				rt.Fatalf("%s is open twice, or was never raised", a.PublicID)
			}
			open[a.PublicID] = true
		}
	})
}

func TestPromise_ARestartChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := wander(t, rt, func(*world, alert.Change) {})
		rules, later := alert.Compile(w.settings), w.now.Add(time.Minute)
		stayed, told := alert.Evaluate(rules, w.active, w.snap, later)
		restarted, toldAgain := alert.Evaluate(rules, restart(rt, w.active), w.snap, later)
		if encoded(rt, told) != encoded(rt, toldAgain) {
			rt.Fatalf("told after a restart: %s\nwithout one: %s", encoded(rt, toldAgain), encoded(rt, told))
		}
		if diff := cmp.Diff(stayed, restarted); diff != "" {
			rt.Fatalf("a restart makes a difference:\n%s", diff)
		}
	})
}
