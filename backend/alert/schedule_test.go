package alert_test

import (
	"fmt"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

func TestQuiet_CategoryOfEveryType(t *testing.T) {
	raise := map[alert.Type]func(*world){
		alert.TypeCPU:  func(w *world) { w.polls(2, node("n1"), guest(101, cpu(99))) },
		alert.TypeDisk: func(w *world) { w.polls(2, node("n1"), guest(101, disks(filesystem("/", 100)))) },
		alert.TypePoweredOff: func(w *world) {
			w.tune(`{"guestDefaults":{"poweredOffSeverity":"critical"}}`)
			w.polls(2, node("n1"), guest(101, status(infra.GuestStopped)))
		},
		alert.TypeConnection: func(w *world) { w.polls(1, node("n1")); w.silence(3) },
		alert.TypeUsage: func(w *world) {
			for range 2 {
				w.pass(10 * time.Second).storages(storage("local", 99))
			}
		},
		alert.TypePoolState: func(w *world) {
			w.pass(10 * time.Second).storages(storage("tank", 1, func(s *infra.Storage) { s.ZFS = pool("FAULTED") }))
		},
		alert.TypeDiskHealth:      func(w *world) { w.tell(infra.PartDisks, disk(health("FAILED"))) },
		alert.TypeContainerHealth: func(w *world) { w.tell(infra.PartPulse, host(aContainer(probe("unhealthy")))) },
		alert.TypeOOMKill:         func(w *world) { w.tell(infra.PartPulse, host(aContainer(exit(137)))) },
		alert.TypeHostOffline:     func(w *world) { w.tell(infra.PartPulse, host()); w.silence(3) },
		alert.TypeQueueDepth:      func(w *world) { w.mail(infra.PartQueues, gateway(infra.MailQueue{Active: 5000})) },
		alert.TypeMessageAge:      func(w *world) { w.mail(infra.PartQueues, gateway(infra.MailQueue{Oldest: 5 * time.Hour})) },
	}
	for typ, c := range map[alert.Type]struct{ kind, category string }{
		alert.TypeCPU: {"pve", "performance"}, alert.TypeDisk: {"pve", "performance"}, alert.TypePoweredOff: {"pve", "offline"},
		alert.TypeConnection: {"pve", "offline"}, alert.TypeUsage: {"pve", "storage"}, alert.TypePoolState: {"pve", "storage"},
		alert.TypeDiskHealth: {"pve", "storage"}, alert.TypeContainerHealth: {"docker", "performance"}, alert.TypeOOMKill: {"docker", "performance"},
		alert.TypeHostOffline: {"docker", "offline"}, alert.TypeQueueDepth: {"pmg", "performance"}, alert.TypeMessageAge: {"pmg", "performance"},
	} {
		for _, silenced := range []string{"performance", "storage", "offline"} {
			t.Run(fmt.Sprintf("critical %s while %s is silenced", typ, silenced), func(t *testing.T) {
				w := newWorldOf(t, c.kind)
				w.tune(fmt.Sprintf(`{"schedule":{"quietHours":{"enabled":true,"start":"00:00","end":"23:59","timezone":"UTC","suppress":{%q:true}}}}`, silenced))
				raise[typ](w)
				for a := range w.active.Firing() {
					if want := silenced != c.category; a.Type == typ && a.Level == alert.Critical && (a.Told > 0) != want {
						t.Errorf("%s told %d times, want told %t", a.PublicID, a.Told, want)
					}
				}
				if len(w.firing()) == 0 {
					t.Error("nothing fires")
				}
			})
		}
	}
}

// polls reports the same rows several times.
func (w *world) polls(n int, rows ...any) {
	for range n {
		w.pass(10 * time.Second).pulse(rows...)
	}
}

func TestQuiet_EndIsToldWhenTheQuietHoursEnd(t *testing.T) {
	const quiet = `{"schedule":{"quietHours":{"enabled":true,"start":"11:00","end":"13:00","timezone":"UTC"}}}`
	w := burning(t, `{}`)
	w.tune(quiet)
	w.pass(10 * time.Second).cool()
	w.expect("resolved " + cpuID + " warning (silent)")
	w.pass(30 * time.Minute).cool()
	w.expect("")
	w.pass(30 * time.Minute).cool()
	w.expect("end told " + cpuID + " warning")
	w.pass(10 * time.Second).cool()
	w.expect("")
}

func TestQuiet_EndOfWhatBeganAgainIsNotTold(t *testing.T) {
	w := burning(t, `{"minimumDelta":0}`)
	w.tune(`{"schedule":{"quietHours":{"enabled":true,"start":"11:00","end":"12:30","timezone":"UTC"}}}`)
	w.pass(10 * time.Second).cool()
	w.pass(20 * time.Minute).burn()
	told := w.burnFor(30 * time.Minute)
	if len(told) == 0 || w.find(cpuID).Told == 0 {
		t.Error("the new occurrence was not told")
	}
}

func TestQuiet_TheDaysOnWhichClocksChange(t *testing.T) {
	spring, autumn := time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, from, to string
		at             time.Time
		told           bool
	}{
		{"spring, before the hour that does not exist", "02:00", "03:30", spring.Add(59 * time.Minute), true},
		{"spring, the window begins in that hour and is open after it", "02:00", "03:30", spring.Add(61 * time.Minute), false},
		{"spring, the window ends by the new time", "02:00", "03:30", spring.Add(95 * time.Minute), true},
		{"spring, a window within that hour never opens", "02:10", "02:50", spring.Add(61 * time.Minute), true},
		{"spring, over midnight it ends by the new time", "22:00", "08:00", spring.Add(5*time.Hour + 59*time.Minute), false},
		{"spring, and not an hour later", "22:00", "08:00", spring.Add(6 * time.Hour), true},
		{"autumn, the first time through the hour", "02:00", "03:00", autumn.Add(30 * time.Minute), false},
		{"autumn, the second time through the hour", "02:00", "03:00", autumn.Add(90 * time.Minute), false},
		{"autumn, after both", "02:00", "03:00", autumn.Add(2 * time.Hour), true},
		{"autumn, over midnight it ends by the new time", "22:00", "08:00", autumn.Add(6*time.Hour + 59*time.Minute), false},
		{"autumn, and not an hour later", "22:00", "08:00", autumn.Add(7*time.Hour + time.Minute), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(fmt.Sprintf(`{"metricTimeThresholds":{"guest":{"cpu":0}},"schedule":{"quietHours":{"enabled":true,"start":%q,"end":%q,"timezone":"Europe/Berlin","days":[0,1,2,3,4,5,6]}}}`, c.from, c.to))
			w.now = c.at
			w.burn()
			if len(w.changes) != 1 || w.changes[0].Notify != c.told {
				t.Errorf("got %q, want told %t", w.happened(), c.told)
			}
		})
	}
}

