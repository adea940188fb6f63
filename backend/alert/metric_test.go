package alert_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
)

func TestMetric_LifeOfAValue(t *testing.T) {
	const id = "lab-n1-101-cpu"
	type step struct {
		value float64
		want  string
	}
	for _, c := range []struct {
		name  string
		steps []step // 10 s apart; the delay is 5 s
	}{
		{"below the trigger nothing happens", []step{{79.9, ""}, {10, ""}}},
		{"at the trigger for the delay it is raised", []step{{80, ""}, {80, "firing " + id + " warning"}}},
		{"a spike shorter than the delay is not raised", []step{{95, ""}, {50, ""}, {95, ""}, {50, ""}}},
		{"between clear and trigger it stays", []step{{81, ""}, {81, "firing " + id + " warning"}, {76, ""}, {79, ""}}},
		{"at the clear value it is resolved", []step{{81, ""}, {81, "firing " + id + " warning"}, {75, "resolved " + id + " warning"}, {70, ""}}},
		{"ten above the trigger is critical at once", []step{{90, ""}, {90, "firing " + id + " critical"}}},
		{"a rise to critical is told at once", []step{{81, ""}, {82, "firing " + id + " warning"}, {90, "rose " + id + " critical"}}},
		{"a fall from critical is not told", []step{{91, ""}, {91, "firing " + id + " critical"}, {85, ""}}},
		{"a second rise is told again", []step{{81, ""}, {82, "firing " + id + " warning"}, {90, "rose " + id + " critical"}, {85, ""}, {91, "rose " + id + " critical"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			for _, s := range c.steps {
				w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(s.value)))
				w.expect(s.want)
			}
		})
	}
}

func TestMetric_EveryFigureHasItsAlert(t *testing.T) {
	rate := infra.Some(120.0 * (1 << 20))
	for _, c := range []struct {
		id, tune, message string
		change            func(*infra.Guest)
	}{
		{"lab-n1-101-cpu", `{}`, "Container CPU at 85.0%", cpu(85)},
		{"lab-n1-101-memory", `{}`, "Container memory at 88.0%", memory(88)},
		{"lab-n1-101-disk", `{}`, "Container disk at 93.0%", func(g *infra.Guest) { g.Disk = infra.Some(usage(93)) }},
		{"lab-n1-101-diskRead", `{"guestDefaults":{"diskRead":100}}`, "Container disk read at 120.0 MB/s", func(g *infra.Guest) { g.DiskRead = rate }},
		{"lab-n1-101-diskWrite", `{"guestDefaults":{"diskWrite":100}}`, "Container disk write at 120.0 MB/s", func(g *infra.Guest) { g.DiskWrite = rate }},
		{"lab-n1-101-networkIn", `{"guestDefaults":{"networkIn":100}}`, "Container network in at 120.0 MB/s", func(g *infra.Guest) { g.NetworkIn = rate }},
		{"lab-n1-101-networkOut", `{"guestDefaults":{"networkOut":100}}`, "Container network out at 120.0 MB/s", func(g *infra.Guest) { g.NetworkOut = rate }},
	} {
		t.Run(c.id, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			for range 2 {
				w.pass(10*time.Second).pulse(node("n1"), guest(101, c.change))
			}
			w.expectFiring(c.id)
			if got := w.find(c.id).Message; got != c.message {
				t.Errorf("message: got %q, want %q", got, c.message)
			}
		})
	}
}

