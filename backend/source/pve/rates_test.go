package pve

import (
	"testing"
	"time"

	"pulse/backend/infra"
)

var rateStart = time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)

// sample is one reading of a guest's counters.
type sample struct {
	second   int
	netIn    float64
	uptime   float64
	wantRate infra.Opt[float64]
}

func TestMeter(t *testing.T) {
	none, some := infra.None[float64](), infra.Some[float64]
	tests := map[string][]sample{
		"first sample is unknown":            {{0, 5000, 100, none}},
		"difference over time":               {{0, 5000, 0, none}, {10, 7000, 0, some(200)}},
		"repeated figures repeat the rate":   {{0, 0, 0, none}, {10, 1000, 0, some(100)}, {15, 1000, 0, some(100)}, {20, 3000, 0, some(200)}},
		"a counter that fell was restarted":  {{0, 5000, 0, none}, {10, 40, 0, some(0)}, {20, 1040, 0, some(100)}},
		"rest after a minute without move":   {{0, 0, 0, none}, {10, 1000, 0, some(100)}, {60, 1000, 0, some(100)}, {71, 1000, 0, some(0)}, {81, 2000, 0, some(100)}},
		"the server's clock is better":       {{0, 0, 100, none}, {15, 1000, 110, some(100)}},
		"unless it is another's":             {{0, 0, 100, none}, {10, 1000, 5000, some(100)}},
		"or stands still":                    {{0, 0, 100, none}, {10, 1000, 100, some(100)}},
		"a step back of ours keeps the last": {{0, 0, 0, none}, {10, 1000, 0, some(100)}, {5, 9000, 0, some(100)}},
	}
	for name, samples := range tests {
		t.Run(name, func(t *testing.T) {
			m := meter{}
			for _, s := range samples {
				at := rateStart.Add(time.Duration(s.second) * time.Second)
				if got := m.read(100, at, counters{2: n(s.netIn)}, n(s.uptime)); got[2] != s.wantRate {
					t.Errorf("after %d s got %+v, want %+v", s.second, got[2], s.wantRate)
				}
			}
		})
	}
}

func TestMeter_UnknownCountersHaveNoRate(t *testing.T) {
	m := meter{}
	m.read(100, rateStart, counters{2: n(0)}, number{})
	got := m.read(100, rateStart.Add(10*time.Second), counters{2: n(100)}, number{})
	want := [4]infra.Opt[float64]{2: infra.Some(10.0)}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestMeter_ForgetsGuestsThatAreGone(t *testing.T) {
	m := meter{}
	m.read(100, rateStart, counters{n(5)}, number{})
	m.forget(map[int]bool{})
	if got := m.read(100, rateStart.Add(time.Minute), counters{n(65)}, number{}); got[0].Known {
		t.Errorf("got %+v for a guest created anew, want unknown", got[0])
	}
}
