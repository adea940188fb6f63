package pbs

import (
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pbs/pbstest"
	"pulse/backend/source/sourcetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	testTarget = infra.TargetID("pbs-0")
	memoryHost = "https://backup1:8007"
)

// targetOf is a target at a simulated server, with the token that may read
// everything.
func targetOf(host string) source.Target {
	return source.Target{
		ID: testTarget, Kind: "pbs", Name: "vault", Host: host,
		TokenName: pbstest.Token, TokenValue: pbstest.Secret,
	}
}

func passwordTarget() source.Target {
	t := targetOf(memoryHost)
	t.User, t.Password, t.TokenName, t.TokenValue = pbstest.User, pbstest.Password, "", ""
	return t
}

func weakTarget() source.Target {
	t := targetOf(memoryHost)
	t.TokenName, t.TokenValue = pbstest.WeakToken, pbstest.WeakSecret
	return t
}

// inMemory runs a test against a simulated server without sockets, in fake time.
func inMemory(t *testing.T, opts pbstest.Options, test func(t *testing.T, s *pbstest.Server, env source.Env)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := pbstest.New(opts)
		test(t, s, source.Env{Transport: pbstest.NewNetwork(map[string]*pbstest.Server{"backup1": s})})
	})
}

// after lets time pass.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// watcher finds rows in what is known.
type watcher struct {
	*sourcetest.Watcher

	t *testing.T
}

func watch(t *testing.T, target source.Target, env source.Env) *watcher {
	t.Helper()
	return &watcher{sourcetest.Watch(t, Kind(), target, env), t}
}

func (w *watcher) report(p infra.Part) infra.Report {
	r, _ := w.Report(p)
	return r
}

func (w *watcher) server() infra.Server {
	w.t.Helper()
	servers := w.Snapshot().Servers
	if len(servers) != 1 {
		w.t.Fatalf("%d servers, want one", len(servers))
	}
	return servers[0]
}

func (w *watcher) datastore(name string) infra.Datastore {
	w.t.Helper()
	for _, d := range w.Snapshot().Datastores {
		if d.Name == name {
			return d
		}
	}
	w.t.Fatalf("no datastore %q in the snapshot", name)
	return infra.Datastore{}
}

// archives counts the backups of a namespace, and those that are stale.
func (w *watcher) archives(store, space string) (all, stale int) {
	for _, a := range w.Snapshot().Archives {
		if a.Datastore == store && a.Namespace == space {
			all++
			if a.Stale != nil {
				stale++
			}
		}
	}
	return all, stale
}

func (w *watcher) job(kind, store string) infra.Job {
	w.t.Helper()
	for _, j := range w.Snapshot().Jobs {
		if j.Kind == kind && j.Datastore == store {
			return j
		}
	}
	w.t.Fatalf("no %s job of %q in the snapshot", kind, store)
	return infra.Job{}
}
