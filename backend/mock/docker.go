package mock

import (
	"time"

	"pulse/backend/source/docker/agenttest"
)

// reportEvery is the interval of the made-up agents, short enough to see
// figures move.
const reportEvery = 10 * time.Second

// addDocker adds Docker hosts, of which the last one is offline.
func (e *Estate) addDocker(o Options) {
	e.agents = agenttest.New(agenttest.Options{
		Hosts: o.DockerHosts, Containers: o.ContainersPerHost, Interval: reportEvery, Seed: seed, Steady: !o.RandomMetrics, Now: o.Now,
	})
}

// Agents are those of the Docker hosts. Nobody polls them: what they report has
// to be brought to where real agents post it.
func (e *Estate) Agents() *agenttest.Fleet { return e.agents }
