// Package sourcetest is the examination that every source passes: what a good
// answer must fill, and how each fault of a server is told.
package sourcetest

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox/proxmoxtest"
)

// Case is a source with a simulator to examine it by.
type Case struct {
	Kind source.Kind
	// Good reaches the simulator over TLS and is pinned to its certificate.
	Good source.Target
	// Simulator is what Good reaches.
	Simulator interface {
		Fault(proxmoxtest.Match, proxmoxtest.Fault) (remove func())
	}
	// Secrets must not appear in any error; Good's own are always among them.
	Secrets []string
}

// The deadlines of the runs of this examination, which must be kept to as the
// jobs' own must: one for runs that shall succeed, one for those that cannot.
const (
	enough = 5 * time.Second
	scarce = 400 * time.Millisecond
	grace  = 400 * time.Millisecond // what a run may take longer on a busy machine
)

// Run examines the source.
func Run(t *testing.T, c Case) {
	t.Helper()
	t.Run("good answers fill complete rows", c.good)
	t.Run("slow answers are answers", c.slow)
	t.Run("faults are told", c.faults)
	t.Run("refused connections are told", func(t *testing.T) {
		target := c.Good
		target.Host = closedAddress(t)
		c.expect(t, target, infra.FailUnreachable)
	})
	t.Run("a changed certificate is told", func(t *testing.T) {
		target := c.Good
		target.Fingerprint = strings.Repeat("00:", 31) + "00"
		c.expect(t, target, infra.FailTLS)
	})
	t.Run("closing ends running jobs", c.closing)
	t.Run("a source recovers", c.recovery)
}

// open opens a source that is closed with the test and leaves no goroutine.
func (c Case) open(t *testing.T, target source.Target) source.Source {
	t.Helper()
	before := goleak.IgnoreCurrent()
	src, err := c.Kind.Open(target, source.Env{})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := src.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		goleak.VerifyNone(t, before, serverGoroutines)
	})
	return src
}

// serverGoroutines belong to the simulator, which lives longer than a source.
var serverGoroutines = goleak.IgnoreAnyFunction("net/http.(*conn).serve")

// run runs a job as a scheduler does.
func (c Case) run(t *testing.T, job source.Job, limit time.Duration) (infra.Report, error) {
	t.Helper()
	limit = min(limit, job.Deadline)
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	begun := time.Now()
	report, err := job.Run(ctx)
	if took := time.Since(begun); took > limit+grace {
		t.Errorf("%s took %v, its deadline was %v", job.Part, took, limit)
	}
	c.checkSilence(t, job.Part, report, err)
	report.Target, report.Part, report.At = c.Good.ID, job.Part, time.Now()
	return report, err
}

// checkSilence looks for secrets in everything that a run says.
func (c Case) checkSilence(t *testing.T, part infra.Part, report infra.Report, err error) {
	t.Helper()
	words := []string{}
	for ; err != nil; err = errors.Unwrap(err) {
		words = append(words, err.Error())
	}
	for _, f := range report.Failures {
		words = append(words, f.Reason)
	}
	for _, secret := range append(c.Secrets, c.Good.Password, c.Good.TokenValue) {
		if secret != "" && strings.Contains(strings.Join(words, "\n"), secret) {
			t.Errorf("%s tells a secret: %q", part, words)
		}
	}
}

// listed counts the machines in a report of the listing.
func listed(r infra.Report) int { return len(r.Nodes) + len(r.Servers) + len(r.Gateways) }

// listing returns the job that decides what there is.
func listing(t *testing.T, src source.Source) source.Job {
	t.Helper()
	for _, job := range src.Jobs() {
		if job.Part == infra.ListingPart(infra.KindNode) {
			return job
		}
	}
	t.Fatalf("there is no job for the part %q", infra.ListingPart(infra.KindNode))
	return source.Job{}
}

// expect opens a target that fails and checks how its listing tells that.
func (c Case) expect(t *testing.T, target source.Target, want infra.FailureKind) {
	t.Helper()
	src := c.open(t, target)
	report, err := c.run(t, listing(t, src), scarce)
	if err == nil {
		t.Fatalf("the run succeeded with %d rows, want a failure %q", listed(report), want)
	}
	c.checkFailure(t, source.Failure(err), want)
	for _, job := range src.Jobs() {
		if _, err := c.run(t, job, scarce); err != nil {
			checkWords(t, source.Failure(err).Reason)
		}
	}
}

func (c Case) checkFailure(t *testing.T, got infra.Failure, want infra.FailureKind) {
	t.Helper()
	if got.Kind != want || got.Scope != "" {
		t.Errorf("failure = %+v, want kind %q without scope", got, want)
	}
	checkWords(t, got.Reason)
}

// jargon is what a person who reads a failure can do nothing with.
var jargon = []string{"invalid character", "EOF", "context deadline", "dial tcp", "unmarshal", "0x", "\n"}

func checkWords(t *testing.T, reason string) {
	t.Helper()
	if len(reason) < 20 || len(reason) > 400 {
		t.Errorf("reason has %d bytes, want a sentence: %q", len(reason), reason)
	}
	for _, word := range jargon {
		if strings.Contains(reason, word) {
			t.Errorf("reason contains %q: %q", word, reason)
		}
	}
}

func closedAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return (&url.URL{Scheme: "https", Host: l.Addr().String()}).String()
}
