package change

import (
	"fmt"

	"pulse/backend/infra"
)

func (f *finder) extras() {
	last, next := f.last.Extras, f.next.Extras
	if last == nil {
		last = &infra.Extras{}
	}
	if next == nil {
		return
	}
	f.tasks(last.Tasks, next.Tasks)
	f.jobs(last.Jobs, next.Jobs)
	f.datastores(last.Datastores, next.Datastores)
	f.containers(last.Containers, next.Containers)
	servers, _, _ := pair(last.Servers, next.Servers, func(s *infra.Server) infra.ID { return s.ID })
	for _, p := range servers {
		f.version(p[1].Resource, "Proxmox Backup Server", known(p[0].Version), known(p[1].Version))
	}
	gateways, _, _ := pair(last.Gateways, next.Gateways, func(g *infra.Gateway) infra.ID { return g.ID })
	for _, p := range gateways {
		f.version(p[1].Resource, "Proxmox Mail Gateway", p[0].Version, p[1].Version)
	}
	hosts, _, _ := pair(last.Hosts, next.Hosts, func(h *infra.Host) infra.ID { return h.ID })
	for _, p := range hosts {
		f.version(p[1].Resource, "Docker", p[0].Engine, p[1].Engine)
	}
}

// known leaves out the word that stands for a version while it cannot be read.
func known(version string) string {
	if version == "connected" {
		return ""
	}
	return version
}

func (f *finder) datastores(last, next []infra.Datastore) {
	if !f.listed(infra.KindDatastore) {
		return
	}
	_, came, went := pair(last, next, func(d *infra.Datastore) infra.ID { return d.ID })
	for _, d := range came {
		f.add(d.Resource, infra.EventStorage, fmt.Sprintf("datastore %s of %s appeared", d.Name, d.Instance), map[string]string{"change": "appeared"})
	}
	for _, d := range went {
		f.add(d.Resource, infra.EventStorage, fmt.Sprintf("datastore %s of %s is gone", d.Name, d.Instance), map[string]string{"change": "gone"})
	}
}

func (f *finder) containers(last, next []infra.Container) {
	both, _, _ := pair(last, next, func(c *infra.Container) infra.ID { return c.ID })
	for _, p := range both {
		was, is := p[0].State == "running", p[1].State == "running"
		switch {
		case !was && is:
			f.add(p[1].Resource, infra.EventStarted, fmt.Sprintf("%s started on %s", p[1].Name, p[1].Instance), nil)
		case was && !is:
			f.add(p[1].Resource, infra.EventStopped, fmt.Sprintf("%s on %s is %s", p[1].Name, p[1].Instance, p[1].State), nil)
		case p[1].Restarts > p[0].Restarts:
			f.add(p[1].Resource, infra.EventStarted, fmt.Sprintf("%s restarted on %s", p[1].Name, p[1].Instance), nil)
		}
		if p[0].Image != p[1].Image {
			f.version(p[1].Resource, "image", p[0].Image, p[1].Image)
		}
	}
}

// jobs tells of runs of a backup server's jobs that ended.
func (f *finder) jobs(last, next []infra.Job) {
	before := make(map[string]infra.Job, len(last))
	for _, j := range last {
		before[j.Kind+"/"+j.ID] = j
	}
	for _, j := range next {
		was, listed := before[j.Kind+"/"+j.ID]
		if !listed || j.LastRun.IsZero() || !j.LastRun.After(was.LastRun) || j.Status == "running" {
			continue
		}
		f.found = append(f.found, infra.Event{
			At: j.LastRun, Resource: infra.DatastoreID(j.Target, j.Datastore),
			PublicID: infra.PublicServerID(j.Instance) + "-" + j.Datastore, Kind: infra.EventTask,
			Text: fmt.Sprintf("%s of %s on %s ended: %s", j.Kind, j.Datastore, j.Instance, j.Status),
			Data: map[string]string{"job": j.ID, "type": j.Kind, "status": j.Status},
		})
	}
}
