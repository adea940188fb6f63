package monitor

import (
	"context"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// JobStatus tells what the scheduler plans for one job of one target. How its
// runs went is in the snapshot.
type JobStatus struct {
	Target            infra.TargetID
	Part              infra.Part
	Next              time.Time
	BackOff           time.Duration      // the pause after failures; 0 while it works
	RequestsPerMinute infra.Opt[float64] // mean of the last runs; unknown until there were two

	started  time.Time // the run before
	failures int       // in a row
}

// afterPulse lets the other jobs wait for the first pulse, so that a list is on
// the screen before details are asked for.
func (p *poller) afterPulse(ctx context.Context, job source.Job) bool {
	if job.Part == infra.PartPulse {
		return true
	}
	select {
	case <-p.listed:
		return true
	case <-ctx.Done():
		return false
	}
}

// poll runs a job once, delivers its report and tells whether it failed.
func (p *poller) poll(ctx context.Context, job source.Job) bool {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return true
	}
	started := time.Now()
	deadline, cancel := context.WithTimeout(ctx, job.Deadline)
	report, err := job.Run(deadline)
	cancel()
	<-p.slots
	if ctx.Err() != nil {
		return true // we are being stopped; the failure is ours
	}
	if err != nil {
		f := source.Failure(err)
		f.Scope = ""
		report.Failures = append(report.Failures, f)
	}
	report.Part, report.Took = job.Part, time.Since(started)
	p.record(&report, started)
	p.deliver(ctx, report)
	return err != nil
}

// record keeps what diagnostics show and logs a change for better or worse.
func (p *poller) record(r *infra.Report, started time.Time) {
	failure, failed := r.Failed()
	p.note(r.Part, func(s *JobStatus) {
		if between := started.Sub(s.started); !s.started.IsZero() && between > 0 {
			rate := float64(r.Requests) / between.Minutes()
			mean := s.RequestsPerMinute.Or(rate)
			s.RequestsPerMinute = infra.Some(mean + (rate-mean)/6)
		}
		s.started = started
		switch {
		case failed && s.failures == 0:
			p.log.Warn("poll failed", "part", r.Part, "reason", failure.Reason)
		case !failed && s.failures > 0:
			p.log.Info("poll works again", "part", r.Part, "failures", s.failures)
		}
		if failed {
			s.failures++
			return
		}
		s.failures = 0
	})
}

func (p *poller) note(part infra.Part, change func(*JobStatus)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.runs[part]; s != nil {
		change(s)
	}
}

func (p *poller) jobStatus() []JobStatus {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]JobStatus, 0, len(p.runs))
	for _, part := range p.order {
		if s := p.runs[part]; s != nil {
			list = append(list, *s)
		}
	}
	return list
}

func (p *poller) deliver(ctx context.Context, r infra.Report) {
	r.Target, r.At = p.target.ID, time.Now()
	select {
	case p.reports <- delivered{p, &r}:
	case <-ctx.Done():
	}
}
