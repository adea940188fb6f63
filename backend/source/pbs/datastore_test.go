package pbs

import (
	"strings"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pbs/pbstest"
)

func TestDatastores_OneThatFailsKeepsItsFiguresAndTellsWhy(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(10 * time.Second)
		must(t, s.SetError("main", "datastore 'main' is in offline maintenance mode: disk swap"))
		must(t, s.SetUsed("offsite", 2<<40))
		after(2 * time.Minute)
		d := w.datastore("main")
		if !strings.Contains(d.Error, "disk swap") || d.Stale == nil || d.Space.Value.Used != 3<<40 || len(d.Namespaces) != 4 {
			t.Errorf("main = %+v; want its last figures, stale, with the server's words", d)
		}
		if all, stale := w.archives("main", "lab"); all != 12 || stale != 12 {
			t.Errorf("%d backups in main, %d of them stale; want 12", all, stale)
		}
		if d := w.datastore("offsite"); d.Stale != nil || d.Space.Value.Used != 2<<40 {
			t.Errorf("offsite = %+v; want it fresh", d)
		}
		if all, stale := w.archives("offsite", ""); all != 6 || stale != 0 {
			t.Errorf("%d backups in offsite, %d of them stale; want 6 and none", all, stale)
		}
		must(t, s.SetError("main", ""))
		after(2 * time.Minute)
		if d := w.datastore("main"); d.Stale != nil || d.Error != "" {
			t.Errorf("main after the repair = %+v", d)
		}
	})
}

func TestDatastores_OneThatNeverAnsweredIsUnknownNotEmpty(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		s.Fault(pbstest.Match{Path: "/admin/datastore/main/*"}, pbstest.Fault{Hang: true})
		w := watch(t, targetOf(memoryHost), env)
		after(50 * time.Second)
		if d := w.datastore("main"); d.Space.Known || d.Deduplication.Known || d.Error == "" || d.Stale == nil {
			t.Errorf("main = %+v; want it unknown with a reason", d)
		}
		if d := w.datastore("offsite"); d.Stale != nil || !d.Space.Known {
			t.Errorf("offsite = %+v; want it fresh beside one that hangs", d)
		}
	})
}

func TestDatastores_AFailingPartTakesItsOwnFieldsOnly(t *testing.T) {
	for part, known := range map[string]struct{ dedup, spaces bool }{"gc": {false, true}, "namespace": {true, false}} {
		t.Run(part, func(t *testing.T) {
			inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
				s.Fault(pbstest.Match{Path: "/admin/datastore/{store}/" + part}, pbstest.Fault{Status: 500, Reason: "trouble"})
				w := watch(t, targetOf(memoryHost), env)
				after(5 * time.Second)
				d := w.datastore("main")
				if !d.Space.Known || d.Stale != nil || d.Error != "" || d.Deduplication.Known != known.dedup || (len(d.Namespaces) == 4) != known.spaces {
					t.Errorf("main = %+v", d)
				}
				if f := w.report(infra.PartDatastores).Failures; len(f) != 2 || f[0].Scope != "main/"+part {
					t.Errorf("failures = %+v; want it told for both datastores", f)
				}
			})
		})
	}
}

func TestDatastores_NotMountedIsToldWithoutAsking(t *testing.T) {
	opts := pbstest.Small()
	opts.Datastores[0].Removable = true
	inMemory(t, opts, func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(10 * time.Second)
		must(t, s.SetMounted("main", false))
		after(2 * time.Minute)
		s.ResetRequests()
		after(2 * time.Minute)
		if d := w.datastore("main"); d.Space.Known || d.Error != "the removable datastore is not mounted" {
			t.Errorf("main = %+v", d)
		}
		if all, stale := w.archives("main", ""); all != 12 || stale != 12 {
			t.Errorf("%d backups, %d stale; want 12 that are kept", all, stale)
		}
		if n := s.Requests()["GET /admin/datastore/{store}/status"]; n > 3 {
			t.Errorf("the status was asked %d times in two minutes, want only that of the other datastore", n)
		}
	})
}

func TestDatastores_OneThatIsGoneIsGone(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(10 * time.Second)
		s.RemoveDatastore("offsite")
		after(3 * time.Minute)
		all, _ := w.archives("offsite", "")
		if n := len(w.Snapshot().Datastores); n != 1 || all != 0 || len(w.Snapshot().Jobs) != 4 {
			t.Errorf("%d datastores, %d backups of the one that is gone, %d jobs", n, all, len(w.Snapshot().Jobs))
		}
	})
}

func TestDatastores_BeforeTheFirstGarbageCollectionTheFactorIsUnknown(t *testing.T) {
	opts := pbstest.Small()
	opts.Datastores[0].NeverClean = true
	inMemory(t, opts, func(t *testing.T, _ *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(5 * time.Second)
		if d, j := w.datastore("main"), w.job("garbage", "main"); d.Deduplication.Known || j.Status != "" || !j.LastRun.IsZero() {
			t.Errorf("datastore %+v, job %+v; want both unknown", d, j)
		}
	})
}
