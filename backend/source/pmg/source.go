// Package pmg reads Proxmox Mail Gateway: the nodes of a gateway or of a
// cluster of them, the mail that waits, passes and is held back.
package pmg

import (
	"context"
	"sync"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// The rhythms of the jobs with the usual pulse of the program. Another pulse
// scales them all.
const (
	usualPulse      = 5 * time.Second
	pulseEvery      = time.Minute // unless the settings say otherwise
	shortestEvery   = 10 * time.Second
	retryAfter      = 10 * time.Second
	queuesEvery     = time.Minute
	mailEvery       = 5 * time.Minute
	quarantineEvery = 5 * time.Minute
	deadline        = 30 * time.Second
)

// reader is the source of one target.
type reader struct {
	target source.Target
	client *client
	scale  float64 // of the rhythms
	held   held    // belongs to the quarantine job

	runs proxmox.Runs

	mu    sync.Mutex
	nodes []infra.GatewayNode // as the pulse saw them last
}

func open(t source.Target, env source.Env) *reader {
	scale := 1.0
	if env.Pulse > 0 {
		scale = float64(env.Pulse) / float64(usualPulse)
	}
	return &reader{target: t, client: newClient(t, env), scale: scale}
}

// Jobs lists the parts that the target is to be read in.
func (r *reader) Jobs() []source.Job {
	every := pulseEvery
	if r.target.Every > 0 {
		every = max(r.target.Every, shortestEvery)
	}
	pulse := r.job(infra.PartPulse, every, r.runPulse)
	pulse.Retry = r.scaled(retryAfter)
	jobs := []source.Job{pulse}
	if r.target.Monitors("queues") {
		jobs = append(jobs, r.job(infra.PartQueues, queuesEvery, r.runQueues))
	}
	if r.target.Monitors("mailStats") {
		jobs = append(jobs, r.job(infra.PartMail, mailEvery, r.runMail))
	}
	if r.target.Monitors("quarantine") {
		jobs = append(jobs, r.job(infra.PartQuarantine, quarantineEvery, r.runQuarantine))
	}
	return jobs
}

// scaled is a duration in proportion to the pulse of the program.
func (r *reader) scaled(d time.Duration) time.Duration { return time.Duration(float64(d) * r.scale) }

func (r *reader) job(part infra.Part, every time.Duration, run func(context.Context, *asker) (infra.Report, error)) source.Job {
	return source.Job{
		Part: part, Every: r.scaled(every), Deadline: deadline,
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

// Close ends the jobs that run, waits for them and releases all connections.
func (r *reader) Close() error {
	r.runs.Close()
	r.client.close()
	return nil
}

// row is the gateway without figures. It is online, because it answered.
func (r *reader) row() infra.Gateway {
	return infra.Gateway{
		Resource: infra.Resource{
			ID: infra.GatewayID(r.target.ID, ""), Kind: infra.KindGateway, Name: r.target.Name,
			Target: r.target.ID, SeenAt: time.Now(),
		},
		Online: true,
	}
}

// reportOf is a report of the gateway alone.
func reportOf(row infra.Gateway, failures []infra.Failure) infra.Report {
	return infra.Report{Failures: failures, Extras: infra.Extras{Gateways: []infra.Gateway{row}}}
}
