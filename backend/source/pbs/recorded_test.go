package pbs

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/sourcetest"
)

// recordedAnswers says what is made of each file of an endpoint that is called.
var recordedAnswers = map[string]string{
	"4/access_permissions--pcli.json":                           "2 paths, 0 missing",
	"4/access_permissions--pcli-2.json":                         "0 paths, 2 missing",
	"4/admin_datastore_{store}_gc--pcli.json":                   "{2 true}",
	"4/admin_datastore_{store}_groups--pcli.json":               "1 groups",
	"4/admin_datastore_{store}_groups--pcli-2.json":             "0 groups",
	"4/admin_datastore_{store}_snapshots--pcli.json":            "vm/100 2023-11-14T22:13:20Z 123456 true ok nightly root@pam",
	"4/admin_datastore_{store}_snapshots--pcli-2.json":          "",
	"4/admin_gc--pcli.json":                                     "garbage store2 store2 OK 0001-01-01 10 garbage store1 store1 OK 0001-01-01 5",
	"4/admin_gc--pcli-2.json":                                   "",
	"4/admin_prune--pcli.json":                                  "prune job2 store2 OK 2023-11-14 0 prune job1 store1 OK 0001-01-01 0",
	"4/admin_sync--pcli.json":                                   "sync job2 store2 OK 2023-11-14 0 sync job1 store1 OK 2023-07-22 0",
	"4/admin_sync--pcli-2.json":                                 "",
	"4/admin_verify--pcli.json":                                 "verify job2 store2 OK 2023-11-14 0 verify job1 store1 OK 2023-07-22 0",
	"4/nodes_{node}_status--pcli.json":                          "{0.5 true} {{1000 500 500} true} {3h25m45s true}",
	"4/nodes_{node}_status--pcli-2.json":                        "{0.1 true} {{0 0 0} false} {1s true}",
	"4/nodes_{node}_tasks--pcli.json":                           "running 1970-01-01",
	"unversioned/access_ticket.post--pulse.json":                "ticket REDACTED",
	"unversioned/admin_datastore--pulse.json":                   "ds1 ds2 ds-error",
	"unversioned/admin_datastore--pulse-2.json":                 "store1",
	"unversioned/admin_datastore--pulse-3.json":                 "backups",
	"unversioned/admin_datastore_{store}_gc--pulse.json":        "{0 false}",
	"unversioned/admin_datastore_{store}_gc--pulse-2.json":      "{3 true}",
	"unversioned/admin_datastore_{store}_gc--pulse-3.json":      "{0 false}",
	"unversioned/admin_datastore_{store}_namespace--pulse.json": "[{  0}]",
	"unversioned/admin_datastore_{store}_rrd--pulse.json":       "0 records, 0 readings",
	"unversioned/admin_datastore_{store}_rrd--pulse-2.json":     "1 records, 0 readings",
	"unversioned/admin_datastore_{store}_status--pulse.json":    "{{100 25 75} true}",
	"unversioned/admin_datastore_{store}_status--pulse-2.json":  "{{1000 200 800} true}",
	"unversioned/admin_datastore_{store}_status--pulse-3.json":  "{{0 0 0} false}",
	"unversioned/nodes_{node}_status--pulse.json":               "{0 false} {{0 0 0} false} {0s false}",
	"unversioned/nodes_{node}_status--pulse-2.json":             "{0.1 true} {{2048 1024 1024} true} {1m40s true}",
	"unversioned/nodes_{node}_status--pulse-3.json":             "{0.15 true} {{1024 512 512} true} {2m0s true}",
	"unversioned/nodes_{node}_tasks--pulse.json":                "OK 2023-11-14",
	"unversioned/nodes_{node}_tasks--pulse-2.json":              "error 2023-11-14",
	"unversioned/nodes_{node}_tasks--pulse-3.json":              "OK 2023-11-14",
	"unversioned/nodes_{node}_tasks--pulse-4.json":              "OK 2023-11-14",
	"unversioned/version--pulse.json":                           "3.4",
	"unversioned/version--pulse-2.json":                         "2.0",
	"unversioned/version--pulse-3.json":                         "3.4.2",
}

// played is a network that answers everything with one body.
type played []byte

func (p played) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Status: "200 OK", Body: io.NopCloser(strings.NewReader(string(p))), Header: http.Header{}, Request: r}, nil
}

