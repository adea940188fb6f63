package pbs

import (
	"cmp"
	"context"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// answersAnyway is the version of a server that does not tell it and yet lists
// its datastores.
const answersAnyway = "connected"

// runPulse tells whether the server is there and how it is. Without the
// privilege to see its figures, it is there all the same.
func (r *reader) runPulse(ctx context.Context, a *asker) (infra.Report, error) {
	version, err := a.online(ctx)
	if err != nil {
		return infra.Report{}, err
	}
	server := infra.Server{Resource: r.resource(infra.KindServer, infra.ServerID(r.target.ID), r.target.Name), Version: version, Online: true}
	report := infra.Report{Health: infra.Healthy}
	status, err := a.status(ctx)
	if err != nil {
		f := source.Failure(err)
		f.Scope = "localhost"
		report.Failures = append(report.Failures, f)
	} else {
		server.CPU, server.Memory, server.Uptime = cpuOf(status), memoryOf(status), status.Uptime.Duration()
	}
	report.Servers = []infra.Server{server}
	return report, nil
}

// online returns the version of the server. Where that question fails, one
// that asks the storage decides.
func (a *asker) online(ctx context.Context) (string, error) {
	v, err := a.version(ctx)
	if err == nil {
		return cmp.Or(string(v.Version), string(v.Release), answersAnyway), nil
	}
	if _, second := a.datastores(ctx, onlineTimeout); second != nil {
		return "", err
	}
	return answersAnyway, nil
}

func (r *reader) resource(kind infra.Kind, id infra.ID, name string) infra.Resource {
	return infra.Resource{ID: id, Kind: kind, Name: name, Target: r.target.ID, SeenAt: time.Now()}
}

func cpuOf(s nodeStatus) infra.Opt[float64] {
	if !told(s.CPU) {
		return infra.None[float64]()
	}
	return infra.Some(min(s.CPU.Value, 1))
}

func memoryOf(s nodeStatus) infra.Opt[infra.Usage] {
	return usageOf(s.Memory.Total, s.Memory.Used, s.Memory.Free)
}
