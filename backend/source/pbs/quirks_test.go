package pbs

import (
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pbs/pbstest"
)

// The quirks of real servers that no other test is about.

// readOf is a source that is answered with one body.
func readOf(t *testing.T, body string) (*reader, *asker) {
	t.Helper()
	r := open(targetOf(memoryHost), source.Env{Transport: played(body)})
	t.Cleanup(func() { must(t, r.Close()) })
	return r, r.client.asker(true)
}

func TestQuirk_ListsThatAreEmptyObjectsAreEmpty(t *testing.T) {
	_, a := readOf(t, `{"data":{}}`)
	if rows, err := a.datastores(t.Context(), 0); err != nil || len(rows) != 0 {
		t.Errorf("got %v, %v; want an empty list", rows, err)
	}
	_, a = readOf(t, `{"data":{"store":"x"}}`)
	if rows, err := a.datastores(t.Context(), 0); err == nil {
		t.Errorf("got %v; want an object refused where a list belongs", rows)
	}
}

func TestQuirk_NoDataIsAFailureAndNotAnEmptyList(t *testing.T) {
	for _, body := range []string{`{"data":null}`, `{}`} {
		_, a := readOf(t, body)
		if rows, err := a.datastores(t.Context(), 0); source.Failure(err).Kind != infra.FailAnswer {
			t.Errorf("%s: got %v, %v; want a failure", body, rows, err)
		}
	}
}

func TestQuirk_TasksUseUnderscoresInTheirNames(t *testing.T) {
	r, a := readOf(t, `{"data":[{"worker_type":"garbage_collection","worker_id":"main","starttime":1700000000,"endtime":1700000060,"status":"WARNINGS: 1"}],"total":1}`)
	jobs, err := r.garbageTasks(t.Context(), a)
	if err != nil || len(jobs) != 1 || jobs[0].Datastore != "main" || jobs[0].Status != "WARNINGS: 1" || jobs[0].LastRun.Unix() != 1700000060 {
		t.Errorf("got %+v, %v", jobs, err)
	}
}

func TestQuirk_FiguresOfTheServerAreNumbersOrText(t *testing.T) {
	_, a := readOf(t, `{"data":{"cpu":"0.25","uptime":"60","memory":{"total":"100","used":40},"loadavg":["0.1",0.2,"0.3"]}}`)
	s, err := a.status(t.Context())
	if err != nil || cpuOf(s) != infra.Some(0.25) || s.Uptime.Duration() != infra.Some(time.Minute) || memoryOf(s) != infra.Some(infra.Usage{Total: 100, Used: 40, Free: 60}) {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestQuirk_TheRootNamespaceIsNotNamedInQuestions(t *testing.T) {
	opts := pbstest.Small()
	opts.Version = "2.1" // refuses the parameter
	inMemory(t, opts, func(t *testing.T, _ *pbstest.Server, env source.Env) {
		w := watch(t, targetOf(memoryHost), env)
		after(5 * time.Second)
		if r := w.report(infra.PartBackups); len(r.Archives) != 18 || len(r.Failures) > 0 {
			t.Errorf("%d backups, %+v; want 18 and no failure", len(r.Archives), r.Failures)
		}
	})
}

func TestQuirk_AnswersThatAreTooLongAreRefused(t *testing.T) {
	_, a := readOf(t, `{"data":[{"store":"abcdefghij"}]}`)
	_, err := get[list[storeRow]](t.Context(), a, query{path: "/x", max: 20})
	want := memoryHost + " answers /x with more data than is read"
	if source.Failure(err).Reason != want {
		t.Errorf("got %v, want %q", err, want)
	}
}
