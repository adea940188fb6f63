package backtest

import (
	"pulse/backend/infra"
)

// dockerPrefix begins the ids of Docker hosts and containers in alerts.
const dockerPrefix = "docker:"

// dockerCast returns the Docker hosts and their containers.
func dockerCast(s *infra.Snapshot) []*actor {
	var all []*actor
	for i := range s.Hosts {
		h := &s.Hosts[i]
		t := s.Estate(h.Target)
		if t == nil {
			continue
		}
		a := dockerHost(t, *h)
		a.id, a.names = h.ID, []string{h.PublicID, dockerPrefix + h.Key}
		all = append(all, a)
		for k := range s.Containers {
			if c := &s.Containers[k]; c.Target == h.Target {
				a := dockerContainer(t, *h, *c)
				a.id, a.names = c.ID, []string{c.PublicID, dockerPrefix + h.Key + "/" + c.DockerID}
				all = append(all, a)
			}
		}
	}
	return all
}

func dockerHost(t *infra.Estate, row infra.Host) *actor {
	st := newStage(t)
	row.Resource = fresh(row.Resource)
	st.estate.Hosts = []infra.Host{row}
	h := &st.estate.Hosts[0]
	return &actor{stage: st, role: role{[]infra.Metric{infra.MetricUp}, 1}, set: func(v []infra.Opt[float64]) {
		st.knows(v[0].Known)
		h.Online = is(v[0])
	}}
}

// dockerContainer is on a host that is there. Its exit codes and the result of its
// probe are not recorded.
func dockerContainer(t *infra.Estate, on infra.Host, row infra.Container) *actor {
	st := newStage(t)
	on.Online = true
	on.Resource, row.Resource = fresh(on.Resource), fresh(row.Resource)
	row.HealthState, row.ExitCode, row.RecentExits, row.MemoryLimit = "", 0, nil, 0
	st.estate.Hosts, st.estate.Containers = []infra.Host{on}, []infra.Container{row}
	c := &st.estate.Containers[0]
	return &actor{stage: st, role: role{[]infra.Metric{
		infra.MetricRunning, infra.MetricRestarts, infra.MetricCPU, infra.MetricMemory,
	}, 2}, set: func(v []infra.Opt[float64]) {
		c.Stale = nil
		if !v[0].Known {
			c.Stale = &infra.Staleness{}
		}
		c.State = map[bool]string{true: "running", false: "exited"}[is(v[0])]
		if v[1].Known {
			c.Restarts = int(v[1].Value)
		}
		c.CPU, c.MemoryRatio = v[2], v[3]
	}}
}