func TestMetric_AlertTellsAllThatIsPublished(t *testing.T) {
	w := newWorld(t)
	w.tune(`{"guestDefaults":{"networkIn":{"trigger":100,"clear":90}}}`)
	in := func(g *infra.Guest) { g.NetworkIn = infra.Some(110.0 * (1 << 20)) }
	began := w.pass(10 * time.Second).now
	w.pulse(node("n1"), guest(101, in))
	w.pass(10*time.Second).pulse(node("n1"), guest(101, in))
	a := w.find("lab-n1-101-networkIn")
	if !a.Since.Equal(began) || !a.FiredAt.Equal(w.now) || !a.SeenAt.Equal(w.now) {
		t.Errorf("times: since %v, fired %v, seen %v", a.Since, a.FiredAt, a.SeenAt)
	}
	if a.Value != 110 || a.Threshold != 100 || a.Clear != 90 {
		t.Errorf("value %v, threshold %v, clear %v", a.Value, a.Threshold, a.Clear)
	}
	if a.ResourceID() != "lab-n1-101" || a.ResourceName() != "g101" || a.Subject.Node != "n1" || a.Subject.Instance != "lab" {
		t.Errorf("resource %s %s on %s of %s", a.ResourceID(), a.ResourceName(), a.Subject.Node, a.Subject.Instance)
	}
	want := map[string]any{"resourceType": "Container", "clearThreshold": 90.0, "unit": "MB/s"}
	if diff := cmp.Diff(want, a.Metadata); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
}

func TestMetric_DelayIsTakenFromTheMostSpecificEntry(t *testing.T) {
	for _, c := range []struct {
		name, tune string
		want       time.Duration
	}{
		{"default of the kind", `{}`, 5 * time.Second},
		{"kind", `{"timeThresholds":{"guest":30}}`, 30 * time.Second},
		{"zero for a kind means the default", `{"timeThresholds":{"guest":0}}`, 5 * time.Second},
		{"metric of a kind", `{"metricTimeThresholds":{"guest":{"cpu":60}}}`, 60 * time.Second},
		{"metric of a kind spelt otherwise", `{"metricTimeThresholds":{" Guest ":{"CPU":60}}}`, 60 * time.Second},
		{"default metric of a kind", `{"metricTimeThresholds":{"guest":{"_default":40}}}`, 40 * time.Second},
		{"any metric of a kind", `{"metricTimeThresholds":{"guest":{"*":40}}}`, 40 * time.Second},
		{"zero for a metric means at once", `{"metricTimeThresholds":{"guest":{"cpu":0}}}`, 0},
		{"negative entries do not count", `{"metricTimeThresholds":{"guest":{"cpu":-1}}}`, 5 * time.Second},
		{"the kind's own delay stands above the common metric", `{"metricTimeThresholds":{"all":{"cpu":60}}}`, 5 * time.Second},
		{"another kind does not matter", `{"metricTimeThresholds":{"node":{"cpu":60}}}`, 5 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			began := w.now
			for len(w.firing()) == 0 && w.now.Sub(began) < 5*time.Minute {
				w.pulse(node("n1"), guest(101, cpu(85)))
				w.pass(time.Second)
			}
			if got := w.find("lab-n1-101-cpu"); got.FiredAt.Sub(began) != c.want {
				t.Errorf("raised after %v, want %v", got.FiredAt.Sub(began), c.want)
			}
		})
	}
}

func TestMetric_TimeAloneDoesNotConfirmAValue(t *testing.T) {
	w := newWorld(t)
	w.pulse(node("n1"), guest(101, cpu(85)))
	w.tick(time.Minute)
	w.expect("")
}

func TestMetric_PendingBeginsAgainAfterALongGap(t *testing.T) {
	w := newWorld(t)
	w.pulse(node("n1"), guest(101, cpu(85)))
	w.pass(time.Hour).pulse(node("n1"), guest(101, cpu(85)))
	w.expect("")
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85)))
	w.expect("firing lab-n1-101-cpu warning")
}

func TestMetric_ClockStepBackwardsNeitherLosesNorRepeats(t *testing.T) {
	w := newWorld(t)
	w.pulse(node("n1"), guest(101, cpu(85)))
	w.pass(-24*time.Hour).pulse(node("n1"), guest(101, cpu(85)))
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85)))
	w.expect("firing lab-n1-101-cpu warning")
	w.pass(-24*time.Hour).pulse(node("n1"), guest(101, cpu(85)))
	w.expect("")
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(20)))
	w.expect("resolved lab-n1-101-cpu warning")
}

