package api

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/wire"
)

// recordCPU records the processor of the running guest of the estate.
func (f *fixture) recordCPU(at time.Time, value float64) {
	f.history.Record(&infra.Report{Target: "pve-0", At: at, Guests: []infra.Guest{
		{Resource: infra.Resource{ID: infra.GuestID("pve-0", 101), SeenAt: at}, CPU: infra.Some(value)},
	}})
}

func numbers(values ...any) []*float64 {
	var all []*float64
	for _, v := range values {
		if n, known := v.(float64); known {
			all = append(all, &n)
		} else {
			all = append(all, nil)
		}
	}
	return all
}

func TestHistory_AnswersInEvenStepsWithGaps(t *testing.T) {
	f := newFixture(t, withAccount(t))
	begin := noon.Add(-5 * time.Minute)
	f.recordCPU(begin, 0.1)
	f.recordCPU(begin.Add(30*time.Second), 0.3)
	f.recordCPU(begin.Add(3*time.Minute), 0.5)
	f.recordCPU(begin.Add(4*time.Minute), 0.25)
	ms := begin.UnixMilli()
	url := fmt.Sprintf("/api/history?resource=lab-pve1-101&metrics=cpu,memory&from=%d&to=%d&points=5", ms, noon.UnixMilli())
	got := decoded[wire.History](t, f.admin(http.StatusOK, "GET", url, ""))
	times := []int64{ms, ms + 60_000, ms + 120_000, ms + 180_000, ms + 240_000, ms + 300_000}
	want := wire.History{
		Resource: "lab-pve1-101", From: ms, To: noon.UnixMilli(), StepMs: 60_000,
		Series: map[string]wire.HistorySeries{
			"cpu": {
				Unit: "percent", T: times, Mean: numbers(20.0, nil, nil, 50.0, 25.0, nil),
				Min: numbers(10.0, nil, nil, 50.0, 25.0, nil), Max: numbers(30.0, nil, nil, 50.0, 25.0, nil),
			},
			"memory": {
				Unit: "percent", T: times, Mean: numbers(nil, nil, nil, nil, nil, nil),
				Min: numbers(nil, nil, nil, nil, nil, nil), Max: numbers(nil, nil, nil, nil, nil, nil),
			},
		},
		Gaps:       []wire.HistoryGap{{float64(ms + 60_000), float64(ms + 180_000), "nothing was recorded in between"}},
		Backfilled: [][2]int64{},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestHistory_OfWhatWasNeverRecordedIsOneGap(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for _, id := range []string{"lab-pve1-102", "lab-pve1", "lab-pve1-local"} {
		got := decoded[wire.History](t, f.admin(http.StatusOK, "GET", "/api/history?resource="+id+"&metrics=usage,disk&from=0&to=600000", ""))
		want := []wire.HistoryGap{{0.0, 600000.0, "nothing was recorded in this time"}}
		if diff := cmp.Diff(want, got.Gaps); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", id, diff)
		}
	}
}

func TestHistory_RefusesWhatMakesNoSense(t *testing.T) {
	f := newFixture(t, withAccount(t))
	const good = "?resource=lab-pve1-101&metrics=cpu&from=0&to=1000"
	for _, c := range []struct {
		name, query string
		status      int
	}{
		{"good", good, 200},
		{"nothing", "", 400},
		{"no resource", "?metrics=cpu&from=0&to=1000", 400},
		{"no metrics", "?resource=lab-pve1-101&from=0&to=1000", 400},
		{"unknown metric", "?resource=lab-pve1-101&metrics=cpu,speed&from=0&to=1000", 400},
		{"no from", "?resource=lab-pve1-101&metrics=cpu&to=1000", 400},
		{"no to", "?resource=lab-pve1-101&metrics=cpu&from=0", 400},
		{"from is text", "?resource=lab-pve1-101&metrics=cpu&from=yesterday&to=1000", 400},
		{"from after to", "?resource=lab-pve1-101&metrics=cpu&from=1000&to=0", 400},
		{"from before 1970", "?resource=lab-pve1-101&metrics=cpu&from=-1&to=1000", 400},
		{"to beyond all years", "?resource=lab-pve1-101&metrics=cpu&from=0&to=9223372036854775807", 400},
		{"no points", good + "&points=0", 400},
		{"too many points", good + "&points=5001", 400},
		{"unknown resource", "?resource=lab-pve1-999&metrics=cpu&from=0&to=1000", 404},
	} {
		t.Run(c.name, func(t *testing.T) { f.admin(c.status, "GET", "/api/history"+c.query, "") })
	}
}
