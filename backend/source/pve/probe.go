package pve

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// probe connects once and tells what is there and what the account lacks. The
// certificate is told even when the rest fails, and without credentials, so
// that it can be compared before any are sent.
func probe(ctx context.Context, t source.Target, env source.Env) (source.Found, error) {
	t.Cluster = infra.Cluster{} // the address as entered, nobody in its place
	found, unreachable := proxmox.Certificate(ctx, t.Host, product, env)
	if missing := proxmox.Credentials(t); missing != nil {
		return found, cmp.Or(unreachable, missing)
	}
	r := open(t, env)
	defer r.client.pool.close()
	a := r.client.asker(laneUrgent)
	v, err := a.version(ctx)
	if err != nil {
		return found, err
	}
	found.Version = firstOf(v.Version, v.Release)
	nodes, err := a.nodeList(ctx)
	if err != nil {
		return found, err
	}
	found.Nodes = len(nodes)
	rows, _, err := a.members(ctx)
	if err == nil {
		found.Cluster, _ = clusterOf(rows, t.Host)
	} else if proxmox.StatusOf(err) != http.StatusForbidden {
		return found, err
	}
	held, err := a.permissions(ctx)
	if err != nil {
		return found, err
	}
	found.Missing = missing(held, major(found.Version))
	return found, nil
}

// major is the leading number of a version, 0 when there is none.
func major(version string) int {
	digits, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// privilege is one that reading needs: on which path, and what is lost without.
type privilege struct{ name, path, loss string }

// needed lists the privileges that reading needs. The one for guest agents
// was renamed in 9.
func needed(major int) []privilege {
	agent := "VM.GuestAgent.Audit"
	if major > 0 && major < 9 {
		agent = "VM.Monitor"
	}
	return []privilege{
		{"Sys.Audit", "/nodes", "figures of nodes and the membership of the cluster"},
		{"VM.Audit", "/vms", "virtual machines and containers"},
		{agent, "/vms", "disk usage and addresses of virtual machines"},
		{"Datastore.Audit", "/storage", "storages"},
	}
}

// missing names the privileges that are held nowhere on their path.
func missing(held permissions, major int) []string {
	var out []string
	for _, p := range needed(major) {
		if !holds(held, p) {
			out = append(out, p.name+" on "+p.path+": without it Pulse cannot see "+p.loss)
		}
	}
	return out
}

func holds(held permissions, p privilege) bool {
	for path, privileges := range held {
		relevant := path == "/" || path == p.path || strings.HasPrefix(path, p.path+"/")
		if _, has := privileges[p.name]; has && relevant {
			return true
		}
	}
	return false
}
