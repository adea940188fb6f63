package search

import (
	"cmp"

	"pulse/backend/infra"
)

// others are backup servers, mail gateways and Docker.
func (s Space) others(alarms map[infra.ID]alarm) []*thing {
	x := s.Snapshot.Extras
	if x == nil {
		return nil
	}
	var out []*thing
	for i := range x.Servers {
		v := &x.Servers[i]
		t := newThing("backup-server", &v.Resource, v.Host, reached(v.Online), alarms)
		t.percent("cpu", v.CPU)
		t.usage("memory", v.Memory)
		t.words = append(t.words, lower(v.Host)...)
		out = append(out, t)
	}
	for i := range x.Datastores {
		d := &x.Datastores[i]
		t := newThing("datastore", &d.Resource, "datastore of "+d.Instance, reached(d.Error == ""), alarms)
		t.ID = cmp.Or(t.ID, string(d.ID))
		t.usage("disk", d.Space)
		out = append(out, t)
	}
	for i := range x.Gateways {
		g := &x.Gateways[i]
		t := newThing("mail-gateway", &g.Resource, g.Host, reached(g.Online), alarms)
		t.words = append(t.words, lower(g.Host)...)
		out = append(out, t)
	}
	return append(out, s.docker(alarms)...)
}

func reached(ok bool) string {
	if ok {
		return "running"
	}
	return "unknown"
}

func (s Space) docker(alarms map[infra.ID]alarm) []*thing {
	x := s.Snapshot.Extras
	var out []*thing
	names := map[string]string{}
	for i := range x.Hosts {
		h := &x.Hosts[i]
		names[h.Key] = cmp.Or(h.DisplayName, h.Hostname)
		t := newThing("docker-host", &h.Resource, "Docker host", reached(h.Online), alarms)
		t.ID, t.Name = h.Key, names[h.Key]
		t.texts["name"], t.texts["os"] = lower(names[h.Key], h.Hostname), lower(h.OS)
		t.words = append(t.words, lower(names[h.Key], h.Hostname)...)
		out = append(out, t)
	}
	for i := range x.Containers {
		c := &x.Containers[i]
		out = append(out, s.container(c, names[c.HostKey], alarms))
	}
	return out
}

func (s Space) container(c *infra.Container, host string, alarms map[infra.ID]alarm) *thing {
	own := map[string]string{"running": "running", "exited": "stopped", "created": "stopped", "dead": "stopped", "paused": "paused"}[c.State]
	t := newThing("docker-container", &c.Resource, "container on "+host, cmp.Or(own, "unknown"), alarms)
	t.ID = cmp.Or(c.DockerID, t.ID)
	t.texts["node"], t.texts["type"] = lower(host), []string{"docker-container", "docker"}
	t.texts["status"] = append(t.texts["status"], lower(c.State, c.HealthState)...)
	t.words = append(t.words, lower(host, c.Image)...)
	if c.State == "running" {
		t.percent("cpu", c.CPU)
		t.percent("memory", c.MemoryRatio)
		t.uptime(c.Uptime.Or(0).Hours(), c.Uptime.Known)
	}
	return t
}
