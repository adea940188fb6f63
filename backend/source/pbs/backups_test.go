package pbs

import (
	"runtime"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pbs/pbstest"
)

const (
	listsOfGroups    = "GET /admin/datastore/{store}/groups"
	listsOfSnapshots = "GET /admin/datastore/{store}/snapshots"
)

// sweeps is long enough for a sweep, whenever the one before was.
const sweeps = 2*backupsEvery - time.Second

func TestBackups_ChangesAreSeenWithTheNextSweep(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(10 * time.Second)
		must(t, s.Backup("main", "lab", "vm", "100", 1<<30))
		must(t, s.Prune("main", "office", "ct", "101"))
		must(t, s.AddNamespace("main", "lab/test/deep"))
		must(t, s.Backup("main", "lab/test/deep", "host", "printer", 1<<20))
		must(t, s.RemoveNamespace("main", "lab/test"))
		after(sweeps)
		for space, want := range map[string]int{"": 12, "lab": 13, "office": 11, "lab/test/deep": 1, "lab/test": 0} {
			if got, stale := w.archives("main", space); got != want || stale != 0 {
				t.Errorf("namespace %q: %d backups, %d stale; want %d fresh ones", space, got, stale, want)
			}
		}
	})
}

func TestBackups_AVerificationIsSeenThoughNoGroupChanged(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(10 * time.Second)
		must(t, s.SetVerified("main", "lab", "vm", "100", "failed"))
		after(sweeps)
		for _, a := range w.Snapshot().Archives {
			if a.Namespace == "lab" && a.Type == "vm" && a.BackupID == "100" {
				if a.Verified != "failed" {
					t.Errorf("newest backup is %q, want failed", a.Verified)
				}
				break
			}
		}
	})
}

func TestBackups_ALongListIsReadAgainWhenItsGroupsChangeOrAnHourIsOver(t *testing.T) {
	inMemory(t, pbstest.Large(20_000), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(sweeps)
		s.ResetRequests()
		after(9 * time.Minute) // 20,000 × 36 ms are 12 minutes
		if n := s.Requests(); n[listsOfSnapshots] != 0 || n[listsOfGroups] < 4 {
			t.Errorf("unchanged: the list was read %d times and its groups %d times; want none and each time", n[listsOfSnapshots], n[listsOfGroups])
		}
		must(t, s.Backup("main", "", "vm", "100", 1<<30))
		after(sweeps)
		if got, _ := w.archives("main", ""); got != 20_001 || s.Requests()[listsOfSnapshots] != 1 {
			t.Errorf("after a backup: %d rows, read %d times; want 20001 by one reading", got, s.Requests()[listsOfSnapshots])
		}
		s.ResetRequests()
		after(time.Hour)
		if n := s.Requests()[listsOfSnapshots]; n < 3 || n > 6 {
			t.Errorf("in an hour without a change it was read %d times, want about every 12 minutes", n)
		}
	})
}

func TestBackups_AFailingNamespaceKeepsItsRows(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(10 * time.Second)
		undo := s.Fault(pbstest.Match{Path: "/admin/datastore/main/*", Space: "lab"}, pbstest.Fault{Status: 500, Reason: "input/output error"})
		must(t, s.Backup("main", "", "vm", "100", 1<<30))
		after(sweeps)
		if all, stale := w.archives("main", "lab"); all != 12 || stale != 12 {
			t.Errorf("the failing one: %d backups, %d stale; want 12 that are kept", all, stale)
		}
		if all, stale := w.archives("main", ""); all != 13 || stale != 0 {
			t.Errorf("the root has %d backups, %d stale; want the new one too and all fresh", all, stale)
		}
		if all, stale := w.archives("offsite", ""); all != 6 || stale != 0 {
			t.Errorf("the other datastore: %d backups, %d stale", all, stale)
		}
		undo()
		after(sweeps)
		if all, stale := w.archives("main", "lab"); all != 12 || stale != 0 {
			t.Errorf("after the repair: %d backups, %d stale", all, stale)
		}
	})
}

