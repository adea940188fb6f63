package pbs

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pbs/pbstest"
)

func TestLogin_RenewsTicketInTime(t *testing.T) {
	inMemory(t, pbstest.Small(), func(t *testing.T, s *pbstest.Server, env source.Env) {
		w := watch(t, passwordTarget(), env)
		for minute := range 5 * 60 {
			after(time.Minute)
			if f := w.Snapshot().Estate(testTarget).Failure; f != nil {
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
		s.Fault(pbstest.Match{Method: "GET", Path: "/version", Times: 1}, pbstest.Fault{Status: 401, Reason: "authentication failed - invalid ticket"})
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
		f := w.Snapshot().Estate(testTarget).Failure
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
