package forecast_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pulse/backend/forecast"
	"pulse/backend/infra"
)

const gib = float64(1 << 30)

var now = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// past makes days that end now from what was used on each.
func past(used ...float64) []forecast.Day {
	days := make([]forecast.Day, len(used))
	for i, u := range used {
		days[i] = forecast.Day{At: now.Add(-time.Duration(len(used)-1-i) * 24 * time.Hour), Used: u}
	}
	return days
}

// growing is a use that grows by so much a day up to a value.
func growing(days int, perDay, last float64) []float64 {
	used := make([]float64, days)
	for i := range used {
		used[i] = last - float64(days-1-i)*perDay
	}
	return used
}

func TestEstimate_TellsTheDateOfASteadyGrowth(t *testing.T) {
	got := forecast.Estimate(past(growing(30, gib, 80*gib)...), 80*gib, 100*gib, now)
	want := now.Add(20 * 24 * time.Hour)
	if got.Outlook != infra.OutlookGrowing || !got.FullAt.Equal(want) || !got.Earliest.Equal(want) || !got.Latest.Equal(want) || got.PerDay != gib {
		t.Errorf("got %+v, want full at %v", got, want)
	}
}

func TestEstimate_SaysHowLittleItKnows(t *testing.T) {
	upAndDown := growing(30, 0, 50*gib)
	for i := range upAndDown {
		upAndDown[i] += 20 * gib * math.Sin(float64(i)*2.1)
	}
	for _, c := range []struct {
		name string
		days []float64
		used float64
		want infra.Outlook
	}{
		{"nothing", nil, gib, infra.OutlookShort},
		{"six days", growing(6, gib, 50*gib), 50 * gib, infra.OutlookShort},
		{"always the same", growing(30, 0, 50*gib), 50 * gib, infra.OutlookSteady},
		{"shrinking", growing(30, -gib, 50*gib), 50 * gib, infra.OutlookSteady},
		{"in a hundred years", growing(30, gib/1000, 50*gib), 50 * gib, infra.OutlookSteady},
		{"full", growing(30, gib, 100*gib), 100 * gib, infra.OutlookFull},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := forecast.Estimate(past(c.days...), c.used, 100*gib, now)
			if got.Outlook != c.want || !got.FullAt.IsZero() || !got.Earliest.IsZero() {
				t.Errorf("got %+v, want %s and no date", got, c.want)
			}
		})
	}
	if got := forecast.Estimate(past(upAndDown...), 50*gib, 100*gib, now); got.Outlook == infra.OutlookGrowing {
		t.Errorf("up and down: got %+v, want no date", got)
	}
}

func TestEstimate_ACleanUpDoesNotEndTheGrowth(t *testing.T) {
	used := growing(40, gib, 80*gib)
	for i := 36; i < 40; i++ {
		used[i] -= 5 * gib
	}
	got := forecast.Estimate(past(used...), 75*gib, 100*gib, now)
	if days := got.FullAt.Sub(now).Hours() / 24; got.Outlook != infra.OutlookGrowing || days < 24 || days > 30 {
		t.Errorf("got %+v, in %.1f days, want some 25", got, days)
	}
}

func TestEstimate_TheDateLiesInItsRangeAndMovesWithTheGrowth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		noise := rapid.SliceOfN(rapid.Float64Range(-2, 2), 10, 45).Draw(t, "noise")
		perDay := rapid.Float64Range(0.05, 3).Draw(t, "per day")
		used := make([]float64, len(noise))
		for i, n := range noise {
			used[i] = (50 + perDay*float64(i) + n) * gib
		}
		last := used[len(used)-1]
		f := forecast.Estimate(past(used...), last, 1000*gib, now)
		if f.Outlook == infra.OutlookGrowing {
			if f.FullAt.Before(f.Earliest) || !f.Latest.IsZero() && f.Latest.Before(f.FullAt) || !f.FullAt.After(now) {
				t.Fatalf("%+v is out of order", f)
			}
		} else if !f.FullAt.IsZero() {
			t.Fatalf("%+v has a date without growth", f)
		}
		larger := forecast.Estimate(past(used...), last, 2000*gib, now)
		if f.Outlook == infra.OutlookGrowing && larger.Outlook == infra.OutlookGrowing && larger.FullAt.Before(f.FullAt) {
			t.Fatalf("a larger place is full earlier: %v before %v", larger.FullAt, f.FullAt)
		}
	})
}

func TestEstimate_TheRangeHoldsTheTruthAsOftenAsItSays(t *testing.T) {
	const perDay, size = 1.0, 400.0
	inside, told := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		noise := rapid.SliceOfN(rapid.Float64Range(-6, 6), 45, 45).Draw(t, "noise")
		used := make([]float64, len(noise))
		for i, n := range noise {
			used[i] = (50 + perDay*float64(i) + n) * gib
		}
		level := (50 + perDay*44) * gib
		f := forecast.Estimate(past(used...), level, size*gib, now)
		if f.Outlook != infra.OutlookGrowing {
			return
		}
		truth := now.Add(time.Duration((size - 94) / perDay * float64(24*time.Hour)))
		told++
		if !truth.Before(f.Earliest) && (f.Latest.IsZero() || !truth.After(f.Latest)) {
			inside++
		}
	})
	if told < 50 || float64(inside) < 0.65*float64(told) {
		t.Errorf("%d of %d ranges hold the truth, want about eight of ten", inside, told)
	}
}
