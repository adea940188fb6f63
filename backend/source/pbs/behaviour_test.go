package pbs

import (
	"fmt"
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
		if n := len(w.snapshot().Archives); n != 4*4*3+3*2 {
			t.Errorf("%d backups, want 54", n)
		}
		if n := len(w.snapshot().Jobs); n != 8 {
			t.Errorf("%d jobs, want 8", n)
		}
		if f := w.snapshot().Estate(testTarget).Failure; f != nil {
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
		got := w.snapshot().Archives[0]
		want := infra.Archive{
			Target: testTarget, Instance: "vault", Datastore: "main", Namespace: "lab/test", Type: "vm", BackupID: "4711",
			Time: time.Now().Add(-5 * time.Second).UTC(), Size: 12 << 30, Verified: "failed", Owner: "backup@pbs!nodes",
			Files: []string{"qemu-server.conf.blob", "drive-scsi0.img.fidx"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("newest backup: %s", diff)
		}
		protected, commented := 0, 0
		for _, a := range w.snapshot().Archives {
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
				snap := w.snapshot()
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
		s.Fault(pbstest.Match{Path: "/version"}, pbstest.Fault{Status: 500, Body: "trouble"})
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
		e := w.snapshot().Estate(testTarget)
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
		if n := len(w.snapshot().Datastores); n != 1 {
			t.Errorf("%d datastores, want the one that may be seen", n)
		}
	})
}

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
				s.Fault(pbstest.Match{Path: "/admin/datastore/{store}/" + part}, pbstest.Fault{Status: 500, Body: "trouble"})
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
		if n := len(w.snapshot().Datastores); n != 1 || all != 0 || len(w.snapshot().Jobs) != 4 {
			t.Errorf("%d datastores, %d backups of the one that is gone, %d jobs", n, all, len(w.snapshot().Jobs))
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
		s.Fault(pbstest.Match{Path: "/admin/verify"}, pbstest.Fault{Status: 500, Body: "cannot read verification.cfg"})
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

func TestLogin_RenewsTicketInTime(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, passwordTarget(), env)
		for minute := range 5 * 60 {
			after(time.Minute)
			if f := w.snapshot().Estate(testTarget).Failure; f != nil {
				t.Fatalf("minute %d: %+v", minute, f)
			}
		}
		if logins := s.Requests()["POST /access/ticket"]; logins < 4 || logins > 8 {
			t.Errorf("%d logins in five hours, want one per 90 minutes", logins)
		}
	})
}

func TestLogin_AgainWhenTicketIsRefused(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, passwordTarget(), env)
		after(10 * time.Second)
		s.Fault(pbstest.Match{Method: "GET", Path: "/version", Times: 1}, pbstest.Fault{Status: 401, Body: "authentication failed - invalid ticket"})
		after(90 * time.Second)
		if logins := s.Requests()["POST /access/ticket"]; logins != 2 || w.server().Version != "4.1" || w.server().Stale != nil {
			t.Errorf("%d logins, server %+v; want a second login and no failure", logins, w.server())
		}
	})
}

func TestLogin_RefusedIsNotRepeatedAtOnce(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		target := passwordTarget()
		target.Password = "wrong-marker"
		w := watch(t, target, env)
		after(time.Minute)
		f := w.snapshot().Estate(testTarget).Failure
		want := "Proxmox Backup Server refuses user name or password of root@pam (401)"
		if f == nil || f.Kind != infra.FailAuth || f.Reason != want {
			t.Errorf("failure = %+v, want %q", f, want)
		}
		if logins := s.Requests()["POST /access/ticket"]; logins > 8 {
			t.Errorf("%d logins in a minute, want at most one per ten seconds", logins)
		}
	})
}

func TestEnv_TimeoutBoundsACall(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		s.Fault(pbstest.Match{}, pbstest.Fault{Hang: true})
		env.Timeout = time.Second
		src, err := Kind().Open(targetOf(memoryHost), env)
		must(t, err)
		defer src.Close()
		begun := time.Now()
		_, err = src.Jobs()[0].Run(t.Context())
		if took := time.Since(begun); source.Failure(err).Kind != infra.FailTimeout || took != 2*time.Second {
			t.Errorf("%v after %v, want a timeout after one second for each of two calls", err, took)
		}
	})
}

func TestOpen_NeedsCredentials(t *testing.T) {
	for name, change := range map[string]func(*source.Target){
		"nothing":              func(*source.Target) {},
		"token without secret": func(t *source.Target) { t.TokenName = pbstest.Token },
		"user alone":           func(t *source.Target) { t.User = "root@pam" },
	} {
		t.Run(name, func(t *testing.T) {
			target := source.Target{Host: memoryHost}
			change(&target)
			if _, err := Kind().Open(target, source.Env{}); err == nil || !strings.Contains(fmt.Sprint(err), "credentials required") {
				t.Errorf("error = %v, want that credentials are required", err)
			}
		})
	}
}
