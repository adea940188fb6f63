package pbs

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pbs/pbstest"
)

func TestSource_ShowsEverythingWithinSeconds(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, _ *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(5 * time.Second)
		s := w.server()
		if s.Version != "4.1" || !s.Online || s.Health != infra.Healthy || s.CPU.Value != 0.0625 || s.Name != "vault" || s.PublicID != "pbs-vault" ||
			s.Memory.Value != (infra.Usage{Total: 32 << 30, Used: 8 << 30, Free: 24 << 30}) || s.Uptime.Value < 20*24*time.Hour || s.Stale != nil {
			t.Errorf("server = %+v", s)
		}
		d := w.datastore("main")
		spaces := []infra.Namespace{{}, {Path: "lab"}, {Path: "lab/test", Parent: "lab", Depth: 1}, {Path: "office"}}
		if d.Space.Value != (infra.Usage{Total: 8 << 40, Used: 3 << 40, Free: 5 << 40}) || d.Deduplication.Value != 12 || d.Error != "" || d.Stale != nil {
			t.Errorf("datastore = %+v", d)
		}
		if diff := cmp.Diff(spaces, d.Namespaces); diff != "" {
			t.Errorf("namespaces: %s", diff)
		}
		if n := len(w.Snapshot().Archives); n != 4*4*3+3*2 {
			t.Errorf("%d backups, want 54", n)
		}
		if n := len(w.Snapshot().Jobs); n != 8 {
			t.Errorf("%d jobs, want 8", n)
		}
		if f := w.Snapshot().Estate(testTarget).Failure; f != nil {
			t.Errorf("failure: %+v", f)
		}
	})
}

func TestSource_TellsEverythingOfABackup(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		must(t, s.Backup("main", "lab/test", "vm", "4711", 12<<30))
		must(t, s.SetVerified("main", "lab/test", "vm", "4711", "failed"))
		w := watch(t, targetOf(memoryHost), env)
		after(5 * time.Second)
		got := w.Snapshot().Archives[0]
		want := infra.Archive{
			Target: testTarget, Instance: "vault", Datastore: "main", Namespace: "lab/test", Type: "vm", BackupID: "4711",
			Time: time.Now().Add(-5 * time.Second).UTC(), Size: 12 << 30, Verified: "failed", Owner: "backup@pbs!nodes",
			Files: []string{"qemu-server.conf.blob", "drive-scsi0.img.fidx"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("newest backup: %s", diff)
		}
		protected, commented := 0, 0
		for _, a := range w.Snapshot().Archives {
			if a.Protected {
				protected++
			}
			if a.Comment != "" {
				commented++
			}
		}
		if protected != 4*4+3 || commented != 54 {
			t.Errorf("%d protected, %d with a comment; want 19 and 54", protected, commented)
		}
	})
}

func TestSource_ReadsEveryVersion(t *testing.T) {
	for version, want := range map[string]struct{ spaces, archives, jobs int }{
		"2.1": {1, 4*3 + 3*2, 8}, "3.4": {4, 54, 8}, "4.1": {4, 54, 8},
	} {
		t.Run(version, func(t *testing.T) {
			opts := pbstest.Small()
			opts.Version, opts.FormLogin = version, version == "2.1"
			inMemory(t, opts, func(t *testing.T, _ *pbstest.Server, env source.Env) {
				w := watch(t, passwordTarget(), env)
				after(time.Minute)
				snap := w.Snapshot()
				d := w.datastore("main")
				if len(d.Namespaces) != want.spaces || len(snap.Archives) != want.archives || len(snap.Jobs) != want.jobs || w.server().Version != version {
					t.Errorf("version %s: %d namespaces, %d backups, %d jobs; want %+v", w.server().Version, len(d.Namespaces), len(snap.Archives), len(snap.Jobs), want)
				}
				for _, j := range snap.Jobs {
					if j.Stale != nil || j.LastRun.IsZero() || j.Status == "" {
						t.Errorf("job = %+v", j)
					}
				}
			})
		})
	}
}

func TestSource_AsksLittle(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		watch(t, targetOf(memoryHost), env)
		after(10 * time.Minute)
		s.ResetRequests()
		after(time.Hour)
		got := s.RequestTotal()
		// a minute: 2 for the pulse and 1+2*3 for datastores; 2 for jobs; 100 s: 1+2 and two for each of 5 namespaces
		if limit := 60*(2+7+2) + 36*(3+10) + 20; got > limit || got < limit/2 {
			t.Errorf("%d requests an hour, want between %d and %d: %v", got, limit/2, limit, s.Requests())
		}
	})
}

func TestSource_KeepsTheRhythmOfTheSettings(t *testing.T) {
	for name, test := range map[string]struct {
		every time.Duration
		env   source.Env
		want  time.Duration
	}{
		"unset":               {0, source.Env{}, time.Minute},
		"as set":              {30 * time.Second, source.Env{}, 30 * time.Second},
		"too short":           {time.Second, source.Env{}, 10 * time.Second},
		"in proportion, fast": {0, source.Env{Pulse: 50 * time.Millisecond}, 600 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			target := targetOf(memoryHost)
			target.Every = test.every
			src, err := Kind().Open(target, test.env)
			must(t, err)
			defer src.Close()
			pulse := src.Jobs()[0]
			if pulse.Part != infra.PartPulse || pulse.Every != test.want || pulse.Retry > test.want || pulse.Retry <= 0 {
				t.Errorf("pulse every %v, again after %v; want every %v", pulse.Every, pulse.Retry, test.want)
			}
		})
	}
}