func TestMetric_UnknownIsNotZero(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85)))
	}
	w.pass(10*time.Second).pulse(node("n1"), guest(101, noCPU))
	w.expect("")
	w.expectFiring("lab-n1-101-cpu")
}

func TestMetric_HostsViewOfMemoryIsUnknown(t *testing.T) {
	w := newWorld(t)
	hostView := func(g *infra.Guest) { g.MemoryHostView = true }
	for range 3 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, memory(99), hostView))
	}
	w.expectFiring()
}

func TestMetric_StaleRowsKeepTheirAlerts(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85)))
	}
	seen := w.find("lab-n1-101-cpu").SeenAt
	w.pass(10 * time.Second).fail(infra.PartPulse)
	w.expect("")
	if got := w.find("lab-n1-101-cpu").SeenAt; !got.Equal(seen) {
		t.Errorf("last seen moved to %v while nothing was heard", got)
	}
}

func TestMetric_WhenOnlyTheDetailIsOld(t *testing.T) {
	detail := func(g infra.Guest) infra.Report {
		return infra.Report{Part: infra.PartDetail, Guests: []infra.Guest{g}}
	}
	bare := guest(101, vm, cpu(10), func(g *infra.Guest) { g.Memory, g.Disk = infra.None[infra.Usage](), infra.None[infra.Usage]() })
	w := newWorld(t)
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), bare)
		w.report(detail(guest(101, vm, memory(90))))
	}
	w.expectFiring("lab-n1-101-memory")
	w.fail(infra.PartDetail)
	bare.CPU = infra.Some(0.95)
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), bare)
	}
	w.expectFiring("lab-n1-101-cpu", "lab-n1-101-memory") // the processor is fresh, the memory is kept
	if got, seen := w.find("lab-n1-101-cpu").SeenAt, w.find("lab-n1-101-memory").SeenAt; !got.After(seen) {
		t.Errorf("the memory was seen at %v, which is not before %v", seen, got)
	}
}

func TestMetric_ContainerNeedsNoDetail(t *testing.T) {
	w := newWorld(t)
	w.fail(infra.PartDetail)
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, memory(90)))
	}
	w.expectFiring("lab-n1-101-memory")
}

func TestMetric_GuestThatStopsHasNoFigures(t *testing.T) {
	for _, s := range []infra.GuestStatus{infra.GuestStopped, infra.GuestPaused, infra.GuestSuspended} {
		t.Run(string(s), func(t *testing.T) {
			w := newWorld(t)
			for range 2 {
				w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85), disks(filesystem("/", 95))))
			}
			w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85), disks(filesystem("/", 95)), status(s)))
			w.expect("resolved lab-n1-101-cpu warning; resolved lab-n1-101-disk-root-disk warning")
		})
	}
}

func TestMetric_GuestOfUnknownStateKeepsItsAlerts(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85)))
	}
	w.pass(10*time.Second).pulse(node("n1"), guest(101, noCPU, status(infra.GuestUnknown)))
	w.expect("")
	w.expectFiring("lab-n1-101-cpu")
}

func TestMetric_Nodes(t *testing.T) {
	hot := func(n *infra.Node) {
		n.CPU, n.Memory, n.RootFS = infra.Some(0.85), infra.Some(usage(90)), infra.Some(usage(95))
	}
	w := newWorld(t)
	for range 2 {
		w.pass(10 * time.Second).pulse(node("n1", hot))
	}
	w.expectFiring("lab-n1-cpu", "lab-n1-disk", "lab-n1-memory")
	if a := w.find("lab-n1-cpu"); a.Message != "Node CPU at 85.0%" || a.Subject.Node != "n1" {
		t.Errorf("got %q on %q", a.Message, a.Subject.Node)
	}
}