func TestLimit_LeavesAnEntryOnceAnHour(t *testing.T) {
	w := newWorld(t)
	w.tune(`{"schedule":{"maxAlertsHour":2}}`)
	var entries []alert.Change
	for range 6 * 110 {
		w.pass(10 * time.Second).burn()
		for _, c := range w.changes {
			if c.Kind == alert.Noted {
				entries = append(entries, c)
			}
		}
	}
	if len(entries) != 2 {
		t.Fatalf("%d entries in 110 minutes, want 2", len(entries))
	}
	a := entries[0].Alert
	if a.Type != alert.TypeLimited || a.Metadata["alertId"] != cpuID || entries[0].Notify || a.EndedAt.IsZero() {
		t.Errorf("entry: %+v", a)
	}
}

func TestDelay_TheMostSpecificEntryWins(t *testing.T) {
	for _, c := range []struct {
		name, tune string
		delayed    bool
	}{
		{"the usual delay is shorter than a poll", `{}`, false},
		{"the delay of the kind", `{"timeThresholds":{"guest":30}}`, true},
		{"the delay of all does not count where the kind has one", `{"timeThresholds":{"all":30}}`, false},
		{"the delay of the metric", `{"metricTimeThresholds":{"guest":{"cpu":30}}}`, true},
		{"of another metric", `{"metricTimeThresholds":{"guest":{"memory":30}}}`, false},
		{"of another kind", `{"metricTimeThresholds":{"node":{"cpu":30}}}`, false},
		{"the default of the kind", `{"metricTimeThresholds":{"guest":{"default":30}}}`, true},
		{"the default, spelt otherwise", `{"metricTimeThresholds":{"guest":{"_default":30}}}`, true},
		{"the default as a star", `{"metricTimeThresholds":{"guest":{"*":30}}}`, true},
		{"the metric counts more than the default", `{"metricTimeThresholds":{"guest":{"cpu":0,"default":30}}}`, false},
		{"the metric counts more than the kind", `{"timeThresholds":{"guest":30},"metricTimeThresholds":{"guest":{"cpu":0}}}`, false},
		{"spelling does not matter", `{"metricTimeThresholds":{" Guest ":{" CPU ":30}}}`, true},
		{"the metric of all does not count where the kind has a delay", `{"metricTimeThresholds":{"all":{"cpu":30}}}`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			w.polls(2, node("n1"), guest(101, cpu(85)))
			if got := len(w.firing()) == 0; got != c.delayed {
				t.Errorf("delayed %t, want %t", got, c.delayed)
			}
			w.polls(3, node("n1"), guest(101, cpu(85)))
			w.expectFiring(cpuID)
		})
	}
}

