package pve

import (
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pve/pvetest"
)

// figures counts readings by metric and notes their newest value.
func figures(past source.Past) (counts map[infra.Metric]int, newest map[infra.Metric]float64) {
	counts, newest = map[infra.Metric]int{}, map[infra.Metric]float64{}
	for _, r := range past.Readings {
		counts[r.Metric]++
		newest[r.Metric] = r.Value
	}
	return counts, newest
}

func TestPast_TellsWhatTheServersRecorded(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, _ *pvetest.Cluster, env source.Env) {
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(40 * time.Second)
		keeper, can := w.Source.(source.Backfiller)
		if !can {
			t.Fatal("the source has no past")
		}
		snapshot := w.Snapshot()
		var running, storage infra.ID
		for _, g := range snapshot.Guests {
			if g.Type == infra.LXC && g.Status == infra.GuestRunning {
				running = g.ID
			}
		}
		for _, s := range snapshot.Storages {
			if s.Status == infra.StorageAvailable && s.Space.Known {
				storage = s.ID
			}
		}
		for id, metrics := range map[infra.ID][]infra.Metric{
			snapshot.Nodes[0].ID: {infra.MetricCPU, infra.MetricMemory, infra.MetricSwap, infra.MetricDisk, infra.MetricLoad1, infra.MetricMemoryTotal},
			running:              {infra.MetricCPU, infra.MetricMemory, infra.MetricDisk, infra.MetricNetworkIn, infra.MetricDiskWrite},
			storage:              {infra.MetricDisk, infra.MetricDiskTotal, infra.MetricDiskFree, infra.MetricStorageState},
		} {
			past, err := keeper.Past(t.Context(), id, source.FrameHour)
			if err != nil {
				t.Fatal(err)
			}
			counts, newest := figures(past)
			for _, m := range metrics {
				if counts[m] < 30 {
					t.Errorf("%s: %d readings of %s, want most of an hour", id, counts[m], m)
				}
			}
			if past.Step != time.Minute {
				t.Errorf("%s: records are %v apart, want a minute", id, past.Step)
			}
			for _, m := range []infra.Metric{infra.MetricUp, infra.MetricRunning} {
				if counts[m] > 0 {
					t.Errorf("%s: %s is told, which no record says", id, m)
				}
			}
			if v, is := newest[infra.MetricMemory]; is && (v <= 0 || v > 1) {
				t.Errorf("%s: memory %v, want a part of 1", id, v)
			}
		}
		if past, err := keeper.Past(t.Context(), infra.GuestID(testTarget, 999_999), source.FrameHour); err != nil || len(past.Readings) > 0 {
			t.Errorf("of a guest that is not there: %v, %v; want nothing", past, err)
		}
	})
}

func TestPast_RecordsAreSparseAndWhatIsMissingIsUnknown(t *testing.T) {
	points := mustDecode[[]rrdPoint](t, []byte(`{"data":[{"time":60},{"time":120,"cpu":"0.5","maxmem":100,"mem":50.5,"disk":0,"maxdisk":10},{"time":180,"netin":null}]}`))
	counts, newest := figures(source.Past{Readings: guestPast("guest:pve-0/1", points)})
	want := map[infra.Metric]int{infra.MetricCPU: 1, infra.MetricMemory: 1, infra.MetricMemoryTotal: 1}
	for m, n := range counts {
		if want[m] != n {
			t.Errorf("%d readings of %s, want %d", n, m, want[m])
		}
	}
	if newest[infra.MetricCPU] != 0.5 || newest[infra.MetricMemory] != 0.51 {
		t.Errorf("newest figures are %v", newest)
	}
}