func TestSource_ReadsOnlyWhatIsWanted(t *testing.T) {
	target := targetOf(memoryHost)
	target.Monitor = map[string]bool{"datastores": false, "syncJobs": false, "verifyJobs": false, "pruneJobs": false, "garbageJobs": false}
	src, err := Kind().Open(target, source.Env{})
	must(t, err)
	defer src.Close()
	var parts []string
	for _, job := range src.Jobs() {
		parts = append(parts, string(job.Part))
	}
	if got := strings.Join(parts, " "); got != "pulse backups" {
		t.Errorf("parts %q, want the pulse and the backups", got)
	}
}

func TestPulse_DatastoresDecideWhereTheVersionIsNotTold(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		s.Fault(pbstest.Match{Path: "/version"}, pbstest.Fault{Status: 500, Reason: "trouble"})
		w := watch(t, targetOf(memoryHost), env)
		after(5 * time.Second)
		if got := w.server(); got.Version != "connected" || !got.Online || !got.CPU.Known {
			t.Errorf("server = %+v", got)
		}
	})
}

func TestPulse_IsAskedAgainSoonAfterAFailureAndGoesDownAfterThree(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(90 * time.Second)
		undo := s.Fault(pbstest.Match{}, pbstest.Fault{Hang: true})
		after(75 * time.Second)
		e := w.Snapshot().Estate(testTarget)
		if e.Failure == nil || e.Failure.Kind != infra.FailTimeout || w.server().CPU.Value == 0 || w.server().Stale == nil {
			t.Errorf("after 75 seconds: %+v, server %+v; want a timeout and stale figures", e.Failure, w.server())
		}
		after(60 * time.Second)
		if w.server().Online || w.server().Health != infra.Unhealthy {
			t.Errorf("after three failures: %+v; want it offline", w.server())
		}
		if all, _ := w.archives("main", ""); all != 12 {
			t.Errorf("%d backups, want 12 that are kept", all)
		}
		undo()
		after(30 * time.Second)
		if !w.server().Online || w.server().Stale != nil {
			t.Errorf("after the recovery: %+v", w.server())
		}
	})
}

func TestPulse_MissingPrivilegeTakesTheFiguresOnlyAndIsNamed(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, _ *pbstest.Server, env source.Env) {
		w := watch(t, weakTarget(), env)
		after(5 * time.Second)
		got := w.server()
		if got.Version != "4.1" || !got.Online || got.CPU.Known || got.Memory.Known || got.Uptime.Known || got.Stale != nil {
			t.Errorf("server = %+v; want it online with unknown figures", got)
		}
		f := w.report(infra.PartPulse).Failures
		want := "the token weak@pbs!pulse may not read /nodes/localhost/status (403): Sys.Audit on /system is missing"
		if len(f) != 1 || f[0].Reason != want || f[0].Kind != infra.FailPermission {
			t.Errorf("failures = %+v, want %q", f, want)
		}
		if n := len(w.Snapshot().Datastores); n != 1 {
			t.Errorf("%d datastores, want the one that may be seen", n)
		}
	})
}

func TestJobs_TellResultAndNextRun(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(5 * time.Second)
		if j := w.job("sync", "main"); j.ID != "s-0000" || j.Remote != "elsewhere" || j.Status != "OK" || j.LastRun.IsZero() || j.NextRun.IsZero() {
			t.Errorf("sync = %+v", j)
		}
		if j := w.job("verify", "main"); j.Status != "WARNINGS: 2" {
			t.Errorf("verify = %+v", j)
		}
		if j := w.job("prune", "offsite"); !j.NextRun.IsZero() || j.Status != "OK" {
			t.Errorf("prune that is switched off = %+v; want no next run", j)
		}
		if j := w.job("garbage", "main"); j.ID != "main" || j.Removed != 5<<30 || j.LastRun.IsZero() || j.NextRun.IsZero() {
			t.Errorf("garbage = %+v", j)
		}
		end, err := s.BeginJob("sync", "main")
		must(t, err)
		begun := time.Now().Truncate(time.Second).UTC()
		after(3 * time.Minute)
		if j := w.job("sync", "main"); j.Status != "running" || !j.LastRun.Equal(begun) {
			t.Errorf("sync that runs = %+v; want running since %v", j, begun)
		}
		end("sync failed: connection refused")
		after(3 * time.Minute)
		if j := w.job("sync", "main"); j.Status != "sync failed: connection refused" {
			t.Errorf("sync that failed = %+v", j)
		}
	})
}

func TestJobs_ASortThatFailsKeepsItsRows(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(10 * time.Second)
		s.Fault(pbstest.Match{Path: "/admin/verify"}, pbstest.Fault{Status: 500, Reason: "cannot read verification.cfg"})
		after(5 * time.Minute)
		if j := w.job("verify", "main"); j.Stale == nil || !strings.Contains(j.Stale.Reason, "verification.cfg") {
			t.Errorf("verify = %+v; want the old row, stale", j)
		}
		for _, kind := range []string{"sync", "prune", "garbage"} {
			if j := w.job(kind, "main"); j.Stale != nil {
				t.Errorf("%s = %+v; want it fresh", kind, j)
			}
		}
	})
}
