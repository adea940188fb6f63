package backtest

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/settings"
)

const ten = 10 * time.Second

func TestRun_TellsWhatBothConfigurationsWouldHaveRaised(t *testing.T) {
	l := newLab(t, nil)
	for _, percent := range []float64{50, 85, 86, 86, 74, 50, 95, 96, 97, 97} {
		l.pulse(container(101, cpu(percent)), container(102))
		l.pass(ten)
	}
	got := l.try(config(t, `{"guestDefaults":{"cpu":90}}`), config(t, `{}`))
	at := func(n int) time.Time { return midnight.Add(time.Duration(n) * ten) }
	early := Firing{ResourceID: "lab-n1-101", Type: alert.TypeCPU, Start: at(1), End: at(4), Level: alert.Warning}
	late := Firing{ResourceID: "lab-n1-101", Type: alert.TypeCPU, Start: at(6), Level: alert.Critical}
	warned := late
	warned.Level = alert.Warning
	want := Result{ExactFrom: midnight, Verdicts: []Verdict{
		{Count: 1, ByResource: map[string]int{"lab-n1-101": 1}, Firings: []Firing{warned}},
		{Count: 2, ByResource: map[string]int{"lab-n1-101": 2}, Firings: []Firing{early, late}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The engine that judged the reports as they came is the standard.
func TestRun_SaysWhatTheEngineSaidAtTheTime(t *testing.T) {
	for seed := range uint64(3) {
		random := rand.New(rand.NewPCG(seed, 1))
		l := newLab(t, nil)
		rules := config(t, `{"minimumDelta":1,"suppressionWindow":3,"timeThresholds":{"guest":25}}`)
		guests := []infra.Guest{container(101, cpu(70)), container(102, cpu(60))}
		var want []Firing
		active, live := alert.Active{}, &show{open: map[alert.Key]*Firing{}}
		for range 1200 {
			for i := range guests {
				walk(random, &guests[i])
			}
			l.pulse(slices.Clone(guests)...)
			var changes []alert.Change
			active, changes = alert.Evaluate(alert.Compile(rules), active, l.snap, l.now)
			for i := range changes {
				live.note(&changes[i])
			}
			l.pass(ten)
		}
		want = live.ended
		for _, f := range live.open {
			want = append(want, *f)
		}
		v := Verdict{Firings: want}
		v.shorten()
		got := l.try(rules).Verdicts[0]
		if len(want) < 10 {
			t.Fatalf("seed %d: only %d firings, too quiet to tell anything", seed, len(want))
		}
		if diff := cmp.Diff(v.Firings, got.Firings); diff != "" {
			t.Errorf("seed %d (-at the time +now):\n%s", seed, diff)
		}
	}
}

func TestWatch_PassesOverNothingThatHappens(t *testing.T) {
	for seed := range uint64(100) {
		random := rand.New(rand.NewPCG(seed, 2))
		rules := rulesetOf(config(t, `{"guestDefaults":{"networkIn":{"trigger":0.0000006,"clear":0.0000003}},"suppressionWindow":2}`))
		careful := rules
		careful.uneven = true
		f := randomFilm(random)
		quick, slow := show101(t, &rules), show101(t, &careful)
		if diff := cmp.Diff(ends(slow, f), ends(quick, f)); diff != "" {
			t.Fatalf("seed %d (-every frame +quickly):\n%s", seed, diff)
		}
	}
}

// randomFilm is mostly calm, with bursts, in samples and then in means.
func randomFilm(random *rand.Rand) *film {
	f := &film{}
	f.values = resized(f.values, 8)
	at, base := midnight.UnixMilli(), make([]float64, 8)
	for i := range 2000 {
		wide := int64(0)
		if i > 1000 {
			wide = 60_000
		}
		f.at, f.wide = append(f.at, at), append(f.wide, wide)
		at += max(wide, 10_000)
		for k := range f.values {
			if random.IntN(150) == 0 {
				base[k] = random.Float64() * 1.05
			}
			value := base[k] + random.Float64()*0.02
			switch {
			case k == 0:
				value = math.Round(min(base[k]+0.45, 1))
			case random.IntN(30) == 0:
				value = math.NaN()
			}
			f.values[k] = append(f.values[k], value)
		}
	}
	f.index()
	return f
}

func show101(t *testing.T, rules *ruleset) *show {
	t.Helper()
	r := &infra.Report{Target: target, Part: infra.PartPulse, At: midnight, Guests: []infra.Guest{container(101)}}
	for _, a := range castOf(emptySnapshot().Apply(r, ten)) {
		if a.vmid == 101 {
			return newShow(a, rules)
		}
	}
	t.Fatal("the guest is not in the cast")
	return nil
}

func ends(s *show, f *film) []Firing {
	v := Verdict{Firings: slices.Clone(s.watch(f))}
	for _, o := range s.open {
		v.Firings = append(v.Firings, *o)
	}
	v.shorten()
	return v.Firings
}

func TestRun_AGuestThatStandsStillIsAFiring(t *testing.T) {
	l := newLab(t, nil)
	for i := range 12 {
		g := container(101)
		if i >= 3 && i < 8 {
			stopped(&g)
		}
		l.pulse(g)
		l.pass(ten)
	}
	got := l.try(config(t, `{}`), config(t, `{"disableAllGuestsOffline":true}`))
	want := []Firing{{
		ResourceID: "lab-n1-101", Type: alert.TypePoweredOff, Level: alert.Warning,
		Start: midnight.Add(3 * ten), End: midnight.Add(8 * ten),
	}}
	if diff := cmp.Diff(want, got.Verdicts[0].Firings); diff != "" {
		t.Error(diff)
	}
	if n := got.Verdicts[1].Count; n != 0 {
		t.Errorf("%d firings of a rule that is off", n)
	}
}

func TestRun_WhatPlannedWorkExplainsIsMarked(t *testing.T) {
	backup := infra.Task{ID: "UPID:1", Target: target, Node: "n1", Type: "vzdump", VMID: 101, Start: midnight.Add(5 * ten), End: midnight.Add(15 * ten)}
	other, whole, elsewhere := backup, backup, backup
	other.VMID, whole.VMID, elsewhere.VMID, elsewhere.Node = 102, 0, 0, "n2"
	for _, c := range []struct {
		name    string
		task    infra.Task
		planned bool
	}{
		{"its own backup", backup, true},
		{"one backup of all guests of its node", whole, true},
		{"the backup of another guest", other, false},
		{"one backup of all guests of another node", elsewhere, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t, nil)
			for i := range 100 {
				g := container(101)
				if i >= 6 && i < 14 || i >= 80 && i < 90 {
					g = container(101, cpu(99))
				}
				l.pulse(g)
				l.pass(ten)
			}
			got := l.ask(Request{Configs: []settings.Alerts{config(t, `{}`)}, Tasks: []infra.Task{c.task}}).Verdicts[0].Firings
			if len(got) != 2 || got[0].Planned != c.planned || got[1].Planned {
				t.Errorf("got %+v, want two firings, the first one planned: %t", got, c.planned)
			}
		})
	}
}

func TestRun_WhereMeansAreLeftAMinuteExceedsWhenItsMeanDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, time.Now)
		begin := l.now
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		minute := begin.Add(3 * time.Hour)
		for l.now.Before(begin.Add(30 * time.Hour)) {
			percent := 10.0
			switch at := l.now.Sub(minute); {
			case at >= 0 && at < time.Minute:
				percent = 90 // its mean exceeds
			case at >= time.Hour && at < time.Hour+20*time.Second:
				percent = 90 // a part of a minute, whose mean does not
			case at >= 23*time.Hour && at < 23*time.Hour+20*time.Second:
				percent = 90 // of this one samples are left
			}
			l.pulse(container(101, cpu(percent)))
			time.Sleep(ten)
			l.now = time.Now()
		}
		if err := l.past.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		go func() { ended <- l.past.Run(ctx) }()
		time.Sleep(time.Second)
		synctest.Wait()
		got := l.ask(Request{From: begin, Configs: []settings.Alerts{config(t, `{}`)}})
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		second := minute.Add(23 * time.Hour)
		want := []Firing{
			{ResourceID: "lab-n1-101", Type: alert.TypeCPU, Start: minute.UTC(), End: minute.Add(time.Minute).UTC(), Level: alert.Critical},
			{ResourceID: "lab-n1-101", Type: alert.TypeCPU, Start: second.UTC(), End: second.Add(20 * time.Second).UTC(), Level: alert.Critical},
		}
		if diff := cmp.Diff(want, got.Verdicts[0].Firings); diff != "" {
			t.Error(diff)
		}
		if got.ExactFrom.Before(begin.Add(5*time.Hour)) || got.ExactFrom.After(l.now.Add(-22*time.Hour)) {
			t.Errorf("exact from %v, want about a day before %v", got.ExactFrom, l.now)
		}
	})
}