func TestMetric_OfflineNodeIsNotMeasured(t *testing.T) {
	w := newWorld(t, "n1", "n2")
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1", func(n *infra.Node) { n.CPU = infra.Some(0.85) }), node("n2"))
	}
	w.pass(10*time.Second).pulse(node("n1", nodeStatus(infra.NodeOffline), func(n *infra.Node) { n.CPU = infra.Some(0.0) }), node("n2"))
	w.expect("")
	w.expectFiring("lab-n1-cpu")
}

func TestMetric_EveryDiskHasItsAlert(t *testing.T) {
	w := newWorld(t)
	full := disks(filesystem("/", 95), filesystem("/Srv data", 91), filesystem("/home", 20), infra.Filesystem{Mountpoint: "/empty"})
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, full))
	}
	w.expectFiring("lab-n1-101-disk--srv-data-disk", "lab-n1-101-disk-root-disk")
	a := w.find("lab-n1-101-disk-root-disk")
	want := map[string]any{
		"resourceType": "Container", "clearThreshold": 85.0, "mountpoint": "/", "device": "/dev/vda1", "diskType": "ext4",
		"totalBytes": 1000.0, "usedBytes": 950.0, "freeBytes": 50.0, "diskIndex": 0.0, "label": "/",
	}
	if diff := cmp.Diff(want, a.Metadata); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
	if a.ResourceID() != "lab-n1-101-disk-root" || a.ResourceName() != "g101 (/)" || !strings.Contains(a.Message, "disk / at 95.0%") {
		t.Errorf("got %s, %s, %q", a.ResourceID(), a.ResourceName(), a.Message)
	}

	w.pass(10*time.Second).pulse(node("n1"), guest(101, disks(filesystem("/", 95))))
	w.expect("resolved lab-n1-101-disk--srv-data-disk warning") // it was unmounted
	w.pass(10*time.Second).pulse(node("n1"), guest(101))
	w.expect("") // the agent is silent: unknown
	w.pass(10*time.Second).pulse(node("n1"), guest(101, disks(filesystem("/", 50))))
	w.expect("resolved lab-n1-101-disk-root-disk warning")
}

func TestMetric_DisksWithTheSameKeyAreOneAlert(t *testing.T) {
	w := newWorld(t)
	same := disks(filesystem("/a b", 20), filesystem("/a-b", 95))
	for range 4 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, same))
	}
	w.expectFiring("lab-n1-101-disk--a-b-disk")
}

func TestMetric_ResourceThatIsGone(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85)), guest(102, cpu(85)))
	}
	w.report(infra.Report{Part: infra.PartDetail}) // does not list guests
	w.expectFiring("lab-n1-101-cpu", "lab-n1-102-cpu")
	w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(85)))
	w.expect("resolved lab-n1-102-cpu warning")
	w.snap = w.snap.WithTargets(nil, w.now)
	w.evaluate()
	w.expect("resolved lab-n1-101-cpu warning")
}

func TestMetric_MigrationKeepsTheAlert(t *testing.T) {
	w := newWorld(t, "n1", "n2")
	for range 2 {
		w.pass(10*time.Second).pulse(node("n1"), node("n2"), guest(101, cpu(85)))
	}
	fired := w.find("lab-n1-101-cpu").FiredAt
	w.pass(10*time.Second).pulse(node("n1"), node("n2"), guest(101, cpu(85), on("n2")))
	w.expect("")
	if a := w.find("lab-n2-101-cpu"); !a.FiredAt.Equal(fired) || a.Subject.Node != "n2" {
		t.Errorf("fired at %v on %s, want %v on n2", a.FiredAt, a.Subject.Node, fired)
	}
	w.pass(10*time.Second).pulse(node("n1"), node("n2"), guest(101, noCPU, on("n1")))
	w.expectFiring("lab-n1-101-cpu") // also while its figures are unknown
}
