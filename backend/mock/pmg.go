package mock

import (
	"pulse/backend/source/pmg/pmgtest"
)

// addPMG adds a mail gateway of two nodes.
func (e *Estate) addPMG(o Options) {
	options := pmgtest.Cluster(2)
	options.Seed, options.Now = seed, o.Now
	e.connections = append(e.connections, Connection{
		Kind: "pmg", Name: "mail", Host: "https://" + options.Nodes[0].Name + ":8006", User: pmgtest.User, Password: pmgtest.Password,
	})
	e.networks = append(e.networks, pmgtest.NewNetwork(pmgtest.New(options)))
}