func TestRun_CountsEverythingAndListsTheNewest(t *testing.T) {
	l := newLab(t, nil)
	eager := config(t, `{"minimumDelta":0,"suppressionWindow":0,"metricTimeThresholds":{"guest":{"cpu":0}}}`)
	for i := range 6400 {
		l.pulse(container(101, cpu(float64(i%2)*95)), container(102, cpu(float64(i%2)*95)))
		l.pass(ten)
	}
	v := l.try(eager).Verdicts[0]
	if v.Count != 6400 || v.ByResource["lab-n1-102"] != 3200 || len(v.Firings) != mostListed {
		t.Fatalf("%d counted, %v, %d listed", v.Count, v.ByResource, len(v.Firings))
	}
	if first := v.Firings[0].Start; first != midnight.Add(1401*ten) {
		t.Errorf("the list begins at %v, want the newest ones", first)
	}
}

func TestRun_LooksOnlyAtWhatIsAskedFor(t *testing.T) {
	l := newLab(t, nil)
	for range 5 {
		l.pulse(container(101, cpu(99)), container(102, cpu(99)))
		l.pass(ten)
	}
	r := Request{IDs: []string{"lab-n1-102"}, Snapshot: l.snap, Configs: []settings.Alerts{config(t, `{}`)}}
	if v := l.ask(r).Verdicts[0]; v.Count != 1 || v.ByResource["lab-n1-102"] != 1 {
		t.Errorf("got %+v", v)
	}
	r.IDs = append(r.IDs, "lab-n1-999")
	if id, missing := r.Missing(); !missing || id != "lab-n1-999" {
		t.Errorf("missing: %q, %t", id, missing)
	}
}

func TestRun_EndsWhenNobodyWaitsForIt(t *testing.T) {
	l := newLab(t, nil)
	for range 100 {
		l.pulse(container(101, cpu(99)))
		l.pass(ten)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Run(ctx, l.past, Request{From: midnight, To: l.now, Snapshot: l.snap, Configs: []settings.Alerts{config(t, `{}`)}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
