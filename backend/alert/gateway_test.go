package alert_test

import (
	"testing"
	"time"

	"pulse/backend/infra"
)

func (w *world) mail(part infra.Part, x infra.Extras) {
	w.tell(infra.PartPulse, x)
	w.tell(part, x)
}

func TestQueue_SumAndNodes(t *testing.T) {
	type q = infra.MailQueue
	minutes := func(n int) q { return q{Oldest: time.Duration(n) * time.Minute} }
	const a, b = "pmg-lab-mx1-", "pmg-lab-mx2-"
	for _, c := range []struct {
		name, tune string
		queues     []q
		want       string
	}{
		{"an empty queue is well", `{}`, []q{{}}, ""},
		{"mail waits, but not much", `{}`, []q{{Active: 299}}, ""},
		{"a node has a closer limit than the sum", `{}`, []q{{Active: 300}}, a + "queue-total warning"},
		{"much mail waits", `{}`, []q{{Active: 300, Incoming: 200}}, a + "queue-total warning, pmg-lab-queue-total warning"},
		{"a node is critical before the sum is", `{}`, []q{{Active: 800}}, a + "queue-total critical, pmg-lab-queue-total warning"},
		{"very much mail waits", `{}`, []q{{Active: 1000}}, a + "queue-total critical, pmg-lab-queue-total critical"},
		{"a little on each of two nodes", `{}`, []q{{Active: 299}, {Active: 299}}, "pmg-lab-queue-total warning"},
		{"all on one of two nodes", `{}`, []q{{Active: 310}, {}}, a + "queue-total warning"},
		{"deferred mail of a node", `{}`, []q{{Deferred: 120}}, a + "queue-deferred warning"},
		{"deferred mail of all", `{}`, []q{{Deferred: 100}, {Deferred: 100}}, "pmg-lab-queue-deferred warning"},
		{"very much deferred mail", `{}`, []q{{Deferred: 250}, {Deferred: 250}}, a + "queue-deferred warning, " + b + "queue-deferred warning, pmg-lab-queue-deferred critical, pmg-lab-queue-total warning"},
		{"held mail of a node", `{}`, []q{{Hold: 60}}, a + "queue-hold warning"},
		{"held mail of all", `{}`, []q{{Hold: 50}, {Hold: 50}}, "pmg-lab-queue-hold warning"},
		{"very much held mail of a node", `{}`, []q{{Hold: 240}}, a + "queue-hold critical, pmg-lab-queue-hold warning"},
		{"a mail of half an hour", `{}`, []q{minutes(30)}, a + "oldest-message warning, pmg-lab-oldest-message warning"},
		{"a mail of an hour", `{}`, []q{minutes(60)}, a + "oldest-message critical, pmg-lab-oldest-message critical"},
		{"ages are not added", `{}`, []q{minutes(17), minutes(17)}, ""},
		{"a limit of its own", `{"pmgDefaults":{"queueTotalWarning":50}}`, []q{{Active: 50}}, a + "queue-total warning, pmg-lab-queue-total warning"},
		{"limits of nodes are rounded up", `{"pmgDefaults":{"queueTotalWarning":51}}`, []q{{Active: 30}}, ""},
		{"and hold from there", `{"pmgDefaults":{"queueTotalWarning":51}}`, []q{{Active: 31}}, a + "queue-total warning"},
		{"mail gateways off", `{"disableAllPMG":true}`, []q{{Active: 5000}}, ""},
		{"offline alerts off", `{"disableAllPMGOffline":true}`, []q{{Hold: 60}}, a + "queue-hold warning"},
		{"an override switches it off", `{"overrides":{"pmg-lab":{"disabled":true}}}`, []q{{Active: 5000}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorldOf(t, "pmg")
			w.tune(c.tune)
			w.mail(infra.PartQueues, gateway(c.queues...))
			w.expectLevels(c.want)
		})
	}
}

func TestQueue_LifeOfAQueue(t *testing.T) {
	w := newWorldOf(t, "pmg")
	step := func(active int, want string) {
		t.Helper()
		w.mail(infra.PartQueues, gateway(infra.MailQueue{Active: active}))
		w.expectLevels(want)
	}
	step(600, "pmg-lab-mx1-queue-total warning, pmg-lab-queue-total warning")
	step(1200, "pmg-lab-mx1-queue-total critical, pmg-lab-queue-total critical")
	step(450, "pmg-lab-mx1-queue-total warning")
	step(0, "")
	step(600, "pmg-lab-mx1-queue-total warning, pmg-lab-queue-total warning")
	w.pass(10 * time.Second).fail(infra.PartQueues)
	w.expectLevels("pmg-lab-mx1-queue-total warning, pmg-lab-queue-total warning")
	w.tell(infra.PartPulse, infra.Extras{Gateways: []infra.Gateway{{Resource: res(infra.GatewayID(target, ""), "lab", ""), Online: true, Nodes: []infra.GatewayNode{{Name: "mx9"}}}}})
	w.expectLevels("pmg-lab-queue-total warning")
}

