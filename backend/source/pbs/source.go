// Package pbs reads Proxmox Backup Server: the server itself, its datastores
// with their namespaces, the backups in them and the jobs that look after them.
package pbs

import (
	"cmp"
	"context"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// product is what messages call the server.
const product = "Proxmox Backup Server"

// The rhythms and deadlines of the jobs. Tests scale the rhythms, all alike.
const (
	pulseEvery   = time.Minute
	shortest     = 10 * time.Second // of a pulse that the settings ask for
	jobsEvery    = 2 * time.Minute
	backupsEvery = 100 * time.Second
	retryAfter   = 10 * time.Second

	pulseLimit     = 10 * time.Second
	datastoreLimit = 45 * time.Second
	jobsLimit      = 30 * time.Second
	backupsLimit   = 5 * time.Minute

	usualPulse = 5 * time.Second // what source.Env.Pulse is in proportion to
)

// reader is the source of one target.
type reader struct {
	target source.Target
	client *client
	scale  float64 // of the rhythms

	// What a job keeps between its runs belongs to it alone.
	stores   map[string]infra.Datastore // as they were last read in full
	library  library
	pullOnly bool // the server knows sync jobs of one direction only

	runs proxmox.Runs
}

func open(t source.Target, env source.Env) *reader {
	scale := 1.0
	if env.Pulse > 0 {
		scale = float64(env.Pulse) / float64(usualPulse)
	}
	return &reader{
		target: t, client: newClient(t, env), scale: scale,
		stores: map[string]infra.Datastore{},
	}
}

// Jobs lists the parts that the target is to be read in.
func (r *reader) Jobs() []source.Job {
	pulse := max(cmp.Or(r.target.Every, pulseEvery), shortest)
	jobs := []source.Job{r.job(infra.PartPulse, pulse, pulseLimit, r.runPulse)}
	if r.target.Monitors("datastores") {
		jobs = append(jobs, r.job(infra.PartDatastores, pulse, datastoreLimit, r.runDatastores))
	}
	if r.target.Monitors("backups") {
		jobs = append(jobs, r.job(infra.PartBackups, backupsEvery, backupsLimit, r.runBackups))
	}
	if len(r.wantedJobs()) > 0 {
		jobs = append(jobs, r.job(infra.PartJobs, jobsEvery, jobsLimit, r.runJobs))
	}
	return jobs
}

func (r *reader) job(part infra.Part, every, limit time.Duration, run func(context.Context, *asker) (infra.Report, error)) source.Job {
	return source.Job{
		Part: part, Every: r.scaled(every), Retry: r.scaled(retryAfter), Deadline: limit,
		Run: func(ctx context.Context) (infra.Report, error) {
			ctx, done, err := r.runs.Begin(ctx)
			if err != nil {
				return infra.Report{}, err
			}
			defer done()
			a := r.client.asker(part == infra.PartPulse)
			report, err := run(ctx, a)
			report.Requests = int(a.requests.Load())
			return report, proxmox.Cause(ctx, err)
		},
	}
}

// scaled is a duration in proportion to the usual pulse.
func (r *reader) scaled(d time.Duration) time.Duration { return time.Duration(float64(d) * r.scale) }

// Close ends the jobs that run, waits for them and releases all connections.
func (r *reader) Close() error {
	r.runs.Close()
	r.client.close()
	return nil
}
