package mock

import (
	"pulse/backend/source/pbs/pbstest"
)

// addPBS adds a backup server that the guests are backed up to and a small one
// elsewhere.
func (e *Estate) addPBS(o Options) {
	main := pbstest.New(pbstest.Options{Now: o.Now, Datastores: []pbstest.Datastore{
		{Name: "main", Size: 12 << 40, Used: 7 << 40, Spaces: []string{"lab", "lab/test"}, Groups: 8, PerGroup: 14},
		{Name: "archive", Size: 24 << 40, Used: 21 << 40, Groups: 3, PerGroup: 6},
	}})
	offsite := pbstest.New(pbstest.Options{Version: "3.4", Now: o.Now, Datastores: []pbstest.Datastore{
		{Name: "offsite", Size: 8 << 40, Used: 3 << 40, Groups: 6, PerGroup: 10},
	}})
	servers := map[string]*pbstest.Server{"pbs-main.mock": main, "pbs-offsite.mock": offsite}
	for _, name := range []string{"pbs-main", "pbs-offsite"} {
		e.connections = append(e.connections, Connection{
			Kind: "pbs", Name: name, Host: "https://" + name + ".mock:8007", Token: pbstest.Token, Secret: pbstest.Secret,
		})
	}
	e.networks = append(e.networks, pbstest.NewNetwork(servers))
}