func TestQueue_AnOutlierIsCalledSo(t *testing.T) {
	w := newWorldOf(t, "pmg")
	w.mail(infra.PartQueues, gateway(infra.MailQueue{Active: 310}, infra.MailQueue{Active: 10}, infra.MailQueue{Active: 10}))
	if got, want := w.find("pmg-lab-mx1-queue-total").Message, "Mail queue of lab/mx1 at 310, outlier"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func quarantined(spam, virus int) infra.Extras {
	x := gateway(infra.MailQueue{})
	x.Gateways[0].Quarantine = &infra.Quarantine{Spam: spam, Virus: virus}
	return x
}

func TestQuarantine_AmountAndGrowth(t *testing.T) {
	type step struct {
		after       time.Duration
		spam, virus int
	}
	const spam, virus = "pmg-lab-quarantine-spam", "pmg-lab-quarantine-virus"
	for _, c := range []struct {
		name  string
		steps []step
		want  string
	}{
		{"little is held back", []step{{0, 1999, 1999}}, ""},
		{"much spam", []step{{0, 2000, 0}}, spam + " warning"},
		{"very much spam", []step{{0, 5000, 0}}, spam + " critical"},
		{"many viruses", []step{{0, 0, 2000}}, virus + " warning"},
		{"very many viruses", []step{{0, 0, 5000}}, virus + " critical"},
		{"it grows fast", []step{{0, 1000, 0}, {2 * time.Hour, 1250, 0}}, spam + " warning"},
		{"it grows very fast", []step{{0, 1000, 0}, {2 * time.Hour, 1500, 0}}, spam + " critical"},
		{"a quarter more, but few", []step{{0, 100, 0}, {2 * time.Hour, 140, 0}}, ""},
		{"many more, but less than a quarter", []step{{0, 1500, 0}, {2 * time.Hour, 1760, 0}}, ""},
		{"a quarter of an hour early still counts", []step{{0, 1000, 0}, {105 * time.Minute, 1300, 0}}, spam + " warning"},
		{"earlier does not", []step{{0, 1000, 0}, {100 * time.Minute, 1300, 0}}, ""},
		{"a quarter of an hour late still counts", []step{{0, 1000, 0}, {134 * time.Minute, 1300, 0}}, spam + " warning"},
		{"later does not", []step{{0, 1000, 0}, {3 * time.Hour, 1300, 0}}, ""},
		{"from nothing to many", []step{{0, 0, 0}, {2 * time.Hour, 300, 0}}, spam + " warning"},
		{"viruses grow, too", []step{{0, 0, 100}, {2 * time.Hour, 0, 700}}, virus + " critical"},
		{"it shrinks", []step{{0, 1500, 0}, {2 * time.Hour, 300, 0}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorldOf(t, "pmg")
			for _, s := range c.steps {
				w.pass(s.after - 20*time.Second)
				w.mail(infra.PartQuarantine, quarantined(s.spam, s.virus))
			}
			w.expectLevels(c.want)
		})
	}
}

// hourly are whole hours of incoming spam that end at noon.
func hourly(values ...float64) infra.Extras {
	x := gateway(infra.MailQueue{})
	for i, v := range values {
		start := noon.Add(time.Duration(i-len(values)) * time.Hour)
		x.Gateways[0].Hours = append(x.Gateways[0].Hours, infra.MailHour{Start: start, End: start.Add(time.Hour), Index: i, SpamIn: v})
	}
	return x
}

func repeated(n int, v float64, last ...float64) []float64 {
	var all []float64
	for range n {
		all = append(all, v)
	}
	return append(all, last...)
}

func TestAnomaly_HourlySpam(t *testing.T) {
	const id = "pmg-lab-anomaly-spamIn"
	outliers := append([]float64{9000, 9000}, repeated(22, 200)...)
	split := append(repeated(11, 10), repeated(13, 1000)...)
	for _, c := range []struct {
		name  string
		hours []float64
		want  string
	}{
		{"as usual", repeated(14, 100), ""},
		{"too few hours to know", repeated(11, 100, 900, 900), ""},
		{"one hour of much is chance", repeated(13, 100, 900), ""},
		{"two hours of more are a warning", repeated(13, 200, 400, 400), id + " warning"},
		{"two hours of very much are critical", repeated(13, 200, 900, 1500), id + " critical"},
		{"the milder of two hours counts", repeated(13, 200, 400, 1500), id + " warning"},
		{"twice as much of little is not enough more", repeated(13, 100, 200, 210), ""},
		{"more of much, but not by the factor", repeated(13, 1000, 1500, 1500), ""},
		{"where usually little comes, sixty more are a warning", repeated(13, 10, 75, 85), id + " warning"},
		{"and less is not", repeated(13, 10, 65, 65), ""},
		{"and a hundred and twenty more are critical", repeated(13, 10, 140, 160), id + " critical"},
		{"where usually nothing comes", repeated(13, 0, 60, 80), id + " warning"},
		{"outliers do not make the usual", append(outliers, 400, 450), id + " warning"},
		{"where the mean says little, the median counts", append(split, 1100, 1100), ""},
		{"it has calmed down", repeated(13, 200, 900, 200), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorldOf(t, "pmg")
			w.mail(infra.PartMail, hourly(c.hours...))
			w.expectLevels(c.want)
		})
	}
	t.Run("an hour that has not ended does not count", func(t *testing.T) {
		w := newWorldOf(t, "pmg")
		x := hourly(repeated(13, 200, 400, 400)...)
		x.Gateways[0].Hours[14].End = noon.Add(40 * time.Minute)
		w.mail(infra.PartMail, x)
		w.expectLevels("")
	})
	t.Run("a gap makes what was before useless", func(t *testing.T) {
		w := newWorldOf(t, "pmg")
		x := hourly(repeated(16, 200, 400, 400)...)
		x.Gateways[0].Hours = append(x.Gateways[0].Hours[:8:8], x.Gateways[0].Hours[10:]...)
		w.mail(infra.PartMail, x)
		w.expectLevels("")
	})
}