func TestBackups_ANamespaceThatMayNotBeReadLeavesTheOthersFresh(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		s.Fault(pbstest.Match{Path: "/admin/datastore/main/*", Space: "lab"}, pbstest.Fault{Status: 403, Reason: "permission check failed"})
		w := watch(t, targetOf(memoryHost), env)
		after(10 * time.Second)
		f := w.report(infra.PartBackups).Failures
		if len(f) != 1 || f[0].Scope != "main/lab" || f[0].Kind != infra.FailPermission {
			t.Errorf("failures = %+v; want one of the namespace", f)
		}
		if all, stale := w.archives("main", "office"); all != 12 || stale != 0 {
			t.Errorf("%d backups, %d stale; want 12 fresh ones", all, stale)
		}
	})
}

func TestBackups_AServerThatListsNoGroupsIsReadAllTheSame(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		s.Fault(pbstest.Match{Path: "/admin/datastore/{store}/groups"}, pbstest.Fault{Status: 400, Reason: "trouble"})
		w := watch(t, targetOf(memoryHost), env)
		after(10 * time.Second)
		if n := len(w.Snapshot().Archives); n != 54 {
			t.Errorf("%d backups, want 54", n)
		}
	})
}

func TestBackups_AHangingListDelaysNothingElse(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(10 * time.Second)
		s.Fault(pbstest.Match{Path: "/admin/datastore/{store}/snapshots"}, pbstest.Fault{Hang: true})
		after(20 * time.Minute)
		for _, part := range []infra.Part{infra.PartPulse, infra.PartDatastores, infra.PartJobs} {
			if age := time.Since(w.report(part).At); age > 2*time.Minute || len(w.report(part).Failures) > 0 {
				t.Errorf("%s is %v old, %+v; want it fresh", part, age, w.report(part).Failures)
			}
		}
		if all, stale := w.archives("main", ""); all != 12 || stale != 12 {
			t.Errorf("%d backups, %d stale; want 12 that are kept", all, stale)
		}
	})
}

func TestShelf_IsReadAgainTheLessOftenTheLongerItIs(t *testing.T) {
	tests := map[string]struct {
		count   int
		age     time.Duration
		changed bool
		fresh   bool
	}{
		"short, as it was":             {100, 10 * time.Second, false, false},
		"short, changed":               {100, time.Second, true, false},
		"long, as it was":              {100_000, 50 * time.Minute, false, true},
		"long, an hour old":            {100_000, 61 * time.Minute, false, false},
		"long, changed a moment later": {100_000, 2 * time.Minute, true, true},
		"long, changed":                {100_000, 7 * time.Minute, true, false},
		"never read":                   {0, 0, false, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := shelf{mark: 1, archives: make([]infra.Archive, test.count)}
			if test.count > 0 {
				s.readAt = time.Now().Add(-test.age)
			}
			mark := uint64(1)
			if test.changed {
				mark = 2
			}
			if got := s.fresh(mark); got != test.fresh {
				t.Errorf("fresh = %t, want %t", got, test.fresh)
			}
		})
	}
}

// TestBackups_OneHundredThousand reads the largest list that is promised, in
// real time, and measures what it costs.
func TestBackups_OneHundredThousand(t *testing.T) {
	const count, perRow = 100_000, 600 // bytes kept for a backup, and as much again while it is read
	s := pbstest.New(pbstest.Large(count))
	src, err := Kind().Open(targetOf(memoryHost), source.Env{Transport: pbstest.NewNetwork(map[string]*pbstest.Server{"backup1": s})})
	must(t, err)
	defer src.Close()
	before := heap()
	backups := jobOf(t, src, infra.PartBackups)
	first, err := backups.Run(t.Context())
	if err != nil || len(first.Archives) != count || len(first.Failures) > 0 {
		t.Fatalf("%d backups, %v %+v", len(first.Archives), err, first.Failures)
	}
	if kept := heap() - before; kept > count*perRow*2 {
		t.Errorf("%d MiB are kept for %d backups, want at most %d", kept>>20, count, count*perRow*2>>20)
	}
	begun := time.Now()
	second, err := backups.Run(t.Context())
	if err != nil || &second.Archives[0] != &first.Archives[0] || len(second.Archives) != count {
		t.Errorf("%v; want the same rows again while nothing changes", err)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("a sweep without a change took %v", took)
	}
}

func jobOf(t *testing.T, src source.Source, part infra.Part) source.Job {
	t.Helper()
	for _, job := range src.Jobs() {
		if job.Part == part {
			return job
		}
	}
	t.Fatalf("there is no job for the part %q", part)
	return source.Job{}
}

// heap is what is in use after a collection.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
