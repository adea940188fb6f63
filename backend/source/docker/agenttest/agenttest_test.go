package agenttest_test

import (
	"encoding/json"
	"testing"
	"time"

	"pulse/backend/source/docker/agenttest"
)

// told is what the tests read of a report.
type told struct {
	Host       struct{ Hostname string }
	Timestamp  time.Time
	Containers []struct {
		ID, Name, State string
		CPUPercent      *float64
	}
}

func read(t *testing.T, f *agenttest.Fleet, host int) told {
	t.Helper()
	var r told
	if err := json.Unmarshal(f.Report(host), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReport_NamesEachContainerOnceAndTellsFiguresOfThoseThatRun(t *testing.T) {
	f := agenttest.New(agenttest.Options{Hosts: 3, Containers: 30})
	seen := map[string]bool{}
	for host := range f.Hosts() {
		for _, c := range read(t, f, host).Containers {
			if seen[c.ID] || len(c.ID) != 64 {
				t.Errorf("container %s has the id %q again, or one that is no id", c.Name, c.ID)
			}
			seen[c.ID] = true
			if runs := c.State == "running" || c.State == "paused"; runs != (c.CPUPercent != nil) {
				t.Errorf("container %s is %s, with a load: %v", c.Name, c.State, c.CPUPercent != nil)
			}
		}
	}
	if len(seen) != 90 {
		t.Errorf("%d containers, want 90", len(seen))
	}
}

func TestReport_MovesWithTimeUnlessSteady(t *testing.T) {
	for name, steady := range map[string]bool{"moving": false, "steady": true} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2025, 3, 14, 12, 0, 0, 0, time.UTC)
			f := agenttest.New(agenttest.Options{Hosts: 1, Containers: 1, Steady: steady, Now: func() time.Time { return now }})
			before := *read(t, f, 0).Containers[0].CPUPercent
			now = now.Add(10 * time.Second)
			if same := *read(t, f, 0).Containers[0].CPUPercent == before; same != steady {
				t.Errorf("after 10 s the load is the same: %v, want %v", same, steady)
			}
		})
	}
}

func TestReport_OfTheOfflineHostIsOld(t *testing.T) {
	now := time.Date(2025, 3, 14, 12, 0, 0, 0, time.UTC)
	f := agenttest.New(agenttest.Options{Hosts: 2, Now: func() time.Time { return now }})
	if !f.Offline(1) || now.Sub(read(t, f, 1).Timestamp) < time.Hour || now.Sub(f.LastReport(1)) < time.Hour {
		t.Errorf("offline %v, last report %v", f.Offline(1), f.LastReport(1))
	}
	if f.Offline(0) || !read(t, f, 0).Timestamp.Equal(now) {
		t.Errorf("the other host: offline %v, %v", f.Offline(0), read(t, f, 0).Timestamp)
	}
}