// summaries tell what is made of the answer of an endpoint, read by the code
// that reads it from a server.
var summaries = map[string]func(context.Context, *reader, *asker) (string, error){
	"version": func(ctx context.Context, _ *reader, a *asker) (string, error) { return a.online(ctx) },
	"access_permissions": func(ctx context.Context, _ *reader, a *asker) (string, error) {
		held, err := get[permissions](ctx, a, query{path: "/"})
		return fmt.Sprint(len(held), " paths, ", len(missing(held)), " missing"), err
	},
	"access_ticket.post": func(ctx context.Context, _ *reader, a *asker) (string, error) {
		ticket, err := a.session.buy(ctx, a, "x")
		return "ticket " + ticket, err
	},
	"nodes_{node}_status": func(ctx context.Context, _ *reader, a *asker) (string, error) {
		s, err := a.status(ctx)
		return fmt.Sprint(cpuOf(s), " ", memoryOf(s), " ", s.Uptime.Duration()), err
	},
	"nodes_{node}_tasks": func(ctx context.Context, r *reader, a *asker) (string, error) {
		jobs, err := r.garbageTasks(ctx, a)
		return fmt.Sprint(jobs[0].Status, " ", jobs[0].LastRun.Format("2006-01-02")), err
	},
	"admin_datastore": func(ctx context.Context, _ *reader, a *asker) (string, error) {
		rows, err := a.datastores(ctx, 0)
		var names []string
		for _, row := range rows {
			names = append(names, string(row.Store))
		}
		return strings.Join(names, " "), err
	},
	"admin_datastore_{store}_rrd": func(ctx context.Context, _ *reader, a *asker) (string, error) {
		records, err := get[list[record]](ctx, a, query{path: "/"})
		return fmt.Sprint(len(records), " records, ", len(storePast("x", records)), " readings"), err
	},
	"admin_datastore_{store}_status": func(ctx context.Context, _ *reader, a *asker) (string, error) {
		s, err := a.storeStatus(ctx, "x")
		return fmt.Sprint(usageOf(s.Total, s.Used, s.Avail)), err
	},
	"admin_datastore_{store}_gc": func(ctx context.Context, _ *reader, a *asker) (string, error) {
		gc, err := a.gc(ctx, "x")
		return fmt.Sprint(deduplicationOf(gc)), err
	},
	"admin_datastore_{store}_namespace": func(ctx context.Context, _ *reader, a *asker) (string, error) {
		spaces, err := a.spaces(ctx, "x")
		return fmt.Sprint(spaces), err
	},
	"admin_datastore_{store}_groups": func(ctx context.Context, _ *reader, a *asker) (string, error) {
		groups, err := a.groups(ctx, "x", "")
		return fmt.Sprint(len(groups), " groups"), err
	},
	"admin_datastore_{store}_snapshots": func(ctx context.Context, r *reader, a *asker) (string, error) {
		archives, err := r.snapshots(ctx, a, "x", "")
		out := ""
		for _, s := range archives {
			out += fmt.Sprint(s.Type, "/", s.BackupID, " ", s.Time.Format("2006-01-02T15:04:05Z07:00"), " ", s.Size, " ", s.Protected, " ", s.Verified, " ", s.Comment, " ", s.Owner)
		}
		return out, err
	},
	"admin_sync": jobSummary((*reader).syncJobs),
	"admin_gc":   jobSummary((*reader).garbageJobs),
	"admin_verify": jobSummary(func(r *reader, ctx context.Context, a *asker) ([]infra.Job, error) {
		return r.plainJobs("verify", "/")(ctx, a)
	}),
	"admin_prune": jobSummary(func(r *reader, ctx context.Context, a *asker) ([]infra.Job, error) {
		return r.plainJobs("prune", "/")(ctx, a)
	}),
}

func jobSummary(read func(*reader, context.Context, *asker) ([]infra.Job, error)) func(context.Context, *reader, *asker) (string, error) {
	return func(ctx context.Context, r *reader, a *asker) (string, error) {
		jobs, err := read(r, ctx, a)
		var out []string
		for _, j := range jobs {
			out = append(out, fmt.Sprint(j.Kind, " ", j.ID, " ", j.Datastore, " ", j.Status, " ", j.NextRun.Format("2006-01-02"), " ", j.Removed))
		}
		return strings.Join(out, " "), err
	}
}

// notCalled says why the files of a pattern are not checked.
var notCalled = map[string]string{
	"access_*":                  "accounts are not read",
	"admin_datastore_{store}_*": "contents of backups and notes are not read",
	"admin_traffic-control":     "limits of traffic are not shown",
	"config_*":                  "the lists of jobs tell the configuration together with the results",
	"nodes":                     "the node of a backup server is always called localhost",
	"nodes_{node}_*":            "disks, services, packages and the like of the machine are not shown",
	"ping":                      "the version is the online test",
	"status_datastore-usage":    "each datastore is asked itself, so that one that fails has its own reason",
}

func TestRecorded_AnswersOfOurEndpointsAreUnderstood(t *testing.T) {
	recorded := sourcetest.Recordings(t, "PBS")
	for file, want := range recordedAnswers {
		t.Run(file, func(t *testing.T) {
			body := recorded.Read(t, file)
			r := open(targetOf(memoryHost), source.Env{Transport: played(body)})
			defer r.Close()
			got, err := summaries[sourcetest.Endpoint(file)](t.Context(), r, r.client.asker(true))
			if err != nil || got != want {
				t.Errorf("%v, got\n%s\nwant\n%s", err, got, want)
			}
		})
	}
}

func TestRecorded_EveryFileIsCheckedOrNamed(t *testing.T) {
	checked := func(file string) bool {
		_, known := recordedAnswers[file]
		return known
	}
	called := func(endpoint string) bool { return summaries[endpoint] != nil }
	sourcetest.Recordings(t, "PBS").Check(t, checked, called, notCalled)
}
