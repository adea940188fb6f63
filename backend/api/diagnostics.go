package api

import (
	"cmp"
	"context"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"time"

	"pulse/backend/auth"
	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/wire"
)

// diagnosisLimit is how long all tests together may take, and probesAtOnce how
// many run at the same time.
const (
	diagnosisLimit = 30 * time.Second
	probesAtOnce   = 8
)

func diagnosticRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/diagnostics", Access: auth.Admins, Bucket: auth.General, Out: wire.Diagnostics{}, Summary: "Tests every connection now, and tells how polling does; without secrets and names of accounts", handle: (*server).diagnostics},
		{Method: "GET", Path: "/api/system/diagnostics", Access: auth.ReadOpen, Bucket: auth.General, handle: notFound("404 page not found")},
	}
}

func (s *server) diagnostics(w http.ResponseWriter, r *http.Request) error {
	targets, err := s.polledTargets(r.Context())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), diagnosisLimit)
	defer cancel()
	found := s.probeAll(ctx, targets)
	if r.Context().Err() != nil {
		return r.Context().Err() // nobody waits for it
	}
	d := s.diagnosis(targets, found)
	if ctx.Err() != nil {
		d.Errors = append(d.Errors, "the tests were ended after 30 seconds; what is missing was not found out")
	}
	return reply(w, http.StatusOK, d)
}

// polledTargets are the connections that are polled: the configured ones, or
// those of the made-up estate.
func (s *server) polledTargets(ctx context.Context) ([]source.Target, error) {
	if s.Targets != nil {
		return s.Targets(ctx)
	}
	return s.Store.Targets(ctx)
}

// probed is what the live test of a connection brought.
type probed struct {
	found       source.Found
	err         error
	took        time.Duration
	certificate *wire.DiagnosticCertificate
}

// probeAll tests all connections, several at a time.
func (s *server) probeAll(ctx context.Context, targets []source.Target) []probed {
	results := make([]probed, len(targets))
	slots := make(chan struct{}, probesAtOnce)
	var tests sync.WaitGroup
	for i, t := range targets {
		tests.Go(func() {
			select {
			case slots <- struct{}{}:
				results[i] = s.probeOne(ctx, t)
				<-slots
			case <-ctx.Done():
				results[i].err = &source.Error{Kind: infra.FailTimeout, Reason: "was not tested: the tests of the others took too long"}
			}
		})
	}
	tests.Wait()
	return results
}

func (s *server) probeOne(ctx context.Context, t source.Target) probed {
	kind, known := s.kind(t.Kind)
	if !known {
		return probed{err: s.unknownKind(t.Kind)}
	}
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	env := source.Env{}
	if s.SourceEnv != nil {
		env = s.SourceEnv()
	}
	began := time.Now()
	p := probed{}
	p.found, p.err = kind.Probe(ctx, t, env)
	p.took = time.Since(began)
	if env.Transport == nil {
		p.certificate = certificateOf(ctx, t)
	}
	return p
}

// diagnosis puts the tests together with what is known anyway.
func (s *server) diagnosis(targets []source.Target, found []probed) wire.Diagnostics {
	program := wire.ProgramOf(s.Version, s.Docker, s.Deployment)
	snapshot := s.Watch.View().Snapshot
	d := wire.Diagnostics{
		Version: program.Version, ProductVersion: program.ProductVersion, Runtime: program.Runtime, Deployment: s.Deployment,
		Uptime: s.Now().Sub(s.Started).Seconds(), GeneratedAt: s.Now().UnixMilli(), System: systemNow(),
		Nodes: []wire.DiagnosticNode{}, PBS: []wire.DiagnosticServer{}, PMG: []wire.DiagnosticServer{}, Docker: []wire.DiagnosticHost{}, Errors: []string{},
	}
	runs := s.partRuns()
	for i, t := range targets {
		e := snapshot.Estate(t.ID)
		check := checkOf(t, found[i], e, runs)
		d.RequestsPerMin = plus(d.RequestsPerMin, check.RequestsPerMinute)
		details := detailsOf(found[i])
		switch t.Kind {
		case "pbs":
			d.PBS = append(d.PBS, wire.DiagnosticServer{DiagnosticCheck: check, Details: details})
		case "pmg":
			d.PMG = append(d.PMG, wire.DiagnosticServer{DiagnosticCheck: check, Details: details})
		default:
			d.Nodes = append(d.Nodes, nodeOf(check, details, e))
		}
	}
	d.AddHosts(snapshot)
	d.AddMemory(snapshot)
	return d
}

func nodeOf(check wire.DiagnosticCheck, details *wire.DiagnosticDetails, e *infra.Estate) wire.DiagnosticNode {
	n := wire.DiagnosticNode{DiagnosticCheck: check, Details: details}
	if e == nil {
		return n
	}
	if len(e.Cluster.Members) > 1 {
		n.ClusterInfo = &wire.ClusterCount{Nodes: len(e.Cluster.Members)}
	}
	n.VMDiskCheck = wire.VMDiskCheckOf(e.Guests, check.Missing)
	n.PhysicalDisks = wire.DiskCheckOf(e)
	return n
}

func detailsOf(p probed) *wire.DiagnosticDetails {
	if p.err != nil {
		return nil
	}
	return &wire.DiagnosticDetails{NodeCount: p.found.Nodes, Version: p.found.Version}
}

func systemNow() wire.DiagnosticSystem {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return wire.DiagnosticSystem{
		OS: runtime.GOOS, Arch: runtime.GOARCH, GoVersion: runtime.Version(), NumCPU: runtime.NumCPU(),
		NumGoroutine: runtime.NumGoroutine(), MemoryMB: int(m.Sys >> 20),
	}
}

// partsOf tells how the polling of a connection does, and its requests per
// minute, as far as they are known.
func partsOf(e *infra.Estate, runs map[job]wire.PartRun) (parts []wire.PartHealth, requests *float64) {
	parts = []wire.PartHealth{}
	if e == nil {
		return parts, nil
	}
	names := sortedParts(e)
	for run := range runs {
		if run.target == e.ID && !slices.Contains(names, run.part) {
			names = append(names, run.part)
		}
	}
	slices.Sort(names)
	for _, part := range names {
		health := wire.PartHealthOf(part, e.Parts[part], runs[job{e.ID, part}])
		requests = plus(requests, health.RequestsPerMinute)
		parts = append(parts, health)
	}
	return parts, requests
}

// plus adds what is known; nil is unknown.
func plus(sum, more *float64) *float64 {
	if sum == nil || more == nil {
		return cmp.Or(sum, more)
	}
	return new(*sum + *more)
}
