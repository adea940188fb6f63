package alert

import (
	"pulse/backend/infra"
)

// at is a resource of a server that is a target of its own: the published API
// names its address in the place of a node.
func (s *site) at(row infra.Resource) infra.Resource {
	row.Node = s.Host
	return row
}

// offline watches whether a server that is a target of its own can be reached.
func (e *evaluation) offline(s *site, sub subject, l limits, there bool, name string) {
	e.state(&condition{
		subject: sub, typ: TypeOffline, off: l.stateOff,
		known: !s.pulse.LastRun.IsZero() && s.fault != ours, wait: s.fault == undecided, bad: s.down() || !there,
		at: s.pulse.LastRun, polls: offlinePolls, level: Critical, reason: s.reason(),
		words: func() string { return name + " " + sub.row.Name + " is offline" },
	})
}

// server evaluates a backup server.
func (e *evaluation) server(s *site, p *infra.Server) {
	l := e.rules.of(infra.KindServer, p.PublicID, "")
	row := s.at(p.Resource)
	sub := subject{row: &row, label: "PBS"}
	sub.busy = e.see(sighting{row: &row, off: l.off, complete: len(s.Jobs) > 0})
	if l.off {
		return
	}
	e.offline(s, sub, l, p.Online || s.pulse.Good == nil, "Backup server")
	isFresh := p.Online && fresh(p.Stale, true) && !s.down()
	for _, f := range [...]struct {
		metric metric
		name   string
		value  infra.Opt[float64]
	}{{metricCPU, "CPU", percent(p.CPU)}, {metricMemory, "memory", used(p.Memory)}} {
		o := observation{subject: sub, typ: metricTypes[f.metric], name: f.name, at: s.pulseAt, limit: l.metrics[f.metric]}
		if isFresh {
			o.value = f.value
		}
		e.metric(&o)
	}
	for i := range s.Jobs {
		e.job(s, sub, &s.Jobs[i])
	}
}

// datastore evaluates a datastore of a backup server like a storage.
func (e *evaluation) datastore(s *site, d *infra.Datastore) {
	l := e.rules.of(infra.KindDatastore, d.PublicID, "")
	l.off = l.off || e.rules.of(infra.KindServer, infra.PublicServerID(d.Instance), "").off
	row := s.at(d.Resource)
	sub := subject{row: &row, label: "Storage", busy: e.see(sighting{row: &row, off: l.off})}
	if l.off {
		return
	}
	at, isFresh := s.goodPart(infra.PartDatastores), fresh(d.Stale, true) && !s.down()
	e.state(&condition{
		subject: sub, typ: TypeOffline, off: l.stateOff, known: isFresh, bad: d.Error != "", at: at, polls: storagePolls,
		level: Warning, reason: d.Error,
		words: func() string { return "Datastore " + d.Name + " of " + d.Instance + " cannot be used" },
	})
	o := observation{subject: sub, typ: TypeUsage, name: "usage", at: at, limit: l.metrics[metricUsage]}
	if isFresh && d.Error == "" {
		o.value = used(d.Space)
	}
	e.metric(&o)
}

// job watches the last result of a job of a backup server.
func (e *evaluation) job(s *site, sub subject, j *infra.Job) {
	typ, off := TypeJobFailed, !e.rules.jobs.Failed
	if j.Kind == "verify" {
		typ, off = TypeVerifyFailed, !e.rules.jobs.VerifyFailed
	}
	e.state(&condition{
		subject: sub, typ: typ, part: j.Kind + "-" + j.ID, off: off,
		known: fresh(j.Stale, true) && !s.down() && j.Status != "" && !isRunning(j.Status), bad: failedTask(j.Status),
		at: s.goodPart(infra.PartJobs), polls: 1, level: Warning, reason: j.Status,
		words: func() string {
			return j.Kind + " job " + j.ID + " of " + j.Datastore + " on " + sub.row.Name + " failed"
		},
		describe: func(m map[string]any) {
			m["job"], m["jobKind"], m["datastore"], m["lastRun"] = j.ID, j.Kind, j.Datastore, j.LastRun.UTC().Format("2006-01-02T15:04:05Z")
		},
	})
}