func TestRules_SwitchedOffIsNotDelivered(t *testing.T) {
	for _, c := range []struct {
		name, kind, tune string
		raise            func(*world)
	}{
		{"a custom rule that is gone", "pve", `{"customRules":[]}`, func(w *world) {
			w.tune(`{"customRules":[{"id":"r","enabled":true,"thresholds":{"diskRead":10}}]}`)
			w.polls(2, node("n1"), guest(101, func(g *infra.Guest) { g.DiskRead = infra.Some(50.0 * (1 << 20)) }))
		}},
		{"a backup server", "pbs", `{"disableAllPBS":true}`, func(w *world) { w.tell(infra.PartPulse, server()); w.silence(3) }},
		{"backup servers' offline alerts", "pbs", `{"disableAllPBSOffline":true}`, func(w *world) { w.tell(infra.PartPulse, server()); w.silence(3) }},
		{"a Docker host by its bare id", "docker", `{"overrides":{"h1":{"disabled":true}}}`, func(w *world) { w.tell(infra.PartPulse, host()); w.silence(3) }},
		{"containers", "docker", `{"disableAllDockerContainers":true}`, func(w *world) { w.tell(infra.PartPulse, host(aContainer(probe("unhealthy")))) }},
		{"a mail gateway", "pmg", `{"disableAllPMG":true}`, func(w *world) { w.mail(infra.PartQueues, gateway(infra.MailQueue{Active: 5000})) }},
		{"jobs", "pbs", `{"pbsJobDefaults":{"failed":false}}`, func(w *world) {
			w.tune(`{"pbsJobDefaults":{"failed":true}}`)
			w.tell(infra.PartPulse, server())
			w.tell(infra.PartJobs, infra.Extras{Jobs: []infra.Job{{ID: "j", Target: target, Kind: "sync", Status: "broken"}}})
		}},
		{"disks with their nodes", "pve", `{"disableAllNodes":true}`, func(w *world) { w.tell(infra.PartDisks, disk(health("FAILED"))) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorldOf(t, c.kind)
			c.raise(w)
			var raised []alert.Alert
			for a := range w.active.Firing() {
				raised = append(raised, *a)
			}
			if len(raised) == 0 {
				t.Fatal("nothing fires")
			}
			for _, a := range raised {
				if !alert.Compile(w.settings).Applies(a) {
					t.Errorf("%s does not apply while its rule is on", a.PublicID)
				}
			}
			w.tune(c.tune)
			for _, a := range raised {
				if alert.Compile(w.settings).Applies(a) {
					t.Errorf("%s applies although its rule is off", a.PublicID)
				}
			}
			w.expectLevels("")
		})
	}
}
