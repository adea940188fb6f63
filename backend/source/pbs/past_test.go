package pbs

import (
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pbs/pbstest"
)

func TestPast_TellsWhatTheServerRecorded(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(5 * time.Second)
		keeper, can := w.Source.(source.Backfiller)
		if !can {
			t.Fatal("the source has no past")
		}
		for _, c := range []struct {
			id     infra.ID
			metric infra.Metric
			least  float64
			most   float64
		}{
			{infra.ServerID(testTarget), infra.MetricCPU, 0.0625, 0.0625},
			{infra.ServerID(testTarget), infra.MetricMemory, 0.25, 0.2500001},
			{infra.DatastoreID(testTarget, "main"), infra.MetricDisk, 0.3735, 0.375},
		} {
			past, err := keeper.Past(t.Context(), c.id, source.FrameDay)
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, r := range past.Readings {
				if r.Metric != c.metric {
					continue
				}
				found++
				if r.Resource != c.id || r.Value < c.least || r.Value > c.most {
					t.Errorf("%s: %+v, want %v to %v", c.id, r, c.least, c.most)
				}
			}
			if found != 69 || past.Step != 30*time.Minute {
				t.Errorf("%s: %d of %s, %v apart; want 69, half an hour apart", c.id, found, c.metric, past.Step)
			}
		}
		if past, err := keeper.Past(t.Context(), "guest:pve-0/101", source.FrameDay); err != nil || len(past.Readings) > 0 {
			t.Errorf("of a stranger: %v, %v; want nothing", past, err)
		}
		_ = s
	})
}
